import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.loaders.directory.personal import personal_data, suspicious

NUMBERS = ["+", "00", "0", "33", "1", "2", "45", "0033", "12.34", "06 12 34 56 78", " ", ".", "-", "(", ")", "/", "\n"]
WORDS = [
    "http://x",
    "https://",
    "tel",
    "Tél",
    "TÉL",
    "FAX",
    "PHONE",
    "Telefon",
    "(at)",
    "[at]",
    "@",
    "a.b",
    "é",
    "x",
    "|",
]
CELL = st.lists(st.sampled_from([*NUMBERS, *WORDS]), max_size=25).map("".join)


@pytest.mark.parametrize("cell", ["a.b@example.org", "Tél. 1", "0033 https://x 1 23 45 67 89", "01 23 45 67 89"])
def test_a_cell_with_persons_data_is_suspicious_among_others(cell: str) -> None:
    assert personal_data(cell)
    assert suspicious(("Hospital", cell, "48.85"))


def test_an_ordinary_row_is_not_suspicious() -> None:
    assert not suspicious(("fr-x", "Hôpital 0", "FR", "43.12500", "https://example.org/a", "2024-05", "Q990000001"))


@given(st.lists(CELL, max_size=3))
def test_what_is_not_suspicious_holds_no_persons_data(cells: list[str]) -> None:
    assert suspicious(cells) or not any(map(personal_data, cells))
