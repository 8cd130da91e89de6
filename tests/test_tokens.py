"""Every text falls into the terminals of SPARQL's grammar."""

import tarfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.sparql.syntax import query_fault
from genoderm.sparql.tokens import Kind, tokens, unescape
from tests.effort import rounds

W3C = "w3c/rdf-tests-sparql10-11.tar.xz"
QUERY = "PREFIX ex: <http://example.org/> SELECT ?s WHERE { ?s ex:name ?n . FILTER(?n != 'x') } LIMIT 10"
READ = {
    "": [],
    " \t\r\n": [],
    "# SELECT": [],
    "?a<?b)SERVICE#>\n1": [("variable", "?a"), ("iri", "<?b)SERVICE#>"), ("number", "1")],
    "?a < ?b": [("variable", "?a"), ("punctuation", "<"), ("variable", "?b")],
    "?a<=?b": [("variable", "?a"), ("punctuation", "<="), ("variable", "?b")],
    "<http://example.org/#x>#y": [("iri", "<http://example.org/#x>")],
    "ex:a.b.": [("prefixed", "ex:a.b"), ("punctuation", ".")],
    "ex:a\\-b%20c:d": [("prefixed", "ex:a\\-b%20c:d")],
    "a.b:": [("prefixed", "a.b:")],
    "SERVICE:x": [("prefixed", "SERVICE:x")],
    "SERVICE :x": [("word", "SERVICE"), ("prefixed", ":x")],
    ":": [("prefixed", ":")],
    "true.false": [("word", "true"), ("punctuation", "."), ("word", "false")],
    "true.5e3": [("word", "true"), ("number", ".5e3")],
    "é-1": [("punctuation", "é"), ("number", "-1")],
    "ſervice": [("punctuation", "ſ"), ("word", "ervice")],
    "?x?y$z": [("variable", "?x"), ("variable", "?y"), ("variable", "$z")],
    "ex:p?": [("prefixed", "ex:p"), ("punctuation", "?")],
    "'a'@en-GB,": [("string", "'a'"), ("language", "@en-GB"), ("punctuation", ",")],
    "'a'@en--ltr": [("string", "'a'"), ("language", "@en--ltr")],
    "'''a'b''c'''": [("string", "'''a'b''c'''")],
    "'''a'": [("string", "''"), ("string", "'a'")],
    '"""a""b\n"""': [("string", '"""a""b\n"""')],
    "''''a'''": [("string", "''''a'''")],
    '"a\\"b"': [("string", '"a\\"b"')],
    '"a\\qb"': [("punctuation", '"'), ("word", "a"), ("punctuation", "\\"), ("word", "qb"), ("punctuation", '"')],
    '"a\nb"': [("punctuation", '"'), ("word", "a"), ("word", "b"), ("punctuation", '"')],
    "'\\u0027'": [("string", "'\\u0027'")],
    "_:b.c _:": [("blank", "_:b.c"), ("punctuation", "_"), ("prefixed", ":")],
    "+1 - 1.5e-3 .5 1.": [
        ("number", "+1"),
        ("punctuation", "-"),
        ("number", "1.5e-3"),
        ("number", ".5"),
        ("number", "1"),
        ("punctuation", "."),
    ],
    "?a+1": [("variable", "?a"), ("number", "+1")],
    "<<(?s ?p 1)>>": [
        ("punctuation", "<<("),
        ("variable", "?s"),
        ("variable", "?p"),
        ("number", "1"),
        ("punctuation", ")>>"),
    ],
    "<<?s a ?o~_:r>>{|a 1|}": [
        ("punctuation", "<<"),
        ("variable", "?s"),
        ("word", "a"),
        ("variable", "?o"),
        ("punctuation", "~"),
        ("blank", "_:r"),
        ("punctuation", ">>"),
        ("punctuation", "{|"),
        ("word", "a"),
        ("number", "1"),
        ("punctuation", "|}"),
    ],
    "hasLANGDIR(?x)&&!?y||1!=2^^ex:t": [
        ("word", "hasLANGDIR"),
        ("punctuation", "("),
        ("variable", "?x"),
        ("punctuation", ")"),
        ("punctuation", "&&"),
        ("punctuation", "!"),
        ("variable", "?y"),
        ("punctuation", "||"),
        ("number", "1"),
        ("punctuation", "!="),
        ("number", "2"),
        ("punctuation", "^^"),
        ("prefixed", "ex:t"),
    ],
}
LETTERS = st.sampled_from("aBzéßאあ_9")
NAMES = st.text(LETTERS, min_size=1, max_size=5)
STARTS = st.sampled_from("aBzéßאあ")
PREFIXES = st.just("") | st.builds("{}{}".format, STARTS, st.text(st.sampled_from("aé-_.9"), max_size=4)).filter(
    lambda name: not name.endswith(".")
)
LOCALS = st.just("") | st.builds(
    "{}{}{}".format, LETTERS, st.sampled_from(["", ".", "-", ":", "%4F", "\\-", "\\."]), LETTERS
)
CONTENTS = st.text(st.sampled_from("aé #{}<>:.SERVICE?"), max_size=8)
SIGNS, DIGITS = st.sampled_from(["", "+", "-"]), st.text(st.sampled_from("0123456789"), min_size=1, max_size=4)
PUNCTUATION = "{ } ( ) [ ] . , ; * / | ^ ! ? = < > <= >= != && || ^^ + - << >> <<( )>> {| |} ~ \\ @ _"
WRITTEN = {
    Kind.IRI: st.builds("<http://e/{}>".format, st.text(st.sampled_from("aé:/#?.=-'()"), max_size=8)),
    Kind.PREFIXED: st.builds("{}:{}".format, PREFIXES, LOCALS),
    Kind.STRING: st.builds("{0}{1}{0}".format, st.sampled_from(["'", '"', "'''", '"""']), CONTENTS)
    | st.sampled_from(['"\\""', "'\\u0027'", "'''a'b\n'''", '"""\\\\"""']),
    Kind.VARIABLE: st.builds("{}{}".format, st.sampled_from("?$"), NAMES),
    Kind.LANGUAGE: st.sampled_from(["@en", "@pt-BR", "@ar--rtl", "@de-1996"]),
    Kind.NUMBER: st.builds("{}{}".format, SIGNS, DIGITS)
    | st.builds("{}{}.{}".format, SIGNS, DIGITS, DIGITS)
    | st.builds("{}.{}e{}".format, SIGNS, DIGITS, DIGITS),
    Kind.BLANK: st.builds("_:{}".format, NAMES),
    Kind.WORD: st.sampled_from(["SELECT", "select", "a", "true", "GROUP_CONCAT", "MD5", "SERVICE", "hasLANGDIR"]),
    Kind.PUNCTUATION: st.sampled_from(PUNCTUATION.split()),
}
WRITTEN_TOKENS = st.sampled_from([*WRITTEN]).flatmap(lambda kind: st.tuples(st.just(kind), WRITTEN[kind]))
GAPS = st.sampled_from([" ", "\n", "\t ", " # { 'SERVICE' <\n", "\r\n#\r"])
HOSTILE = [
    "a.",
    "a-",
    '"',
    "'''",
    "'''\\q",
    "<a",
    "#",
    "#\n",
    "@a-",
    "\\u0041",
    "?",
    " ",
    ":%4",
    "{|",
    "é.",
    "a:..",
    "é",
]


