import os
from io import BytesIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, Store

from genoderm.sparql.shortcuts.conditions import Condition, conditions
from genoderm.sparql.shortcuts.texts import Texts, any_found, texts
from genoderm.sparql.tokens import tokens

ODD = "abkiszABKISZ kſKİıßéÉΣσςÅå\"'\\@<>^\n\r\t\x00\x7f\u0307\u2028-. 1"
WORDS = st.text(ODD, max_size=8) | st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
MANY = 1000
EXAMPLES = int(os.environ.get("GENODERM_EXAMPLES", "300"))


def held(*terms: Literal) -> Texts:
    store = Store()
    store.extend(Quad(NamedNode("urn:s"), NamedNode("urn:p"), term) for term in terms)
    written = BytesIO()
    found = store.query("SELECT DISTINCT ?o { ?s ?p ?o }")
    assert isinstance(found, QuerySolutions)
    found.serialize(written, format=QueryResultsFormat.TSV)
    return texts(written.getvalue())


def of(expression: str) -> list[Condition]:
    return conditions(tokens(expression))


def needles(expression: str) -> set[bytes]:
    [condition] = of(expression)
    return set(condition.needles)


def test_a_text_is_found_by_its_letters_whatever_their_case_and_only_once() -> None:
    some = held(Literal("Épidermolyse Bullosa bullosa", language="fr"), Literal("Netherton"))
    assert some.found(b"bullosa", MANY) == {'"Épidermolyse Bullosa bullosa"@fr'.encode()}


def test_a_language_is_not_searched() -> None:
    some = held(Literal("x", language="en"), Literal('"@en', language="fr"), Literal("y", language="en-GB"))
    assert some.found(b"en", MANY) == {rb'"\"@en"@fr'}


def test_the_beginning_and_all_of_a_text_can_be_asked_for() -> None:
    some = held(Literal("abc"), Literal("abcd", language="en"), Literal("xabc"), Literal('"abc'))
    assert some.found(b'\n"abc', MANY) == {b'"abc"', b'"abcd"@en'}
    assert some.found(b'\n"abc"', MANY) == {b'"abc"'}


def test_texts_of_two_lines_stay_together() -> None:
    some = held(Literal("one\ntwo"), Literal("three"))
    assert some.found(b"two", MANY) == {rb'"one\ntwo"'}


def test_more_than_wanted_are_none() -> None:
    some = held(*(Literal(f"abc {number}") for number in range(5)))
    assert len(some.found(b"abc", 5) or ()) == 5
    assert some.found(b"abc", 4) is None
    assert any_found([some, some], [b"abc 1", b"abc 2"], 2) == {b'"abc 1"', b'"abc 2"'}
    assert any_found([some], [b"abc 1", b"abc 2"], 1) is None


def test_the_kelvin_sign_is_a_k_and_the_long_s_an_s() -> None:
    some = held(Literal("\u212aeratoderma"), Literal("Eczemato\u017fis"), Literal("other"))
    assert len(some.found(b"keratoderma", MANY) or ()) == 2


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ('CONTAINS(LCASE(STR(?l)), "bullosa")', {b"bullosa"}),
        ('contains(?l, "Épidermolyse")', {"Épidermolyse".replace("E", "e").encode()}),
        ('CONTAINS(LCASE(?l), LCASE("Épidermolyse"))', {b"pidermolyse"}),
        ('(STRSTARTS(STR(?l), "Ich"))', {b'\n"ich'}),
        ('STRENDS(STR(?l), "osis")', {b"osis"}),
        ('STR(?l) = "Ich"', {b'\n"ich"'}),
        ('?l = "Ich"@en', {b'\n"ich"'}),
        ('REGEX(?l, "ichthyosis", "i")', {b"ichthyosis"}),
        ('REGEX(STR(?l), "^(ichthyosis|.*keratoderma)", "i")', {b"ichthyosis", b"keratoderma"}),
        ('CONTAINS(?l, "a") || CONTAINS(?l, "b")', {b"a", b"b"}),
        ('LANG(?l) = "en" && (CONTAINS(?l, "a"))', {b"a"}),
        (r'CONTAINS(?l, "say \"abc\"")', {b"say "}),
        (r'REGEX(?l, "a\\.b")', {b"a.b"}),
    ],
)
def test_a_filter_asks_for_letters(expression: str, found: set[bytes]) -> None:
    assert needles(expression) == found


