"""The protocol and service description cases of the W3C, read from their manifests: over a socket, and in process."""

from collections.abc import Iterator

import pytest

from genoderm.api.conformance import table
from genoderm.api.conformance.table import Case
from tests.w3c.archive import Archive
from tests.w3c.asking import Ask, protocol_cases, protocol_cases_within_process

SUITES = ("protocol", "service-description")
ROWS = [row for row in table.cases() if row.suite in SUITES]


@pytest.fixture(scope="module")
def over_socket(w3c: Archive) -> Iterator[Ask]:
    with protocol_cases(w3c) as ask:
        yield ask


@pytest.fixture(scope="module")
def within_process(w3c: Archive) -> Iterator[Ask]:
    with protocol_cases_within_process(w3c) as ask:
        yield ask


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_case_passes_over_a_real_socket(row: Case, over_socket: Ask) -> None:
    assert over_socket(row.iri).told == ""


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_case_passes_within_the_process(row: Case, within_process: Ask) -> None:
    assert within_process(row.iri).told == ""


def test_there_are_34_cases_of_the_protocol_and_3_of_the_description() -> None:
    assert [sum(row.suite == suite for row in ROWS) for suite in SUITES] == [34, 3]
