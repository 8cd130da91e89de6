"""Workbooks (XLSX, ECMA-376): each sheet a table, formulas refused, read row by row."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from xml.etree.ElementTree import ParseError

import openpyxl
from lxml.etree import XMLSyntaxError
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell
from openpyxl.utils.exceptions import InvalidFileException

from genoderm.loaders.decompression import ZIP_STARTS, magic
from genoderm.loaders.directory.grid import Line, Sheet
from genoderm.loaders.opening import LIMITS as GENERAL
from genoderm.loaders.opening import Limits, members
from genoderm.ontology.errors import BadInput

LIMITS = Limits(bytes=128 << 20, ratio=100, members=2_000)  # 100,000 rows of 20 cells are 100 MB of XML
FORMULA = "a value, and not a formula (paste it as a value)"
ERROR = "a value, and not an error of the spreadsheet"
DAMAGE = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    XMLSyntaxError,
    KeyError,
    ValueError,
    TypeError,
    OSError,
)

ReadCell = Cell | MergedCell | ReadOnlyCell | EmptyCell  # as openpyxl declares; reading gives the last two


def is_workbook(path: Path) -> bool:
    """A zip that holds a workbook; HostileFile or BadInput for a zip that nobody should open."""
    if path.is_dir() or not magic(path).startswith(ZIP_STARTS):
        return False
    _within(path, GENERAL)
    with zipfile.ZipFile(path) as archive:
        return "xl/workbook.xml" in archive.namelist()


def workbook(path: Path) -> Iterator[Sheet]:
    """The sheets of a workbook in their order, to be read one after the other; BadInput if it is damaged.

    HostileFile, before a byte is unfolded, if the sizes in its directory are those of a bomb.
    """
    _within(path, LIMITS)
    with path.open("rb") as file:  # openpyxl leaves a file that it opened itself open when it fails
        try:
            book = openpyxl.load_workbook(file, read_only=True, keep_links=False)
        except DAMAGE as fault:
            raise BadInput(f"{path.name} is no sound workbook: {fault}") from fault
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # what a sheet says of its own size need not be true
            yield Sheet(sheet.title, _lines(sheet.iter_rows(), f"sheet {sheet.title}, ", path.name), ragged=True)


def _within(path: Path, limits: Limits) -> None:
    """Asking for the first member looks at the sizes of all."""
    for _ in members(path, limits):
        return


def _lines(rows: Iterator[tuple[ReadCell, ...]], sheet: str, file: str) -> Iterator[Line]:
    try:
        for number, row in enumerate(rows, start=1):
            cells = tuple(_text(cell) for cell in row)
            yield Line(
                number,
                cells,
                sheet,
                lettered=True,
                refused={at: _refusal(cell) for at, cell in enumerate(row) if _refusal(cell)},
            )
    except DAMAGE as fault:
        raise BadInput(f"{file}, {sheet.removesuffix(', ')} is damaged: {fault}") from fault


def _refusal(cell: ReadCell) -> str:
    match cell.data_type:
        case "f":
            return FORMULA
        case "e":
            return ERROR
        case _:
            return ""


def _text(cell: ReadCell) -> str:
    match cell.value:
        case None:
            return ""
        case bool() as truth:
            return str(truth).lower()
        case float() as number if number.is_integer():
            return str(int(number))
        case datetime() | date() as day:
            return _date(day, cell.number_format)
        case value:
            return str(value).strip()


def _date(day: date, shown: str) -> str:
    """As precise as the cell shows it: a spreadsheet makes a day of what was typed as a month."""
    format_signs = re.sub(r'"[^"]*"|\[[^\]]*\]', "", shown).lower()
    if "d" in format_signs:
        return day.strftime("%Y-%m-%d")
    return day.strftime("%Y-%m") if "m" in format_signs else day.strftime("%Y")