@pytest.mark.parametrize(("text", "expected"), READ.items())
def test_the_longest_match_wins(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(token.kind.value, token.text) for token in tokens(text)] == expected


@given(st.lists(st.tuples(WRITTEN_TOKENS, GAPS)))
def test_tokens_that_are_joined_by_space_are_read_back(parts: list[tuple[tuple[Kind, str], str]]) -> None:
    text = "".join(written + gap for (_, written), gap in parts)
    assert [(token.kind, token.text) for token in tokens(text)] == [token for token, _ in parts]


@given(st.text() | st.text(st.sampled_from("\"'<>\\ua0._:?@#{}|\n ")))
def test_any_text_has_its_tokens_each_where_it_says(text: str) -> None:
    read = tokens(text)
    assert all(text[token.start : token.end] == token.text != "" for token in read)
    assert all(before.end <= after.start for before, after in pairwise(read))


@pytest.mark.parametrize("piece", HOSTILE)
def test_reading_takes_time_in_proportion_to_the_length(piece: str) -> None:
    """A rule that looked at the rest of the text from each of its characters would take minutes."""
    text = piece * (100_000 // len(piece))
    assert rounds(lambda: tokens(unescape(text))) < 100


def test_a_query_of_twenty_tokens_is_read_in_the_blink_of_a_lookup() -> None:
    assert len(tokens(QUERY)) >= 20
    assert rounds(lambda: [tokens(QUERY) for _ in range(1000)]) < 5  # 30 µs each


UNESCAPED = {
    "SERV\\u0049CE": "SERVICE",
    "a\\u003Ab": "a:b",
    "<ab\\u00E9xy>": "<abéxy>",
    "\\U0001f46a": "\U0001f46a",
    "'\\u0027'": "'\\u0027'",
    '"\\u0022"': '"\\u0022"',
    "?x\\u0020y": "?x\\u0020y",
    "\\u000A": "\\u000A",
    "\\u005cu0041": "\\u005cu0041",
    "'\\\\u0041'": "'\\\\u0041'",
    "'\\\\\\u0041'": "'\\\\A'",
    "\\uD800": "\\uD800",
    "\\U00110000": "\\U00110000",
    "\\u12": "\\u12",
    "\\q\\t": "\\q\\t",
}


@pytest.mark.parametrize(("text", "expected"), UNESCAPED.items())
def test_codepoint_escapes_are_resolved_where_they_end_nothing(text: str, expected: str) -> None:
    assert unescape(text) == expected


def _queries(archive: Path) -> Iterator[tuple[str, str, str]]:
    with tarfile.open(archive) as files:
        for member in files:
            folder, _, name = member.name.rpartition("/")
            if name.endswith(".rq") and "syntax" in folder:
                content = files.extractfile(member)
                yield folder.rpartition("/")[2], name, content.read().decode() if content else ""


def test_the_w3c_syntax_tests_mean_the_same_once_their_escapes_are_resolved(shared: Path) -> None:
    escaped = {(folder, name): text for folder, name, text in _queries(shared / W3C) if "\\u" in text.lower()}
    faulty = {name for (_, name), text in escaped.items() if query_fault(unescape(text))}
    assert len(escaped) == 7
    assert faulty == {name for _, name in escaped if "-bad-" in name}


def test_the_w3c_syntax_tests_have_no_stray_characters_where_they_are_right(shared: Path) -> None:
    stray = {
        (folder, name, token.text)
        for folder, name, text in _queries(shared / W3C)
        for token in tokens(unescape(text))
        if token.kind is Kind.PUNCTUATION and token.text in "'\"\\@" and "bad" not in name
    }
    assert stray == set()
