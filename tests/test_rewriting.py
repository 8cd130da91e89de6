"""What a query becomes before the engine sees it, and what is left as it is."""

import re
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, Store

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.examples import Form, examples
from genoderm.ontology.questions import catalogue as questions
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import RDF_TYPE
from genoderm.sparql.evaluation import ask
from genoderm.sparql.rewriting.counts import Counts, Property, read_counts
from genoderm.sparql.rewriting.gains import Gain
from genoderm.sparql.rewriting.planned import Rewriter, plan
from tests.effort import rounds
from tests.shipped_release import example

ALWAYS = Gain(0.0, -1e300, 0.0, -1e300)
COUNTS = Counts(
    {
        str(RDF_TYPE): Property(400_000, 390_000, 60),
        "<http://e/broader>": Property(40_000, 10_000, 2_000),
        "<http://e/label>": Property(100_000, 40_000, 90_000),
        "<http://e/value>": Property(300, 300, 200),
        "<http://e/expert>": Property(1_000, 200, 500),
    },
    {(str(RDF_TYPE), "<http://e/Disorder>"): 7_000, (str(RDF_TYPE), "<http://e/Centre>"): 200},
)
PREFIX = "PREFIX e: <http://e/>\n"


def planned(query: str) -> str:
    """On one line, without the prefixes."""
    return re.sub(r"\s+", " ", plan(PREFIX + query, COUNTS, (), Gain(times=1.0, less=0.0)).removeprefix(PREFIX)).strip()


def test_what_is_rare_comes_first() -> None:
    query = "SELECT ?d ?l { ?d a e:Disorder ; e:label ?l ; e:value ?v FILTER(?v > 5) }"
    assert planned(query) == (
        "SELECT ?d ?l { ?d e:value ?v LATERAL { ?d a e:Disorder } LATERAL { ?d e:label ?l } FILTER(?v > 5) }"
    )


def test_a_path_is_walked_from_the_end_that_is_given() -> None:
    query = "SELECT ?d { ?d e:broader+ e:n1 ; a e:Disorder }"
    assert planned(query) == "SELECT ?d { ?d e:broader+ e:n1 LATERAL { ?d a e:Disorder } }"


def test_joins_within_exists_are_put_in_order_their_filters_where_they_can_be_decided() -> None:
    query = """ASK { ?d e:value 1
      FILTER EXISTS { ?c a e:Centre . ?d e:broader/e:broader ?g . ?c e:expert ?g FILTER(?g != e:n1) } }"""
    assert planned(query) == (
        "ASK { ?d e:value 1 FILTER EXISTS { ?d e:broader ?stepx0 LATERAL { ?stepx0 e:broader ?g FILTER(?g != e:n1) }"
        " LATERAL { ?c e:expert ?g } LATERAL { ?c a e:Centre } FILTER(true) } }"
    )


def test_what_must_not_be_there_is_taken_away_at_once() -> None:
    query = """SELECT ?d { ?d a e:Disorder
      FILTER NOT EXISTS { ?d e:broader ?g . ?c e:expert ?g ; a e:Centre FILTER(?g != e:n1) } }"""
    assert planned(query) == (
        "SELECT ?d { ?d a e:Disorder FILTER(true) MINUS { { SELECT DISTINCT ?g WHERE"
        " { ?c a e:Centre LATERAL { ?c e:expert ?g } FILTER(?g != e:n1) } } LATERAL { ?d e:broader ?g } } }"
    )


@pytest.mark.parametrize(
    "inner",
    [
        "?c e:expert ?g",  # shares nothing
        "?d e:expert ?g FILTER(?v > 1)",  # sees what only the row has
        "?o e:expert ?g",  # which may not be bound
        "?d e:expert ?g OPTIONAL { ?g e:label ?l }",  # is more than triple patterns
    ],
)
def test_what_minus_would_see_otherwise_stays_a_question_for_each_row(inner: str) -> None:
    query = f"SELECT ?d {{ ?d e:value ?v OPTIONAL {{ ?d e:broader ?o }} FILTER NOT EXISTS {{ {inner} }} }}"
    assert "MINUS" not in plan(PREFIX + query, COUNTS, (), ALWAYS)


