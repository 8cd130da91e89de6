"""The requests of one query: each sent once, so many at a time, so many rows and bytes in all; and told of."""

import asyncio
import time
from collections import Counter
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from typing import Any, TypeVar

from genoderm.graph.federation_settings import Federation
from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import EndpointFailed, TooMuch, shed
from genoderm.sparql.federation.peers.received import Rows, read_rows
from genoderm.sparql.federation.peers.terms import new_nodes

Done = TypeVar("Done")
HASH_DIGITS = 16  # as the log has them
GIVEN_UP = "given up, since the query had failed elsewhere or nobody waited for it"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that went out, and what came of it; `bindings` is how many tuples it carried, `error` "" if none."""

    endpoint: str
    url: str
    query: str  # the beginning of its SHA-256
    characters: int
    bindings: int
    rows: int
    bytes: int
    milliseconds: float
    error: str = ""


class Requests:
    """Those of one query."""

    def __init__(self, bounds: Federation, until: float) -> None:
        """Within these bounds, until this time of the loop's clock."""
        self.sent: list[Sent] = []
        self._bounds, self._until = bounds, until
        self._asked: dict[tuple[str, str], asyncio.Task[Rows]] = {}
        self._turns = asyncio.Semaphore(bounds.requests)
        self._rows: Counter[str] = Counter()
        self._bytes = 0
        self._nodes = new_nodes()

    async def ask(self, endpoint: Endpoint, query: str, bindings: int = 0) -> Rows:
        """The rows that an endpoint answers with; the same is asked once, be it at the same time."""
        key = endpoint.listed.url, query
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._ask(endpoint, query, bindings))
        return await asyncio.shield(self._asked[key])

    async def close(self) -> None:
        """Give up what is still under way."""
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)

    async def _ask(self, endpoint: Endpoint, query: str, bindings: int) -> Rows:
        async with self._turns:
            began, rows, size, error = time.monotonic(), 0, 0, ""
            try:
                answered = await endpoint.ask(query, self._until, self._reader(endpoint))
                rows, size = len(answered.rows.rows), answered.size
                self._count(endpoint, rows, size)
            except EndpointFailed as fault:
                error = fault.cause
                shed(fault)
                raise
            except asyncio.CancelledError:
                error = GIVEN_UP
                raise
            finally:
                took = round(1000 * (time.monotonic() - began), 2)
                name, digest = endpoint.name, sha256(query.encode()).hexdigest()[:HASH_DIGITS]
                told = Sent(name.name, name.url, digest, len(query), bindings, rows, size, took, error)
                self.sent.append(told)
            return answered.rows

    def _reader(self, endpoint: Endpoint) -> "partial[Rows]":
        left = min(endpoint.listed.rows - self._rows[endpoint.listed.url], self._bounds.rows - self._rows.total())
        node = self._nodes.of(len(self._asked))
        return partial(read_rows, endpoint=endpoint.name, node=node, most=max(0, left))

    def _count(self, endpoint: Endpoint, rows: int, size: int) -> None:
        """Once more after the reading, since others have come in meanwhile."""
        self._rows[endpoint.listed.url] += rows
        self._bytes += size
        if self._rows[endpoint.listed.url] > endpoint.listed.rows or self._rows.total() > self._bounds.rows:
            raise TooMuch(endpoint.name, "sends more rows than one query may fetch")
        if self._bytes > self._bounds.bytes:
            told = f"sends more bytes than one query may fetch, which are {self._bounds.bytes:,}"
            raise TooMuch(endpoint.name, told)


async def side_by_side(work: Iterable[Coroutine[Any, Any, Done]]) -> list[Done]:
    """All results in order; at the first fault, the others are given up, and that is raised."""
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(one) for one in work]
    except ExceptionGroup as faults:
        raise faults.exceptions[0] from None
    return [task.result() for task in tasks]
