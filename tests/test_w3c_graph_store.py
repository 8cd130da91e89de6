"""The machine-readable Graph Store Protocol cases of the W3C, read from their manifests, over a real socket."""

from collections.abc import Iterator

import pytest

from genoderm.api.conformance import table
from genoderm.api.conformance.table import Case
from tests.w3c.archive import Archive
from tests.w3c.asking import Ask, protocol_cases

ROWS = [row for row in table.cases() if row.suite == "graph-store-protocol"]


@pytest.fixture(scope="module")
def ask(w3c: Archive) -> Iterator[Ask]:
    with protocol_cases(w3c) as ask:
        yield ask


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_graph_store_case_passes(row: Case, ask: Ask) -> None:
    assert ask(row.iri).told == ""


def test_there_are_13_cases() -> None:
    assert len(ROWS) == 13
