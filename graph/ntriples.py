"""Statements as sorted N-Triples without repeats: equal statements give equal bytes.

Without blank nodes one triple is one line, so sorting lines sorts statements, and files can be compared, merged and
addressed by checksum. More lines than fit in memory are sorted in runs on disk.
"""

import heapq
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, compress, islice, tee
from operator import ne
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import DefaultGraph, RdfFormat, Store, Triple, serialize

RUN = 1 << 20  # lines sorted in memory at a time: about 0.25 GB
BATCH = 1 << 10  # lines made or written at a time: what memory they took is in the cache when it is used again
TYPED = b'"^^<http://www.w3.org/2001/XMLSchema#'  # values that the engine may write in another way than a source
PIECE = 1 << 23  # bytes copied at a time


@dataclass(frozen=True, slots=True)
class Sorted:
    """A finished file of sorted N-Triples."""

    path: Path
    triples: int
    sha256: str


class Writer:
    """Takes triples in any order, gives one sorted file; `path` appears only when it is finished."""

    def __init__(self, path: Path) -> None:
        """Write to `path`; runs stand beside it until then."""
        self._path = path
        self._lines: list[bytes] = []
        self._runs: list[Path] = []
        self._values: dict[bytes, bytes] = {}  # as written, as stored

    def add(self, triples: Iterable[Triple]) -> None:
        """Take these triples."""
        stream = iter(triples)
        while batch := list(islice(stream, BATCH)):
            data = bytes(serialize(batch, format=RdfFormat.N_TRIPLES) or b"")
            lines = data.splitlines(keepends=True)
            self._take(self._stored(lines) if TYPED in data else lines)

    def add_lines(self, lines: Iterable[str]) -> None:
        """Take these statements, which are N-Triples already, as `ontology.lines` and the engine write them."""
        stream = iter(lines)
        while batch := "".join(islice(stream, BATCH)):
            self._take(batch.encode().splitlines(keepends=True))

    def finish(self) -> Sorted:
        """Sort what was taken, drop repeats, write the file."""
        if self._runs:
            self._spill()
        with ExitStack() as opened:
            runs = [opened.enter_context(run.open("rb")) for run in self._runs]
            written = write_sorted(self._path, heapq.merge(*runs) if runs else sorted(self._lines))
        for run in self._runs:
            run.unlink()
        self._lines = []
        return written

    def _take(self, lines: list[bytes]) -> None:
        self._lines += lines
        if len(self._lines) >= RUN:
            self._spill()

    def _stored(self, lines: list[bytes]) -> list[bytes]:
        """The same statements with their values as the engine keeps them; dates and numbers come again and again."""
        typed = {at: line.split(b" ", 2) for at, line in enumerate(lines) if TYPED in line}
        things = {thing for _, _, thing in typed.values()}
        if not things <= self._values.keys():
            self._values = _as_stored(things)
        for at, (subject, predicate, thing) in typed.items():
            lines[at] = b" ".join((subject, predicate, self._values[thing]))
        return lines

    def _spill(self) -> None:
        run = self._path.with_suffix(f".run{len(self._runs)}")
        write_sorted(run, sorted(self._lines))
        self._runs.append(run)
        self._lines = []


def _as_stored(things: Iterable[bytes]) -> dict[bytes, bytes]:
    """How the engine keeps each value: 1.50 as 1.5, so that what is dumped is what is served."""
    numbered = list(things)
    store = Store()
    store.load(
        b"".join(b"<n:%d> <n:is> %b" % told for told in enumerate(numbered)),
        format=RdfFormat.N_TRIPLES,
    )
    kept = bytes(store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b"")
    told = (line.split(b" ", 2) for line in kept.splitlines(keepends=True))
    return {numbered[int(number[3:-1])]: thing for number, _, thing in told}


def write_sorted(path: Path, lines: Iterable[bytes]) -> Sorted:
    """Write sorted lines once each, with their count and checksum."""
    count, checksum = 0, sha256()
    partial = path.with_suffix(".part")
    with partial.open("wb") as file:
        for batch in _batches(_once(lines)):
            count += len(batch)
            data = b"".join(batch)
            checksum.update(data)
            file.write(data)
    partial.replace(path)
    return Sorted(path, count, checksum.hexdigest())


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Each line that differs from the one before it."""
    kept, compared, before = tee(lines, 3)
    return compress(kept, map(ne, compared, chain((b"",), before)))


def merge_sorted(path: Path, files: Iterable[Sorted]) -> Sorted:
    """Several sorted files as one."""
    with ExitStack() as opened:
        return write_sorted(path, heapq.merge(*(opened.enter_context(file.path.open("rb")) for file in files)))


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    stream = iter(lines)
    while batch := list(islice(stream, BATCH)):
        yield batch


def append_quads(source: Path, graph: str, target: BinaryIO) -> int:
    """Append a file of N-Triples to N-Quads, in the graph of this IRI; how many bytes were written.

    A line of N-Triples ends with " ." and a line end, and holds no line end elsewhere (N-Triples, section 3).
    """
    end, written, rest = f" <{graph}> .\n".encode(), 0, b""
    with source.open("rb") as file:
        while piece := file.read(PIECE):
            whole, newline, rest = (rest + piece).rpartition(b"\n")
            written += target.write((whole + newline).replace(b" .\n", end))
    return written
