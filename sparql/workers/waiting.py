"""Those who wait for a worker, first come first served."""

import asyncio
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from genoderm.sparql.workers.link import Link
from genoderm.sparql.workers.tasks import Busy


class Place(Protocol):
    """Where a worker comes from, and may have to go back to."""

    def give_back(self, link: Link) -> None:
        """A worker that was acquired got no task."""


Lanes = TypeVar("Lanes", bound=Place)


@dataclass(slots=True)
class Waiting(Generic[Lanes]):
    """Those who wait for a worker, first come first served; they outlive a change of release."""

    most: int
    turns: deque["asyncio.Future[tuple[Lanes, Link]]"] = field(default_factory=deque)

    async def turn(self, seconds: float) -> tuple[Lanes, Link]:
        """Wait for a worker; Busy if too many wait already, or for too long."""
        if len(self.turns) >= self.most:
            raise Busy(f"{len(self.turns)} queries are waiting already")
        mine: asyncio.Future[tuple[Lanes, Link]] = asyncio.get_running_loop().create_future()
        self.turns.append(mine)
        try:
            async with asyncio.timeout(seconds):
                return await mine  # who is served is out of the queue already
        except TimeoutError:
            self._leave(mine)
            raise Busy(f"no worker was free within {seconds:g} seconds") from None
        except asyncio.CancelledError:
            self._leave(mine)
            _give_back(mine)
            raise

    def _leave(self, mine: "asyncio.Future[tuple[Lanes, Link]]") -> None:
        with suppress(ValueError):
            self.turns.remove(mine)

    def serve(self, lanes: Lanes, link: Link) -> bool:
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
        lanes.give_back(link)
