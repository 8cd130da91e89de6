"""Rows of cells as frozen records, with everything that was wrong told to a report."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from genoderm.loaders.directory.columns import Row
from genoderm.loaders.directory.grid import Line, Sheet
from genoderm.loaders.directory.headers import Header, nearest_column, recognise
from genoderm.loaders.directory.kinds import Kind
from genoderm.loaders.directory.personal import EXPECTED, personal_data, suspicious
from genoderm.loaders.directory.sheets import sheets
from genoderm.loaders.report import Report

BLANK = "blank row"


class Placed(NamedTuple):
    """A record and where it stands."""

    kind: Kind
    record: Row
    file: Path
    where: str

    @property
    def key(self) -> str:
        """What names the row in its table: its id, in most; "" if its kind has none."""
        return str(vars(self.record).get(self.kind.key, ""))


def read(path: Path, report: Report) -> Iterator[Placed]:
    """The sound records of every table in a file; references are not looked at yet.

    A column that is not known, or that holds persons' data, keeps all rows of its table out: what they say without it
    may be something else. BadInput where the file as a whole cannot be read.
    """
    for sheet in sheets(path):
        yield from _table(sheet, path, report)


def _table(sheet: Sheet, path: Path, report: Report) -> Iterator[Placed]:
    first = next((line for line in sheet.lines if not line.blank), None)
    header = recognise(first.cells, sheet.title) if first else None
    if first is None or header is None:
        report.note(f"'{sheet.title}' holds no table of the directory")
        return
    refused = _tell_header(header, first, report)
    for line in sheet.lines:
        if line.blank:
            report.set_aside(BLANK)
        elif refused:
            report.quarantined += 1
        elif record := _record(header, line, sheet, report):
            yield Placed(header.kind, record, path, line.place())


def _tell_header(header: Header, line: Line, report: Report) -> bool:
    """Whether the header refuses its whole table."""
    faults = list(_header_faults(header, line))
    for found, expected in faults:
        report.fault(line.place(), f"{header.kind.name} header", found, expected)
    return bool(faults)


def _header_faults(header: Header, line: Line) -> Iterator[tuple[str, str]]:
    if header.rivals:
        yield (
            header.kind.name,
            f"a file or sheet named for what it holds: {', '.join((header.kind.name, *header.rivals))}",
        )
    for cell in header.personal:
        yield cell, "no persons' data: leave this column out"
    for cell in header.unknown:
        yield cell, f"a column of {header.kind.name}, the nearest is '{nearest_column(header, cell)}'"
    for column in header.missing:
        yield ", ".join(line.cells), f"a column '{column}' as well"
    for column in header.repeated:
        yield ", ".join(line.cells), f"one column '{column}', not several"


def _record(header: Header, line: Line, sheet: Sheet, report: Report) -> Row | None:
    sound = header.whole and len(line.cells) == len(header.cells) and not line.refused and not suspicious(line.cells)
    faults = [] if sound else list(_line_faults(header, line, sheet))
    if not faults:
        values = {column: cell for column, cell in zip(header.columns, line.cells, strict=False) if column and cell}
        try:
            return header.kind.record.model_validate(values)
        except ValidationError as found:
            faults = [_cell_fault(header, line, error) for error in found.errors()]
    report.quarantined += 1
    for where, what, found_text, expected in faults:
        report.fault(where, f"{header.kind.name}{what}", found_text, expected)
    return None


Told = tuple[str, str, str, str]  # where, what, found, expected


def _line_faults(header: Header, line: Line, sheet: Sheet) -> Iterator[Told]:
    width = len(header.cells)
    if any(line.cells[width:]) or (len(line.cells) < width and not sheet.ragged):
        yield line.place(), " row", f"{len(line.cells)} cells", f"{width} as in the header"
    for at, cell in enumerate(line.cells[:width]):
        if cell and not header.cells[at]:
            yield line.place(at), " row", cell, "a header above this cell"
        if kept_out := personal_data(cell):
            yield line.place(at), f".{header.columns[at]}", kept_out, EXPECTED
    for at, expected in line.refused.items():
        yield line.place(at), f".{header.columns[at]}" if at < width else "", line.cells[at], expected


def _cell_fault(header: Header, line: Line, error: ErrorDetails) -> Told:
    column = str(error["loc"][0]) if error["loc"] else ""
    if not column:
        return line.place(), " row", ", ".join(cell for cell in line.cells if cell), _expected(error)
    at = header.columns.index(column) if column in header.columns else None
    found = "" if error["type"] == "missing" else str(error["input"])
    return line.place(at), f".{column}", found, _expected(error)


def _expected(error: ErrorDetails) -> str:
    if error["type"] == "missing":
        return "a value: it must not be empty"
    return str(error["ctx"]["error"]) if "ctx" in error and "error" in error["ctx"] else error["msg"]
