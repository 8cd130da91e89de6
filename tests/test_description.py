"""The service description, and every promise of it used: each format asked for and read, each function called."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)

from genoderm.api.descriptions import offers
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.settings import Settings
from genoderm.ontology.examples import examples
from genoderm.ontology.terms import GD, Iris
from genoderm.ontology.vocabularies import FORMATS, GEOF, RDF_TYPE, SD, VOID
from genoderm.sparql.description import NAMES, Offers, describe
from genoderm.sparql.formats import GRAPHS, RESULTS
from tests.patience import PATIENCE

SELECT = "SELECT ?s WHERE { ?s ?p ?o } LIMIT 1"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"
PREFIXES = f"PREFIX geof: <{GEOF}> PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/> "
SQUARE = '"POLYGON((0 0, 0 2, 2 2, 2 0, 0 0))"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
POINT = '"POINT(1 1)"^^<http://www.opengis.net/ont/geosparql#wktLiteral>'
OF_ONE = {
    *("asGeoJSON", "centroid", "convexHull", "coordinateDimension", "dimension", "envelope", "getSRID", "isEmpty"),
    *("isSimple", "spatialDimension"),
}
ARGUMENTS = {
    "distance": f"{POINT}, {POINT}, uom:metre",
    "length": f"{SQUARE}, uom:metre",
    "perimeter": f"{SQUARE}, uom:metre",
    "relate": f'{SQUARE}, {SQUARE}, "T********"',
}


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def told(client: httpx.Client) -> Store:
    """The description that the endpoint gives of itself."""
    answer = client.get("/sparql", headers={"accept": "text/turtle"})
    store = Store()
    store.load(answer.content, format=RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def manifest(shipped_home: Path) -> Manifest:
    return read_manifest(Home(shipped_home).current_release())


def values(told: Store, subject: NamedNode | None, name: str) -> set[str]:
    found = (quad.object for quad in told.quads_for_pattern(subject, NamedNode(SD + name), None))
    return {value.value for value in found if isinstance(value, NamedNode)}


def counted(told: Store, graph: str) -> int:
    (found,) = (quad.object for quad in told.quads_for_pattern(NamedNode(graph), NamedNode(VOID + "triples"), None))
    assert isinstance(found, Literal)
    return int(found.value)


def asked(client: httpx.Client, query: str, media_type: str) -> httpx.Response:
    answer = client.get("/sparql", params={"query": query}, headers={"accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return answer


def cell(client: httpx.Client, query: str) -> str:
    """The one value of a query."""
    ((found,),) = csv_rows(asked(client, query, "text/csv").text)
    return found


def csv_rows(text: str) -> list[list[str]]:
    return [[line] for line in text.splitlines()[1:]]


def test_the_endpoint_is_where_it_was_asked(client: httpx.Client, told: Store) -> None:
    endpoint = f"{client.base_url}/sparql".replace("//sparql", "/sparql")
    assert values(told, None, "endpoint") == {endpoint}
    assert values(told, NamedNode(endpoint), "supportedLanguage") == {f"{SD}SPARQL11Query"}


def test_every_format_of_results_that_is_promised_can_be_had_and_read(client: httpx.Client, told: Store) -> None:
    known = {f"{FORMATS}{name}": media_type for media_type, name in NAMES.items()}
    promised = values(told, None, "resultFormat")
    assert promised == known.keys()
    for format_ in promised:
        media_type = known[format_]
        if media_type in RESULTS:
            answer = asked(client, SELECT, media_type)
            found = read_rows(answer, media_type)
        else:
            answer = asked(client, CONSTRUCT, media_type)
            found = len(list(parse(answer.content, format=GRAPHS[media_type])))
        assert found == 1, media_type


def read_rows(answer: httpx.Response, media_type: str) -> int:
    if media_type == "text/csv":  # which the engine writes but does not read
        return len(csv_rows(answer.text))
    found = parse_query_results(answer.content, format=RESULTS[media_type])
    assert isinstance(found, QuerySolutions)
    return len(list(found))


def test_every_format_that_answers_are_written_in_is_promised() -> None:
    assert NAMES.keys() <= RESULTS.keys() | GRAPHS.keys()
    assert set(RESULTS.values()) == {RESULTS[name] for name in NAMES if name in RESULTS}
    assert set(GRAPHS.values()) == {GRAPHS[name] for name in NAMES if name in GRAPHS}


def test_every_function_that_is_promised_gives_a_value(client: httpx.Client, told: Store) -> None:
    promised = values(told, None, "extensionFunction")
    assert len(promised) > 40
    for function in promised:
        name = function.removeprefix(GEOF)
        arguments = ARGUMENTS.get(name) or (SQUARE if name in OF_ONE else f"{SQUARE}, {SQUARE}")
        assert cell(client, f"{PREFIXES} SELECT (geof:{name}({arguments}) AS ?x) {{}}"), name


def test_every_service_that_is_promised_answers_the_examples_that_call_it(client: httpx.Client, told: Store) -> None:
    promised = values(told, None, "languageExtension")
    assert promised == {f"{GD}textSearch", f"{GD}nearby"}
    for service in promised:
        calls = f"SERVICE gd:{service.removeprefix(GD)} "
        asking = [one.query for one in examples(Iris()).values() if calls in one.query]
        assert asking
        for query in asking:
            assert csv_rows(asked(client, query, "text/csv").text)


def test_every_graph_is_named_with_its_count_and_no_other(client: httpx.Client, told: Store) -> None:
    promised = {}
    for node in values(told, None, "namedGraph"):
        (name,), (graph,) = values(told, NamedNode(node), "name"), values(told, NamedNode(node), "graph")
        promised[name] = counted(told, graph)
    found = asked(client, "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g", "text/csv")
    assert promised == {name: int(n) for name, _, n in (line.rpartition(",") for line in found.text.splitlines()[1:])}


def test_the_default_graph_has_its_count_and_is_not_promised_to_be_the_union(client: httpx.Client, told: Store) -> None:
    (graph,) = values(told, None, "defaultGraph")
    assert counted(told, graph) == int(cell(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"))
    union = "SELECT (COUNT(*) AS ?n) { SELECT DISTINCT ?s ?p ?o { GRAPH ?g { ?s ?p ?o } } }"
    assert int(cell(client, union)) > counted(told, graph)
    assert values(told, None, "feature") == set()


def test_nothing_follows_that_is_not_said(client: httpx.Client, told: Store) -> None:
    assert values(told, None, "defaultEntailmentRegime") == {"http://www.w3.org/ns/entailment/Simple"}
    said = "ASK { <http://www.orpha.net/ORDO/Orphanet_79361> a <http://www.w3.org/2000/01/rdf-schema#Resource> }"
    answer = asked(client, said, "application/sparql-results+json")
    found = parse_query_results(answer.content, format=QueryResultsFormat.JSON)
    assert isinstance(found, QueryBoolean)
    assert not bool(found)


def test_updates_are_a_service_of_their_own_where_they_are_let_in(manifest: Manifest) -> None:
    address = "https://example.org/genoderm/update"
    told = describe(manifest, "https://example.org/genoderm/sparql", Offers(updates=address))
    assert Triple(NamedNode(address), RDF_TYPE, NamedNode(SD + "Service")) in told
    language = {str(t.subject): t.object for t in told if t.predicate.value == f"{SD}supportedLanguage"}
    assert language[f"<{address}>"] == NamedNode(SD + "SPARQL11Update")
    assert len(language) == 2


@pytest.mark.parametrize(
    ("chosen", "updates"),
    [
        ({}, ""),
        ({"token": "a" * 32}, "https://example.org/update"),
        ({"token": "a" * 32, "read_only": True}, ""),
        ({"tokens": Path("/tokens")}, "https://example.org/update"),
    ],
)
def test_updates_are_promised_to_who_has_a_token(chosen: dict[str, object], updates: str) -> None:
    assert offers(Settings.model_validate(chosen), "https://example.org").updates == updates


def test_a_service_that_is_answered_here_is_an_extension_of_the_language(manifest: Manifest) -> None:
    service = "https://w3id.org/genoderm/ns#nearby"
    told = describe(manifest, "https://example.org/sparql", Offers(services=frozenset({service})))
    assert (
        Triple(NamedNode("https://example.org/sparql"), NamedNode(f"{SD}languageExtension"), NamedNode(service)) in told
    )
    assert Triple(NamedNode(service), RDF_TYPE, NamedNode(SD + "Feature")) in told


def test_no_triple_is_told_twice_and_none_has_a_blank_node(manifest: Manifest) -> None:
    told = describe(manifest, "https://example.org/sparql")
    assert len(told) == len(set(told))
    assert all(isinstance(triple.subject, NamedNode) for triple in told)