@pytest.mark.parametrize(
    "expression",
    [
        '!CONTAINS(?l, "a")',
        '!(CONTAINS(?l, "a"))',
        'CONTAINS(?l, "a") = false',
        'CONTAINS(?l, "a") || ?x > 3',
        'CONTAINS(?l, "a") || CONTAINS(?m, "a")',
        'CONTAINS("a", ?l)',
        'CONTAINS(UCASE(?l), "A")',
        'CONTAINS(REPLACE(?l, "b", "a"), "a")',
        'CONTAINS(?l, "")',
        'CONTAINS(LCASE(?l), "έρμα")',
        r'CONTAINS(?l, "\u0041")',
        "CONTAINS(?l, ?m)",
        'REGEX(?l, "a b", "x")',
        'REGEX(?l, "a.", "q")',
        'REGEX(?l, "a*")',
        'REGEX(?l, "(?i)a")',
        'REGEX(?l, "a|b*")',
        "REGEX(?l, ?m)",
        '?l != "a"',
        '?l = "a"^^xsd:string',
        'IF(CONTAINS(?l, "a"), false, true)',
        'COALESCE(?x, CONTAINS(?l, "a"))',
        "",
    ],
)
def test_a_filter_that_may_be_true_without_the_letters_asks_for_none(expression: str) -> None:
    assert of(expression) == []


def test_only_str_lets_through_what_is_no_text() -> None:
    assert [one.any_term for one in of('CONTAINS(STR(?l), "a") && CONTAINS(LCASE(?l), "b")')] == [True, False]


@given(st.lists(WORDS, min_size=1, max_size=8), WORDS, st.sampled_from(["", "en", "tr"]))
@example(["\u212a", "\u0130", "\u017f"], "k", "")
@example(["\u0130stanbul"], "i", "tr")
@settings(max_examples=EXAMPLES)
def test_what_the_engine_finds_is_found(words: list[str], sought: str, language: str) -> None:
    terms = [Literal(word, language=language) if language else Literal(word) for word in words]
    some, store = held(*terms), Store()
    store.extend(Quad(NamedNode("urn:s"), NamedNode("urn:p"), term) for term in terms)
    for form in ("CONTAINS(LCASE(STR(?l)), {})", "CONTAINS(?l, {})", "STRSTARTS(LCASE(?l), {})", "STR(?l) = {}",
                 "STRENDS(?l, LCASE({}))", "LCASE(?l) = LCASE(STR({}))", "STRSTARTS(?l, {})"):  # fmt: skip
        _assert_found(some, store, form.format(str(Literal(sought))))


PATTERNS = st.recursive(
    st.sampled_from([*"abkisKIſİé.", "\\.", "\\b", "[ab]", "[^k]", "\\w", "^", "$", "ss", "ki"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=4).map("".join),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "+?"])).map(lambda pair: f"(?:{pair[0]}){pair[1]}"),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: f"({'|'.join(parts)})"),
    ),
    max_leaves=8,
)


@given(
    st.lists(WORDS, min_size=1, max_size=6),
    PATTERNS | st.text("abkK|()*+?.[]^$\\{}-x", max_size=12),
    st.sampled_from(["", "i", "s", "im"]),
)
@settings(max_examples=2 * EXAMPLES)
def test_what_matches_a_pattern_is_found(words: list[str], pattern: str, flags: str) -> None:
    some, store = held(*map(Literal, words)), Store()
    store.extend(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(word)) for word in words)
    told = f', "{flags}"' if flags else ""
    _assert_found(some, store, f"REGEX(?l, {Literal(pattern)}{told})")


def _assert_found(some: Texts, store: Store, expression: str) -> None:
    right = store.query(f"SELECT ?l {{ ?s ?p ?l FILTER({expression}) }}")
    assert isinstance(right, QuerySolutions)
    terms = {str(row["l"]) for row in right}
    for condition in of(expression):
        found = any_found([some], condition.needles, MANY)
        assert found is not None
        assert terms <= {str(_term(line)) for line in found}


def _term(line: bytes) -> object:
    found = Store().query(f"SELECT ?l {{ VALUES ?l {{ {line.decode()} }} }}")
    assert isinstance(found, QuerySolutions)
    return next(found)["l"]