def test_a_variable_with_a_value_from_outside_is_no_private_one() -> None:
    query = PREFIX + "SELECT ?d ?g { ?d a e:Disorder FILTER NOT EXISTS { ?d e:broader ?g } }"
    assert "MINUS" in plan(query, COUNTS, (), ALWAYS)
    assert "MINUS" not in plan(query, COUNTS, ("g",), ALWAYS)


def test_alternatives_are_counted_as_the_standard_has_it() -> None:
    store = Store()
    store.extend(
        Quad(NamedNode("http://e/n"), NamedNode(f"http://e/{name}"), Literal("x")) for name in ("label", "value")
    )
    query = PREFIX + "SELECT ?l { ?n e:label|e:value ?l }"
    rewritten = store.query(plan(query, COUNTS))
    assert isinstance(rewritten, QuerySolutions)
    assert len(list(rewritten)) == 2


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?l { ?d e:label ?l }",
        "SELECT ?d { ?d a e:Disorder ; e:label ?l ; e:value _:b . _:b e:label ?l }",
        "SELECT (RAND() AS ?r) { ?d a e:Disorder ; e:label ?l ; e:value ?v }",
        "CONSTRUCT WHERE { ?d a e:Disorder ; e:label ?l ; e:value ?v }",
        "SELECT ?d { ?d a e:Disorder ; e:label ?l ; e:value ?v",
        "SELECT ?d { ?d a f:Disorder ; e:label ?l ; e:value ?v }",
        "SELECT ?d { ?d a e:Disorder ; e:label ?l ; e:value ?v FILTER(?v >) }",
        "SELECT ?d { ?d a e:Disorder ; e:label ?l ; e:value ?v } LIMIT x",
        "SELECT ?d { SERVICE <http://e/> { ?d a e:Disorder ; e:label ?l ; e:value ?v } }",
        "SELECT ?d { ?d e:broader+5 ; e:value ?v }",
        "",
    ],
)
def test_what_is_not_understood_or_cannot_be_better_is_left(query: str) -> None:
    assert plan(PREFIX + query, COUNTS, (), ALWAYS) == PREFIX + query


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * " + "{" * 5000 + "}" * 5000,
        "SELECT * " + "{ ?d a e:Disorder ; e:value ?v " * 30 + "}" * 30,
        "SELECT * {" + "".join(f"?d e:label ?l{number} ." for number in range(2000)) + "}",
        "SELECT * {" + "".join(f"{{ ?d a e:D ; e:label ?l{number} }} UNION {{ }}" for number in range(500)) + "}",
        "ASK {?d e:value 1 FILTER NOT EXISTS {" + "".join(f"?v{n} e:label ?v{n + 1} ." for n in range(500)) + "}}",
    ],
)
def test_a_text_that_is_made_to_be_hard_takes_no_long_time(query: str) -> None:
    assert rounds(lambda: plan(PREFIX + query, COUNTS)) < 50


def test_a_text_that_was_seen_or_differs_by_a_rare_code_only_is_known_at_once() -> None:
    rewriter = Rewriter(COUNTS)
    changed = PREFIX + "SELECT ?d ?l { ?d a e:Disorder ; e:label ?l ; e:value ?v FILTER(?v > 5) }"
    texts = [PREFIX + f"SELECT ?l {{ e:n{number} e:label ?l }}" for number in range(2000)]
    assert rewriter.plan(changed) == plan(changed, COUNTS) != changed
    assert [rewriter.plan(text) for text in texts] == texts
    assert rounds(lambda: [rewriter.plan(text) for text in texts]) < 5  # 30 µs each
    assert rounds(lambda: [rewriter.plan(changed) for _ in texts]) < 5


def test_counts_tell_what_a_store_holds() -> None:
    store = Store()
    things = [NamedNode(f"http://e/{number}") for number in range(300)]
    store.extend(
        Quad(thing, RDF_TYPE, NamedNode("http://e/C") if thing != things[0] else things[1]) for thing in things
    )
    store.extend(Quad(thing, NamedNode("http://e/p"), thing, NamedNode("http://e/g")) for thing in things)
    counts = read_counts(store)
    assert counts.properties == {str(RDF_TYPE): Property(300, 300, 2)}
    assert counts.pairs == {(str(RDF_TYPE), "<http://e/C>"): 299, (str(RDF_TYPE), "<http://e/1>"): 1}


@pytest.fixture(scope="module")
def shipped(shipped_home: Path) -> Store:
    return open_release(Home(shipped_home).current_release()).store


