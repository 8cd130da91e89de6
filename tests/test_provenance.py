"""Every graph says where it comes from: its source, licence, version, and the activity and files that made it."""

from hashlib import sha256
from pathlib import Path

import pytest
from pyoxigraph import Store

from genoderm.graph import derivation, provenance, statistics
from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology import example_statements
from genoderm.ontology.terms import Iris
from tests.releases import number, rows

PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dct: <http://purl.org/dc/terms/> PREFIX gd: <https://w3id.org/genoderm/ns#>
PREFIX prov: <http://www.w3.org/ns/prov#>
"""
OWN = {derivation.GRAPH, provenance.GRAPH, statistics.GRAPH, example_statements.GRAPH}


@pytest.fixture(scope="module")
def store(two_releases: Path) -> Store:
    return open_release(Home(two_releases).current_release()).store


def found(store: Store, what: str, pattern: str) -> set[str]:
    return {row[what].value for row in rows(store, f"{PREFIXES} SELECT ?{what} {{ {pattern} }}")}


def test_every_named_graph_is_a_dataset_of_the_catalogue_with_title_publisher_licence_and_attribution(
    store: Store,
) -> None:
    told = (
        "?c a dcat:Catalog ; dcat:dataset ?g . ?g a dcat:Dataset ; dct:title ?t ; dct:publisher ?p ; dct:license ?l ; "
    )
    assert found(store, "g", told + "gd:attribution ?a") == {graph.value for graph in store.named_graphs()}


def test_every_graph_but_our_own_was_generated_by_an_activity_that_used_files(store: Store) -> None:
    generated = found(
        store,
        "g",
        "?g prov:wasGeneratedBy ?a ; prov:wasDerivedFrom ?f . ?a a prov:Activity ; prov:used ?f ; "
        "prov:wasAssociatedWith ?s . ?f a prov:Entity . ?s a prov:SoftwareAgent",
    )
    own = {Iris().graph(name).value for name in OWN}
    assert generated == {graph.value for graph in store.named_graphs()} - own


def test_what_is_derived_was_worked_out_from_the_graphs_of_the_sources(store: Store) -> None:
    derived = Iris().graph("derived").value
    used = found(store, "source", f"<{derived}> prov:wasGeneratedBy/prov:used ?source")
    sources = found(store, "graph", "?graph prov:wasDerivedFrom ?file")
    assert used
    assert used == sources


def test_the_catalogue_offers_the_dump(store: Store) -> None:
    offered = found(store, "type", "?catalogue a dcat:Catalog ; dcat:distribution/dcat:mediaType ?type")
    assert offered == {"https://www.iana.org/assignments/media-types/application/n-quads"}


def test_a_file_is_named_with_its_size_version_and_true_checksum(store: Store, two_releases: Path) -> None:
    file = two_releases / "sources" / "second.ttl"
    graph = Iris().graph("small")
    of = f"{graph} prov:wasDerivedFrom ?f . ?f"
    assert found(store, "v", f"{of} gd:checksum ?v") == {f"sha256:{sha256(file.read_bytes()).hexdigest()}"}
    assert found(store, "v", f"{of} dct:identifier ?v") == {"second.ttl"}
    assert found(store, "v", f"{of} dcat:byteSize ?v") == {str(file.stat().st_size)}
    assert found(store, "v", f"{of} dcat:version ?v") == found(store, "v", f"{graph} dcat:version ?v") == {"2"}


def test_the_moment_of_the_build_is_not_in_the_graph(store: Store) -> None:
    assert number(store, "?s <http://www.w3.org/ns/prov#endedAtTime>|<http://purl.org/dc/terms/created> ?when") == 0


def test_a_statement_is_found_with_the_licence_of_its_source(store: Store) -> None:
    said = 'GRAPH ?g { ?d <http://www.w3.org/2004/02/skos/core#notation> "ORPHA:304" } ?g dct:license ?l'
    assert found(store, "l", said) == {"https://creativecommons.org/licenses/by/4.0/"}
