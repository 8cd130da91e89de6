"""CSV and TSV: text in UTF-8 or UTF-16, delimited by commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import PurePath
from typing import TYPE_CHECKING, BinaryIO

from genoderm.loaders.directory.grid import Line, Sheet
from genoderm.loaders.directory.headers import known_headers
from genoderm.loaders.directory.territories import plain
from genoderm.loaders.opening import LIMITS, text
from genoderm.ontology.errors import BadInput, HostileFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

DELIMITERS = ",;\t"
UTF_16 = (b"\xff\xfe", b"\xfe\xff")
ADVICE = "save it as UTF-8 (a spreadsheet program calls it 'CSV UTF-8')"
SEPARATOR_LINE = re.compile(r'"?sep=.?"?\s*', re.IGNORECASE)  # a line for Excel alone


class Resumed(io.RawIOBase):
    """A stream with the bytes that were already read of it in front; it cannot be sought in, nor need be."""

    def __init__(self, start: bytes, rest: BinaryIO) -> None:
        self._start = start
        self._rest = rest

    def readable(self) -> bool:
        """Yes, and nothing else."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer with what comes next."""
        view = memoryview(buffer)
        data = self._start or self._rest.read(len(view))
        self._start = b""
        view[: len(data)] = data
        return len(data)


def delimited(file: BinaryIO, name: str, within: str = "") -> Sheet:
    """The rows of a text file; what is wrong with its text is BadInput once the row is reached."""
    return Sheet(PurePath(name).name.split(".")[0], _rows(_lines(file, name), name, within), ragged=False)


def first_cells(head: bytes) -> list[str]:
    """The cells of the first line that holds any, as far as they can be read."""
    encoding = "utf-16" if head[:2] in UTF_16 else "utf-8-sig"
    for line in io.StringIO(head.decode(encoding, errors="replace")):
        if line.strip() and not SEPARATOR_LINE.fullmatch(line):
            return _cells(line)
    return []


def _cells(line: str) -> list[str]:
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter(line)), [])]
    except csv.Error:  # a picture, say: no line of a table
        return []


def delimiter(header: str) -> str:
    """The delimiter that makes the most known headers out of a header line."""
    return max(DELIMITERS, key=lambda sign: _known(next(csv.reader([header], delimiter=sign), [])))


def _known(cells: list[str]) -> tuple[int, int]:
    return sum(plain(cell) in known_headers() for cell in cells), len(cells)


def _rows(lines: Iterator[str], name: str, within: str) -> Iterator[Line]:
    """A row is numbered by the line that it begins on."""
    before = 0
    first = ""
    for first in lines:
        if first.strip() and not SEPARATOR_LINE.fullmatch(first):
            break
        before += 1
    reader = csv.reader(chain([first], lines), delimiter=delimiter(first), strict=True)
    number = before + 1
    try:
        for cells in reader:
            yield Line(number, tuple(map(str.strip, cells)), within)
            number = before + reader.line_num + 1
    except csv.Error as fault:
        raise BadInput(f"{name}, line {number} is no sound CSV: {fault}; is a quotation mark left open?") from fault


def _lines(file: BinaryIO, name: str) -> Iterator[str]:
    start = file.read(2)
    reader = io.BufferedReader(Resumed(start, file))
    if start in UTF_16:
        yield from _utf_16(reader, name)
        return
    try:
        for number, line in enumerate(text(reader, name, "utf-8")):
            yield line if number else line.removeprefix("\ufeff")
    except HostileFile:
        raise
    except BadInput as fault:
        raise BadInput(f"{fault}; {ADVICE}") from fault


def _utf_16(file: BinaryIO, name: str) -> Iterator[str]:
    number = 0
    wrapped = io.TextIOWrapper(file, "utf-16", newline="")
    try:
        while line := wrapped.readline(LIMITS.line + 1):
            number += 1
            _refuse(line, f"{name}, line {number}")
            yield line
    except UnicodeError as fault:
        raise BadInput(f"{name}, after line {number} is no sound UTF-16: {fault}; {ADVICE}") from fault


def _refuse(line: str, where: str) -> None:
    if len(line) > LIMITS.line:
        raise HostileFile(f"{where} is longer than {LIMITS.line:,} signs")
    if "\x00" in line:
        raise BadInput(f"{where} holds a NUL sign, expected text; {ADVICE}")
