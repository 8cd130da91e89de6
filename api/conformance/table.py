"""What the W3C tests say of this endpoint: tables that `python -m tests.conformance` writes, and texts beside them.

cases.csv     every case: its IRI, its folder, its suite, how it came out, and the reason if it did not pass
run.json      what was tested, with what
suites.csv    the suites, each with its name and the specification that it tests
reasons.csv   why a case did not pass, and whose it is: the engine's, or a choice of this endpoint
literals.csv  what the engine keeps of a literal
words.csv     what the page says
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields
from enum import StrEnum
from functools import cache
from importlib.resources import files
from io import StringIO

PAGES = "https://w3c.github.io/rdf-tests/sparql/"


class Outcome(StrEnum):
    """How a case came out."""

    PASSED = "passed"
    DEVIATES = "deviates"
    REFUSED = "refused"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True)
class Case:
    """One test of the W3C."""

    iri: str
    folder: str
    suite: str
    outcome: Outcome
    reason: str = ""

    @property
    def name(self) -> str:
        """What it is called in its folder."""
        return self.iri.partition("#")[2]

    @property
    def page(self) -> str:
        """Where the W3C shows it."""
        return f"{PAGES}{self.folder}/#{self.name}"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why cases did not pass; `whose` is `engine` or `endpoint`, `link` the engine's issue where there is one."""

    name: str
    whose: str
    title: str
    titre: str
    english: str
    french: str
    link: str


@dataclass(frozen=True, slots=True)
class Suite:
    """Cases of one kind that test one specification."""

    name: str
    english: str
    french: str
    specification: str


@dataclass(frozen=True, slots=True)
class Word:
    """A heading or a sentence of the page."""

    name: str
    english: str
    french: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A literal, and what the engine gives back of it; both as in Turtle."""

    given: str
    kept: str


@dataclass(frozen=True, slots=True)
class Run:
    """What was tested: the engine with its version, and the archive of the suites by its SHA-256."""

    engine: str
    archive: str


@cache
def cases() -> tuple[Case, ...]:
    """All the cases, in the order of the manifests."""
    return tuple(Case(iri, folder, suite, Outcome(out), why) for iri, folder, suite, out, why in _rows("cases.csv"))


@cache
def reasons() -> Mapping[str, Reason]:
    """The reasons by name."""
    return {row[0]: Reason(*row) for row in _rows("reasons.csv")}


@cache
def suites() -> Mapping[str, Suite]:
    """The suites by name, in the order of the page."""
    return {row[0]: Suite(*row) for row in _rows("suites.csv")}


@cache
def literals() -> tuple[Kept, ...]:
    """What becomes of literals, for example."""
    return tuple(Kept(*row) for row in _rows("literals.csv"))


@cache
def words() -> tuple[Word, ...]:
    """The headings and sentences of the page."""
    return tuple(Word(*row) for row in _rows("words.csv"))


@cache
def run() -> Run:
    """What the cases were run with."""
    return Run(**json.loads(_text("run.json")))


def counts(told: Iterable[Case]) -> Mapping[str, Counter[Outcome]]:
    """How many cases of each suite came out in each way."""
    found: dict[str, Counter[Outcome]] = {name: Counter() for name in suites()}
    for case in told:
        found[case.suite][case.outcome] += 1
    return found


def as_csv(told: Iterable[Case]) -> str:
    """The cases as a table."""
    written = StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(field.name for field in fields(Case))
    rows.writerows(astuple(case) for case in told)
    return written.getvalue()


def _rows(name: str) -> list[list[str]]:
    """The rows of a table, below its header."""
    return list(csv.reader(StringIO(_text(name), newline="")))[1:]


def _text(name: str) -> str:
    return (files(__package__) / "data" / name).read_text("utf-8")
