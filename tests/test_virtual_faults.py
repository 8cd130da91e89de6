"""Calls of the virtual services that cannot be answered, and texts made to break out of their place."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from genoderm.graph.text_index import write_index
from genoderm.ontology.vocabularies import SKOS_PREF_LABEL
from genoderm.sparql.departures import refuse_departure
from genoderm.sparql.virtual.rewriting import BadCall, rewrite
from genoderm.sparql.virtual.searcher import open_searcher
from tests.searching import PREFIXES, asked, rewritten, searcher_of


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("", "gd:matches is missing, expected a phrase"),
        ("?d gd:score ?s", "gd:matches is missing, expected a phrase"),
        ("?d gd:matches 5", 'gd:matches is "5"'),
        ("?d gd:matches gd:Disease", "gd:matches is <"),
        ("?d gd:matches ?p", "?p is not bound, expected a constant, or a variable that its own group binds"),
        ('?d gd:matches "a", "b"', "gd:matches is told 2 times, expected one; for several use VALUES"),
        ('?d gd:matches "a" . ?e gd:score ?s', "the block tells of 2 subjects, expected one"),
        ('?d gd:matches "a" ; gd:score 1', 'gd:score is "1"'),
        ('?d gd:matches "a" ; gd:score ?s, ?t', "gd:score is ?t, expected one variable"),
        ('?d gd:matches "a" ; gd:score ?d', "?d stands for two things in the block"),
        ('?d gd:matches "a" ; gd:score ?s ; gd:rank ?s', "?s stands for two things in the block"),
        ("?d gd:matches ?d", "?d stands for two things in the block"),
        ('?d gd:matches "a" ; gd:limit 0', "expected a whole number from 1 to 10000"),
        ('?d gd:matches "a" ; gd:limit 10001', "expected a whole number from 1 to 10000"),
        ('?d gd:matches "a" ; gd:limit 1.5', "expected a whole number from 1 to 10000"),
        ('?d gd:matches "a" ; gd:limit 99999999999999999999999', "expected a whole number from 1 to 10000"),
        ('?d gd:matches "a" ; a "Disease"', 'a is "Disease", expected a class such as gd:Disease'),
        ('?d gd:matches "a" ; gd:inLanguage "french words"', "expected the tag of a language"),
        ('?d gd:matches "a" ; gd:within 5', "gd:within is nothing that this service knows, expected one of a, gd:in"),
        ('?d ?p "a"', "?p is nothing that this service knows"),
        ('?d gd:matches "a" ; skos:prefLabel ?l', "prefLabel is nothing that this service knows"),
        ('"d" gd:matches "a"', "only triples can stand here"),
        ('?d gd:matches "a" FILTER(?d = 1)', "only triples can stand here"),
        ('?d gd:matches "a" OPTIONAL { ?d gd:score ?s }', "only triples can stand here"),
        ('{ ?d gd:matches "a" }', "only triples can stand here"),
        ('?d gd:matches/gd:score "a"', "only triples can stand here"),
        ('?d gd:matches ("a" "b")', "the block tells of 3 subjects"),
        ("?d gd:matches [ gd:score ?s ]", "the block tells of 2 subjects"),
        ('?d nowhere:matches "a"', "only triples can stand here, and these are none: The prefix nowhere:"),
        ('PREFIX x: <urn:x> ?d gd:matches "a"', "PREFIX begins none"),
        ('@base <urn:x> . ?d gd:matches "a"', "@base begins none"),
        (f'?d gd:matches "{"a" * 501}"', "expected at most 500 and 40"),
        ("SERVICE gd:nearby { ?d gd:latitude 1 }", "only triples can stand here"),
    ],
)
def test_a_call_that_is_wrong_says_where_and_what_would_be_right(shipped_home: Path, block: str, told: str) -> None:
    with pytest.raises(BadCall) as caught:
        rewritten(shipped_home, f"SELECT * {{\n  SERVICE gd:textSearch {{ {block} }} }}")
    line = PREFIXES.count("\n") + 2
    assert str(caught.value).startswith(f"line {line}, column 3: ")
    assert told in str(caught.value)
    assert (caught.value.status, caught.value.line, caught.value.column) == (400, line, 3)


@pytest.mark.parametrize(
    ("block", "told"),
    [
        ("?d gd:distance ?km", "the place is missing"),
        ("?d gd:latitude 48.85", "the place is missing"),
        ("?d gd:latitude 91 ; gd:longitude 0", "or not on the globe"),
        ("?d gd:latitude 1e999 ; gd:longitude 0", "gd:latitude is"),
        ('?d gd:latitude "far"^^<http://www.w3.org/2001/XMLSchema#decimal> ; gd:longitude 0', 'gd:latitude is "far"'),
        ('?d gd:near "POINT(2 48)"', "gd:near is"),
        ('?d gd:near "POINT(2 99)"^^geo:wktLiteral', "gd:near is"),
        ('?d gd:near "LINESTRING(2 48, 3 49)"^^geo:wktLiteral', "gd:near is"),
        ('?d gd:near "POINT(2 48)"^^geo:wktLiteral ; gd:latitude 48', "the place is told twice"),
        ('?d gd:near "POINT(2 48)"^^geo:wktLiteral ; gd:within -1', "gd:within is -1, expected kilometres"),
        ('?d gd:near "POINT(2 48)"^^geo:wktLiteral ; gd:within "10"', "gd:within is"),
        ('?d gd:near "POINT(2 48)"^^geo:wktLiteral ; gd:score ?s', "gd:score is nothing that this service knows"),
    ],
)
def test_a_place_that_is_none_says_what_would_be_right(shipped_home: Path, block: str, told: str) -> None:
    with pytest.raises(BadCall) as caught:
        rewritten(shipped_home, f"SELECT * {{ SERVICE gd:nearby {{ {block} }} }}")
    assert told in str(caught.value)
    assert "expected" in str(caught.value)


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ('VALUES ?p { "a" UNDEF } %s', "?p is bound to UNDEF, expected an IRI or a literal"),
        ('BIND(CONCAT("a", "b") AS ?p) %s', "?p is not bound"),
        ('%s BIND("a" AS ?p)', "?p is not bound"),
        ('{ VALUES ?p { "a" } } %s', "?p is not bound"),
        ("?d skos:prefLabel ?p . %s", "?p is not bound"),
        ('VALUES ?p { <<( <urn:a> <urn:b> "c" )>> } %s', "?p is not bound"),
        (f"VALUES ?p {{ {' '.join(str(n) for n in range(1001))} }} %s", "have 1,001 values together"),
        ("VALUES ?p { 1 } %s", 'gd:matches is "1"'),
    ],
)
def test_a_variable_must_be_bound_to_constants_in_the_same_group(shipped_home: Path, pattern: str, told: str) -> None:
    with pytest.raises(BadCall) as caught:
        rewritten(shipped_home, f"SELECT * {{ {pattern % 'SERVICE gd:textSearch { ?d gd:matches ?p }'} }}")
    assert told in str(caught.value)


def test_more_rows_than_a_block_may_give_are_refused(shipped_home: Path) -> None:
    phrases = " ".join(f'"{letter}"' for letter in "abcdefghijklmnopqrstuvwxyz")
    call = "SERVICE gd:textSearch { ?d gd:matches ?p ; gd:limit 10000 }"
    with pytest.raises(BadCall, match="more than 10,000 rows, expected a smaller gd:limit"):
        rewritten(shipped_home, f"SELECT * {{ VALUES ?p {{ {phrases} }} {call} }}")


def test_a_silent_call_that_fails_gives_one_empty_solution(shipped_home: Path) -> None:
    [row] = asked(shipped_home, 'SELECT * { SERVICE SILENT gd:textSearch { ?d gd:matches 5 } VALUES ?x { "x" } }')
    assert row["x"] == Literal("x")


# Whatever is written


HOSTILE = st.text(max_size=80) | st.text(alphabet="\"'\\{}<>()|^`;,.?$@#_:\n\r\t 0aux\x00é表\u202e", max_size=80)


@given(phrase=HOSTILE, language=st.sampled_from(["", "fr", "en-GB"]))
def test_whatever_the_phrase_is_it_is_only_a_phrase(shipped_home: Path, phrase: str, language: str) -> None:
    literal = Literal(phrase, language=language or None)
    query = f"SELECT ?p ?d {{ VALUES ?p {{ {literal} }} SERVICE gd:textSearch {{ ?d gd:matches ?p ; gd:limit 5 }} }}"
    hits = searcher_of(shipped_home).text.search(phrase, prefer=language, limit=5)
    rows = asked(shipped_home, query)
    assert {row["d"] for row in rows} == {hit.thing for hit in hits}
    assert {row["p"] for row in rows} <= {literal}


def told_or_refused(home: Path, query: str) -> str:
    """The query rewritten, or why it was not; any other error is ours."""
    try:
        return rewritten(home, query)
    except BadCall as fault:
        return str(fault)


@given(block=HOSTILE, before=HOSTILE, after=HOSTILE)
def test_whatever_is_written_around_and_within_a_block_the_fault_is_the_querys(
    shipped_home: Path, block: str, before: str, after: str
) -> None:
    query = f'SELECT * {{ {before} SERVICE gd:textSearch {{ ?d gd:matches "a" ; {block} }} {after} }}'
    assert told_or_refused(shipped_home, query).startswith((PREFIXES, "line "))


FRAGMENTS = (
    *("{", "}", "(", ")", ".", ";", ",", "[", "]", "<<(", ")>>", "# \n", "?d", "?p", "?s", "gd:matches", "gd:score"),
    *("VALUES", "BIND", "OPTIONAL", "MINUS", "UNION", "FILTER", "AS", "SERVICE", "SILENT", "UNDEF", "GRAPH", "SELECT"),
    *("gd:limit", "gd:nearby", "gd:textSearch", "gd:Disease", "a", '"marfan"', '"x"@fr', '"1"^^gd:x', "5", "-1.5"),
    *("true", "<urn:a>", "_:b", "VALUES ?p {", "VALUES ( ?p ?d ) { (", 'BIND ( "marfan" AS ?p )'),
)


@settings(max_examples=300)
@given(
    before=st.lists(st.sampled_from(FRAGMENTS), max_size=12), after=st.lists(st.sampled_from(FRAGMENTS), max_size=12)
)
def test_whatever_order_the_words_of_sparql_come_in_the_fault_is_the_querys(
    shipped_home: Path, before: list[str], after: list[str]
) -> None:
    call = "SERVICE gd:textSearch { ?d gd:matches ?p }"
    query = f"SELECT * {{ {' '.join(before)} {call} {' '.join(after)} }}"
    assert told_or_refused(shipped_home, query).startswith((PREFIXES, "line "))


def test_a_label_of_the_graph_can_do_no_harm(tmp_path: Path) -> None:
    labels = (
        'evil" } } SERVICE <http://x> { "',
        "evil \\u0022 ) } \\",
        "evil\n\r\t\x00\x1f\x7f",
        "evil ?d a 1 .",
        "evil ￾",
    )
    quads = [
        Quad(NamedNode(f"urn:{at}"), SKOS_PREF_LABEL, Literal(text), DefaultGraph()) for at, text in enumerate(labels)
    ]
    store = Store()
    store.extend(quads)
    write_index(store, tmp_path)
    query = 'SELECT ?l { SERVICE gd:textSearch { ?d gd:matches "evil" ; gd:matchedLabel ?l } ?d skos:prefLabel ?l }'
    told = rewrite(PREFIXES + query, open_searcher(tmp_path))
    refuse_departure(told)
    rows = store.query(told)
    assert isinstance(rows, QuerySolutions)
    assert sorted(row["l"].value for row in rows) == sorted(labels)
