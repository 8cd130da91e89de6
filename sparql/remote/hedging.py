"""A query whose engine keeps silent is asked of another one too; who begins to answer first is listened to.

An engine may hang without dying: it takes requests and never answers. The look at its mark finds that out in about two
seconds; until then, each query that it was given would cost its whole time limit. So a query that waits for longer than
queries here ever do, or whose engine is known to be down by then, goes to a second engine, once, if one has just shown
that it is there and a worker has nothing else to do: what is merely heavy takes no place that others need.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable

from genoderm.graph.engines.errors import EngineAway
from genoderm.sparql.remote.watching import LOOK, Engines
from genoderm.sparql.workers.lanes import Lanes
from genoderm.sparql.workers.link import Link
from genoderm.sparql.workers.tasks import Busy, Cancelled, Route, Task

log = logging.getLogger(__name__)
Begun = tuple[Lanes, Link]
Begin = Callable[[Task], Awaitable[Begun]]
AT_FIRST = 1.0  # seconds, as long as nothing is known; more than that, and long queries are turned away where all hang
LEAST, MOST = 0.3, 5.0  # seconds: a pause of the engine's is no silence; nobody waits for long for what never comes
TIMES = 3  # what nineteen of twenty take
KNOWN, ENOUGH, EVERY = 256, 20, 16  # how many answers are remembered, are needed, come between two looks at them


class Patience:
    """How many seconds an answer may take to begin before it is strange, learned from those that came."""

    def __init__(self) -> None:
        """Nothing is known."""
        self.seconds = AT_FIRST
        self._known: deque[float] = deque(maxlen=KNOWN)
        self._counted = 0

    def learn(self, seconds: float) -> None:
        """An answer took so long to begin."""
        self._known.append(seconds)
        self._counted += 1
        if self._counted >= ENOUGH and self._counted % EVERY == 0:
            usual = sorted(self._known)[len(self._known) * 19 // 20]
            self.seconds = min(MOST, max(LEAST, TIMES * usual))


class Hedging:
    """Of the queries of one server."""

    def __init__(self, engines: Engines, most: int) -> None:
        """At most so many are asked twice at the same time."""
        self.patience = Patience()
        self._engines = engines
        self._left = most

    async def begun(self, task: Task, route: Route, seconds: float, begin: Begin) -> Begun:
        """A worker whose answer has begun, or that has failed; `seconds` is what the query may take in all."""
        began = time.monotonic()
        winner = first = await begin(task._replace(route=route))
        other = await self._silent(first, route)
        if other is not None:
            left = max(LEAST, seconds - (time.monotonic() - began))
            winner = await self._of_both(first, task._replace(route=other, seconds=left), begin)
        self.patience.learn(time.monotonic() - began)
        return winner

    async def _silent(self, asked: Begun, route: Route) -> Route | None:
        """Whom to ask too, once an answer is late; None once it has begun."""
        lanes, link = asked
        late = time.monotonic() + self.patience.seconds
        while not await _spoke(asked, min(LOOK, self.patience.seconds)):
            is_late = time.monotonic() >= late or self._engines.is_down(route.servers[0])
            if is_late and not link.done and (other := self._other(lanes, route)) is not None:
                return other
        return None

    def _other(self, lanes: Lanes, route: Route) -> Route | None:
        """Whom to ask too; None if nobody, or if a worker for it would be taken from others."""
        return self._engines.beside(route) if self._left and lanes.idle else None

    async def _of_both(self, first: Begun, task: Task, begin: Begin) -> Begun:
        self._left -= 1
        log.info("an engine has not begun to answer for %.2f s, another one is asked too", self.patience.seconds)
        try:
            try:
                second = await begin(task)
            except asyncio.CancelledError:
                _let_go(first)
                raise
            except Busy:
                return await _first_of([first])
            return await _first_of([first, second])
        finally:
            self._left += 1


async def _first_of(asked: list[Begun]) -> Begun:
    """The first whose answer begins, or that fails last; the others are given up."""
    waits = {asyncio.ensure_future(one[1].moved()): one for one in asked}
    chosen: Begun | None = None
    try:
        while chosen is None:
            done, left = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
            said = [waits.pop(wait) for wait in done]
            chosen = next((one for one in said if not isinstance(one[1].fault, (EngineAway, Busy))), None)
            chosen = chosen or (None if left else said[0])
        return chosen
    finally:
        for wait in waits:
            wait.cancel()
        for one in asked:
            if one is not chosen:
                _let_go(one)


async def _spoke(asked: Begun, seconds: float) -> bool:
    """Whether an answer begins within so many seconds."""
    try:
        async with asyncio.timeout(seconds):
            await asked[1].moved()
    except TimeoutError:
        return False
    except asyncio.CancelledError:
        _let_go(asked)
        raise
    return True


def _let_go(asked: Begun) -> None:
    """Nobody waits for it any more."""
    lanes, link = asked
    link.stop(Cancelled("another engine has answered, or nobody waits"))
    lanes.release(link)
