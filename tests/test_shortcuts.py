"""A shortened query has the answers of the query."""

import os
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import (
    BaseDirection,
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
)

from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE
from genoderm.ontology.examples import examples
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import RDF_TYPE
from genoderm.sparql.rewriting.counts import read_counts
from genoderm.sparql.rewriting.planned import plan
from genoderm.sparql.shortcuts.known import Known, read_known
from genoderm.sparql.shortcuts.shortening import shorten

EXAMPLES = int(os.environ.get("GENODERM_EXAMPLES", "300"))
E = "http://e/"
PREFIXES = f"PREFIX e: <{E}> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> "
NODES = [NamedNode(f"{E}n{number}") for number in range(4)]
CLASSES = [NamedNode(f"{E}c{number}") for number in range(3)]
LETTERS = "abkİKſİé \"'\\\n"
TEXTS = st.text(LETTERS, max_size=4).flatmap(
    lambda word: st.sampled_from([Literal(word), Literal(word, language="en"), Literal(word, language="tr")])
)
OTHERS = st.sampled_from([Literal(1), Literal(2.5), Literal("2024-01-01", datatype=NamedNode(f"{E}date")), *NODES])
GRAPHS = st.sampled_from([DefaultGraph(), DefaultGraph(), NamedNode(f"{E}g0"), NamedNode(f"{E}g1")])


