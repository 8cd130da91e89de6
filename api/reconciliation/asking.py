"""The queries of the service, asked of the pool: in portions that take no longer than a lookup, a few at a time."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from genoderm.api.queries import Asking
from genoderm.ontology.terms import Iris
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

AT_ONCE = 2  # portions of one request: more would only keep others waiting
SEARCHES = 8  # in one portion, each of them some milliseconds
THINGS = 100  # in one portion of those that are looked up


@dataclass(slots=True)
class Asker:
    """Asks for one request."""

    pool: Pool
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    @property
    def iris(self) -> Iris:
        """How this release mints its IRIs."""
        return Iris(self.pool.manifest.base)

    async def rows(self, asking: Asking) -> list[Row]:
        """The rows of one query."""
        async with self._turn:
            return await self.pool.rows(asking.text(self.iris))

    async def all_rows(self, askings: Iterable[Asking]) -> list[Row]:
        """The rows of several, in their order."""
        return [row for rows in await asyncio.gather(*map(self.rows, askings)) for row in rows]


def searches(phrases: Iterable[str], kinds: Sequence[str], each: int) -> Iterator[Asking]:
    """What may be meant by each phrase among things of each class."""
    for portion in _portions(dict.fromkeys(phrases), max(1, SEARCHES // len(kinds))):
        yield Asking("reconcile", {"phrase": portion, "kind": kinds, "each": [str(each)]})


def facts(things: Iterable[str]) -> Iterator[Asking]:
    """What tells things from their namesakes."""
    for portion in _portions(dict.fromkeys(things), THINGS):
        yield Asking("reconcile-facts", {"thing": portion})


def values(things: Iterable[str], parts: frozenset[str], systems: Sequence[str]) -> Iterator[Asking]:
    """What things have of the properties that these parts of the query ask for, and which codes in these systems."""
    for portion in _portions(dict.fromkeys(things), THINGS):
        yield Asking("reconcile-extend", {"thing": portion, "system": systems}, parts)


def _portions(items: Iterable[str], size: int) -> Iterator[list[str]]:
    rest = iter(items)
    while portion := list(islice(rest, size)):
        yield portion
