"""Clients that people write with, as they come: what one has written, another reads at once."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import SKOS, Graph, Literal, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLUpdateStore
from SPARQLWrapper import POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import Unauthorized

from tests.clients import curl
from tests.clients.rdflibs import Remote
from tests.releases import copied
from tests.serving import served

TOKEN = "a-token-of-this-test-alone-" + "x" * 16
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NAMED = "http://example.org/graph/notes"
NOTE = "<http://example.org/{0}> <http://www.w3.org/2004/02/skos/core#note> 'é {0}'@fr"

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that a token may write to."""
    home = copied(two_releases, tmp_path_factory.mktemp("written"))
    with served(home, token=TOKEN) as address:
        yield address


def notes(server: str, name: str) -> list[str]:
    """What is noted of a thing, read by rdflib."""
    graph = Remote("GET").graph(f"{server}/sparql")
    return [str(note) for note in graph.objects(URIRef(f"http://example.org/{name}"), SKOS.note)]


@pytest.mark.parametrize("request_method", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_updates(server: str, request_method: str) -> None:
    wrapper = SPARQLWrapper(f"{server}/sparql", f"{server}/update")
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(request_method)
    wrapper.setQuery(f"INSERT DATA {{ {NOTE.format(request_method)} }}")
    with pytest.raises(Unauthorized):
        wrapper.query()
    wrapper.addCustomHttpHeader("Authorization", BEARER["Authorization"])
    assert wrapper.query().info()["genoderm-release"]
    assert notes(server, request_method) == [f"é {request_method}"]


def test_rdflibs_graph_is_written_to_like_any_other(server: str) -> None:
    store = SPARQLUpdateStore(f"{server}/sparql", f"{server}/update", headers=BEARER)
    graph = Graph(store, identifier=URIRef(NAMED))
    said = (URIRef("http://example.org/rdflib"), SKOS.note, Literal("é rdflib", lang="fr"))
    graph.add(said)
    assert notes(server, "rdflib") == ["é rdflib"]
    assert said in graph
    graph.remove(said)
    assert notes(server, "rdflib") == []


def test_curl_puts_a_graph_where_it_is_found_again(server: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")
    file = tmp_path / "notes.ttl"
    file.write_text(f"{NOTE.format('curl')} .", "utf-8")
    address = f"{server}/graphs?graph={NAMED}/curl"
    type_, token = "Content-Type: text/turtle", f"Authorization: {BEARER['Authorization']}"
    told = ["--output", "/dev/null", "--write-out", "%{http_code}"]
    put = [*told, "--upload-file", str(file), "--header", type_]
    assert curl.run(*put, address).stdout == "401"
    assert curl.run(*put, "--header", token, address).stdout == "201"
    assert notes(server, "curl") == ["é curl"]
    assert "é curl" in curl.run("--header", "Accept: application/n-triples", address).stdout
    assert curl.run(*told, "--request", "DELETE", "--header", token, address).stdout == "200"
    assert notes(server, "curl") == []
