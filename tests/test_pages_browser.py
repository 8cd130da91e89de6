"""The pages in a real browser: what axe-core says of them, at every width, by keyboard, with and without script."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from genoderm.api.pages.assets import script
from tests.browser import Visitor, chromium, visitor
from tests.pages import faults_of, pictured, sideways
from tests.patience import PATIENCE

BULLOSA = "/?q=ORPHA:79361"
NEAR_LYON = "/?q=ORPHA:79408&place=Lyon&within=500"
NOWHERE = "/?q=ORPHA:79408&place=Iceland"
PAGES = (
    "/",
    BULLOSA,
    NEAR_LYON,
    NOWHERE,
    "/?q=HP:0008066",
    "/gaps",
    "/gaps?by=country",
    "/data",
    "/ns",
    "/federation",
    "/about/api",
    "/about/sparql",
    "/about/ranking",
    "/about/users",
    "/about/network",
    "/api/docs",
    "/nowhere",
)
HEAVIEST = 300_000  # bytes over the wire, without the map
OF_THE_MAP = re.compile(r"/(places|chunk)-\w+\.(js|css)")
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if script() is None:
        pytest.skip("the script of the pages is not built (make workbench)")
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def server(browser: Browser, shipped_address: str) -> str:
    assert browser.is_connected()
    for path in (BULLOSA, "/gaps"):  # what is read once of each release
        httpx.get(shipped_address + path, headers={"accept": "text/html"}, timeout=PATIENCE).raise_for_status()
    return shipped_address


@pytest.fixture(scope="module")
def regular(browser: Browser, server: str) -> Iterator[Visitor]:
    with visitor(browser, server) as visiting:
        yield visiting


@pytest.fixture
def guest(regular: Visitor) -> Visitor:
    regular.page.set_viewport_size({"width": 1280, "height": 900})
    regular.page.emulate_media(color_scheme="light")
    regular.forgets()
    return regular


@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule_of_wcag_and_asks_nobody_else(guest: Visitor, path: str) -> None:
    page = opened(guest, path)
    assert faults_of(page) == []
    assert sideways(page) <= 0
    assert pictured(page, path) == []
    assert guest.elsewhere() == []
    assert [told for told in guest.complaints if "404" not in told] == []
    assert page.locator("h1").count() == 1


def opened(guest: Visitor, path: str) -> Page:
    """A page with its map drawn, if it has one, and everything that can be opened open."""
    page = guest.opens(path)
    if page.locator("[data-map], [data-areas]").count():
        page.wait_for_selector(".leaflet-interactive, .leaflet-marker-icon")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    return page


@pytest.mark.parametrize("path", ["/", BULLOSA, "/gaps", "/data"])
def test_a_page_is_light_for_who_was_never_here(browser: Browser, server: str, path: str) -> None:
    with visitor(browser, server) as stranger:
        names: dict[str, str] = {}
        sizes: dict[str, float] = {}
        session = stranger.page.context.new_cdp_session(stranger.page)
        session.send("Network.enable")
        session.on("Network.responseReceived", lambda told: names.update({told["requestId"]: told["response"]["url"]}))
        session.on("Network.loadingFinished", lambda told: sizes.update({told["requestId"]: told["encodedDataLength"]}))
        stranger.opens(path).wait_for_load_state("networkidle")
    weight = sum(size for name, size in sizes.items() if not OF_THE_MAP.search(names.get(name, "")))
    assert 1000 < weight < HEAVIEST


def test_suggestions_come_as_one_types_and_the_keyboard_takes_them(guest: Visitor) -> None:
    page = guest.opens("/")
    field = page.locator("#q")
    field.press_sequentially("epidermolysis bul")
    page.wait_for_selector("[role=option]")
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    chosen = page.locator("[role=option][aria-selected=true]")
    assert chosen.get_attribute("id") == field.get_attribute("aria-activedescendant")
    field.press("Enter")
    assert re.search(r"\(ORPHA:\d+\)$", field.input_value())
    assert field.get_attribute("aria-expanded") == "false"
    field.press("Enter")
    page.wait_for_url("**/?q=*")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Centres for")


def test_escape_puts_the_suggestions_away(guest: Visitor) -> None:
    page = guest.opens("/")
    field = page.locator("#q")
    field.press_sequentially("ichthyosis")
    page.wait_for_selector("[role=option]")
    field.press("Escape")
    expect(page.locator("[role=listbox]")).to_be_hidden()
    assert field.input_value() == "ichthyosis"


def test_the_first_tab_skips_to_the_content(guest: Visitor) -> None:
    page = guest.opens("/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"


def test_every_step_of_the_keyboard_is_seen(guest: Visitor) -> None:
    page = guest.opens(BULLOSA)
    unseen = []
    for _ in range(40):
        page.keyboard.press("Tab")
        outlined = page.evaluate(
            "(({outlineStyle, outlineWidth}) => outlineStyle !== 'none' && parseFloat(outlineWidth) > 0)"
            "(getComputedStyle(document.activeElement))"
        )
        if not outlined:
            unseen.append(page.evaluate("document.activeElement.outerHTML.slice(0, 120)"))
    assert unseen == []


def test_near_me_asks_only_when_pressed_and_tells_the_server_no_more_than_a_kilometre(
    browser: Browser, server: str
) -> None:
    here = {"latitude": 45.764043, "longitude": 4.835659}
    with visitor(browser, server, geolocation=here, permissions=["geolocation"]) as someone:
        page = someone.opens("/")
        page.locator("#q").fill("ORPHA:79408")
        page.get_by_role("button", name="Near me").click()
        page.wait_for_url("**/?q=*")
        assert page.locator("#place").input_value() == "45.76, 4.84"
        assert not [url for url in someone.asked if "45.764" in url]


def test_the_map_shows_the_centres_of_the_list_to_the_keyboard(guest: Visitor) -> None:
    page = guest.opens(BULLOSA)
    marker = page.locator(".leaflet-marker-icon").first
    marker.wait_for()
    assert page.locator(".leaflet-marker-icon:not([aria-label])").count() == 0
    marker.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(400)
    assert page.locator(".leaflet-marker-icon").count() > 0


def test_an_address_can_be_copied(browser: Browser, server: str) -> None:
    with visitor(browser, server, permissions=["clipboard-read", "clipboard-write"]) as someone:
        page = someone.opens(BULLOSA)
        page.locator(".share .copy").click()
        expect(page.locator(".share .copy")).to_have_text("Copied")
        assert page.evaluate("navigator.clipboard.readText()") == f"{server}{BULLOSA.replace(':', '%3A')}"


def test_without_script_everything_but_the_map_is_there(browser: Browser, server: str) -> None:
    with visitor(browser, server, java_script_enabled=False) as someone:
        page = someone.opens("/")
        page.fill("#q", "ORPHA:79408")
        page.fill("#place", "Lyon")
        page.click("button[type=submit]")
        assert page.locator(".cards .card").count() > 0
        assert page.locator(".map").first.is_hidden()
        expect(page.locator(".mapless")).to_be_visible()
        page.locator("details.filters summary").click()
        box = page.locator("details.filters input[type=checkbox]").first
        box.check()
        page.locator("details.filters button").click()
        assert page.locator(".chosen a").count() == 1
        assert page.locator("#q").input_value() == "ORPHA:79408"


def test_paper_gets_the_list_and_the_addresses_of_its_sources(guest: Visitor) -> None:
    page = guest.opens(BULLOSA)
    page.emulate_media(media="print")
    expect(page.locator(".cards .card").first).to_be_visible()
    expect(page.locator("form.search")).to_be_hidden()
    page.emulate_media(media="screen")


def test_the_language_stays_when_one_goes_on(browser: Browser, server: str) -> None:
    with visitor(browser, server) as someone:
        page = someone.opens("/")
        page.click("a.language")
        assert page.locator("html").get_attribute("lang") == "fr"
        page.fill("#q", "ORPHA:79408")
        page.click("button[type=submit]")
        assert page.locator("html").get_attribute("lang") == "fr"
        page.click("nav >> text=Lacunes")
        assert page.locator("html").get_attribute("lang") == "fr"


def test_a_telephone_has_room_for_a_finger(browser: Browser, server: str) -> None:
    with visitor(browser, server, **PHONE) as someone:
        page = someone.opens(BULLOSA)
        small = page.evaluate(
            "[...document.querySelectorAll('header a, button, .chips a, .button, summary')]"
            ".filter(one => one.offsetParent && one.getBoundingClientRect().height < 24).map(one => one.outerHTML)"
        )
        assert small == []
