"""The SPARQL workbench in a real browser, on a real server with the shipped release."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from pyoxigraph import RdfFormat, parse

from genoderm.api.workbench_page import built
from genoderm.sparql.formats import GRAPHS
from tests.browser import Visitor, chromium, visitor
from tests.patience import PATIENCE

PREFIXES = """PREFIX gd: <https://w3id.org/genoderm/ns#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
CENTRES = f"""{PREFIXES}SELECT ?centre ?name ?point WHERE {{
  ?centre a gd:ExpertCentre ; skos:prefLabel ?name ; geo:hasGeometry/geo:asWKT ?point
}}"""
KINDS = f"""{PREFIXES}SELECT ?kind (COUNT(?thing) AS ?count) WHERE {{
  VALUES ?kind {{ gd:Disease gd:ExpertCentre gd:Network }} ?thing a ?kind
}} GROUP BY ?kind ORDER BY DESC(?count)"""
GROUPS = f"{PREFIXES}CONSTRUCT WHERE {{ ?group a gd:ThematicGroup ; skos:prefLabel ?name }}"
DEATH = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SAYS = '"""it\'s \\\\ a "test" )" é"""'  # what each language of programs escapes otherwise
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if built() is None:
        pytest.skip("the workbench is not built (make workbench)")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server(browser: Browser, shipped_address: str) -> str:
    return shipped_address


@pytest.fixture(scope="module")
def regular(browser: Browser, server: str) -> Iterator[Visitor]:
    """One who has been here before, so that the browser has read the script already."""
    with visitor(browser, server) as visiting:
        yield visiting


@pytest.fixture
def guest(regular: Visitor) -> Iterator[Visitor]:
    """A visitor whose page, whatever the test does with it, asks only our server and breaks no rule of its own."""
    regular.forgets()
    yield regular
    assert regular.elsewhere() == []
    assert regular.complaints == []


def cells(page: Page, column: int) -> list[str]:
    return page.locator(f".table tbody td:nth-child({column + 1})").all_inner_texts()


def rows_of(page: Page) -> int:
    return page.locator(".table tbody tr").count()


def test_nothing_of_the_page_comes_from_another_server(guest: Visitor) -> None:
    page = guest.runs(CENTRES)
    page.click("[data-view=map]")
    page.wait_for_selector(".spot")
    page.click("text=Examples")
    page.wait_for_selector(".examples li")
    assert len(guest.asked) > 8
    assert guest.elsewhere() == []


def test_a_table_has_iris_by_their_prefix_as_links_and_tells_languages(guest: Visitor) -> None:
    page = guest.runs(f"{PREFIXES}SELECT * WHERE {{ ?kind skos:prefLabel ?name }} VALUES ?kind {{ gd:Disease }}")
    assert page.locator(".empty").count() == 1
    page = guest.runs('SELECT * WHERE { VALUES (?x ?y) { (<https://w3id.org/genoderm/ns#Disease> "Peau"@fr) } }')
    link = page.locator(".table a")
    assert link.inner_text() == "gd:Disease"
    assert link.get_attribute("href") == "https://w3id.org/genoderm/ns#Disease"
    assert "noreferrer" in str(link.get_attribute("rel"))
    assert cells(page, 2) == ["Peau@fr"]


def test_a_literal_is_text_and_never_markup(guest: Visitor) -> None:
    page = guest.runs('SELECT ("<img src=x onerror=alert(1)>" AS ?x) (IRI("javascript:alert(1)") AS ?y) WHERE {}')
    assert cells(page, 1) == ["<img src=x onerror=alert(1)>"]
    assert page.locator(".table img, .table a").count() == 0


def test_a_table_is_sorted_by_size_and_filtered_by_words(guest: Visitor) -> None:
    page = guest.runs("SELECT ?n ?word WHERE { VALUES (?n ?word) { (10 'ten') (9 'nine') (100 'hundred') } }")
    page.click(".table th >> text=n")
    assert cells(page, 1) == ["9", "10", "100"]
    page.click(".table th >> text=n")
    assert cells(page, 1) == ["100", "10", "9"]
    page.fill(".table input[type=search]", "NINE")
    page.wait_for_selector(".count:not([hidden])")
    assert cells(page, 2) == ["nine"]


def test_ten_thousand_rows_are_shown_a_hundred_at_a_time(guest: Visitor) -> None:
    page = guest.runs("SELECT * WHERE { ?s ?p ?o } LIMIT 10000")
    assert rows_of(page) == 100
    assert "1 to 100 of 10,000" in page.inner_text(".pages")
    page.click("text=Next")
    assert cells(page, 0)[0] == "101"