def stored(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


told = st.builds(Quad, st.sampled_from(NODES), st.sampled_from([NamedNode(f"{E}p{n}") for n in (0, 1)]), TEXTS, GRAPHS)
linked = st.builds(Quad, st.sampled_from(NODES), st.sampled_from([NamedNode(f"{E}p2")]), TEXTS | OTHERS, GRAPHS)
typed = st.builds(Quad, st.sampled_from(NODES), st.just(RDF_TYPE), st.sampled_from(CLASSES), GRAPHS)
stores = st.lists(told | told | linked | typed, max_size=14).map(stored)


def known_of(store: Store) -> Known:
    """What is known, as if every value were frequent: else patterns with a constant are left as they are."""
    counts = read_counts(store)
    default = store.quads_for_pattern(None, None, None, DefaultGraph())
    pairs = {(str(quad.predicate), str(quad.object)): 200 for quad in default}
    return replace(read_known(store, store, counts), counts=replace(counts, pairs=pairs))


def answer(store: Store, query: str) -> object:
    """Rows as a multiset with the variables, statements as a set, or what the engine says against the query."""
    try:
        found = store.query(query)
    except SyntaxError as fault:
        return str(fault)
    match found:
        case QuerySolutions():
            names = [variable.value for variable in found.variables]
            return names, Counter(tuple(str(row[name]) for name in names) for row in found)
        case QueryTriples():
            return {str(triple) for triple in found}
        case QueryBoolean():
            return bool(found)


# Counts

VARIABLE = re.compile(r"\?[abcd]\b")
MOULDS = [
    "(COUNT(*) AS ?n) { ?a ?b ?c }",
    "(COUNT(?a) AS ?n) { ?a a ?b }",
    "?b (COUNT(?a) AS ?n) { ?a a ?b } GROUP BY ?b",
    "?b (COUNT(*) AS ?n) (COUNT(DISTINCT ?a) AS ?m) { ?a ?b ?c } GROUP BY ?b HAVING(COUNT(?c) > 1) ORDER BY DESC(?n)",
    "?b (COUNT(*) * 2 AS ?n) (COUNT(DISTINCT ?a) AS ?m) { ?a rdf:type ?b } GROUP BY ?b",
    "(COUNT(DISTINCT ?a) AS ?n) (COUNT(DISTINCT ?b) AS ?m) (COUNT(DISTINCT ?c) AS ?l) { ?a ?b ?c }",
    "(COUNT(DISTINCT ?b) AS ?n) (MIN(?b) AS ?m) { ?a ?b [] }",
    "(COUNT(DISTINCT ?a) AS ?n) (COUNT(?a) AS ?m) { ?a a e:c0 }",
    "(COUNT(DISTINCT ?a) AS ?n) (COUNT(DISTINCT ?c) AS ?m) (COUNT(*) AS ?l) { ?a e:p0 ?c . }",
    "?b ?e (COUNT(?a) AS ?n) { ?a a ?b } GROUP BY ?b ?e",
    "(STR(?b) AS ?g) (COUNT(*) + STRLEN(STR(?b)) AS ?n) { ?a a ?b } GROUP BY ?b ORDER BY DESC(COUNT(?a)) ?g",
    "?g (COUNT(*) AS ?n) (COUNT(DISTINCT ?a) AS ?m) { ?a a ?b } GROUP BY (STR(?b) AS ?g)",
    "?b (COUNT(*) AS ?n) (COUNT(DISTINCT ?c) AS ?m) { GRAPH ?b { ?a ?c ?d } } GROUP BY ?b",
    "(COUNT(*) AS ?n) { GRAPH ?b { ?a ?c ?d } }",
    "DISTINCT ?b { GRAPH ?b { ?a ?c ?d } }",
    "DISTINCT ?b { [] ?b ?c . } ORDER BY ?b",
    "DISTINCT ?b ?e { ?a a ?b }",
    "distinct ?b WHERE { [] rdf:type ?b }",
    "?b { ?a a ?b } GROUP BY ?b",
    "?b (COUNT(?a) AS ?n) (COUNT(DISTINCT ?a) AS ?m) { ?a e:p2 ?b } GROUP BY ?b",
    "?b (COUNT(*) AS ?n) { ?a a e:c0 ; e:p2 ?b } GROUP BY ?b",
    "?b (COUNT(?a) AS ?n) { ?a e:p2 ?b ; a e:c1 . } GROUP BY ?b",
    "(COUNT(DISTINCT ?b) AS ?n) (COUNT(?a) AS ?m) { ?a a e:c0 ; e:p2 ?b }",
    "DISTINCT ?b { ?a a e:c0 ; e:p0 ?b } ORDER BY ?b",
    "REDUCED ?b { ?a a ?b }",
    "* { ?a a ?b }",
]
EXTRAS = [
    "OPTIONAL { ?b e:p0 ?e }",
    "OPTIONAL { ?c a ?e }",
    "FILTER(?b != e:c0)",
    "FILTER(BOUND(?b))",
    "?b e:p2 ?e .",
    "?e a ?b .",
    "MINUS { ?b a ?e }",
    "MINUS { ?f a ?b }",
    "MINUS { ?e ?f ?h }",
    "FILTER NOT EXISTS { ?b a ?e }",
    "FILTER EXISTS { ?e a ?b }",
    "BIND(STR(?b) AS ?e)",
    "{ ?b a ?f } UNION { ?b e:p0 ?e }",
    "VALUES ?b { e:c0 e:n1 e:p0 rdf:type }",
    "VALUES ?e { 1 2 }",
    "{ SELECT ?b (COUNT(*) AS ?k) { ?b ?f ?e } GROUP BY ?b }",
]


@st.composite
def counting(draw: st.DrawFn) -> str:
    """Questions for numbers, and such as look like them: with more in the group, or a variable in place of another."""
    select, brace, rest = draw(st.sampled_from(MOULDS)).partition("{")
    body, end, tail = rest.rpartition("}")
    parts = [part for part in (draw(some), body, draw(some)) if part]
    query = select + brace + (" . " if draw(st.booleans()) else " ").join(parts) + end + tail
    places = [found.span() for found in VARIABLE.finditer(query)]
    if draw(st.integers(0, 2)) == 0:
        start, stop = draw(st.sampled_from(places))
        query = query[:start] + draw(st.sampled_from(["?a", "?b", "?c", "$d", "?e"])) + query[stop:]
    return f"{PREFIXES}SELECT {query}"


some = st.integers(0, 3).flatmap(lambda number: st.sampled_from(EXTRAS) if number == 0 else st.just(""))


@given(stores, counting())
@settings(max_examples=4 * EXAMPLES, suppress_health_check=list(HealthCheck))
def test_counts_are_the_same(store: Store, query: str) -> None:
    _assert_same(store, query)


def _assert_same(store: Store, query: str) -> None:
    known = known_of(store)
    shortened = shorten(query, known)
    event("shortened" if shortened != query else "unchanged")
    right = answer(store, query)
    assert answer(store, shortened) == right, shortened
    if "|e:" not in query:  # the planner mends what the engine makes of alternatives
        assert answer(store, plan(shortened, known.counts)) == right
    if isinstance(right, str):
        assert shortened == query


# Texts

needles = st.one_of(st.text(LETTERS, min_size=1, max_size=2), st.sampled_from(["a", "b", "k", "i", "é", "ab"]))
constants = needles.map(lambda word: str(Literal(word)))
read = st.sampled_from(
    [
        "?l",
        "?l",
        "LCASE(?l)",
        "STR(?l)",
        "LCASE(STR(?l))",
        "STR(?l)",
        "LCASE(?l)",
        "LCASE(STR(?l))",
        "STR(?m)",
        "UCASE(STR(?l))",
        "?x",
    ]
)
functions = st.sampled_from(["CONTAINS", "STRSTARTS", "STRENDS", "REGEX", "contains", "regex"])
patterns = st.sampled_from(['"a"', '"^(a|.*k)"', '"a+b?"', '"[ab]k"', '"s|k"', '"a.b"', '"b$"', '"(?i)a"', '"é"'])
expressions = st.recursive(
    st.one_of(
        st.builds("{}({}, {})".format, functions, read, constants),
        st.builds("REGEX({}, {})".format, read, patterns),
        st.builds('REGEX({}, {}, "i")'.format, read, patterns),
        st.builds("{} = {}".format, read, constants),
        st.builds("{} = {}@en".format, read, constants),
        st.sampled_from(['LANG(?l) = "en"', "isIRI(?l)", "BOUND(?m)", "STRLEN(?l) > 1", "?x = e:n0"]),
    ),
    lambda inner: st.one_of(
        st.builds("({} && {})".format, inner, inner),
        st.builds("({} || {})".format, inner, inner),
        st.builds("({})".format, inner),
        st.builds("!({})".format, inner),
        st.builds("({}) = ({})".format, inner, inner),
    ),
    max_leaves=4,
) | st.builds("{}({}, {})".format, functions, st.sampled_from(["?l", "LCASE(?l)", "LCASE(STR(?l))"]), constants)
ways = st.sampled_from(
    ["e:p0", "e:p0", "e:p1", "<http://e/p2>", "e:p0|e:p1", "(e:p0|e:p2)", "e:p2/e:p0", "^e:p2/e:p1", "?q", "e:p0+"]
)
finders = st.one_of(
    st.builds("?x {} ?l .".format, ways),
    st.builds("?x a e:c0 ; {} ?l .".format, ways),
    st.builds("?x {} ?m , ?l ; a ?t .".format, ways),
)
sentences = st.one_of(
    finders,
    st.builds("e:n0 {} ?l .".format, ways),
    st.builds("OPTIONAL {{ ?x {} ?l }}".format, ways),
    st.builds("OPTIONAL {{ ?x {} ?m }}".format, ways),
    st.builds("GRAPH ?g {{ ?x {} ?l }}".format, ways),
    st.builds("MINUS {{ ?x {} ?l }}".format, ways),
    st.builds("{{ ?x {} ?l }} UNION {{ ?x a ?m }}".format, ways),
    st.builds("FILTER NOT EXISTS {{ ?x {} ?l }}".format, ways),
    st.builds("{{ SELECT ?l (COUNT(*) AS ?n) {{ ?x {} ?l }} GROUP BY ?l }}".format, ways),
    st.sampled_from(["?x a e:c0 .", "?x ?p ?o .", "[] a ?t .", 'VALUES ?l { "a" "b"@en }', "BIND(STR(?x) AS ?m)"]),
)
filtered = st.tuples(st.lists(finders, min_size=1, max_size=1), st.lists(sentences, max_size=2)).flatmap(
    lambda lines: st.tuples(st.permutations([*lines[0], *lines[1], None]), expressions).map(
        lambda drawn: " ".join(line or f"FILTER({drawn[1]})" for line in drawn[0])
    )
)
groups = st.one_of(
    filtered,
    filtered,
    st.builds("{{ {} }} UNION {{ {} }}".format, filtered, filtered),
    st.builds("?x a ?t OPTIONAL {{ {} }}".format, filtered),
    st.builds("?x a ?t FILTER NOT EXISTS {{ {} }}".format, filtered),
    st.builds("{{ SELECT DISTINCT ?x ?l {{ {} }} }} ?x a ?t".format, filtered),
    st.builds("{{ {} }} ?x a ?t".format, filtered),
    st.builds("?x a ?t MINUS {{ {} }}".format, filtered),
    st.builds("GRAPH e:g0 {{ {} }}".format, filtered),
)
forms = st.sampled_from(
    ["SELECT *", "SELECT ?x ?l", "SELECT DISTINCT ?l", "SELECT (COUNT(*) AS ?n)", "ASK", "CONSTRUCT { ?x e:p0 ?l }"]
)
finding = st.builds("{}{} WHERE {{ {} }}".format, st.just(PREFIXES), forms, groups)


@given(stores, finding)
@settings(max_examples=4 * EXAMPLES, suppress_health_check=list(HealthCheck))
def test_what_is_found_by_its_letters_is_the_same(store: Store, query: str) -> None:
    _assert_same(store, query)


# By examples

STATEMENTS = """@prefix e: <http://e/> .
e:n0 a e:c0, e:c1 ; e:p0 "Bullosa"@en, "épidermolyse bulleuse"@fr ; e:p2 e:n1, "bullosa", 5 .
e:n1 a e:c0 ; e:p0 "Ichthyosis"@en ; e:p1 "bullosa" . e:n2 e:p2 e:c1 ."""


@pytest.fixture(scope="module")
def small() -> Store:
    store = Store()
    store.load(STATEMENTS, format=RdfFormat.TURTLE)
    store.load(STATEMENTS, format=RdfFormat.TURTLE, to_graph=NamedNode(f"{E}g0"))
    store.load("<http://e/n0> a <http://e/c0> .", format=RdfFormat.TURTLE, to_graph=NamedNode(f"{E}g1"))
    return store


SHORTENED = {
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }": "VALUES (?step0 ?step1 ?step2 ?step3) { (11 3 4 8) }",
    "SELECT (COUNT(?s) AS ?n) WHERE { ?s ?p ?o . }": "11",
    "SELECT (COUNT(DISTINCT ?p) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s ?p ?o }": "SUM(?step",
    "SELECT ?c (COUNT(?x) AS ?n) { ?x a ?c } GROUP BY ?c HAVING(COUNT(?x) > 1) ORDER BY DESC(?n)": "HAVING(SUM(",
    "SELECT ?c (COUNT(DISTINCT ?x) AS ?n) { ?x a ?c } GROUP BY ?c": "(<http://e/c0> 2 2)",
    "SELECT (COUNT(DISTINCT ?c) AS ?n) { ?x a ?c }": "SUM",
    "SELECT DISTINCT ?c { ?x rdf:type ?c } ORDER BY ?c": "(<http://e/c0> 2 2)",
    "SELECT DISTINCT ?c { [] a ?c } LIMIT 100": "(<http://e/c0> 2 2)",
    "SELECT DISTINCT ?p { ?s ?p ?o }": "(<http://e/p0>",
    "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p": "(<http://e/p0> 3 2 3)",
    "SELECT (COUNT(?x) AS ?n) { ?x a e:c0 }": "(2 2)",
    "SELECT (COUNT(*) AS ?n) { ?x e:p0 ?l }": "(3 2 3)",
    "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }": "(<http://e/g0> 11)",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g": "(<http://e/g1> 1)",
    "SELECT ?c ?l (COUNT(?x) AS ?n) { ?x a ?c OPTIONAL { ?c e:p0 ?l } } GROUP BY ?c ?l": "(<http://e/c0> 2 2)",
    'SELECT * { ?x e:p0 ?l FILTER(CONTAINS(LCASE(STR(?l)), "bull")) }': 'VALUES ?l { "Bullosa"@en "é',
    'SELECT * { ?x a ?c ; e:p0|e:p1 ?l . FILTER(REGEX(?l, "^(bullosa|ich)", "i")) }': '"bullosa" }',
    'SELECT * { ?x ?p ?l FILTER(STRSTARTS(?l, "bull")) }': '{ "Bullosa"@en "bullosa" } ?x ?p ?l',
    'SELECT * { ?x e:p2 ?l FILTER(CONTAINS(?l, "bull")) }': '{ "bullosa" }',
    'ASK { ?x e:p0 ?l FILTER(?l = "Bullosa"@en) }': '{ "Bullosa"@en }',
}  # fmt: skip


@pytest.mark.parametrize("query", SHORTENED)
def test_a_query_is_shortened(query: str, small: Store) -> None:
    shortened = shorten(PREFIXES + query, known_of(small))
    assert SHORTENED[query] in shortened
    assert answer(small, shortened) == answer(small, PREFIXES + query)


LEFT = [
    "SELECT ?c { ?x a ?c }",
    "SELECT ?x (COUNT(*) AS ?n) { ?x a ?c } GROUP BY ?x",
    "SELECT (COUNT(*) AS ?n) FROM e:g0 { ?s ?p ?o }",
    "SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o . ?s a e:c0 }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?s }",
    "SELECT (COUNT(?s) AS ?s) { ?s ?p ?o }",
    "SELECT (GROUP_CONCAT(?c) AS ?n) { ?x a ?c }",
    "SELECT (SUM(?c) AS ?n) (COUNT(?x) AS ?m) { ?x a ?c }",
    "SELECT DISTINCT * { ?x a ?c }",
    "SELECT (COUNT(*) AS ?n) { SELECT * { ?s ?p ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } VALUES ?p { e:p0 }",
    "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a ?o } }",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o } nonsense",
    "SELECT (COUNT(*) AS ?n) { ?s ?p ?o",
    'SELECT * FROM e:g0 { ?x e:p0 ?l FILTER(CONTAINS(?l, "bull")) }',
    'SELECT * { ?x e:p2 ?l FILTER(CONTAINS(STR(?l), "n1")) }',
    'SELECT * { ?x ?p ?l FILTER(CONTAINS(STR(?l), "n1")) }',
    'SELECT * { GRAPH ?g { ?x e:p0 ?l } FILTER(CONTAINS(?l, "bull")) }',
    'SELECT * { ?x a ?c OPTIONAL { ?x e:p0 ?l FILTER(CONTAINS(?l, "bull")) } }',
    'SELECT * { ?x a ?c FILTER(CONTAINS(?l, "bull")) { ?x e:p0 ?l } }',
    'SELECT * { ?x e:p0 ?l FILTER(!CONTAINS(?l, "bull")) }',
    'SELECT * { e:n0 e:p0 ?l FILTER(CONTAINS(?l, "bull")) }',
    'SELECT * { ?x e:p0+ ?l FILTER(CONTAINS(?l, "bull")) }',
    'SELECT * { ?l e:p0 ?x FILTER(CONTAINS(?l, "bull")) }',
    'SELECT * { ?x e:p0 ?l FILTER(CONTAINS(?l, "bull") }',
]


