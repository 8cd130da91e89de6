"""The catalogue: datasets, versions, files and services as DCAT 3 has them, each of them where it says."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pyshacl
import pytest
from lxml import etree
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, parse
from rdflib import Graph

from genoderm.api.catalogue.describing import Catalogue
from genoderm.api.catalogue.services import SERVICES
from genoderm.api.dumps.shelf import Compression, Download, Dump
from genoderm.api.linked.representations import RDF, STATEMENTS
from genoderm.api.linked.serialising import document
from genoderm.api.linked.sitemap import SITEMAP
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from tests.patience import PATIENCE
from tests.releases import copied, names, rows
from tests.serving import served

PATH = "/catalog"
FILE = re.compile("catalog#(file|checksum)-")  # of which there are more from one moment to the next
PREFIXES = """
PREFIX dcat: <http://www.w3.org/ns/dcat#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX spdx: <http://spdx.org/rdf/terms#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""
SHAPES = Path(__file__).parent / "shapes" / "dcat.ttl"
IANA = "https://www.iana.org/assignments/media-types/application"


@pytest.fixture(scope="module")
def home(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copied(two_releases, tmp_path_factory.mktemp("catalogue"))


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with served(home) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def manifests(home: Path) -> list[Manifest]:
    return [read_manifest(Home(home).release(name)) for name in names(home)[::-1]]


@pytest.fixture(scope="module")
def catalogue(client: httpx.Client) -> Store:
    answer = client.get(PATH)
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    store = Store()
    store.bulk_load(answer.content, RdfFormat.TURTLE)
    return store


def found(store: Store, pattern: str) -> list[str]:
    """The values of ?x, sorted."""
    told = (row["x"] for row in rows(store, f"{PREFIXES} SELECT DISTINCT ?x {{ {pattern} }}"))
    return sorted(x.value for x in told if isinstance(x, NamedNode | Literal))


def test_the_catalogue_is_the_same_in_every_format(client: httpx.Client) -> None:
    said = []
    for suffix, media_type in STATEMENTS.items():
        for answer in (client.get(PATH, headers={"accept": media_type}), client.get(PATH, params={"format": suffix})):
            assert answer.headers["content-type"].partition(";")[0] == media_type
            told = {quad.triple for quad in parse(answer.content, format=RDF[media_type])}
            said.append({triple for triple in told if not FILE.search(str(triple))})
    assert said[0]
    assert all(each == said[0] for each in said)


def test_a_browser_is_led_to_the_page_about_data_in_its_language(client: httpx.Client) -> None:
    answer = client.get(PATH, params={"lang": "fr"}, headers={"accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{client.base_url}/data?lang=fr")


def test_every_release_is_a_version_that_leads_to_the_one_before(catalogue: Store, manifests: list[Manifest]) -> None:
    versions = found(catalogue, "?d dcat:hasVersion ?v . ?v dcat:version ?x ; dcat:isVersionOf ?d ; dct:issued ?i")
    assert versions == sorted(manifest.id for manifest in manifests)
    newest, before = manifests
    assert found(catalogue, "?d dcat:hasCurrentVersion/dcat:version ?x") == [newest.id]
    assert found(catalogue, f"?v dcat:version '{newest.id}' ; dcat:previousVersion/dcat:version ?x") == [before.id]


def test_every_source_is_told_with_its_licence_and_publisher(catalogue: Store, manifests: list[Manifest]) -> None:
    graphs = sorted(graph.iri for graph in manifests[0].graphs)
    assert (
        found(catalogue, "?d dct:source ?x . ?x a dcat:Dataset ; dct:title ?t ; dct:publisher/foaf:name ?n") == graphs
    )


def test_the_services_answer_where_the_catalogue_says(client: httpx.Client, catalogue: Store) -> None:
    described = found(catalogue, "?s a dcat:DataService ; dcat:servesDataset ?d ; dcat:endpointDescription ?x")
    assert len(described) == len(SERVICES)
    for address in described:
        assert client.get(address).status_code == 200
    (sparql,) = (x for x in found(catalogue, "?s a dcat:DataService ; dcat:endpointURL ?x") if x.endswith("/sparql"))
    assert client.get(sparql, params={"query": "ASK {}"}).json()["boolean"] is True


def test_the_plain_dump_has_the_size_and_the_checksum_that_the_catalogue_tells(
    client: httpx.Client, catalogue: Store
) -> None:
    (address,) = (x for x in found(catalogue, "?f dcat:downloadURL ?x") if x.endswith("/dump.nq"))
    content = client.get(address).content
    assert found(catalogue, f"?f dcat:downloadURL <{address}> ; dcat:byteSize ?x") == [str(len(content))]
    told = found(catalogue, f"?f dcat:downloadURL <{address}> ; spdx:checksum/spdx:checksumValue ?x")
    assert told == [sha256(content).hexdigest()]


def file(name: str, graph: str, digit: str) -> Download:
    how: Compression = "gzip" if name.endswith("gz") else "zstd"
    return Download(name=name, graph=graph, media_type="text/turtle", compression=how, bytes=1, sha256=digit * 64)


def test_the_catalogue_is_as_dcat_wants_it(manifests: list[Manifest]) -> None:
    newest = manifests[0]
    source = newest.graphs[0].iri
    files = [
        file("all.gz", "", "a"),
        file("all.zst", "", "b"),
        file("one.gz", source, "c"),
        file("one.zst", source, "d"),
    ]
    dump = Dump(release=newest.id, created=newest.created, files=tuple(files))
    told = Catalogue("http://localhost:8000", newest, manifests, {newest.id: dump}, SERVICES)
    text = document(told.triples(), RdfFormat.TURTLE, newest.base)
    valid, _, report = pyshacl.validate(Graph().parse(data=text), shacl_graph=Graph().parse(SHAPES))
    assert valid, report
    store = Store()
    store.bulk_load(text, RdfFormat.TURTLE)
    zstd = f"?v dcat:distribution ?f . ?f dcat:compressFormat <{IANA}/zstd>"
    assert found(store, f"{zstd} ; dcat:downloadURL ?x . ?v dcat:version '{newest.id}'") == [
        f"http://localhost:8000/dumps/{newest.id}/all.zst"
    ]
    assert len(found(store, f"<{source}> dcat:distribution ?x")) == 2


def test_the_catalogue_has_signposts_to_its_files(client: httpx.Client) -> None:
    link = client.get(PATH).headers["link"]
    for part in (
        '<https://w3id.org/genoderm/id/dataset/genoderm>; rel="cite-as"',
        '<https://schema.org/Dataset>; rel="type"',
        f'<{client.base_url}/dump.nq>; rel="item"; type="application/n-quads"',
        '<https://creativecommons.org/licenses/by/4.0/>; rel="license"',
    ):
        assert part in link


def test_the_sitemap_names_every_page_once_and_each_is_there(client: httpx.Client) -> None:
    assert f"Sitemap: {client.base_url}/sitemap.xml" in client.get("/robots.txt").text
    answer = client.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    root = etree.fromstring(answer.content)
    places = [str(place.text) for place in root.findall(f"{{{SITEMAP}}}url/{{{SITEMAP}}}loc")]
    assert len(places) == len(set(places))
    assert {f"{client.base_url}/disease/{code}" for code in ("79361", "304")} <= set(places)
    for place in places:
        assert client.head(place).status_code == 200, place


def test_a_long_sitemap_is_told_in_parts(client: httpx.Client) -> None:
    assert client.get("/sitemap-1.xml").content == client.get("/sitemap.xml").content
    assert client.get("/sitemap-2.xml").status_code == 404
    assert client.get("/sitemap-0.xml").status_code in {400, 404}
