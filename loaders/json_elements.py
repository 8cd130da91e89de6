"""The elements of a JSON array or the lines of JSON Lines (https://jsonlines.org), one at a time within bounds."""

import codecs
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import BinaryIO

from genoderm.loaders.report import Report
from genoderm.ontology.errors import BadInput, HostileFile

CHUNK = 1 << 20  # characters
MOST = 4 << 20  # characters of one element; ROR's longest is 0.2 MB
DECODER = json.JSONDecoder()
GAP = re.compile(r"[\s,\[]*")


@dataclass(frozen=True, slots=True)
class Element:
    """One value, and where it stands: "line 12" or "element 12"."""

    where: str
    value: object


def elements(file: BinaryIO, name: str, report: Report) -> Iterator[Element]:
    """What a file holds, whichever of the two it is; a broken line is quarantined.

    BadInput for an array that breaks off or another encoding than UTF-8; HostileFile for an element without end.
    """
    chunks = _chunks(file, name)
    first = next(chunks, "")
    read = _of_array if first.lstrip().startswith("[") else _of_lines
    return read(chain([first], chunks), name, report)


def _chunks(file: BinaryIO, name: str) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")()
    try:
        while data := file.read(CHUNK):
            yield decoder.decode(data)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} holds bytes that are not UTF-8, as JSON is: {error}") from error


def _of_lines(chunks: Iterable[str], name: str, report: Report) -> Iterator[Element]:
    number = 0
    rest = ""
    for chunk in chain(chunks, ["\n"]):
        *lines, rest = (rest + chunk).split("\n")
        _bound(rest, name)
        for line in lines:
            number += 1
            if line.strip():
                yield from _parsed(line, f"line {number}", report)


def _parsed(line: str, where: str, report: Report) -> Iterator[Element]:
    try:
        yield Element(where, json.loads(line))
    except (ValueError, RecursionError) as error:
        report.quarantine(where, "the line", line, f"one JSON value: {error}")


def _of_array(chunks: Iterable[str], name: str, _: Report) -> Iterator[Element]:
    number = start = 0
    rest = ""
    for chunk in chunks:
        rest, start = rest[start:] + chunk, 0
        while (found := _value(rest, start, name)) is not None:
            value, start = found
            number += 1
            yield Element(f"element {number}", value)
        _bound(rest[start:], name)
    if rest[start:].strip(" \t\r\n,[") != "]":
        raise BadInput(f"{name} is no JSON array to its end: it breaks off or goes wrong after element {number}")


def _value(text: str, start: int, name: str) -> tuple[object, int] | None:
    begin = GAP.match(text, start)
    try:
        return DECODER.raw_decode(text, begin.end() if begin else start)
    except json.JSONDecodeError:
        return None  # the rest of it is in the next chunk
    except (ValueError, RecursionError) as error:
        raise HostileFile(f"{name} holds a value that no reader takes: {error}") from error


def _bound(rest: str, name: str) -> None:
    if len(rest) > MOST:
        raise HostileFile(f"{name} holds an element longer than {MOST:,} characters, or one that is no JSON")