@pytest.mark.parametrize("query", LEFT)
def test_a_query_is_left_as_it_is(query: str, small: Store) -> None:
    assert shorten(PREFIXES + query, known_of(small)) == PREFIXES + query


def test_classes_without_a_name_are_not_told_by_name() -> None:
    store = stored([Quad(NODES[0], RDF_TYPE, BlankNode("b"))])
    query = "SELECT DISTINCT ?c { ?x a ?c }"
    assert shorten(query, known_of(store)) == query


def test_texts_with_the_letters_that_are_many_are_not_told() -> None:
    store = stored([Quad(NODES[0], NamedNode(f"{E}p0"), Literal(f"abc {number}")) for number in range(1000)])
    query = f"SELECT ?l {{ ?x <{E}p0> ?l FILTER(CONTAINS(?l, '%s')) }}"
    assert shorten(query % "abc", known_of(store)) == query % "abc"
    assert shorten(query % "abc 99", known_of(store)) != query % "abc 99"


def test_a_text_may_have_a_direction() -> None:
    term = Literal("abc", language="ar", direction=BaseDirection.RTL)
    store = stored([Quad(NODES[0], NamedNode(f"{E}p0"), term), Quad(NODES[1], NamedNode(f"{E}p0"), Literal("abd"))])
    query = f"SELECT ?x ?l {{ ?x <{E}p0> ?l FILTER(CONTAINS(?l, 'abc')) }}"
    shortened = shorten(query, known_of(store))
    assert f"VALUES ?l {{ {term} }}" in shortened
    assert answer(store, shortened) == answer(store, query)


