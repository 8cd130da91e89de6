"""The care look-up over a network of three, one of them dead: as the server gives it, and in a real browser."""

import csv
import io
import re
from collections.abc import Iterator
from html import unescape

import httpx
import pytest
from playwright.sync_api import Browser, expect

from genoderm.api.pages.assets import script
from tests.browser import chromium, visitor
from tests.network import Told, home_of, settings_file
from tests.pages import faults_of, pictured, sideways
from tests.patience import PATIENCE
from tests.serving import free_port, served

HTML = {"accept": "text/html", "accept-language": "en"}
HERE = (Told("x", "h", "Skin Centre"), Told("only-here", "h", "Clinic Here", evidence="press"))
THERE = (
    Told("x", "h", "Skin Centre", evidence="patient-organisation-page"),
    Told("only-there", "t", "Clinic There", land="BE"),
)
ALL = "/?q=ORPHA:79361&scope=network"


@pytest.fixture(scope="module")
def peer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(home_of(tmp_path_factory.mktemp("there") / "home", "there", *THERE)) as address:
        yield address


@pytest.fixture(scope="module")
def site(peer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a node whose peers are another one and a dead one."""
    folder = tmp_path_factory.mktemp("here")
    peers = {"mediterranean": peer, "dead": f"http://127.0.0.1:{free_port()}"}
    file = settings_file(folder, peers, deadline=60)
    with served(home_of(folder / "home", "here", *HERE), config=str(file)) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if script() is None:
        pytest.skip("the script of the pages is not built (make workbench)")
    with chromium() as started:
        yield started


def page_of(site: str, address: str, **headers: str) -> str:
    answer = httpx.get(f"{site}{address}", headers=HTML | headers, timeout=PATIENCE)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


def words(page: str) -> str:
    """What a page says."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)).replace(" ,", ",").replace(" :", ":")


def test_the_switch_is_offered_where_there_are_partners_and_is_off_until_it_is_wanted(site: str, peer: str) -> None:
    box = re.compile(r'<input type="checkbox" name="scope" value="network"( checked)?')
    found = box.search(page_of(site, "/"))
    assert found is not None
    assert found[1] is None
    chosen = box.search(page_of(site, ALL))
    assert chosen is not None
    assert chosen[1]
    assert not box.search(page_of(peer, "/"))


def test_without_the_switch_only_this_node_is_asked(site: str) -> None:
    told = page_of(site, "/?q=ORPHA:79361")
    assert "Clinic Here" in told
    assert "Clinic There" not in told
    assert "mediterranean" not in told


def test_what_all_know_comes_once_with_the_nodes_that_say_so(site: str, peer: str) -> None:
    told = page_of(site, ALL)
    assert len(re.findall(r'<li class="card"', told)) == 3
    said = words(told)
    assert said.count("Known to: this site, mediterranean") == 1
    assert said.count("Known to: mediterranean") == 1
    assert "says mediterranean" in said
    assert "says this site" in said
    assert f'href="{peer}/centre/only-there"' in told
    assert 'href="/centre/only-here"' in told


@pytest.mark.parametrize(
    ("language", "partial", "rows"),
    [
        ("en", "This answer is not complete. Of 3 networks asked, 1 gave no answer", "mediterranean: 2 centres"),
        ("fr", "Cette réponse n’est pas complète. Sur 3 réseaux interrogés, 1 n’a pas", "mediterranean: 2 centres"),
    ],
)
def test_there_is_a_line_for_each_node_and_what_is_missing_is_said_plainly(
    site: str, language: str, partial: str, rows: str
) -> None:
    said = words(page_of(site, f"{ALL}&lang={language}"))
    assert partial in said
    assert rows in said
    assert re.search(r"\d+ ms", said)
    assert "cannot be reached" in said or "in a row" in said


def test_filters_pages_and_downloads_stay_with_all_networks(site: str) -> None:
    told = page_of(site, f"{ALL}&country=BE")
    assert len(re.findall(r'<li class="card"', told)) == 1
    assert '<input type="hidden" name="scope" value="network">' in told
    share = re.search(r'class="address" readonly value="([^"]*)"', told)
    assert share is not None
    assert {"scope=network", "country=BE"} <= set(share[1].partition("?")[2].split("&"))
    taken = re.findall(r'href="(/api/v1/centres[^"]*)"', told)
    assert len(taken) == 2
    assert all("scope=network" in one and "country=BE" in one for one in taken)
    table = httpx.get(site + next(one for one in taken if "format=csv" in one), timeout=PATIENCE)
    assert table.headers["genoderm-complete"] == "?0"
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [(row["name"], row["nodes"]) for row in rows] == [("Clinic There", "mediterranean")]


def test_a_table_has_a_row_for_each_reason_with_the_nodes_that_give_it(site: str) -> None:
    table = httpx.get(f"{site}/api/v1/diseases/79361/centres?scope=network&format=csv", timeout=PATIENCE).text
    rows = [(row["name"], row["evidence"], row["nodes"]) for row in csv.DictReader(io.StringIO(table))]
    assert sorted(rows) == [
        ("Clinic Here", "press", "here"),
        ("Clinic There", "official-designation", "mediterranean"),
        ("Skin Centre", "official-designation", "here"),
        ("Skin Centre", "patient-organisation-page", "mediterranean"),
    ]


def test_a_name_that_is_no_disease_is_told_as_ever(site: str) -> None:
    assert "Nothing here goes by" in page_of(site, "/?q=zzzz&scope=network")


def test_in_a_browser_the_page_breaks_no_rule_of_wcag(browser: Browser, site: str) -> None:
    with visitor(browser, site) as guest:
        page = guest.opens("/")
        assert faults_of(page) == []
        page.set_viewport_size({"width": 1280, "height": 900})
        page = guest.opens(ALL)
        page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
        assert faults_of(page) == []
        assert sideways(page) <= 0
        assert pictured(page, "network") == []
        assert guest.elsewhere() == []
        assert guest.complaints == []


def test_without_script_the_switch_works_and_stays_as_it_was_left(browser: Browser, site: str) -> None:
    with visitor(browser, site, java_script_enabled=False) as someone:
        page = someone.opens("/")
        page.fill("#q", "ORPHA:79361")
        page.get_by_label("Ask our partner networks too").check()
        page.click("button[type=submit]")
        expect(page.locator(".cards .card")).to_have_count(3)
        expect(page.get_by_label("Ask our partner networks too")).to_be_checked()
        expect(page.get_by_text("This answer is not complete.")).to_be_visible()
        page.get_by_label("Ask our partner networks too").uncheck()
        page.locator("form.search button[type=submit]").click()
        expect(page.locator(".cards .card")).to_have_count(2)
