"""Rows of a tab-separated table, each with its line number; comment lines may stand before the header."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from genoderm.loaders.opening import lines
from genoderm.loaders.report import Report
from genoderm.ontology.errors import BadInput


class BadCell(BadInput):
    """A cell that is not what it should be: its column, what was found, what is expected."""

    def __init__(self, column: str, found: str, expected: str) -> None:
        super().__init__(f"{column} is {found[:120]!r}, expected {expected}")
        self.told = (column, found, expected)  # as Report.quarantine takes them


@dataclass(frozen=True, slots=True)
class Row:
    """One row: where it stands, and its cells by column."""

    line: int
    cells: Mapping[str, str]

    @property
    def where(self) -> str:
        """The place, as a report names it."""
        return f"line {self.line}"


def rows(path: Path, needed: Iterable[str], report: Report) -> Iterator[Row]:
    """The rows below the header; one with more or fewer cells is quarantined, an empty line is none.

    BadInput when a needed column is missing. Opening and decompressing are as `opening.lines` has them.
    """
    numbered = enumerate(lines(path), start=1)
    columns = _columns(path, numbered, needed)
    for number, line in numbered:
        if not line.strip("\r\n"):
            continue
        found = cells(line)
        if len(found) == len(columns):
            yield Row(number, dict(zip(columns, found, strict=True)))
        else:
            report.quarantine(f"line {number}", "the row", line.strip(), f"{len(columns)} cells, not {len(found)}")


def comments(text: Iterable[str]) -> Iterator[str]:
    """The lines that begin with # before the header."""
    for line in text:
        if not line.startswith("#"):
            return
        yield line


def cells(line: str) -> list[str]:
    """The cells of one line: quoted as in CSV where that reads, else as they stand (a name may hold a bare quote)."""
    line = line.rstrip("\r\n")
    if '"' in line:
        try:
            return next(csv.reader([line], delimiter="\t", strict=True))
        except csv.Error:
            pass
    return line.split("\t")


def _columns(path: Path, numbered: Iterator[tuple[int, str]], needed: Iterable[str]) -> list[str]:
    header = next((line for _, line in numbered if not line.startswith("#")), "")
    columns = cells(header)
    if missing := [name for name in needed if name not in columns]:
        raise BadInput(f"{path.name} has no column {', '.join(missing)}; its header is {header.strip()[:120]!r}")
    if len(set(columns)) < len(columns):
        raise BadInput(f"{path.name} names a column twice; its header is {header.strip()[:120]!r}")
    return columns