def test_points_are_on_a_map_that_a_keyboard_can_use(guest: Visitor) -> None:
    page = guest.runs(CENTRES)
    page.click("[data-view=map]")
    page.wait_for_selector(".spot")
    counts = [int(text or 1) for text in page.locator(".spot").all_inner_texts()]
    assert sum(counts) == len(list(csv.reader(io.StringIO(_told(page, CENTRES))))) - 1
    assert max(counts) > 1  # those that would cover each other are one
    assert page.locator("path.country").count() > 200
    one = page.locator(".spot:not(.few):not(.many)").first
    name = str(one.get_attribute("aria-label"))
    one.focus()
    page.keyboard.press("Enter")
    assert name in page.inner_text(".leaflet-popup-content")
    page.keyboard.press("Escape")
    page.wait_for_selector(".leaflet-popup", state="detached")
    page.locator(".spot.many").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("count => document.querySelectorAll('.spot').length != count", arg=len(counts))


def _told(page: Page, query: str) -> str:
    """The answer as the endpoint gives it to someone else."""
    return str(
        page.request.post(page.url.partition("#")[0], form={"query": query}, headers={"Accept": "text/csv"}).text()
    )


def test_centres_at_one_place_are_listed_together(guest: Visitor) -> None:
    page = guest.runs(
        f"""{PREFIXES}SELECT * WHERE {{
          VALUES (?name ?point) {{ ("One" "POINT(2 48)"^^geo:wktLiteral) ("Two" "POINT(2 48)"^^geo:wktLiteral) }} }}"""
    )
    page.click("[data-view=map]")
    page.click(".spot")
    assert {"One", "Two"} <= set(page.locator(".leaflet-popup-content dd").all_inner_texts())


def test_counts_are_bars_as_long_as_they_are_large(guest: Visitor) -> None:
    page = guest.runs(KINDS)
    page.click("[data-view=chart]")
    bars = page.locator(".bar-drawn").all()
    widths = [box["width"] for bar in bars if (box := bar.bounding_box())]
    counts = [int(text.replace(",", "")) for text in page.locator(".bars td.number").all_inner_texts()]
    assert page.locator(".bars th").all_inner_texts()[0] == "gd:Disease"
    assert len(counts) == 3
    assert widths[1] / widths[0] == pytest.approx(counts[1] / counts[0], abs=0.01)


def test_an_answer_without_numbers_or_places_offers_no_chart_and_no_map(guest: Visitor) -> None:
    page = guest.runs("SELECT ?s ?p WHERE { ?s ?p ?o } LIMIT 3")
    assert page.locator(".views button").all_inner_texts() == ["Table", "Response"]


def test_yes_and_no_are_said(guest: Visitor) -> None:
    assert guest.runs("ASK { ?s ?p ?o }").inner_text(".verdict") == "Yes"
    assert guest.runs("ASK { <urn:x:a> <urn:x:b> <urn:x:c> }").inner_text(".verdict") == "No"


def test_a_graph_is_a_table_of_triples_and_turtle(guest: Visitor) -> None:
    page = guest.runs(GROUPS)
    assert "gd:ThematicGroup" in cells(page, 3)
    triples = rows_of(page)
    page.click("[data-view=raw]")
    assert len(list(parse(page.inner_text("pre.raw"), format=RdfFormat.TURTLE))) == triples > 10


def test_classes_and_properties_are_suggested_from_the_description_of_the_data(guest: Visitor) -> None:
    with guest.page.expect_event("response", lambda answer: "property" in (answer.request.post_data or "")):
        page = guest.writes("PREFIX gd: <https://w3id.org/genoderm/ns#>\nSELECT * WHERE { ?s a ")
    code = page.locator(".CodeMirror-code")
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+End")
    page.keyboard.type("ExpertC")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint")).to_have_text(re.compile(r"gd:ExpertCentre\s*expert centre · \d+"))
    page.keyboard.press("Enter")
    expect(code).to_contain_text("?s a gd:ExpertCentre")
    page.keyboard.type(" ; gd:hasExp")
    page.keyboard.press("Control+Space")
    expect(page.locator(".CodeMirror-hint-active")).to_contain_text("gd:hasExpertiseIn")
    page.keyboard.press("Enter")
    expect(code).to_contain_text("?s a gd:ExpertCentre ; gd:hasExpertiseIn")


def test_a_prefix_that_the_store_declares_is_declared_when_it_is_used(guest: Visitor) -> None:
    page = guest.writes("SELECT * WHERE { ?s ")
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+End")
    page.keyboard.type("skos:")
    page.wait_for_selector("text=PREFIX skos: <http://www.w3.org/2004/02/skos/core#>")


