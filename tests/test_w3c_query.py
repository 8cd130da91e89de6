"""The query cases of the W3C, each asked of a server over HTTP: they come out as the conformance page says."""

from collections.abc import Iterator

import pytest

from genoderm.api.conformance import table
from genoderm.api.conformance.table import Case, Outcome
from tests.w3c import engine
from tests.w3c.archive import Archive
from tests.w3c.asking import Ask, query_cases
from tests.w3c.manifests import cases

SUITES = {"query-1.0", "query", "results-json", "results-csv-tsv", "federated-query", "entailment"}
ROWS = [row for row in table.cases() if row.suite in SUITES]
ENGINE = [row for row in ROWS if row.outcome is Outcome.DEVIATES]


@pytest.fixture(scope="module")
def ask(w3c: Archive) -> Iterator[Ask]:
    with query_cases(w3c) as ask:
        yield ask


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.folder}/{row.name}")
def test_a_query_comes_out_as_the_conformance_page_says(row: Case, ask: Ask) -> None:
    verdict = ask(row.iri)
    assert verdict.outcome == row.outcome, verdict.told


def test_every_deviation_of_a_query_is_shown_by_the_engine_alone(w3c: Archive) -> None:
    known = {case.iri: case for case in cases(w3c)}
    assert [row.iri for row in ENGINE if not engine.deviates(known[row.iri], w3c)] == []


def test_answers_that_deviate_in_writing_only_are_the_expected_ones_written_as_the_engine_does(
    w3c: Archive,
) -> None:
    known = {case.iri: case for case in cases(w3c)}
    written = [row.iri for row in ENGINE if row.reason == "literals-written" and row.name != "csv03"]
    assert [iri for iri in written if not engine.differs_only_in_writing(known[iri], w3c)] == []


def test_the_cases_are_counted() -> None:
    assert len(ROWS) == 598
    assert {row.reason for row in ENGINE if table.reasons()[row.reason].whose != "engine"} == set()
