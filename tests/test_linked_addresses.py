"""Addresses of things: odd names, another base, a server behind a proxy and under a path, things that are no more."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, parse

from genoderm.api.linked.links import uri
from genoderm.api.linked.representations import RDF, STATEMENTS
from genoderm.loaders.source import Context
from genoderm.ontology.terms import Iris
from genoderm.sparql.formats import GRAPHS
from tests.patience import PATIENCE
from tests.releases import EB, edition, made, turtle
from tests.serving import served

BASE = "https://data.example.org/skin/things/"
PUBLIC = "https://data.example.org/skin"
TURTLE = {"accept": "text/turtle"}
# names as their IRIs have them
ODD = [
    "plain",
    "with/slashes/in/it",
    "escaped%2Fslash",
    "escaped%20space",
    "é-and-日本",
    "(round),semi;colon:at@plus+",
    "fifty%25",
    "looks-like.ttl",
    "dots..and.more",
]
ODDITY = '<{iri}> skos:prefLabel "A thing of a kind that no shape knows"@en .\n'
RETIRED = (
    'orpha:202 a gd:Disease ; skos:notation "ORPHA:202" ; skos:prefLabel "Crandall syndrome"@en ; '
    "owl:deprecated true ; dct:isReplacedBy orpha:79361 .\n"
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("odd")
    body = EB + RETIRED + "".join(ODDITY.format(iri=f"{BASE}oddity/{name}") for name in ODD)
    made(home, edition(turtle(home / "sources" / "odd.ttl", body)), context=Context(Iris(BASE)))
    return home


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[httpx.Client]:
    with (
        served(home, base=BASE, public_url=PUBLIC) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        yield client


def local(address: str) -> str:
    """The path that reaches this server once the proxy has cut off its own."""
    assert address.startswith(f"{PUBLIC}/"), address
    return address.removeprefix(PUBLIC)


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("beginning", ["/things", "/id"])
def test_an_iri_with_an_odd_name_leads_to_its_document(beginning: str, name: str, client: httpx.Client) -> None:
    answer = client.get(f"{beginning}/oddity/{name}", headers=TURTLE)
    assert answer.status_code == 303
    answer = client.get(local(answer.headers["location"]), headers=TURTLE)
    assert answer.status_code == 200, answer.text
    thing = NamedNode(f"{BASE}oddity/{name}")
    told = {quad.subject for quad in parse(answer.content, format=GRAPHS["text/turtle"])}
    assert thing in told
    assert f'<{uri(thing.value)}>; rel="cite-as"' in answer.headers["link"]


@pytest.mark.parametrize("name", ODD)
def test_the_formats_of_an_odd_name_are_where_its_document_says(name: str, client: httpx.Client) -> None:
    page = client.get(local(client.get(f"/id/oddity/{name}").headers["location"]), headers=TURTLE)
    parts = page.headers["link"].split(", <")
    targets = [part.partition(">")[0] for part in parts if 'rel="alternate"' in part and 'json"' not in part]
    assert len(targets) >= 3
    for target in targets:
        assert client.get(local(target)).status_code == 200, target


def test_a_client_that_escapes_more_than_it_must_finds_it_all_the_same(client: httpx.Client) -> None:
    answer = client.get("/id/oddity/%28round%29%2Csemi%3Bcolon%3Aat%40plus%2B")
    assert client.get(local(answer.headers["location"]), headers=TURTLE).status_code == 200


def test_a_tombstone_is_gone_and_tells_its_successor_in_every_format(client: httpx.Client) -> None:
    for suffix, media_type in STATEMENTS.items():
        answer = client.get(f"/disease/202.{suffix}")
        assert answer.status_code == 410
        assert answer.headers["content-type"].partition(";")[0] == media_type
        assert f'<{PUBLIC}/disease/79361>; rel="successor-version"' in answer.headers["link"]
        said = {quad.object for quad in parse(answer.content, format=RDF[media_type])}
        assert NamedNode("http://www.orpha.net/ORDO/Orphanet_79361") in said


def test_the_links_of_a_document_are_those_that_the_proxy_shows(client: httpx.Client) -> None:
    link = client.get("/oddity/plain", headers=TURTLE).headers["link"]
    assert f'<{PUBLIC}/oddity/plain>; rel="canonical"' in link
    assert f'<{BASE}oddity/plain>; rel="cite-as"' in link
    assert "127.0.0.1" not in link


def test_robots_are_led_to_the_sitemap_under_the_path_of_the_proxy(client: httpx.Client) -> None:
    text = client.get("/robots.txt").text
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in text
    assert "Disallow: /skin/sparql?" in text


def test_a_browser_gets_the_page_of_a_tombstone(client: httpx.Client) -> None:
    answer = client.get("/disease/202", headers={"accept": "text/html"})
    assert answer.status_code == 410
    assert answer.headers["content-type"].startswith("text/html")
    assert f'<{PUBLIC}/disease/79361>; rel="successor-version"' in answer.headers["link"]
    assert "/disease/79361" in answer.text
