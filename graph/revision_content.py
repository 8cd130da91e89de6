"""The graphs of a release under revision, as sorted N-Triples: in the dump of before, or in files of their own.

What no write touched is copied from dump to dump as bytes, so a write costs what it changes and not what there is.
"""

import heapq
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from genoderm.graph.difference import changed_lines
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.dump import Section
from genoderm.graph.manifest import Manifest
from genoderm.graph.ntriples import Sorted, append_quads, write_sorted
from genoderm.graph.staging import OWN_GRAPH_ONLY
from genoderm.ontology.terms import Iris

UNNAMED = ""  # by which those statements of the default graph go that no named graph holds
WITHDRAWN = "withdrawn"  # the graph of what named graphs say and the default graph does not
PIECE = 1 << 22  # bytes read at a time: some ten thousand lines


@dataclass(frozen=True, slots=True)
class Change:
    """The lines of N-Triples that a graph gained, and those that it lost."""

    added: list[bytes]
    removed: list[bytes]

    def __bool__(self) -> bool:
        """Whether anything changed."""
        return bool(self.added or self.removed)


def in_union(name: str) -> bool:
    """Whether the default graph holds what this named graph says."""
    return name not in {UNNAMED, WITHDRAWN} and not name.endswith(OWN_GRAPH_ONLY)


class Content:
    """All graphs by name; those that were changed are files in `folder`, of no lines where a graph is gone."""

    def __init__(self, release: Path, manifest: Manifest, folder: Path) -> None:
        """Begin with what this release holds."""
        folder.mkdir()
        self._dump = release / DUMP
        self._folder = folder
        self._made = 0
        self._iris = Iris(manifest.base)
        self._before = {graph.name: _file_in_dump(self._dump, graph.triples, graph.sha256) for graph in manifest.graphs}
        self._sections = {graph.name: Section(graph.offset, graph.length) for graph in manifest.graphs}
        if own := manifest.unnamed:
            self._before[UNNAMED] = _file_in_dump(self._dump, own.triples, own.sha256)
            self._sections[UNNAMED] = Section(own.offset, own.length)
        self.changed: dict[str, Sorted] = {}

    @property
    def names(self) -> list[str]:
        """The graphs that hold anything, sorted."""
        return sorted(name for name, file in (self._before | self.changed).items() if file.triples)

    def file(self, name: str) -> Sorted | None:
        """How many triples a graph holds, and their checksum; the path is of use for a changed one only."""
        return self.changed.get(name) or self._before.get(name)

    def fresh(self) -> Path:
        """A place for a new file."""
        self._made += 1
        return self._folder / f"{self._made}.nt"

    def batches(self, name: str) -> Iterator[list[bytes]]:
        """The lines of a graph, thousands at a time."""
        if name in self.changed:
            with self.changed[name].path.open("rb") as file:
                yield from line_batches(file, self.changed[name].path.stat().st_size)
        elif name in self._sections:
            section = self._sections[name]
            with self._dump.open("rb") as file:
                file.seek(section.offset)
                yield from line_batches(file, section.length, _end(self._iris, name))

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a graph, sorted."""
        return chain.from_iterable(self.batches(name))

    def default_lines(self, without: str) -> Iterator[bytes]:
        """The lines of the default graph where it is a union, but for those of one graph, sorted.

        A line that several graphs hold comes as often.
        """
        withdrawn = set(self.lines(WITHDRAWN))
        names = [name for name in self.names if (in_union(name) or name == UNNAMED) and name != without]
        union = heapq.merge(*map(self.lines, names))
        return (line for line in union if line not in withdrawn) if withdrawn else union

    def replace(self, name: str, lines: Iterable[bytes]) -> Change:
        """Have a graph hold these lines, which are sorted; what that changes."""
        return self.put(name, write_sorted(self.fresh(), lines))

    def put(self, name: str, file: Sorted) -> Change:
        """Have a graph hold what this file says; what that changes."""
        before = self.file(name)
        if before and before.sha256 == file.sha256:
            return Change([], [])
        change = Change([], [])
        with file.path.open("rb") as lines:
            for added, line in changed_lines(self.lines(name), lines):
                (change.added if added else change.removed).append(line)
        self.changed[name] = file
        return change

    def edit(self, name: str, change: Change) -> Change:
        """Have a graph gain and lose these lines, of which it has none and all; the change again."""
        gone = set(change.removed)
        kept = (line for line in self.lines(name) if line not in gone)
        self.changed[name] = write_sorted(self.fresh(), heapq.merge(kept, change.added))
        return change

    def revert(self, name: str) -> None:
        """Have a graph hold what it held."""
        self.changed.pop(name, None)

    def write(self, path: Path) -> dict[str, Section]:
        """Write the dump; where each graph stands in it."""
        sections: dict[str, Section] = {}
        with path.open("wb") as target:
            for name in self.names:
                offset = target.tell()
                self._append(name, target)
                sections[name] = Section(offset, target.tell() - offset)
        return sections

    def _append(self, name: str, target: BinaryIO) -> None:
        if name not in self.changed:
            _copy(self._dump, self._sections[name], target)
        elif name == UNNAMED:
            with self.changed[name].path.open("rb") as file:
                shutil.copyfileobj(file, target, PIECE)
        else:
            append_quads(self.changed[name].path, self._iris.graph(name).value, target)


def line_batches(file: BinaryIO, length: int, end: bytes = b" .\n") -> Iterator[list[bytes]]:
    """The lines of the next `length` bytes; `end` is what each ends in, and " ." what it is given instead."""
    rest = b""
    while length > 0 and (piece := file.read(min(PIECE, length))):
        length -= len(piece)
        whole, newline, rest = (rest + piece).rpartition(b"\n")
        yield (whole + newline).replace(end, b" .\n").splitlines(keepends=True)


def _end(iris: Iris, name: str) -> bytes:
    return b" .\n" if name == UNNAMED else f" <{iris.graph(name).value}> .\n".encode()


def _file_in_dump(dump: Path, triples: int, checksum: str) -> Sorted:
    return Sorted(dump, triples, checksum)


def _copy(source: Path, section: Section, target: BinaryIO) -> None:
    left = section.length
    with source.open("rb") as file:
        file.seek(section.offset)
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= target.write(piece)
