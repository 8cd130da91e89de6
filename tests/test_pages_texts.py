"""The texts of the pages: one table, complete in both languages, and nothing said outside of it."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

from genoderm.api.pages.days import day
from genoderm.api.pages.frame import OTHER
from genoderm.api.pages.prose import anchor
from genoderm.api.pages.texts import LANGUAGES, UnknownText, counted, of_the_script, text, texts

API = Path(__file__).resolve().parents[1] / "api"
ROOMS = ("pages", "records")
ASKED = re.compile(r"""\b[tn]\(\s*"([\w.]+)"(\s*~)?""")
MARKUP = re.compile(r"\{#.*?#\}|\{% block width %\}\w+|\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", re.DOTALL)
OURS = {
    "CC BY 4.0",
    "Genoderm",
    "PubMed",
    "SPARQL",
    "CSV",
    "JSON",
    "N-Quads",
    "DCAT",
    "VoID",
    "OpenAPI 3.1 (JSON)",
    "(JSON Feed)",
    "(Atom)",
}
SAYING = re.compile(r'(?:aria-label|title|placeholder|alt)="([^"{]*[A-Za-z][^"{]*)"')


def templates() -> list[Path]:
    return [file for room in ROOMS for file in sorted((API / room / "templates").glob("*.html"))]


def sources() -> list[Path]:
    return [*templates(), *(file for room in ROOMS for file in (API / room).rglob("*.py"))]


def asked_for() -> Iterator[tuple[str, bool]]:
    """The names that templates and code ask for; of some, only how they begin."""
    for file in sources():
        for name, begins in ASKED.findall(file.read_text("utf-8")):
            yield name, bool(begins)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_there_in_each_language(language: str) -> None:
    assert [name for name, told in texts().items() if not told[language].strip()] == []


def test_a_text_has_the_same_gaps_in_both_languages() -> None:
    different = [name for name, told in texts().items() if _gaps(told["en"]) != _gaps(told["fr"])]
    assert different == []


def _gaps(words: str) -> set[str]:
    return {field for _, field, _, _ in Formatter().parse(words) if field is not None}


def test_a_plural_that_has_one_wording_has_all_of_both_languages() -> None:
    bare = {name.removesuffix(".one") for name in texts() if name.endswith(".one")}
    assert [name for name in bare if f"{name}.other" not in texts()] == []


def test_no_text_is_told_that_nobody_says() -> None:
    whole = {name for name, begins in asked_for() if not begins}
    starts = tuple(name for name, begins in asked_for() if begins)
    said_as_it_is = "".join(file.read_text("utf-8") for file in sources())
    bare = {name: re.sub(r"\.(one|other)$", "", name) for name in texts() if not name.startswith("script.")}
    silent = [name for name, said in bare.items() if said not in whole and not said.startswith(starts)]
    assert [name for name in silent if f'"{bare[name]}"' not in said_as_it_is] == []


def test_every_text_that_a_template_asks_for_exists() -> None:
    known = {re.sub(r"\.(one|other)$", "", name) for name in texts()}
    missing = [name for name, begins in asked_for() if name not in known and not begins]
    assert missing == []
    assert [
        start for start, begins in asked_for() if begins and not any(name.startswith(start) for name in known)
    ] == []


def test_the_script_says_what_the_table_has() -> None:
    sources = "".join(file.read_text("utf-8") for file in (API / "workbench" / "src").glob("*.ts"))
    said = set(re.findall(r'\bsays\(\s*(?:done \? )?"(\w+)"', sources)) | {"not_copied", "disease", "phenotype"}
    assert set(of_the_script("en")) == said
    assert json.dumps(dict(of_the_script("fr")), ensure_ascii=False).count("{0}") == 1


@pytest.mark.parametrize("file", templates(), ids=lambda file: f"{file.parents[1].name}/{file.stem}")
def test_a_template_says_nothing_of_its_own(file: Path) -> None:
    source = file.read_text("utf-8")
    words = {told.strip() for told in MARKUP.sub("\n", source).splitlines() if re.search(r"[A-Za-z]{2}", told)}
    assert {told for told in words if told.strip(" ·–()") not in OURS and told not in OURS} == set()
    assert SAYING.findall(source) == []


@pytest.mark.parametrize("file", templates(), ids=lambda file: f"{file.parents[1].name}/{file.stem}")
def test_a_template_needs_no_inline_script_and_no_inline_style(file: Path) -> None:
    assert not re.findall(
        r'<style|\sstyle=|\son\w+=|<script(?![^>]*(?:\bsrc=|type="application/))', file.read_text("utf-8")
    )


def test_a_value_in_a_text_is_escaped() -> None:
    assert "<b>" not in text("en", "care.title_for", disease="<b>")


def test_a_text_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(UnknownText, match=r"care\.nonsense"):
        text("en", "care.nonsense")


def test_french_takes_the_singular_for_nothing_and_english_the_plural() -> None:
    assert counted("en", "care.found", 0, number=0) == "0 centres"
    assert counted("fr", "care.found", 0, number=0) == "0 centre"
    assert counted("fr", "care.found", 1_000_000, number="1 000 000") == "1 000 000 centres"


@pytest.mark.parametrize(
    ("told", "english", "french"),
    [
        ("2017", "2017", "2017"),
        ("2024-05", "May 2024", "mai 2024"),
        ("2026-11-23T05:50:32.615+00:00", "23 November 2026", "23 novembre 2026"),
        ("pycountry 26.2.16", "pycountry 26.2.16", "pycountry 26.2.16"),
        ("2024-13", "2024-13", "2024-13"),
    ],
)
def test_a_date_is_no_more_precise_than_it_was_told(told: str, english: str, french: str) -> None:
    assert (day(told, "en"), day(told, "fr")) == (english, french)


def test_each_language_leads_to_the_other() -> None:
    assert {OTHER[language] for language in LANGUAGES} == set(LANGUAGES)


def test_an_anchor_has_letters_and_digits_only() -> None:
    assert anchor("Où l’expertise manque ?") == "ou-l-expertise-manque"
