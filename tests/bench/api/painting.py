"""How soon a page can be read by who was never here: the first contentful paint, in a browser on the same machine."""

import shutil
import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, sync_playwright

from tests.bench.sparql.installing import NotInstalled
from tests.browser import FLAGS, visitor

PAGES = ("/", "/?q=ORPHA:79361", "/disease/79361", "/gaps", "/data")
TIMES = 5
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def painted(server: str) -> Iterator[tuple[str, float]]:
    """Each page, and the median of its milliseconds; NotInstalled without a browser."""
    path = shutil.which("chromium")
    if path is None:
        raise NotInstalled("no chromium on this machine")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=FLAGS.split())
        yield from ((page, statistics.median(_once(browser, server, page) for _ in range(TIMES))) for page in PAGES)
        browser.close()


def _once(browser: Browser, server: str, path: str) -> float:
    with visitor(browser, server) as stranger:
        page = stranger.opens(path)
        page.wait_for_load_state("networkidle")
        return float(page.evaluate(PAINTED))
