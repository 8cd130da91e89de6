"""What the tests of pages share: axe-core's judgement of a page in both schemes and on a telephone, and its weight."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, ViewportSize

AXE = Path(__file__).resolve().parents[1] / "api" / "workbench" / "node_modules" / "axe-core" / "axe.min.js"
WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")  # all that WCAG 2.2 AA asks for
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
DEVICES = {"desk": DESK, "telephone": PHONE}
SCREENS = Path("build") / "screens"
RUN = "options => axe.run(document, options)"


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that a page breaks, where, and in which scheme."""

    rule: str
    where: str
    shown: str
    why: str


@cache
def axe() -> str:
    """The source of axe-core, as npm installs it beside the workbench."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed (make workbench)")
    return AXE.read_text("utf-8")


def faults_of(page: Page) -> list[Violation]:
    """What breaks WCAG 2.2 AA on the open page: dark at a desk, and light on a telephone."""
    return [*_judged(page, "dark", DESK), *_judged(page, "light", PHONE)]


def pictured(page: Page, path: str, folder: Path = SCREENS) -> list[str]:
    """Have a page drawn whole at a desk and on a telephone, for people to look at; the files that are too wide.

    They are kept out of the repository; a picture is as wide as the page, so that it shows what runs out of sight.
    """
    wide = []
    for device, size in DEVICES.items():
        page.set_viewport_size(size)
        file = folder / f"{_name(path)}-{device}.png"
        page.screenshot(path=file, full_page=True)
        if _width(file) != size["width"]:
            wide.append(file.name)
    return wide


def _name(path: str) -> str:
    return re.sub(r"\W+", "-", path).strip("-") or "front"


def _width(file: Path) -> int:
    """Of a PNG: the first number of its header (W3C PNG, 11.2.2)."""
    return int.from_bytes(file.read_bytes()[16:20])


def sideways(page: Page) -> int:
    """By how many pixels the open page is wider than a telephone of 360."""
    page.set_viewport_size(PHONE)
    return int(page.evaluate("document.documentElement.scrollWidth")) - 360


def _judged(page: Page, scheme: Literal["dark", "light"], size: ViewportSize) -> list[Violation]:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    page.evaluate(f"typeof axe === 'undefined' && ({_loaded()})()")
    found = page.evaluate(RUN, {"runOnly": {"type": "tag", "values": list(WCAG)}, "resultTypes": ["violations"]})
    return [
        Violation(violation["id"], " ".join(map(str, node["target"])), scheme, node["failureSummary"])
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def _loaded() -> str:
    """The source as a function, which an evaluation may define whatever the policy of the page is."""
    return f"() => {{ {axe()} }}"
