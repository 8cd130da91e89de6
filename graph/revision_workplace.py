"""Where a release is revised: a hard-linked copy of its store, its graphs as files, and what a request does to them."""

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from pathlib import Path
from typing import Protocol, Self

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from genoderm.graph.manifest import STORE, Manifest
from genoderm.graph.revision_content import UNNAMED, Change, Content, line_batches
from genoderm.ontology.terms import Iris

SCRATCH = "graphs"  # of the staging folder; what is in it is no part of the release
NOTHING = Change([], [])


@dataclass(frozen=True, slots=True)
class Changes:
    """What a request changes: in graphs that are files, by name, and directly in a default graph that is a union."""

    named: Mapping[str, Change] = field(default_factory=dict)
    direct: Change = NOTHING

    def __bool__(self) -> bool:
        """Whether anything changes."""
        return any(self.named.values()) or bool(self.direct)


class Request(Protocol):
    """Something that a write asks for."""

    def changes(self, place: "Workplace") -> Changes:
        """What it changes; the files of `place.content` are as it wants them, the store is as it was."""


class Workplace:
    """A staging folder with a copy of the release, to be changed within a `with`."""

    def __init__(self, release: Path, manifest: Manifest, folder: Path) -> None:
        """Copy the release's store to `folder/store`; what did not change is the same file on the disk."""
        Store.read_only(str(release / STORE)).backup(folder / STORE)
        self.store = Store(folder / STORE)
        self.content = Content(release, manifest, folder / SCRATCH)
        self.iris = Iris(manifest.base)
        self.union = manifest.union
        self.folder = folder

    def __enter__(self) -> Self:
        """A write that fails lets go of its store at once, as the next one needs the place."""
        return self

    def __exit__(self, *_: object) -> None:
        del self.store

    def is_file(self, name: str) -> bool:
        """Whether this graph is kept as a file; the default graph of a union is not."""
        return name != UNNAMED or not self.union

    def graph(self, name: str) -> NamedNode | DefaultGraph:
        """The graph that goes by this name."""
        return self.iris.graph(name) if name != UNNAMED else DefaultGraph()

    def clone(self) -> Path:
        """Another copy of the store, to try something on."""
        path = Path(tempfile.mkdtemp(dir=self.folder / SCRATCH)) / STORE
        self.store.backup(path)
        return path

    def dumped(self, store: Store, name: str) -> Iterator[list[bytes]]:
        """The lines of a graph of this store, thousands at a time, in the order of the store."""
        path = self.content.fresh()
        store.dump(path, format=RdfFormat.N_TRIPLES, from_graph=self.graph(name))
        with path.open("rb") as file:
            yield from line_batches(file, path.stat().st_size)
        path.unlink()


def compare(before: Iterable[list[bytes]], after: Iterable[list[bytes]]) -> Change:
    """What came and went between two lists of lines, which may be in any order.

    Where both are in about the same order, little more than the difference is held in memory.
    """
    gone: set[bytes] = set()
    came: set[bytes] = set()
    for old, new in zip_longest(before, after, fillvalue=()):
        was, is_ = set(old).difference(new), set(new).difference(old)
        back, over = was & came, is_ & gone
        gone = (gone - over) | (was - back)
        came = (came - back) | (is_ - over)
    return Change(sorted(came), sorted(gone))


def all_lines(batches: Iterable[list[bytes]]) -> list[bytes]:
    """The lines of all batches, sorted."""
    return sorted(chain.from_iterable(batches))