def test_examples_are_grouped_and_open_in_a_tab(browser: Browser, server: str) -> None:
    with visitor(browser, server, locale="fr-FR") as french:
        page = french.writes()
        page.click("text=Exemples")
        page.wait_for_selector(".examples li")
        assert page.locator(".examples h3").count() > 3
        whole = page.locator(".examples li").count()
        page.fill("dialog input", "centres maladie")
        page.wait_for_function("whole => document.querySelectorAll('.examples li').length < whole", arg=whole)
        question = page.locator(".examples li").first.inner_text()
        assert "?" in question
        page.click(".examples li button")
        assert page.locator("[role=tab]").count() == 2
        assert page.inner_text("[aria-selected=true]") == question
        page.click("button.main")
        page.wait_for_selector(".results .table")
        assert french.elsewhere() == french.complaints == []


def test_the_editor_finds_no_fault_in_an_example(guest: Visitor) -> None:
    page = guest.writes()
    faulty = []
    for example in page.request.get(f"{guest.server}/sparql/examples.json").json():
        page.evaluate("query => document.querySelector('.CodeMirror').CodeMirror.setValue(query)", example["query"])
        faulty += [(example["name"], told) for told in page.locator(".notice:visible").all_inner_texts()]
    assert faulty == []


def test_a_fault_is_told_and_its_line_marked(browser: Browser, server: str) -> None:
    with visitor(browser, server) as guest:
        query = "SELECT * WHERE {\n  ?s ?p ?o .\n  FILTER(?o ==== 3)\n}"
        page = guest.runs(query)
        told = page.request.post(f"{server}/sparql", form={"query": query}).json()
        assert page.inner_text(".problem button") == f"Line {told['line']}, column {told['column']}"
        marked = page.locator(".CodeMirror-code > div", has=page.locator(".CodeMirror-linebackground.fault"))
        assert query.splitlines()[told["line"] - 1] in marked.inner_text()
        assert "Line 3" in page.inner_text(".notice")  # what the editor itself can tell, before anything is sent


def test_a_query_has_the_time_that_the_page_says(browser: Browser, server: str) -> None:
    with visitor(browser, server) as guest:
        page = guest.writes(DEATH)
        assert page.input_value("#limit") == str(PATIENCE)
        page.fill("#limit", "1")
        page.click("button.main")
        page.wait_for_selector("text=/Running: \\d s of at most 1 s/")
        page.wait_for_selector(".problem")
        assert page.inner_text("button.main") == "Run"


def test_a_query_can_be_stopped(guest: Visitor) -> None:
    page = guest.writes(DEATH)
    page.click("button.main")
    page.click("button.main >> text=Stop")
    page.wait_for_selector("text=Stopped.")


def test_a_shared_address_opens_the_query_and_no_server_sees_it(guest: Visitor) -> None:
    secret = "SELECT * WHERE { ?s ?p 'a disease of mine' }"
    page = guest.writes(secret)
    page.click("text=Share")
    address = page.input_value("dialog input")
    assert secret in unquote(address.replace("+", " "))
    before, _, _ = address.partition("#")
    again = guest.opens(address.removeprefix(guest.server))
    again.wait_for_selector("text=a disease of mine")
    assert before == f"{guest.server}/sparql"
    assert not [url for url in guest.asked if "mine" in url.partition("#")[0]]


@pytest.mark.parametrize(("query", "formats"), [(KINDS, 4), ("ASK {}", 2), (GROUPS, 6)])
def test_an_answer_is_downloaded_in_every_format(guest: Visitor, query: str, formats: int) -> None:
    page = guest.runs(query)
    names = [str(option.get_attribute("value")) for option in page.locator(".download option").all()]
    assert len(names) == formats
    for name in names:
        page.select_option(".download select", name)
        with page.expect_download() as started:
            page.click(".download button")
        assert started.value.suggested_filename == f"answer.{name}"
        assert _reads(name, Path(started.value.path()).read_bytes())


def _reads(name: str, content: bytes) -> bool:
    """Whether a file is what its name says."""
    begins = {"json": b"{", "xml": b"<?xml", "csv": b"kind,count", "tsv": b"?kind\t?count"}
    graphs = {"ttl": "text/turtle", "nt": "application/n-triples", "nq": "application/n-quads"}
    graphs |= {"trig": "application/trig", "rdf": "application/rdf+xml", "jsonld": "application/ld+json"}
    if name in graphs:
        return len(list(parse(content, format=GRAPHS[graphs[name]]))) > 10
    return content.startswith(begins[name])