def test_a_store_with_nothing_in_it_is_known_too() -> None:
    for query in SHORTENED:
        assert answer(Store(), shorten(PREFIXES + query, known_of(Store()))) == answer(Store(), PREFIXES + query)


@pytest.mark.slow
def test_our_own_questions_and_examples_have_the_same_answers(shipped_home: Path) -> None:
    whole, default = Store.read_only(str(Home(shipped_home).current_release() / STORE)), Store()
    default.extend(whole.quads_for_pattern(None, None, None, DefaultGraph()))
    known = read_known(default, whole, read_counts(default))
    # of several values SAMPLE may tell any
    asked = {name: one.query.replace("SAMPLE(", "MIN(") for name, one in examples(Iris()).items()}
    shortened = {name: shorten(query, known) for name, query in asked.items()}
    changed = [name for name, query in asked.items() if shortened[name] != query]
    assert changed
    for name in changed:
        assert answer(whole, shortened[name]) == answer(whole, asked[name]), name


def test_a_count_by_few_values_needs_no_look_at_the_things() -> None:
    quads = [Quad(node, RDF_TYPE, CLASSES[at % 2]) for at, node in enumerate(NODES)]
    quads += [Quad(node, NamedNode(f"{E}p2"), NODES[at // 2]) for at, node in enumerate(NODES)]
    query = f"{PREFIXES}SELECT ?b (COUNT(?a) AS ?n) {{ ?a a e:c0 ; e:p2 ?b . ?b e:p2 ?c }} GROUP BY ?b"
    shortened = shorten(query, known_of(stored(quads)))
    assert "?a" not in shortened
    assert answer(stored(quads), shortened) == answer(stored(quads), query)
