"""A real browser for tests: the pages of one server, what they asked for, and what they complained of."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.patience import PATIENCE

# as root there is no sandbox; the rest keeps Chromium itself from looking for the internet
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, or a skip."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Someone with a browser of their own: its language, its screen, what it keeps; and one page at a time."""

    page: Page
    server: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Listen to the page."""
        self.page.set_default_timeout(PATIENCE * 1000)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        self.page.on("console", lambda told: self.complaints.append(told.text) if told.type == "error" else None)

    def opens(self, address: str) -> Page:
        """Open an address of the server anew, even if it is the one that is open."""
        self.page.goto("about:blank")
        self.page.goto(self.server + address)
        return self.page

    def writes(self, query: str | None = None) -> Page:
        """Open the workbench, with a query if one is given, and wait for the editor."""
        self.opens("/sparql" if query is None else f"/sparql#{urlencode({'query': query})}")
        self.page.wait_for_selector(".CodeMirror")
        return self.page

    def runs(self, query: str) -> Page:
        """Open the workbench with a query, run it, and wait for the answer."""
        self.writes(query)
        self.page.click("button.main")
        self.page.wait_for_selector(".results .views, .results .problem")
        return self.page

    def elsewhere(self) -> list[str]:
        """What the page asked for that is not our server's."""
        own = urlsplit(self.server).netloc
        return [url for url in self.asked if urlsplit(url).scheme in {"http", "https"} and urlsplit(url).netloc != own]

    def forgets(self) -> None:
        """Lose what the browser keeps for the server's pages."""
        self.page.goto("about:blank")
        session = self.page.context.new_cdp_session(self.page)
        session.send("Storage.clearDataForOrigin", {"origin": self.server, "storageTypes": "local_storage"})
        session.detach()
        self.asked.clear()
        self.complaints.clear()


@contextmanager
def visitor(browser: Browser, server: str, **settings: Any) -> Iterator[Visitor]:
    """A visitor with these settings of Playwright's contexts; an English one at a desk if there are none."""
    context = browser.new_context(**{"locale": "en-GB", "viewport": {"width": 1280, "height": 900}, **settings})
    yield Visitor(context.new_page(), server)
    context.close()