PROGRAMS = {"Python": [sys.executable, "-"], "curl": ["bash", "-s"], "R": ["Rscript", "-"]}
ASKED = {
    f"SELECT ?x ({SAYS} AS ?y) WHERE {{ VALUES ?x {{ 12345 }} }}\n# END": ["12345", "it", "\\", "test", ")", "é"],
    "ASK { ?s ?p ?o }": ["rue"],
    GROUPS: ["ThematicGroup"],
}


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_query_as_a_program_runs_as_it_stands(guest: Visitor, program: str) -> None:
    if shutil.which(PROGRAMS[program][0]) is None:
        pytest.skip(f"no {PROGRAMS[program][0]} on this machine")
    for query, told in ASKED.items():
        page = guest.writes(query)
        page.click("text=Python, R, curl")
        text = page.inner_text(f"[data-program={program}]")
        done = subprocess.run(PROGRAMS[program], input=text, capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert [word for word in told if word not in done.stdout] == []


def test_tabs_are_kept_in_the_browser_and_closed_with_the_keyboard(guest: Visitor) -> None:
    page = guest.writes("# first\nASK {}")
    page.click(".tabs .add")
    page.click(".CodeMirror-lines")
    page.keyboard.type("# second\nASK {}")
    page.reload()
    page.wait_for_selector(".CodeMirror")
    assert page.locator("[role=tab]").all_inner_texts()[-2:] == ["first", "second"]
    assert page.inner_text("[aria-selected=true]") == "second"
    tabs = page.locator("[role=tab]").count()
    page.focus("[aria-selected=true]")
    page.keyboard.press("ArrowLeft")
    assert page.inner_text("[aria-selected=true]") == "first"
    assert "first" in page.inner_text(".CodeMirror-code")
    page.keyboard.press("Delete")
    assert page.locator("[role=tab]").count() == tabs - 1


def test_the_keyboard_leaves_the_editor_and_runs_the_query(guest: Visitor) -> None:
    page = guest.writes("ASK {}")
    page.click(".CodeMirror-lines")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText") == "Run"
    page.click(".CodeMirror-lines")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".verdict")


def test_the_page_speaks_the_browsers_language_or_the_one_chosen(browser: Browser, server: str) -> None:
    with visitor(browser, server, locale="fr-CA") as guest:
        page = guest.runs("ASK {}")
        assert page.get_attribute("html", "lang") == "fr"
        assert page.inner_text("button.main") == "Exécuter"
        page.click("text=English")
        assert page.inner_text("button.main") == "Run"
        assert page.inner_text(".verdict") == "Yes"
        page.reload()
        assert page.inner_text("button.main") == "Run"


def test_a_telephone_shows_all_of_it_in_the_colours_that_it_prefers(browser: Browser, server: str) -> None:
    with visitor(browser, server, **PHONE) as guest:
        page = guest.runs(CENTRES)
        for view in ("table", "map", "raw"):
            page.click(f"[data-view={view}]")
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        page.emulate_media(color_scheme="dark")
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(18, 24, 31)"


def test_without_javascript_a_plain_form_asks(browser: Browser, server: str) -> None:
    with visitor(browser, server, java_script_enabled=False) as guest:
        page = guest.opens("/sparql")
        assert "Without JavaScript" in page.inner_text("main")
        page.fill("textarea", "ASK {}")
        page.click("button")
        assert page.url == f"{server}/sparql?query=ASK+%7B%7D"
        assert "true" in page.content()


def test_it_works_below_a_path_that_a_proxy_gives_it(guest: Visitor) -> None:
    def passed_on(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace("/skin/", "/")))

    guest.page.route("**/skin/**", passed_on)
    page = guest.opens("/skin/sparql")
    page.wait_for_selector(".CodeMirror")
    page.click("button.main")
    page.click("[data-view=map]")
    page.wait_for_selector(".spot")
    page.click("text=Examples")
    page.wait_for_selector(".examples li")
    page.unroute("**/skin/**")
    assert {urlsplit(url).path.split("/")[1] for url in guest.asked if url.startswith("http")} == {"skin"}


def test_its_policy_lets_nothing_else_run(guest: Visitor) -> None:
    page = guest.writes()
    assert page.evaluate("fetch('https://example.org/').then(() => 'sent', () => 'refused')") == "refused"
    assert any("Content Security Policy" in told for told in guest.complaints)
    guest.complaints.clear()
    guest.asked.clear()


def test_what_the_browser_keeps_can_be_anything(guest: Visitor) -> None:
    page = guest.writes()
    for kept in ("{", json.dumps({"queries": [1]}), json.dumps({"queries": ["ASK {}"], "at": 7})):
        page.evaluate("kept => localStorage.setItem('genoderm-workbench-tabs', kept)", kept)
        page.reload()
        page.wait_for_selector(".CodeMirror")
        assert page.locator("[role=tab]").count() == 1
