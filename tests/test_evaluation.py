"""A query asked of a store: forms, formats, datasets, parameters, faults."""

import json
from io import BytesIO

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from genoderm.ontology.errors import BadInput
from genoderm.sparql.evaluation import Asked, Dataset, ask, write_answer
from genoderm.sparql.formats import GRAPHS, RESULTS, TABULAR
from genoderm.sparql.syntax import SyntaxFault

A, B, ONE, TWO = (NamedNode(f"http://example.org/{name}") for name in ("a", "b", "one", "two"))
WHOLE = Dataset()
ALL = "SELECT ?o { ?s ?p ?o } ORDER BY ?o"


@pytest.fixture(scope="module")
def store() -> Store:
    """One triple in the default graph, one in each of two named graphs."""
    filled = Store()
    filled.extend(
        [Quad(A, B, Literal("default")), Quad(A, B, Literal("in one"), ONE), Quad(A, B, Literal("in two"), TWO)]
    )
    return filled


def written(store: Store, query: str, media_type: str, dataset: Dataset = WHOLE, base: str = "") -> bytes:
    output = BytesIO()
    write_answer(store, Asked(query, dataset, base), media_type, output)
    return output.getvalue()


def said(store: Store, query: str, dataset: Dataset = WHOLE) -> list[str]:
    return written(store, query, "text/csv", dataset).decode().split("\r\n")[1:-1]


@pytest.mark.parametrize("media_type", RESULTS)
def test_rows_come_in_every_format(store: Store, media_type: str) -> None:
    assert b"default" in written(store, ALL, media_type)


@pytest.mark.parametrize("media_type", [name for name in RESULTS if name not in TABULAR])
def test_a_yes_comes_in_every_format_that_can_hold_it(store: Store, media_type: str) -> None:
    assert b"true" in written(store, "ASK { ?s ?p ?o }", media_type)


@pytest.mark.parametrize("media_type", GRAPHS)
def test_a_graph_comes_in_every_format(store: Store, media_type: str) -> None:
    body = written(store, "CONSTRUCT WHERE { ?s ?p ?o }", media_type)
    assert [quad.object for quad in parse(body, format=GRAPHS[media_type])] == [Literal("default")]


def test_a_description_is_a_graph(store: Store) -> None:
    assert written(store, f"DESCRIBE {A}", "text/turtle")


def test_relative_iris_are_resolved_against_the_base(store: Store) -> None:
    query = "SELECT ?iri { BIND(IRI('x') AS ?iri) } "
    assert b"http://example.org/x" in written(store, query, "text/csv", base="http://example.org/sparql")


def test_without_dataset_the_default_graph_is_the_stores_own(store: Store) -> None:
    assert said(store, ALL) == ["default"]
    assert said(store, "SELECT ?o { GRAPH ?g { ?s ?p ?o } } ORDER BY ?o") == ["in one", "in two"]


def test_default_graphs_are_merged_and_there_are_no_named_ones_then(store: Store) -> None:
    dataset = Dataset(default=(ONE.value, TWO.value))
    assert said(store, ALL, dataset) == ["in one", "in two"]
    assert said(store, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", dataset) == []


def test_named_graphs_alone_leave_the_default_graph_empty(store: Store) -> None:
    dataset = Dataset(named=(ONE.value,))
    assert said(store, ALL, dataset) == []
    assert said(store, "SELECT ?o { GRAPH ?g { ?s ?p ?o } }", dataset) == ["in one"]


def test_the_dataset_of_the_request_wins_over_that_of_the_query(store: Store) -> None:
    query = "SELECT ?o FROM <http://example.org/one> { ?s ?p ?o }"
    assert said(store, query) == ["in one"]
    assert said(store, query, Dataset(default=(TWO.value,))) == ["in two"]


def test_a_graph_that_is_no_iri_is_refused(store: Store) -> None:
    with pytest.raises(BadInput, match="absolute IRI"):
        written(store, ALL, "text/csv", Dataset(default=("not an iri",)))


@pytest.mark.parametrize("query", ["", "SELECT", "SELECT * { ?s ?p }", "INSERT DATA { <a:a> <a:b> <a:c> }", "DROP ALL"])
def test_what_is_no_query_is_refused_with_its_place(store: Store, query: str) -> None:
    with pytest.raises(SyntaxFault) as told:
        written(store, query, "text/csv")
    assert told.value.line == 1


def test_parameters_are_bound_by_the_engine_and_never_pasted(store: Store) -> None:
    hostile = Literal('" } DROP ALL { "')
    assert ask(store, "SELECT ?s ?o { ?s ?p ?o }", {"o": hostile}) == []
    assert ask(store, "SELECT ?s ?o { ?s ?p ?o }", {"o": Literal("default")}) == [{"s": A, "o": Literal("default")}]


def test_a_question_of_ours_selects(store: Store) -> None:
    with pytest.raises(BadInput, match="SELECT"):
        ask(store, "ASK { ?s ?p ?o }", {})


def test_what_is_unbound_is_left_out_of_json_and_empty_in_csv(store: Store) -> None:
    query = "SELECT ?o ?x { ?s ?p ?o }"
    (row,) = json.loads(written(store, query, "application/json"))["results"]["bindings"]
    assert set(row) == {"o"}
    assert said(store, query) == ["default,"]


def test_an_iri_with_a_comma_stays_one_column_of_csv(store: Store) -> None:
    assert said(store, "SELECT ?o ?x { VALUES (?o ?x) { (<http://example.org/a,b> 1) } }") == [
        '"http://example.org/a,b",1'
    ]


def test_turtle_that_goes_out_can_come_in() -> None:
    store = Store()
    store.add(Quad(A, B, Literal('line\nend "quoted" \\ é', language="fr")))
    body = written(store, "CONSTRUCT WHERE { ?s ?p ?o }", "text/turtle")
    assert [quad.triple for quad in parse(body, format=RdfFormat.TURTLE)] == [quad.triple for quad in store]
