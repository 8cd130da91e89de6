"""Requests that write one graph as a whole: put, post and delete, as the Graph Store Protocol has them."""

import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import compress

from pyoxigraph import RdfFormat, parse

from genoderm.graph.ntriples import Sorted, write_sorted
from genoderm.graph.revision_content import UNNAMED, Change
from genoderm.graph.revision_documents import Document, Reading, read_documents
from genoderm.graph.revision_ours import refuse_ours
from genoderm.graph.revision_workplace import Changes, Workplace, compare
from genoderm.ontology.errors import NotFound


@dataclass(frozen=True, slots=True)
class Put:
    """A graph, by name, shall hold what these documents say, and nothing else."""

    graph: str
    documents: tuple[Document, ...]
    base: str

    def changes(self, place: Workplace) -> Changes:
        """What it changes."""
        refuse_worked_out(self.graph, place)
        file = _read(self.documents, self.base, place)
        if place.is_file(self.graph):
            return Changes({self.graph: place.content.put(self.graph, file)})
        with file.path.open("rb") as lines:
            return Changes(direct=compare(place.dumped(place.store, UNNAMED), [lines.readlines()]))


@dataclass(frozen=True, slots=True)
class Post:
    """A graph shall hold what these documents say beside what it holds."""

    graph: str
    documents: tuple[Document, ...]
    base: str

    def changes(self, place: Workplace) -> Changes:
        """What it changes."""
        refuse_worked_out(self.graph, place)
        file = _read(self.documents, self.base, place)
        with file.path.open("rb") as lines:
            if not place.is_file(self.graph):
                return Changes(direct=Change(_strange(lines, place), []))
            both = write_sorted(place.content.fresh(), heapq.merge(lines, place.content.lines(self.graph)))
        return Changes({self.graph: place.content.put(self.graph, both)})


@dataclass(frozen=True, slots=True)
class Drop:
    """A graph shall be gone; NotFound if it is not there."""

    graph: str

    def changes(self, place: Workplace) -> Changes:
        """What it changes."""
        refuse_worked_out(self.graph, place)
        if not place.is_file(self.graph):
            return Changes(direct=compare(place.dumped(place.store, UNNAMED), []))
        if self.graph != UNNAMED and self.graph not in place.content.names:
            raise NotFound(f"there is no graph {place.graph(self.graph)}; it may be gone already")
        return Changes({self.graph: place.content.replace(self.graph, ())})


def refuse_worked_out(graph: str, place: Workplace) -> None:
    """Raise WorkedOut for a graph that every write works out anew; a bare release has none."""
    if place.union:
        refuse_ours([graph])


def _read(documents: Iterable[Document], base: str, place: Workplace) -> Sorted:
    return read_documents(documents, Reading(base, place.iris if place.union else None), place.content.fresh())


def _strange(lines: Iterable[bytes], place: Workplace) -> list[bytes]:
    """The lines that the default graph does not hold."""
    told = list(lines)
    quads = parse(b"".join(told), format=RdfFormat.N_TRIPLES)
    return list(compress(told, (quad not in place.store for quad in quads)))
