"""Term frames of an OBO file (OBO 1.4), read by fastobo within bounds; a frame that is no OBO is quarantined."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import fastobo
from fastobo.term import TermFrame

from genoderm.loaders.opening import stream
from genoderm.loaders.report import Report
from genoderm.ontology.errors import BadInput, HostileFile

MOST = 4 << 20  # bytes of one frame; HPO's longest is below 20 kB, and fastobo holds a whole frame
NO_TERM = "a relation or an instance, not a term"
VERSION = re.compile(rb"^data-version: (\S+)", re.MULTILINE)


class Watched:
    """A stream that remembers why it stopped, for fastobo tells its own reason only, and that bounds a frame."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        self._file = file
        self._name = name
        self._since = 0
        self.fault: BadInput | None = None

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes."""
        try:
            data = self._file.read(size)
            self._measure(data)
        except BadInput as fault:
            self.fault = fault
            raise
        return data

    def _measure(self, data: bytes) -> None:
        start = data.rfind(b"\n[")
        self._since = len(data) - start if start >= 0 else self._since + len(data)
        if self._since > MOST:
            raise HostileFile(f"{self._name} holds a frame longer than {MOST:,} bytes")


def terms(path: Path, report: Report) -> Iterator[TermFrame]:
    """The terms of a file, in its order; typedefs and instances are set aside.

    BadInput where the header is no OBO or the text no UTF-8, and whatever opening the file raises.
    """
    with stream(path) as file:
        watched = Watched(file, path.name)
        for frame in _frames(watched, path.name, report):
            if isinstance(frame, TermFrame):
                yield frame
            else:
                report.set_aside(NO_TERM)


def _frames(watched: Watched, name: str, report: Report) -> Iterator[object]:
    try:
        reader = fastobo.iter(watched, threads=1)  # a build maps its sources side by side already
        while (frame := _next(reader, watched, report)) is not None:
            if frame is not reader:
                yield frame
    except (OSError, TypeError, SyntaxError) as error:
        raise watched.fault or BadInput(f"{name} is not OBO in UTF-8: {error}") from error
    if watched.fault:
        raise watched.fault


def _next(reader: Iterator[object], watched: Watched, report: Report) -> object:
    try:
        return next(reader, None)
    except SyntaxError as error:
        if watched.fault:
            raise
        report.quarantine(f"line {error.lineno}", "the frame", error.text or "", f"OBO 1.4: {error.msg}")
        return reader
