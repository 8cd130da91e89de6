"""The update cases of the W3C, and those of its syntax: they come out as the conformance page says.

Over HTTP each takes two new processes, one that writes and one that serves; so most are given to what the first of
them does, and one of a kind is sent to /update.
"""

from collections.abc import Iterator

import pytest

from genoderm.api.conformance import table
from genoderm.api.conformance.table import Case
from tests.w3c.archive import Archive
from tests.w3c.asking import Ask, update_cases, update_cases_within_process

ROWS = [row for row in table.cases() if row.suite in {"update", "update-syntax"}]
KINDS = ("basic-update", "clear", "delete-insert", "move", "syntax-update-1")
SAMPLE = [next(row for row in ROWS if row.folder.endswith(f"/{kind}")) for kind in KINDS] if ROWS else []


@pytest.fixture(scope="module")
def within_process(w3c: Archive) -> Iterator[Ask]:
    with update_cases_within_process(w3c) as ask:
        yield ask


@pytest.fixture(scope="module")
def over_http(w3c: Archive) -> Iterator[Ask]:
    with update_cases(w3c) as ask:
        yield ask


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.folder}/{row.name}")
def test_an_update_comes_out_as_the_conformance_page_says(row: Case, within_process: Ask) -> None:
    verdict = within_process(row.iri)
    assert verdict.outcome == row.outcome, verdict.told


@pytest.mark.parametrize("row", SAMPLE, ids=lambda row: f"{row.folder}/{row.name}")
def test_an_update_comes_out_the_same_over_http(row: Case, over_http: Ask) -> None:
    verdict = over_http(row.iri)
    assert verdict.outcome == row.outcome, verdict.told


def test_the_cases_are_counted() -> None:
    assert len(ROWS) == 157
    assert len(SAMPLE) == len(KINDS)
