"""What the server says of itself over HTTP: VoID, examples, prefixes, and where the dump is."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse

from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.statistics import dataset_iri
from genoderm.ontology.examples import GROUPS, examples
from genoderm.ontology.prefixes import prefixes
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import DCT, FOAF, FORMATS, VOID
from genoderm.sparql.description import NAMES
from genoderm.sparql.formats import GRAPHS
from tests.patience import PATIENCE
from tests.releases import rows
from tests.serving import served

VOID_DOCUMENT = "/.well-known/void"
NEGOTIATED = [VOID_DOCUMENT, "/sparql/description"]
DATASET = dataset_iri(Iris())


@pytest.fixture(scope="module")
def client(shipped_address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=shipped_address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def manifest(shipped_home: Path) -> Manifest:
    return read_manifest(Home(shipped_home).current_release())


def read(client: httpx.Client, path: str, media_type: str) -> Store:
    answer = client.get(path, headers={"accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    store = Store()
    store.bulk_extend(quad for quad in parse(answer.content, format=GRAPHS[media_type]))
    return store


def told(store: Store, name: str, subject: NamedNode = DATASET) -> set[str]:
    found = (quad.object for quad in store.quads_for_pattern(subject, NamedNode(VOID + name), None))
    return {value.value for value in found if isinstance(value, NamedNode | Literal)}


@pytest.fixture(scope="module")
def void(client: httpx.Client) -> Store:
    return read(client, VOID_DOCUMENT, "text/turtle")


@pytest.mark.parametrize("path", NEGOTIATED)
def test_a_description_is_the_same_in_every_format(path: str, client: httpx.Client) -> None:
    found = {media_type: set(read(client, path, media_type)) for media_type in GRAPHS}
    assert all(quads == found["text/turtle"] for quads in found.values())
    assert len(found["text/turtle"]) > 100


@pytest.mark.parametrize("path", NEGOTIATED)
def test_a_description_that_nothing_can_hold_is_refused_with_the_list(path: str, client: httpx.Client) -> None:
    answer = client.get(path, headers={"accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["detail"]


def test_the_void_document_tells_of_the_dataset_and_links_back_to_it(client: httpx.Client, void: Store) -> None:
    document = NamedNode(f"{client.base_url}{VOID_DOCUMENT}".replace("//.well", "/.well"))
    assert told(void, "inDataset", document) == {DATASET.value}
    topic = void.quads_for_pattern(document, NamedNode(FOAF + "primaryTopic"), None)
    assert [quad.object for quad in topic] == [DATASET]


def test_the_void_document_has_the_counts_of_the_release(void: Store, manifest: Manifest) -> None:
    assert told(void, "triples") == {str(manifest.triples)}
    counted = {graph.iri: told(void, "triples", NamedNode(graph.iri)) for graph in manifest.graphs}
    assert counted == {graph.iri: {str(graph.triples)} for graph in manifest.graphs}
    assert {graph.iri for graph in manifest.graphs} <= told(void, "subset")


def test_the_void_document_tells_the_version_of_the_model(void: Store) -> None:
    told = {quad.object for quad in void.quads_for_pattern(None, NamedNode(DCT + "conformsTo"), None)}
    assert NamedNode("https://w3id.org/genoderm/ns/0.1.0") in told


def test_the_void_document_has_titles_in_two_languages_and_the_licence(void: Store) -> None:
    query = "SELECT ?title ?licence { ?d dct:title ?title ; dct:license ?licence }"
    found = list(rows(void, f"PREFIX dct: <http://purl.org/dc/terms/> {query.replace('?d ', f'{DATASET} ')}"))
    assert {row["title"].language for row in found} == {"en", "fr"}
    assert {row["licence"].value for row in found} == {"https://creativecommons.org/licenses/by/4.0/"}


def test_the_endpoint_and_the_dump_of_the_void_document_are_where_it_says(client: httpx.Client, void: Store) -> None:
    (endpoint,), (dump,) = told(void, "sparqlEndpoint"), told(void, "dataDump")
    answer = httpx.get(endpoint, params={"query": "ASK { ?s ?p ?o }"})
    assert answer.json()["boolean"] is True
    with httpx.stream("GET", dump) as answer:
        line = next(answer.iter_lines())
    assert answer.headers["content-type"] == "application/n-quads"
    assert len(list(parse(line.encode(), format=RdfFormat.N_QUADS))) == 1


def test_every_feature_of_the_dataset_is_a_format_that_it_can_be_had_in(client: httpx.Client, void: Store) -> None:
    known = {f"{FORMATS}{name}": media_type for media_type, name in NAMES.items()}
    for feature in told(void, "feature"):
        assert next(iter(read(client, VOID_DOCUMENT, known[feature])))


def test_every_example_resource_of_the_dataset_is_told_of(client: httpx.Client, void: Store) -> None:
    for example in told(void, "exampleResource"):
        answer = client.get("/sparql", params={"query": f"ASK {{ <{example}> ?p ?o }}"})
        assert answer.json()["boolean"] is True


def test_the_dump_is_that_of_the_release(client: httpx.Client, shipped_home: Path) -> None:
    part = client.get("/dump.nq", headers={"range": "bytes=0-999"})
    assert part.status_code == 206
    dump = Home(shipped_home).current_release() / "dump.nq"
    assert dump.read_bytes().startswith(part.content)
    assert client.head("/dump.nq").headers["content-length"] == str(dump.stat().st_size)


def test_the_examples_are_listed_by_group_in_two_languages(client: httpx.Client) -> None:
    listed = client.get("/sparql/examples.json").json()
    assert [one["name"] for one in listed] == list(examples(Iris()))
    assert list(dict.fromkeys(one["group"]["fr"] for one in listed)) == [group.french for group in GROUPS.values()]
    for one in listed:
        assert one["question"].keys() == one["group"].keys() == one["keywords"].keys() == {"en", "fr"}
        assert one["query"] == examples(Iris())[one["name"]].query


def test_an_example_is_a_file_that_is_answered_as_it_is(client: httpx.Client) -> None:
    file = client.get("/examples/centres-for-disease.rq")
    assert file.headers["content-type"] == "application/sparql-query; charset=utf-8"
    answer = client.post("/sparql", content=file.content, headers={"content-type": "application/sparql-query"})
    assert answer.json()["results"]["bindings"]


def test_an_example_that_is_not_there_is_told_with_the_nearest(client: httpx.Client) -> None:
    answer = client.get("/examples/centres-of-disease.rq")
    assert answer.status_code == 404
    assert "centres-for-disease" in answer.json()["detail"]


def test_the_prefixes_are_told_as_one_object(client: httpx.Client) -> None:
    assert client.get("/sparql/prefixes.json").json() == prefixes(Iris())


@pytest.mark.parametrize(
    "path", [*NEGOTIATED, "/sparql/examples.json", "/sparql/prefixes.json", "/examples/names-of-disease.rq"]
)
def test_a_document_that_the_client_has_is_not_sent_again(path: str, client: httpx.Client) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert client.head(path).headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", [*NEGOTIATED, "/sparql/examples.json", "/dump.nq"])
def test_a_parameter_is_refused_since_there_is_none(path: str, client: httpx.Client) -> None:
    assert client.get(path, params={"x": "1"}).status_code == 400


def test_behind_a_proxy_the_addresses_are_those_that_its_clients_see(sample_home: Path) -> None:
    settings = {"public_url": "https://example.org/genoderm"}
    with served(sample_home, **settings) as address, httpx.Client(base_url=address) as client:
        store = read(client, VOID_DOCUMENT, "application/n-triples")
        described = client.get("/sparql", headers={"accept": "application/n-triples"}).text
    assert told(store, "sparqlEndpoint") == {"https://example.org/genoderm/sparql"}
    assert told(store, "dataDump") == {"https://example.org/genoderm/dump.nq"}
    assert "service-description#endpoint> <https://example.org/genoderm/sparql> ." in described
    assert address not in described
