"""The page of the workbench as the server gives it, before any browser reads it."""

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from genoderm.api import problems, workbench_page
from genoderm.api.workbench_page import POLICY, Built, built, page, router
from genoderm.ontology.examples import Form
from genoderm.sparql.formats import OFFERED
from tests.asgi import Heard, heard, scope

SOURCES = Path(__file__).resolve().parents[1] / "api" / "workbench"
MOST = 1_500_000  # bytes of script, style and shapes


def asset(name: str, **headers: str) -> Heard:
    app = FastAPI()
    problems.install(app)
    app.include_router(router)
    return heard(app, scope(f"/sparql/assets/{name}", headers=headers))


@pytest.fixture
def dist() -> Built:
    found = built()
    if found is None:
        pytest.skip("the workbench is not built (make workbench)")
    return found


@pytest.fixture
def unbuilt(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A checkout in which nothing was built; what was read of the real one is forgotten, and the other way round."""
    monkeypatch.setattr(workbench_page, "DIST", tmp_path)
    _forget()
    yield
    _forget()


def _forget() -> None:
    built.cache_clear()
    page.cache_clear()


def test_the_page_without_script_is_a_form_that_asks_the_endpoint() -> None:
    text = page(30, 120).decode()
    assert re.search(r'<form method="get" action="sparql"', text)
    assert 'name="query"' in text
    assert "<noscript>" in text or "not built" in text
    assert 'lang="fr"' in text


@pytest.mark.usefixtures("unbuilt")
def test_where_it_was_not_built_the_page_says_what_is_missing_and_asks_all_the_same() -> None:
    text = page(30, 120).decode()
    assert "make workbench" in text
    assert "<script" not in text
    assert 'name="query"' in text
    assert asset("workbench.js").status == 404


def test_addresses_in_the_page_are_relative_so_that_a_proxy_may_give_it_any_path() -> None:
    text = page(30, 120).decode()
    addresses = re.findall(r'(?:href|src|action)="([^"]*)"', text)
    assert addresses
    assert all(re.match(r"sparql(/|$)|data:,$", address) for address in addresses)


def test_the_page_needs_no_inline_script_no_inline_style_and_no_eval() -> None:
    assert "unsafe" not in POLICY
    text = page(30, 120).decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", text)


def test_the_page_offers_each_format_of_the_endpoint_once() -> None:
    told = re.search(r'data-settings="([^"]*)"', page(30, 120).decode())
    assert told
    formats = json.loads(told[1].replace("&#34;", '"'))["formats"]
    same = {"application/json", "application/xml", "text/plain"}  # other names of formats that are offered
    for form, gives in ((Form.SELECT, "solutions"), (Form.ASK, "boolean"), (Form.DESCRIBE, "graph")):
        types = [offer["type"] for offer in formats[gives]]
        assert sorted(types) == sorted(set(OFFERED[form]) - same)


def test_a_built_file_may_be_kept_for_ever_and_comes_compressed(dist: Built) -> None:
    answer = asset(dist.script, **{"accept-encoding": "gzip"})
    assert answer.header("cache-control") == "public, max-age=31536000, immutable"
    assert answer.header("content-type") == "text/javascript; charset=utf-8"
    assert answer.header("content-encoding") == "gzip"
    plain = asset(dist.script, **{"accept-encoding": "br, gzip;q=0"})
    assert plain.header("content-encoding") is None
    assert plain.body == gzip.decompress(answer.body)
    assert len(answer.body) < len(plain.body) / 3


def test_every_built_file_has_a_type_and_is_named_by_its_content(dist: Built) -> None:
    assert {dist.script, dist.style, dist.licences} <= dist.files
    for name in dist.files:
        assert re.fullmatch(r"[\w-]+-[A-Za-z0-9]{8}\.(js|css|txt)", name)
        assert asset(name).status == 200


@pytest.mark.parametrize(
    "name", ["manifest.json", "../page.html", "../../workbench_page.py", "..%2Fpage.html", "absent.js"]
)
def test_nothing_but_the_built_files_can_be_had(name: str) -> None:
    assert asset(name).status == 404


def test_the_bundle_is_small_and_names_no_server_to_fetch_from(dist: Built) -> None:
    texts = [(workbench_page.DIST / name).read_text("utf-8") for name in dist.files if not name.endswith("txt")]
    assert sum(map(len, texts)) < MOST
    assert not re.search(r"(@import|url\()\s*[\"']?(https?:)?//", " ".join(texts))


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((SOURCES / "package-lock.json").read_text("utf-8"))
    assert len(lock["packages"]) > 20
    assert not [name for name, told in lock["packages"].items() if "resolved" in told]


PAIRS = [
    ("ink", "ground"),
    ("ink", "panel"),
    ("ink", "hover"),
    ("ink", "fault-ground"),
    ("faint", "ground"),
    ("faint", "hover"),
    ("link", "ground"),
    ("link", "panel"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-spot", "spot"),
    ("fault", "ground"),
    *[(token, "panel") for token in ("keyword", "prefixed", "iri", "variable", "literal", "comment", "fault")],
    *[(token, "picked") for token in ("ink", "keyword", "prefixed", "iri", "variable", "literal")],
]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_text_has_the_contrast_of_wcag_2_2(theme: str) -> None:
    light, dark = (SOURCES / "src" / "colours.css").read_text("utf-8").split("@media")
    colours = _colours(light) | (_colours(dark) if theme == "dark" else {})
    poor = [(text, ground) for text, ground in PAIRS if _contrast(colours[text], colours[ground]) < 4.5]
    assert poor == []


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", css))


def _contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
