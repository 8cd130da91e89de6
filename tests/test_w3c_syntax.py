"""The syntax cases of the W3C for queries, over HTTP: a query is taken, and what is none is refused as such."""

from collections.abc import Iterator

import pytest

from genoderm.api.conformance import table
from genoderm.api.conformance.table import Case, Outcome
from tests.w3c import engine
from tests.w3c.archive import Archive
from tests.w3c.asking import Ask, query_cases
from tests.w3c.manifests import cases

ROWS = [row for row in table.cases() if row.suite in {"syntax-1.0", "query-syntax"}]


@pytest.fixture(scope="module")
def ask(w3c: Archive) -> Iterator[Ask]:
    with query_cases(w3c) as ask:
        yield ask


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.folder}/{row.name}")
def test_a_syntax_case_comes_out_as_the_conformance_page_says(row: Case, ask: Ask) -> None:
    verdict = ask(row.iri)
    assert verdict.outcome == row.outcome, verdict.told


def test_every_deviation_in_syntax_is_shown_by_the_engine_alone(w3c: Archive) -> None:
    known = {case.iri: case for case in cases(w3c)}
    deviating = [row.iri for row in ROWS if row.outcome is Outcome.DEVIATES]
    assert [iri for iri in deviating if not engine.deviates(known[iri], w3c)] == []


def test_the_cases_are_counted() -> None:
    assert len(ROWS) == 302
