"""VoID's numbers are those that a query counts, in every graph, these statistics included."""

from pathlib import Path

import pytest
from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.terms import Iris
from tests.releases import EB, edition, made, number, rows, turtle

VOID = "PREFIX void: <http://rdfs.org/ns/void#> "


@pytest.fixture(scope="module")
def store(two_releases: Path) -> Store:
    return open_release(Home(two_releases).current_release()).store


def values(store: Store, query: str) -> dict[str, int]:
    return {str(row["what"]): int(row["n"].value) for row in rows(store, VOID + query)}


def test_the_triples_of_the_dataset_are_those_of_the_default_graph(store: Store, two_releases: Path) -> None:
    dataset = Iris().thing("dataset", "genoderm")
    told = values(store, f"SELECT ?what ?n {{ BIND({dataset} AS ?what) ?what void:triples ?n }}")
    assert list(told.values()) == [number(store, "?s ?p ?o")]
    assert open_release(Home(two_releases).current_release()).manifest.triples == number(store, "?s ?p ?o")


def test_the_triples_of_every_named_graph_are_counted_and_none_is_left_out(store: Store) -> None:
    told = values(store, "SELECT ?what ?n { ?dataset void:subset ?what . ?what void:triples ?n }")
    assert told == {str(graph): number(store, f"GRAPH {graph} {{ ?s ?p ?o }}") for graph in store.named_graphs()}


def test_the_entities_of_every_class_are_counted_and_none_is_left_out(store: Store) -> None:
    told = values(store, "SELECT ?what ?n { ?d void:classPartition ?x . ?x void:class ?what ; void:entities ?n }")
    assert told == values(store, "SELECT ?what (COUNT(*) AS ?n) { ?thing a ?what } GROUP BY ?what")


def test_the_triples_of_every_property_are_counted_and_none_is_left_out(store: Store) -> None:
    told = values(store, "SELECT ?what ?n { ?d void:propertyPartition ?x . ?x void:property ?what ; void:triples ?n }")
    assert told == values(store, "SELECT ?what (COUNT(*) AS ?n) { ?thing ?what ?value } GROUP BY ?what")


def test_records_about_statements_are_counted_in_their_own_graph_only(tmp_path: Path) -> None:
    mappings = turtle(tmp_path / "m.ttl", ":m a <https://w3id.org/sssom/Mapping> .")
    home = tmp_path / "home"
    made(home, edition(turtle(tmp_path / "x.ttl", EB)), edition(mappings, graph="x-mappings"))
    store = open_release(Home(home).current_release()).store
    assert number(store, "?m a <https://w3id.org/sssom/Mapping>") == 0
    told = values(store, "SELECT ?what ?n { ?dataset void:subset ?what . ?what void:triples ?n }")
    assert told[str(Iris().graph("x-mappings"))] == 1
