"""Pages of things, as a browser gets them: what they say, in both languages, with and without a script."""

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from genoderm.api.records.outlines import HEIGHT, WIDTH, land
from tests.browser import chromium, visitor
from tests.pages import faults_of, pictured, sideways
from tests.patience import PATIENCE
from tests.schema_org import wrong_properties

HTML = {"accept": "text/html"}
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
THINGS = {
    "/disease/79361": "MedicalCondition",
    "/disease/79408": "MedicalCondition",
    "/centre/fr-necker-magec": "MedicalClinic",
    "/hospital/fr-necker": "Hospital",
    "/network/ern-skin": "Organization",
    "/group/ern-skin-eb": "Organization",
    "/association/debra-international": "NGO",
    "/resource/ern-skin-guidelines": "MedicalGuideline",
    "/resource/2018-ern-skin-first-training-course": "Course",
    "/resource/2019-ern-skin-board-meeting": "Event",
    "/resource/1988-dutch-eb-registry": "Dataset",
    "/specialty/dermatology": "DefinedTerm",
    "/need/genetic-advice": "DefinedTerm",
    "/graph/genoderm": "Dataset",
    "/designation/fr-necker-magec-crmr": "Thing",
    "/country/FR": "Thing",
    "/phenotype/0008066": "Thing",
    "/hgnc/2214": "Thing",
    "/ns/Centre": "Thing",
    "/ns/evidence/press": "Thing",
    "/disease/557495": "Thing",
}


@pytest.fixture(scope="module")
def server(shipped_address: str) -> str:
    return shipped_address


@pytest.fixture(scope="module")
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=PATIENCE, headers=HTML) as client:
        yield client


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def page_of(client: httpx.Client, path: str, **headers: str) -> str:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, f"{path}: {answer.text[:300]}"
    assert answer.headers["content-type"].startswith("text/html")
    return answer.text


def words(page: str) -> str:
    """What a reader sees, in one line."""
    visible = re.sub(r"<script.*?</script>|<style.*?</style>", " ", page, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", visible).split())


@pytest.mark.parametrize(("path", "kind"), THINGS.items())
def test_every_thing_has_a_page_that_describes_itself_in_schema_org(path: str, kind: str, client: httpx.Client) -> None:
    page = page_of(client, path)
    assert page.count("<h1") == 1
    (block,) = BLOCK.findall(page)
    thing, about = _graph(block)
    assert thing["@type"] == kind
    assert about["about"] == {"@id": thing["@id"]}
    assert list(wrong_properties([thing, about])) == []


def _graph(block: str) -> tuple[dict[str, Any], dict[str, Any]]:
    told = json.loads(block)
    assert told["@context"] == "https://schema.org"
    thing, page = told["@graph"]
    return thing, page


def test_a_disease_in_schema_org_has_its_codes_and_signs(client: httpx.Client) -> None:
    thing, _ = _graph(BLOCK.findall(page_of(client, "/disease/79408"))[0])
    codes = {(one["codingSystem"], one["codeValue"]) for one in thing["code"]}
    assert {("ORPHA", "79408"), ("OMIM", "226600"), ("MONDO", "0009179")} <= codes
    assert "Abnormal blistering of the skin" in {one["name"] for one in thing["signOrSymptom"]}
    assert "https://omim.org/entry/226600" in thing["sameAs"]


def test_nothing_that_a_source_says_can_end_the_data_block(client: httpx.Client) -> None:
    for path in THINGS:
        assert not re.search(r"[<>&]", BLOCK.findall(page_of(client, path))[0]), path


def test_a_page_is_in_the_language_that_its_reader_asks_for(client: httpx.Client) -> None:
    french = words(page_of(client, "/disease/79408", **{"accept-language": "fr"}))
    for expected in ("Gènes", "Transmission", "Très fréquent", "Associations de patients", "désigne la même chose"):
        assert expected in french
    english = words(page_of(client, "/disease/79408?lang=en", **{"accept-language": "fr"}))
    for expected in ("Genes", "Inheritance", "Very frequent", "Patient associations", "means the same"):
        assert expected in english


def test_the_page_of_a_disease_tells_who_says_what_and_who_can_help(client: httpx.Client) -> None:
    text = words(page_of(client, "/disease/79408"))
    assert "COL7A1" in text
    assert "DEBRA" in text
    assert "EB-Haus Austria" in text
    assert "edition of 2025-12-09" in text
    assert "2 levels up:" in text


def test_the_page_of_a_centre_says_what_its_expertise_rests_on(client: httpx.Client) -> None:
    text = words(page_of(client, "/centre/fr-necker-magec"))
    assert "affiliation in a publication, 20 May 2014" in text
    assert "Coordinating centre of ERN-Skin" in text
    assert 'class="land"' in page_of(client, "/centre/fr-necker-magec")


def test_a_laboratory_is_not_taken_for_a_clinic(client: httpx.Client) -> None:
    found = client.get("/api/v1/centres", params={"kind": "laboratory", "limit": 1}, headers={"accept": "*/*"}).json()
    text = words(page_of(client, f"/centre/{found['items'][0]['id']}"))
    assert "does not receive patients" in text


def test_what_is_retired_says_so_with_the_status_of_what_is_gone(client: httpx.Client) -> None:
    answer = client.get("/disease/202")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (410, "text/html")
    assert "Orphanet no longer has this code." in answer.text


def test_what_nobody_knows_is_told_in_words_with_what_may_be_meant(client: httpx.Client) -> None:
    answer = client.get("/centre/fr-neker-magec")
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (404, "text/html")
    assert 'href="/centre/fr-necker-magec"' in answer.text


def test_links_keep_the_language_and_lead_to_pages(client: httpx.Client) -> None:
    page = page_of(client, "/hospital/fr-necker?lang=fr")
    links = [link for link in re.findall(r'href="(/[a-z][^"]*)"', page) if link.startswith(("/centre", "/country"))]
    assert len(links) > 3
    assert all("lang=fr" in link for link in links)
    assert client.get(links[0]).status_code == 200


def test_the_sea_has_no_land_and_the_land_around_paris_is_drawn() -> None:
    assert land(0.0, -30.0) == ""
    points = [tuple(map(int, pair.split())) for pair in re.findall(r"\d+ \d+", land(48.85, 2.35))]
    assert len(points) > 300
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in points)


@pytest.mark.parametrize(
    "path", ["/disease/79408", "/centre/fr-necker-magec", "/network/ern-skin?lang=fr", "/country/FR", "/disease/202"]
)
def test_pages_of_things_break_no_rule_of_wcag(path: str, server: str, browser: Browser) -> None:
    with visitor(browser, server) as someone:
        page = someone.opens(path)
        assert faults_of(page) == []
        assert sideways(page) <= 0
        assert pictured(page, path) == []
        assert someone.elsewhere() == []
        refused = [told for told in someone.complaints if "Content Security Policy" in told]
        assert refused == []


def test_without_a_script_everything_can_be_read(server: str, browser: Browser) -> None:
    with visitor(browser, server, java_script_enabled=False) as someone:
        page = someone.opens("/centre/fr-necker-magec")
        assert page.locator("svg.placemap").is_visible()
        assert page.get_by_text("Rare genetic skin disease").first.is_visible()
        assert page.locator("button.copy").count() == 0
