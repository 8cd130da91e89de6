"""Cells with their places, wherever they come from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from openpyxl.utils import get_column_letter

NONE_REFUSED: Mapping[int, str] = MappingProxyType({})


class Line(NamedTuple):
    """One row of cells as text."""

    number: int  # from 1, as the reader of the file counts
    cells: tuple[str, ...]
    within: str = ""  # "sheet Centres, " in a workbook, "centres.csv, " in an archive
    lettered: bool = False  # columns have letters, as in a workbook
    refused: Mapping[int, str] = NONE_REFUSED  # cells, from 0, that hold no value, and what is expected

    @property
    def blank(self) -> bool:
        """No cell holds anything."""
        return not any(self.cells)

    def place(self, cell: int | None = None) -> str:
        """Where the row is, or one of its cells: "line 12", "sheet Centres, cell C4"."""
        if not self.lettered:
            return f"{self.within}line {self.number}"
        if cell is None:
            return f"{self.within}row {self.number}"
        return f"{self.within}cell {get_column_letter(cell + 1)}{self.number}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A grid of cells and what it is called."""

    title: str
    lines: Iterator[Line]
    ragged: bool  # rows may be shorter than the header, as a workbook leaves empty cells out
