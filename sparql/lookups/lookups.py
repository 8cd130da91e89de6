"""Answers queries whose walk is short in the process that they arrive in, from the store on disk.

A worker can be ended, which such a query never needs; without the way to it and back, it takes half the time. What was
understood of a query holds for all that differ from it by numbers only, such as codes of diseases.
"""

import re
import time
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Self

from cachetools import LRUCache
from pyoxigraph import Store

from genoderm.graph.degrees import Degrees
from genoderm.graph.serving import open_release
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.evaluation import WHOLE, Asked, write_answer
from genoderm.sparql.lookups.walks import LONGEST, walk
from genoderm.sparql.workers.rows import Counting
from genoderm.sparql.workers.tasks import End, Task

NUMBER = re.compile(r"[0-9]+")
REMEMBERED = 512  # shapes of queries, each of 8 kB at most
MARK = "9041735"  # stands for a number, with that of its place behind it
MARKED = re.compile(f"{MARK}([0-9]{{3}})")
MOST_NUMBERS = 999
# with escapes a number may be a part of something else; with marks of its own a query would be taken for another
STRANGE = re.compile(rf"[\\%]|{MARK}")


@dataclass(frozen=True, slots=True)
class Found:
    """A whole answer."""

    body: bytes
    end: End


class Lookups:
    """Of one release."""

    def __init__(self, store: Store, degrees: Degrees, held: Hold | None = None) -> None:
        """With its store and its degrees; without degrees nothing is answered. It is `held` as long as this is."""
        self._store = store
        self._degrees = degrees
        self._held = held
        self._kept = frozenset(NUMBER.findall(" ".join(degrees)))
        self._walks: LRUCache[str, str | None] = LRUCache(REMEMBERED)

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
        if len(query) > LONGEST or STRANGE.search(query):
            return None
        shape, numbers = self._shape(query)
        if len(numbers) > MOST_NUMBERS:
            return None
        if shape not in self._walks:
            self._walks[shape] = walk(shape, self._degrees)
        walked = self._walks[shape]
        return MARKED.sub(lambda found: numbers[int(found[1]) - 1], walked) if walked else None

    def _shape(self, query: str) -> tuple[str, list[str]]:
        """A query with marks in place of its numbers, and the numbers; those in the names of properties stay."""
        numbers: list[str] = []

        def marked(found: re.Match[str]) -> str:
            if found[0] in self._kept:
                return found[0]
            numbers.append(found[0])
            return f"{MARK}{len(numbers):03}"

        return NUMBER.sub(marked, query), numbers

    def _found(self, task: Task, ready: str) -> Found | None:
        began, written, rows = time.perf_counter(), BytesIO(), Counting(task.media_type)
        try:
            write_answer(self._store, Asked(ready, base=task.base), task.media_type, written)
        except (GenodermError, RuntimeError):
            return None
        body = written.getvalue()
        rows.see(body)
        return Found(body, End(rows.total, time.perf_counter() - began))