@pytest.mark.slow
@pytest.mark.parametrize("worth", [Gain(), ALWAYS], ids=["worth it", "always"])
def test_questions_and_examples_have_the_same_rows(shipped: Store, worth: Gain) -> None:
    counts = read_counts(shipped)
    asked = [(question.text, example(question)) for question in questions().values()]
    shown = [one for one in examples(Iris()).values() if one.form is Form.SELECT and "SERVICE" not in one.query]
    asked += [(one.query, {}) for one in shown]
    for text, values in asked:
        rewritten = plan(text, counts, values, worth)
        assert sorted(map(str, ask(shipped, rewritten, values))) == sorted(map(str, ask(shipped, text, values)))


MATCHES = Counts(
    {
        **COUNTS.properties,
        "<http://e/match>": Property(60_000, 10_000, 50_000),
        "<http://e/system>": Property(90_000, 90_000, 9),
        "<http://e/code>": Property(90_000, 90_000, 90_000),
    },
    {**COUNTS.pairs, ("<http://e/system>", '"OMIM"'): 14_000},
)
MATCHED = 'SELECT * { ?d a e:Disorder ; e:match ?n . ?n e:system "OMIM" ; e:code ?c '
SET = "{ SELECT ?d { ?d a e:Disorder } }"


def test_what_many_rows_are_asked_for_is_told_once_and_joined_with_them() -> None:
    told = plan(PREFIX + MATCHED + "}", MATCHES).removeprefix(PREFIX)
    assert re.sub(r"\s+", " ", told) == (
        f'SELECT * {{ {SET} {{ SELECT ?d ?n {{ ?n e:system "OMIM" . ?d e:match ?n }} }} LATERAL {{ ?n e:code ?c }} }}'
    )


@pytest.mark.parametrize("few", ["ASK {}", "SELECT * {} LIMIT 10", "SELECT * {{ {{ SELECT ?d ?n {} LIMIT 1 }} }}"])
def test_sets_are_not_made_for_a_few_rows_which_come_sooner_without(few: str) -> None:
    assert SET not in plan(PREFIX + few.format(MATCHED.removeprefix("SELECT * ") + "}"), MATCHES)


@pytest.mark.parametrize(
    "rest", ["FILTER(?n != e:n1)", "OPTIONAL { ?n e:value ?v } FILTER(?v > 1)", "FILTER EXISTS { ?n e:value 1 }"]
)
def test_a_group_with_filters_is_not_joined_as_sets_since_they_may_leave_few_rows(rest: str) -> None:
    assert SET in plan(PREFIX + MATCHED + "OPTIONAL { ?n e:value ?v } }", MATCHES)
    assert SET not in plan(PREFIX + MATCHED + rest + "}", MATCHES)


def test_where_few_rows_lead_to_what_is_denied_each_is_asked_of_until_the_first_is_found() -> None:
    numbers = Counts({**COUNTS.properties, "<http://e/expert>": Property(1_000_000, 20_000, 4_000)}, COUNTS.pairs)
    query = "SELECT ?d { ?d a e:Disorder FILTER NOT EXISTS { ?d e:broader ?g . ?c e:expert ?g FILTER(?g != e:n1) } }"
    assert plan(PREFIX + query, numbers).removeprefix(PREFIX) == (
        "SELECT ?d { ?d a e:Disorder FILTER(true) MINUS { { SELECT DISTINCT ?g WHERE { ?d a e:Disorder"
        " LATERAL { ?d e:broader ?g } FILTER(?g != e:n1) } } LATERAL { SELECT * WHERE { ?c e:expert ?g } LIMIT 1 }"
        " LATERAL { ?d e:broader ?g } FILTER(?g != e:n1) } }"
    )


def test_optional_behind_alternatives_is_looked_up_for_each_row() -> None:
    query = """SELECT * { { e:n1 e:broader ?d } UNION { ?d e:broader e:n1 }
      OPTIONAL { ?d e:label ?l FILTER(LANG(?l) = "en") } }"""
    assert planned(query) == (
        "SELECT * { { e:n1 e:broader ?d } UNION { ?d e:broader e:n1 }"
        ' LATERAL { OPTIONAL { ?d e:label ?l FILTER(LANG(?l) = "en") } } }'
    )
