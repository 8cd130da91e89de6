"""Lanes: which worker of a generation answers which query, and in which order.

There is a number of lanes for quick queries, with a worker for each, and as many workers to spare. A query that takes
longer than a lookup ever does lingers: it gives its lane to a spare worker, and goes on beside it. One that takes
longer than a moment is a long one: it lets all others go before it, and where no worker is to spare, a fresh one is
made; there is a bound to such queries, as there is to those who wait.

A worker is worth keeping: the longer it works the more it has copied of the pages of the release, which a fresh one has
to do first (a query that looks at much takes three times as long there).
"""

import asyncio
from collections import deque
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from genoderm.sparql.lookups.lookups import Lookups
from genoderm.sparql.workers.generation import Generation
from genoderm.sparql.workers.link import Link, Stage
from genoderm.sparql.workers.tasks import Busy
from genoderm.sparql.workers.waiting import Waiting

LINGER = 0.01  # seconds after which a query gives its lane away: a lookup takes a tenth of it
MOMENT = 0.05  # seconds after which it is a long one
# seconds after which it is turned away where there are too many: what others slow down is done by then
PATIENCE = 1.0
LONG = 4  # long queries for each worker: they share what the quick ones leave
BREATH = 0.5  # seconds before another worker is tried when one ended without a task


class Lanes:
    """The workers of one generation."""

    def __init__(self, generation: Generation, workers: int, waiting: "Waiting[Lanes]") -> None:
        """So many workers for quick queries."""
        self.generation = generation
        self.lookups: Lookups | None = None  # for what is answered without a worker
        self.long = 0
        self._idle: deque[Link] = deque()
        self._taken = 0  # lanes with a query, or promised to one
        self._quick = 0  # workers whose query, if they have one, is none of the long ones
        self._workers = workers
        self._waiting = waiting
        self._retired = False
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def idle(self) -> int:
        """How many queries could begin at once."""
        return min(len(self._idle), self._workers - self._taken)

    @property
    def busy(self) -> int:
        """How many workers have a query."""
        return self._quick - len(self._idle) + self.long

    async def open(self) -> None:
        """Start the holder and its workers; BadRelease if it cannot hold the release."""
        await self.generation.start(self._lost)
        await self._fill(self._most)

    async def acquire(self, seconds: float) -> tuple["Lanes", Link]:
        """A worker with nothing to do, waited for so long, and its lanes, if need be of a newer release."""
        if self.idle:
            self._taken += 1
            return self, self._idle.pop()
        return await self._waiting.turn(seconds)

    def begin(self, link: Link, task: bytes, seconds: float) -> None:
        """Hand a task to a worker that was acquired."""
        link.begin(task, seconds)
        link.aside = asyncio.get_running_loop().call_later(LINGER, self._linger, link)

    def release(self, link: Link) -> None:
        """A worker's answer is done with, whole or not."""
        if link.aside is not None:
            link.aside.cancel()
        if link.stage is Stage.QUICK:
            self._taken -= 1
        if link.lost:
            link.cancel()  # a fresh worker takes its place when its socket closes
        else:
            link.rest()
            self._offer(link)
        self._serve()

    def give_back(self, link: Link) -> None:
        """A worker that was acquired got no task."""
        self._taken -= 1
        self._offer(link)

    @property
    def _most(self) -> int:
        """How many workers there shall be for quick queries, with those to spare."""
        return 2 * self._workers

    async def _fill(self, least: int) -> None:
        """Have at least so many workers for quick queries."""
        while self._quick < least and not self._retired and not self.generation.ended.is_set():
            self._quick += 1
            self._offer(await self.generation.fork())

    def _offer(self, link: Link) -> None:
        """Have a worker ready for whoever is next."""
        if self._retired or (link.stage is Stage.LONG and self._quick >= self._most):
            link.close()
        elif not link.closed:
            self._have_back(link)
            # the pages that a fresh one needs are still to be copied, so it comes last
            (self._idle.appendleft if link.fresh else self._idle.append)(link)
            self._serve()

    def _have_back(self, link: Link) -> None:
        if link.stage is Stage.LONG:
            self.long -= 1
            self._quick += 1
        link.stage = Stage.QUICK

    def _serve(self) -> None:
        """Give free lanes to those who wait longest."""
        while self.idle and self._waiting.serve(self, self._idle[-1]):
            self._idle.pop()
            self._taken += 1

    def _linger(self, link: Link) -> None:
        """A query that is no lookup gives its lane away."""
        link.aside = asyncio.get_running_loop().call_later(MOMENT - LINGER, self._step_aside, link)
        link.stage = Stage.LINGERING
        self._taken -= 1
        self._serve()

    def _step_aside(self, link: Link) -> None:
        """Let others go before a long query."""
        if link.done or self._retired:
            return
        link.aside = asyncio.get_running_loop().call_later(PATIENCE - MOMENT, self._turn_away, link)
        link.stage = Stage.LONG
        self.long += 1
        self._quick -= 1
        self.generation.later(link)
        if not self._crowded:
            self._do(self._fill(self._workers))

    def _turn_away(self, link: Link) -> None:
        """There is a bound to long queries; those that came last are beyond it."""
        if not link.done and self._crowded:
            link.stop(Busy(f"{self.long - 1} long queries are running already"))

    @property
    def _crowded(self) -> bool:
        return self.long > LONG * self._workers

    async def retired(self) -> None:
        """Take no more queries, and wait until those that run have ended."""
        self._retired = True
        while self._idle:
            self._idle.pop().close()
        while self.generation.links and not self.generation.ended.is_set():
            await asyncio.sleep(BREATH)

    async def close(self) -> None:
        """End all at once."""
        self._retired = True
        for task in self._tasks:
            task.cancel()
        self.lookups = None
        await self.generation.close()

    def _lost(self, link: Link) -> None:
        with suppress(ValueError):
            self._idle.remove(link)
        if link.stage is Stage.LONG:
            self.long -= 1
        else:
            self._quick -= 1
        if not self._retired:
            self._do(self._after_a_breath() if link.fresh else self._fill(self._most))

    async def _after_a_breath(self) -> None:
        """A worker that ended before it had a task would be followed by others of its kind without end."""
        await asyncio.sleep(BREATH)
        await self._fill(self._most)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
