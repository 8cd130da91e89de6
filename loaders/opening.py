"""Opening input that somebody else made: plain or compressed, a folder or an archive, always within bounds.

    stream(path)    one file, decompressed as its first bytes ask, whatever its name says
    members(path)   the files of a folder, a zip or a tar of any compression; of a plain file, itself
    sample(path)    what recognition looks at
    lines(path, …)  text, a line at a time

Compression bombs, climbing names, links, endless lines and headers raise HostileFile; damage raises BadInput. Nothing
is ever written to disk.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from genoderm.loaders.archives import Member, members
from genoderm.loaders.decompression import HEAD, LIMITS, Limits, stream
from genoderm.loaders.source import Sample
from genoderm.ontology.errors import BadInput, HostileFile

__all__ = ["LIMITS", "Limits", "Member", "lines", "members", "sample", "stream", "text"]


def sample(path: Path) -> Sample:
    """The first 64 kB of the file, or of the first file in the folder or archive, decompressed."""
    found = members(path)
    first = next(found, None)
    if first is None:
        return Sample(path, b"")
    with first.stream:
        name = "" if first.name == path.name else first.name
        return Sample(path, first.stream.read(HEAD), name)


def lines(path: Path, encoding: str = "utf-8-sig", limits: Limits = LIMITS) -> Iterator[str]:
    """The lines of a text file with their ends, decompressed; BadInput for NUL bytes or another encoding."""
    with stream(path, limits) as file:
        yield from text(file, path.name, encoding, limits)


def text(file: BinaryIO, name: str, encoding: str = "utf-8-sig", limits: Limits = LIMITS) -> Iterator[str]:
    """The lines of an open file, as `lines`; HostileFile for a line that does not end within bounds."""
    number = 0
    while line := file.readline(limits.line + 1):
        number += 1
        if len(line) > limits.line:
            raise HostileFile(f"{name}, line {number} is longer than {limits.line:,} bytes")
        if 0 in line:
            raise BadInput(f"{name}, line {number} holds a NUL byte, expected text in {encoding}")
        yield _decoded(line, name, number, encoding)


def _decoded(line: bytes, name: str, number: int, encoding: str) -> str:
    try:
        return line.decode(encoding if number == 1 else encoding.removesuffix("-sig"))
    except UnicodeDecodeError as error:
        found = line[error.start : error.end]
        raise BadInput(f"{name}, line {number} holds the bytes {found!r}, expected text in {encoding}") from error
