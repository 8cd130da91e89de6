"""The example queries: each is asked in two languages, runs as it stands, gives rows, and is in the store."""

import re
from collections import Counter
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryBoolean, RdfFormat, Store, Triple, serialize

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.example_statements import GRAPH, example_statements
from genoderm.ontology.examples import GROUPS, Example, Form, UnknownExample, example, examples, with_values
from genoderm.ontology.files import context
from genoderm.ontology.prefixes import VOCABULARIES, prefixes
from genoderm.ontology.questions import catalogue
from genoderm.ontology.terms import PREFIXES, Iris
from genoderm.sparql.virtual.rewriting import rewrite
from genoderm.sparql.virtual.searcher import Searcher, open_searcher
from tests.releases import number, rows

IRIS = Iris()
ALL = list(examples(IRIS).values())
KINDS = {  # what users ask, each by a word that its example is found by
    *("simple lookup", "join", "property path", "aggregate", "text filter", "optional", "negation", "large result"),
    *(
        "CONSTRUCT",
        "DESCRIBE",
        "ASK",
        "named graphs",
        "GeoSPARQL",
        "VALUES",
        "federation",
        "VoID",
        "SHACL",
        "virtual service",
    ),
}
DECLARED = re.compile(r"^PREFIX ([\w.-]*): <(.*)>$", re.MULTILINE)
each = pytest.mark.parametrize("one", ALL, ids=lambda one: one.name)


@pytest.fixture(scope="module")
def store(shipped_home: Path) -> Store:
    return open_release(Home(shipped_home).current_release()).store


@pytest.fixture(scope="module")
def searcher(shipped_home: Path) -> Searcher:
    return open_searcher(Home(shipped_home).current_release())


def test_there_are_more_than_forty_of_every_form_and_group_and_every_question_is_one() -> None:
    assert len(ALL) > 40
    assert {one.form for one in ALL} == set(Form)
    assert {one.group for one in ALL} == GROUPS.keys()
    assert catalogue().keys() < {one.name for one in ALL}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_query_that_users_ask_has_an_example(kind: str) -> None:
    assert [one.name for one in ALL if kind in one.keywords]


@each
def test_an_example_is_asked_and_found_in_english_and_in_french(one: Example) -> None:
    assert one.english.endswith("?")
    assert one.french.endswith("\N{NO-BREAK SPACE}?")
    assert len(one.keywords) == len(one.mots_cles) >= 2


def test_no_two_examples_ask_the_same() -> None:
    assert Counter(one.english for one in ALL).most_common(1)[0][1] == 1
    assert Counter(one.french for one in ALL).most_common(1)[0][1] == 1


@each
def test_an_example_runs_as_it_stands_and_has_an_answer(one: Example, store: Store, searcher: Searcher) -> None:
    answer = store.query(rewrite(one.query, searcher))
    assert bool(answer) if isinstance(answer, QueryBoolean) else next(iter(answer))


@each
def test_its_file_is_the_query_with_its_question_before_it(one: Example) -> None:
    first, french, *_ = one.file.splitlines()
    assert (first, french) == (f"# {one.english}", f"# fr: {one.french}")
    assert one.file.endswith(one.query)
    assert with_values(one.file, {}) == one.file


@each
def test_an_example_uses_prefixes_as_they_are_declared(one: Example) -> None:
    told = dict(DECLARED.findall(one.query))
    assert told == {prefix: prefixes(IRIS)[prefix] for prefix in told}


def test_values_go_where_their_variables_are_projected_and_not_where_these_are_counted() -> None:
    query = """
SELECT ?a (COUNT(?b) AS ?n) WHERE {
  {
    SELECT ?a ?c WHERE {
      ?a ?c ?b
    }
  }
}"""
    values = {"a": NamedNode("urn:a"), "b": NamedNode("urn:b"), "c": NamedNode("urn:c")}
    assert (
        with_values(query, values)
        == """
SELECT ?a (COUNT(?b) AS ?n) WHERE {
  VALUES ?a { <urn:a> }
  {
    SELECT ?a ?c WHERE {
      VALUES ?a { <urn:a> }
      VALUES ?c { <urn:c> }
      ?a ?c ?b
    }
  }
}"""
    )


def test_an_unknown_example_is_refused_with_the_nearest() -> None:
    with pytest.raises(UnknownExample, match="nearest is 'centres-for-disease'"):
        example("centre-for-diseases", IRIS)
    assert example("centres-for-disease", IRIS).group == "care"


def test_the_examples_are_in_the_store_with_their_queries_and_groups(store: Store) -> None:
    found = {
        (row["name"].value, row["query"].value, row["group"].value)
        for row in rows(
            store,
            """PREFIX sh: <http://www.w3.org/ns/shacl#> PREFIX dct: <http://purl.org/dc/terms/>
            PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
            SELECT ?name ?query ?group {
              ?e a sh:SPARQLExecutable ; dct:identifier ?name ; dct:subject/skos:prefLabel ?group .
              ?e sh:select|sh:ask|sh:construct|sh:describe ?query FILTER(LANG(?group) = "en")
            }""",
        )
    }
    assert found == {(one.name, one.query, GROUPS[one.group].english) for one in ALL}
    assert number(store, f"GRAPH {IRIS.graph(GRAPH)} {{ ?s ?p ?o }}") == len(set(example_statements(IRIS)))


def test_the_examples_of_another_deployment_ask_of_its_own_things() -> None:
    elsewhere = Iris("https://expertise.example.org/id/")
    assert "<https://expertise.example.org/id/country/FR>" in example("access-in-country", elsewhere).query
    targets = {str(t.object) for t in example_statements(elsewhere) if t.predicate.value == "https://schema.org/target"}
    assert targets == {"<https://expertise.example.org/sparql>"}


def test_the_declared_prefixes_are_those_of_the_json_ld_context_and_of_the_code_systems() -> None:
    declared = prefixes(IRIS)
    told = {name: value for name, value in context().items() if isinstance(value, str) and value[-1] in "#/_"}
    assert told.items() <= declared.items()
    assert PREFIXES.items() | VOCABULARIES.items() <= declared.items()
    assert declared["evidence"] == "https://w3id.org/genoderm/ns#evidence/"
    assert declared["country"] == "https://w3id.org/genoderm/id/country/"


def conforms(statements: list[Triple], shapes: Path) -> tuple[bool, str]:
    import pyshacl
    import rdflib

    data = rdflib.Graph().parse(data=serialize(statements, format=RdfFormat.N_TRIPLES), format="nt")
    written = shapes.read_text("utf-8").replace(r"\s", r"\\s")  # its pattern has an escape that Turtle does not know
    conform, _, text = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(data=written, format="turtle"))
    return bool(conform), text


def test_the_examples_are_valid_as_sib_has_them(shared: Path) -> None:
    statements = list(example_statements(IRIS))
    shapes = shared / "w3c" / "spex.shacl"
    assert conforms(statements, shapes) == (True, "Validation Report\nConforms: True\n")
    without_query = [t for t in statements if not t.predicate.value.endswith(("#ask", "/target"))]
    conform, text = conforms(without_query, shapes)
    assert not conform
    assert "MinCount" in text
