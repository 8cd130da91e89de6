"""What came, went and was renamed between releases: worked out once, and told as JSON Feed, Atom and RDF."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from lxml import etree
from pyoxigraph import NamedNode, RdfFormat, parse

from genoderm.api.changes.comparing import compare, main
from genoderm.api.changes.feeds import AS, ATOM
from genoderm.api.changes.history import history, lacking, path_of
from genoderm.graph.difference import NAMES
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.sparql.composition import api_query
from tests.patience import PATIENCE
from tests.releases import EB, EBS, copied, edition, made, names, turtle
from tests.serving import served

PATH = "/api/v1/changes"
EPIDERMOLYSIS, SIMPLEX, ALBINISM = (f"http://www.orpha.net/ORDO/Orphanet_{code}" for code in ("79361", "304", "55"))
OCA = 'orpha:55 a gd:Disease ; skos:notation "ORPHA:55" ; skos:prefLabel "Oculocutaneous albinism"@en .'
WHOLE = [
    ("went", ALBINISM),
    ("went", SIMPLEX),
    ("came", ALBINISM),
    ("renamed", EPIDERMOLYSIS),
    ("came", SIMPLEX),
]


@pytest.fixture(scope="module")
def four(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home of four releases.

    In the second a disease came, in the third it is retired, another came and the first is renamed, in the fourth the
    other is not there.
    """
    home = copied(two_releases, tmp_path_factory.mktemp("four"))
    third = EB.replace("Inherited", "Hereditary")
    third += EBS.replace("skos:broader", "owl:deprecated true ; dct:isReplacedBy orpha:79361 ; skos:broader")
    made(home, edition(turtle(home / "sources" / "third.ttl", third + OCA), version="3"))
    made(home, edition(turtle(home / "sources" / "fourth.ttl", third), version="4"))
    return home


@pytest.fixture(scope="module")
def client(four: Path) -> Iterator[httpx.Client]:
    with served(four) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def current(home: Path) -> Manifest:
    return read_manifest(Home(home).current_release())


def told(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(item["_genoderm"]["change"], item["_genoderm"]["iri"]) for item in answer.json()["items"]]


def test_the_newest_changes_come_first_and_a_retired_disease_went(client: httpx.Client) -> None:
    assert told(client.get(PATH)) == WHOLE


def test_the_feed_is_json_feed(client: httpx.Client, four: Path) -> None:
    answer = client.get(PATH)
    assert answer.headers["content-type"] == "application/feed+json"
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert {"title", "home_page_url", "feed_url", "authors", "language", "items"} <= set(feed)
    item = feed["items"][3]
    assert item["title"] == "Renamed: Inherited epidermolysis bullosa → Hereditary epidermolysis bullosa"
    assert item["url"] == f"{client.base_url}/disease/79361".replace("//disease", "/disease")
    assert item["date_published"] == read_manifest(Home(four).release(names(four)[2])).created
    assert item["tags"] == ["renamed", "disease"]
    assert len({each["id"] for each in feed["items"]}) == len(WHOLE)


def test_a_disease_is_told_of_in_french_to_who_asks_so(client: httpx.Client) -> None:
    for asked in ({"params": {"lang": "fr"}}, {"headers": {"accept-language": "fr, en;q=0.5"}}):
        answer = client.get(PATH, **asked)  # type: ignore[arg-type]
        assert answer.headers["content-language"] == "fr"
        assert answer.json()["items"][1]["title"] == "Disparu : Epidermolysis bullosa simplex"


def test_the_feed_tells_what_came_after_a_release(client: httpx.Client, four: Path) -> None:
    first, second, third, fourth = names(four)
    assert told(client.get(PATH, params={"since": first})) == WHOLE
    assert told(client.get(PATH, params={"since": second})) == WHOLE[:4]
    assert told(client.get(PATH, params={"since": third})) == WHOLE[:1]
    assert told(client.get(PATH, params={"since": fourth})) == []


@pytest.mark.parametrize("length", [4, 7, 10])
def test_the_feed_tells_what_came_from_a_day_on(length: int, client: httpx.Client, four: Path) -> None:
    assert told(client.get(PATH, params={"since": current(four).created[:length]})) == WHOLE
    assert told(client.get(PATH, params={"since": "2999-12-31"[:length]})) == []


def test_the_feed_tells_what_came_after_a_second(client: httpx.Client, four: Path) -> None:
    second = Home(four).release(names(four)[1])
    assert told(client.get(PATH, params={"since": read_manifest(second).created})) == WHOLE[:4]


