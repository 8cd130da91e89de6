"""The conformance page in HTML, in English or French."""

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from importlib.resources import files
from typing import Literal

from jinja2 import Environment, StrictUndefined, Template

from genoderm.api.conformance.table import (
    Case,
    Outcome,
    Reason,
    cases,
    counts,
    literals,
    reasons,
    run,
    suites,
    words,
)

Language = Literal["en", "fr"]
NAMES: Mapping[Language, str] = {"en": "english", "fr": "french"}


@cache
def page(lang: Language) -> str:
    """The page in this language."""
    counted = counts(cases())
    return _template().render(
        lang=lang,
        other="fr" if lang == "en" else "en",
        language=NAMES[lang],
        words={word.name: word.english if lang == "en" else word.french for word in words()},
        outcomes=tuple(Outcome),
        counts=[(suite, counted[name]) for name, suite in suites().items()],
        total=sum(counted.values(), Counter[Outcome]()),
        deviations=list(_deviations()),
        literals=literals(),
        run=run(),
        running=engine(),
        style=style(),
    )


def security() -> str:
    """What a browser may load for this page: nothing but its own style (Content Security Policy Level 3)."""
    own = fingerprint(style())
    return f"default-src 'none'; style-src 'sha256-{own}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def fingerprint(text: str) -> str:
    """The SHA-256 of a text, as a policy names it."""
    return b64encode(sha256(text.encode()).digest()).decode()


@cache
def style() -> str:
    """The style of the page."""
    return _text("page.css")


def engine() -> str:
    """The engine of this process, with its version."""
    return f"pyoxigraph {version('pyoxigraph')}"


def _deviations() -> Iterator[tuple[Reason, list[Case]]]:
    for name, reason in reasons().items():
        yield reason, [case for case in cases() if case.reason == name]


@cache
def _template() -> Template:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(_text("page.html"))


def _text(name: str) -> str:
    return (files(__package__) / "data" / name).read_text("utf-8")
