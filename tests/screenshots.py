"""Every page as a desk and as a telephone shows it, in both schemes: `python -m tests.screenshots http://127.0.0.1:8000`.

For people to look at; they are kept out of the repository.
"""

import sys
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.browser import chromium, visitor
from tests.pages import SCREENS, pictured
from tests.patience import PATIENCE
from tests.test_pages_browser import PAGES

THINGS = ("/disease/79361", "/centre/fr-necker-magec", "/network/ern-skin", "/association/fr-debra-france")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


def shoot(browser: Browser, server: str, folder: Path) -> int:
    """All of them; how many there are."""
    for scheme in SCHEMES:
        with visitor(browser, server, color_scheme=scheme) as someone:
            for path in (*PAGES, *THINGS):
                page = someone.opens(path)
                page.wait_for_load_state("networkidle", timeout=PATIENCE * 1000)
                pictured(page, path, folder / scheme)
    return len(list(folder.glob("*/*.png")))


if __name__ == "__main__":
    with chromium() as started:
        sys.stdout.write(f"{shoot(started, sys.argv[1], SCREENS)} in {SCREENS}\n")
