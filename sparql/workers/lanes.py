"""Lanes: which worker of a generation answers which query, and in which order.

Quick queries keep their lanes. A query that takes longer than a moment gets a lane of its own, where others go before
it, and a fresh worker takes its place; there is a bound to such lanes, as there is to those who wait.
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from genoderm.sparql.workers.generation import Generation
from genoderm.sparql.workers.link import Link
from genoderm.sparql.workers.tasks import Busy

MOMENT = 0.2  # seconds after which a query is a long one: a lookup takes a hundredth of it
LONG = 4  # long queries for each worker: they share what the quick ones leave
BREATH = 0.5  # seconds before another worker is tried when one ended without a task


@dataclass(slots=True)
class Waiting:
    """Those who wait for a worker, first come first served; they outlive a change of release."""

    most: int
    turns: deque["asyncio.Future[tuple[Lanes, Link]]"] = field(default_factory=deque)

    async def turn(self, seconds: float) -> tuple["Lanes", Link]:
        """Wait for a worker; Busy if too many wait already, or for too long."""
        if len(self.turns) >= self.most:
            raise Busy(f"{len(self.turns)} queries are waiting already")
        mine: asyncio.Future[tuple[Lanes, Link]] = asyncio.get_running_loop().create_future()
        self.turns.append(mine)
        try:
            async with asyncio.timeout(seconds):
                return await mine
        except TimeoutError:
            raise Busy(f"no worker was free within {seconds:g} seconds") from None
        except asyncio.CancelledError:
            _give_back(mine)
            raise
        finally:
            with suppress(ValueError):
                self.turns.remove(mine)

    def serve(self, lanes: "Lanes", link: Link) -> bool:
        """Give a free worker to who waits longest; whether anyone did."""
        while self.turns:
            turn = self.turns.popleft()
            if not turn.done():
                turn.set_result((lanes, link))
                return True
        return False


def _give_back(turn: "asyncio.Future[tuple[Lanes, Link]]") -> None:
    """Who left in the very moment of being served has no use for the worker."""
    if turn.done() and not turn.cancelled():
        lanes, link = turn.result()
        lanes.offer(link)


class Lanes:
    """The workers of one generation."""

    def __init__(self, generation: Generation, workers: int, waiting: Waiting) -> None:
        """So many workers for quick queries."""
        self.generation = generation
        self.idle: deque[Link] = deque()
        self.long = 0
        self._quick = 0
        self._workers = workers
        self._waiting = waiting
        self._retired = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def busy(self) -> int:
        """How many workers have a query."""
        return self._quick - len(self.idle) + self.long

    async def open(self) -> None:
        """Start the holder and its workers; BadRelease if it cannot hold the release."""
        await self.generation.start(self._lost)
        await self.fill()

    async def acquire(self, seconds: float) -> tuple["Lanes", Link]:
        """A worker with nothing to do, waited for so long, and its lanes, if need be of a newer release."""
        if self.idle:
            return self, self.idle.pop()
        return await self._waiting.turn(seconds)

    def release(self, link: Link) -> None:
        """A worker's answer is done with, whole or not."""
        if link.lost:
            link.cancel()  # a fresh worker takes its place when its socket closes
            return
        link.rest()
        if link.later or self._retired:
            link.close()
        else:
            self.offer(link)

    def offer(self, link: Link) -> None:
        """Have a worker ready for whoever is next."""
        if link.closed or self._waiting.serve(self, link):
            return
        if link.fresh:
            self.idle.appendleft(link)  # the pages that it needs are still to be copied, so it comes last
        else:
            self.idle.append(link)

    def step_aside(self, link: Link) -> None:
        """Give a long query a lane of its own, and its lane to a fresh worker."""
        if link.done or link.later or self._retired:
            return
        if self.long >= LONG * self._workers:
            link.stop(Busy(f"{self.long} long queries are running already"))
            return
        link.later = True
        self.long += 1
        self._quick -= 1
        self.generation.later(link)
        self._do(self.fill())

    async def fill(self) -> None:
        """Have as many workers for quick queries as there shall be."""
        while self._quick < self._workers and not self._retired and not self.generation.ended.is_set():
            self._quick += 1
            self.offer(await self.generation.fork())

    async def retired(self) -> None:
        """Take no more queries, and wait until those that run have ended."""
        self._retired = True
        while self.idle:
            self.idle.pop().close()
        while self.generation.links and not self.generation.ended.is_set():
            await asyncio.sleep(BREATH)

    async def close(self) -> None:
        """End all at once."""
        self._retired = True
        for task in self._tasks:
            task.cancel()
        await self.generation.close()

    def _lost(self, link: Link) -> None:
        with suppress(ValueError):
            self.idle.remove(link)
        if link.later:
            self.long -= 1
        else:
            self._quick -= 1
        if not self._retired:
            self._do(self._after_a_breath() if link.fresh else self.fill())

    async def _after_a_breath(self) -> None:
        """A worker that ended before it had a task would be followed by others of its kind without end."""
        await asyncio.sleep(BREATH)
        await self.fill()

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
