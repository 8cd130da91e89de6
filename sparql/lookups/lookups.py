"""Answers queries whose walk is short in the process that they arrive in, from the store on disk.

A worker can be ended, which such a query never needs; without the way to it and back, it takes half the time. What was
understood of a query holds for all that differ from it by numbers only, such as codes of diseases.
"""

import re
import time
from io import BytesIO
from pathlib import Path
from typing import NamedTuple, Self

from cachetools import LRUCache
from pyoxigraph import Store

from genoderm.graph.degrees import Degrees
from genoderm.graph.serving import open_release
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.evaluation import WHOLE, Asked, write_answer
from genoderm.sparql.lookups.walks import LONGEST, walk
from genoderm.sparql.numerals import NUMERAL, Apart, apart, together
from genoderm.sparql.workers.rows import Counting
from genoderm.sparql.workers.tasks import End, Task

REMEMBERED = 512  # shapes of queries, each of 8 kB at most
MARK = "9041735"  # stands for a numeral, with that of its place behind it; a query with marks of its own is not taken
MARKED = re.compile(f"{MARK}([0-9]{{3}})")
MOST_NUMERALS = 1000


class Found(NamedTuple):
    """A whole answer."""

    body: bytes
    end: End


class Walked(NamedTuple):
    """A walk, but for the numerals that are asked for: which of the query's stand at which place of it."""

    between: tuple[str, ...]
    places: tuple[int, ...]


Shape = tuple[tuple[str, ...], tuple[str, ...]]  # what is between the numerals, and those that stay


class Lookups:
    """Of one release."""

    def __init__(self, store: Store, degrees: Degrees, held: Hold | None = None) -> None:
        """With its store and its degrees; without degrees nothing is answered. It is `held` as long as this is."""
        self._store = store
        self._degrees = degrees
        self._held = held
        self._kept = frozenset(NUMERAL.findall(" ".join(degrees)))
        self._walks: LRUCache[Shape, Walked | None] = LRUCache(REMEMBERED)

    @classmethod
    def of(cls, release: Path) -> Self:
        """From the folder of a release: a moment's work, and little memory; BadRelease if it does not open."""
        opened = open_release(release)
        return cls(opened.store, opened.manifest.degrees, opened.held)

    def answer(self, task: Task) -> Found | None:
        """The answer, if it is known to take less than a moment; what is wrong with a query a worker tells."""
        if not self._degrees or task.values or task.dataset != WHOLE:
            return None
        ready = self.ready(task.query)
        return self._found(task, ready) if ready is not None else None

    def ready(self, query: str) -> str | None:
        """The query as it is walked, or None."""
        if len(query) > LONGEST or "\\" in query or "%" in query or MARK in query:
            return None
        found = apart(query)
        shape = found.between, tuple([numeral if numeral in self._kept else "" for numeral in found.numerals])
        if shape not in self._walks:
            self._walks[shape] = self._walk(found)
        walked = self._walks[shape]
        return together(walked.between, [found.numerals[place] for place in walked.places]) if walked else None

    def _walk(self, query: Apart) -> Walked | None:
        """With marks in place of numerals; those in the names of properties stay."""
        if len(query.numerals) > MOST_NUMERALS:
            return None
        marked = [each if each in self._kept else f"{MARK}{at:03}" for at, each in enumerate(query.numerals)]
        walked = walk(together(query.between, marked), self._degrees)
        if walked is None:
            return None
        pieces = MARKED.split(walked)
        return Walked(tuple(pieces[::2]), tuple(map(int, pieces[1::2])))

    def _found(self, task: Task, ready: str) -> Found | None:
        began, written, rows = time.perf_counter(), BytesIO(), Counting(task.media_type)
        try:
            write_answer(self._store, Asked(ready, base=task.base), task.media_type, written)
        except (GenodermError, RuntimeError):
            return None
        body = written.getvalue()
        rows.see(body)
        return Found(body, End(rows.total, time.perf_counter() - began))