@pytest.mark.parametrize("since", ["yesterday", "0000000000000000", "2026-13-01T00:00:00"])
def test_a_beginning_that_never_was_is_refused(since: str, client: httpx.Client) -> None:
    answer = client.get(PATH, params={"since": since})
    assert answer.status_code == (404 if since.isdigit() else 400)
    assert since in answer.json()["detail"]


def test_one_kind_of_change_can_be_asked_for(client: httpx.Client) -> None:
    assert told(client.get(PATH, params={"change": "came"})) == [WHOLE[2], WHOLE[4]]


def test_the_pages_of_the_feed_hold_each_change_once_and_end(client: httpx.Client) -> None:
    address, found = f"{PATH}?limit=2", []
    for _ in range(3):
        answer = client.get(address)
        assert answer.json()["_genoderm"]["total"] == len(WHOLE)
        found += told(answer)
        address = answer.json().get("next_url", "")
        assert answer.links.get("next", {}).get("url", "") == address
    assert (found, address) == (WHOLE, "")
    assert {"first", "last", "prev"} <= set(answer.links)


def test_atom_tells_the_same(client: httpx.Client) -> None:
    answer = client.get(PATH, headers={"accept": "application/atom+xml"}, params={"limit": 2})
    assert answer.headers["content-type"] == "application/atom+xml"
    feed = etree.fromstring(answer.content)
    entries = feed.findall(f"{{{ATOM}}}entry")
    found = [
        (_one(entry, "category[1]").get("term"), _one(entry, "link[@rel='related']").get("href")) for entry in entries
    ]
    assert found == WHOLE[:2]
    for needed in ("id", "title", "updated", "author", "link[@rel='self']", "link[@rel='next']"):
        assert _one(feed, needed) is not None
    for entry in entries:
        for needed in ("id", "title", "updated", "link[@rel='alternate']"):
            assert _one(entry, needed) is not None


def _one(parent: etree._Element, path: str) -> etree._Element:
    (found,) = parent.findall(f"{{{ATOM}}}{path}")
    return found


def test_rdf_tells_the_same(client: httpx.Client) -> None:
    answer = client.get(PATH, params={"format": "ttl"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    triples = {quad.triple for quad in parse(answer.content, format=RdfFormat.TURTLE)}
    kinds = {t.subject: t.object for t in triples if t.predicate.value.endswith("#type")}
    found = {(kinds[t.subject], t.object) for t in triples if t.predicate.value == f"{AS}object"}
    words = {"came": "Create", "went": "Delete", "renamed": "Update"}
    assert found == {(NamedNode(AS + words[kind]), NamedNode(iri)) for kind, iri in WHOLE}


def test_the_feed_leads_to_the_query_whose_answers_were_compared(client: httpx.Client) -> None:
    answer = client.get(PATH)
    query = client.get(answer.links["describedby"]["url"])
    assert query.text == api_query("named-things").text
    assert [line for line in query.text.splitlines() if not line.startswith("#")] == NAMES.strip().splitlines()


def test_what_was_worked_out_outlives_its_releases(four: Path, tmp_path: Path) -> None:
    home = Home(copied(four, tmp_path))
    compare(home, current(home.path).id)
    before = history(home, current(home.path))
    for name in names(home.path)[:-1]:
        home.remove(home.release(name))
    assert history(home, current(home.path)) == before
    assert [len(step.changes) for step in before] == [1, 3, 1]


def test_a_release_without_a_predecessor_has_no_changes(two_releases: Path) -> None:
    first = read_manifest(Home(two_releases).release(names(two_releases)[0]))
    assert (history(Home(two_releases), first), lacking(Home(two_releases), first)) == ([], [])


def test_a_comparison_that_was_cut_short_is_made_anew(four: Path, tmp_path: Path) -> None:
    home = Home(copied(four, tmp_path))
    step = path_of(home, current(home.path).id)
    shutil.rmtree(step.parent, ignore_errors=True)
    step.parent.mkdir()
    step.with_suffix(".part").write_text('{"release": "')
    assert len(lacking(home, current(home.path))) == 3
    compare(home, current(home.path).id)
    assert lacking(home, current(home.path)) == []


def test_a_release_that_is_not_there_cannot_be_compared(two_releases: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.nice", lambda _: 0)
        assert main(str(two_releases), "0123456789abcdef") == 1
    assert "is no release here" in capsys.readouterr().err


def test_a_thing_that_an_earlier_release_had_is_gone_once_releases_are_compared(client: httpx.Client) -> None:
    assert client.get(PATH).status_code == 200
    for path in ("/disease/55", "/disease/55.ttl"):
        answer = client.get(path, headers={"accept": "text/turtle"})
        assert answer.status_code == 410, path
        assert "Oculocutaneous albinism" in answer.json()["detail"]
    assert client.get("/disease/56.ttl").status_code == 404
