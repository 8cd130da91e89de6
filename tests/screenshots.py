"""Every page as a desk and as a telephone shows it, in both schemes: `python -m tests.screenshots http://127.0.0.1:8000`.

For people to look at; they are kept out of the repository.
"""

import re
import sys
from itertools import product
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser

from tests.browser import chromium, visitor
from tests.pages import DESK, PHONE
from tests.patience import PATIENCE
from tests.test_pages_browser import PAGES

FOLDER = Path(".bench") / "screens"
THINGS = ("/disease/79361", "/centre/fr-necker-magec", "/network/ern-skin", "/association/fr-debra-france")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SIZES = {"desk": DESK, "telephone": PHONE}


def shoot(browser: Browser, server: str, folder: Path) -> int:
    """All of them; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    for scheme, (device, size) in product(SCHEMES, SIZES.items()):
        with visitor(browser, server, color_scheme=scheme, viewport=size) as someone:
            for path in (*PAGES, *THINGS):
                page = someone.opens(path)
                page.wait_for_load_state("networkidle", timeout=PATIENCE * 1000)
                page.screenshot(path=folder / f"{_name(path)}-{device}-{scheme}.png", full_page=True)
    return len(list(folder.glob("*.png")))


def _name(path: str) -> str:
    return re.sub(r"\W+", "-", path).strip("-") or "front"


if __name__ == "__main__":
    with chromium() as started:
        sys.stdout.write(f"{shoot(started, sys.argv[1], FOLDER)} in {FOLDER}\n")
