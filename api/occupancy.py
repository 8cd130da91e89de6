"""How many queries one client may have running at once; a few times as many wait their turn, first come first served.

Engines that federate send bursts: FedX asks with twenty threads at once by default, and takes a refusal for the end.
"""

import asyncio
from collections import Counter, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network

from genoderm.api.forwarded import REMEMBERED, address
from genoderm.ontology.errors import GenodermError

NEIGHBOURS = 64  # bits of an IPv6 address that its network has given to one customer: RFC 6177
TURNS = 8  # queries that wait for each that may run
LATER = "; send the next when one has ended"


class TooMany(GenodermError):
    """The client has as many queries running and waiting as one client may, or has waited for too long."""

    status = 429
    retry_after = 1


class Occupancy:
    """How many queries each client has running; who has none takes no memory."""

    def __init__(self, most: int, seconds: float) -> None:
        """So many for one client; others of its own wait for so many seconds."""
        self._most = most
        self._seconds = seconds
        self._running: Counter[str] = Counter()
        self._turns: dict[str, deque[asyncio.Future[None]]] = {}

    def __len__(self) -> int:
        """How many clients have queries running."""
        return len(self._running)

    @asynccontextmanager
    async def holding(self, client: str) -> AsyncIterator[None]:
        """Count one more for this address while the block runs; TooMany if it cannot begin."""
        key = _household(client)
        if self._running[key] < self._most:
            self._running[key] += 1
        else:
            await self._turn(key)
        try:
            yield
        finally:
            self._release(key)

    async def _turn(self, key: str) -> None:
        """Wait until a query of this client ends and leaves its place to the one that waits longest."""
        turns = self._turns.setdefault(key, deque())
        if len(turns) >= TURNS * self._most:
            raise TooMany(f"{self._most} queries of yours are running and {len(turns)} wait{LATER}")
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        turns.append(mine)
        try:
            async with asyncio.timeout(self._seconds):
                await mine
        except (TimeoutError, asyncio.CancelledError) as fault:
            self._leave(key, mine)
            if isinstance(fault, asyncio.CancelledError):
                raise
            told = f"{self._most} queries of yours were running for {self._seconds:g} seconds"
            raise TooMany(told + LATER) from None

    def _leave(self, key: str, mine: "asyncio.Future[None]") -> None:
        """Who leaves in the very moment of its turn leaves the place to the next."""
        if mine.done() and not mine.cancelled():
            self._release(key)
            return
        turns = self._turns.get(key, deque())
        with suppress(ValueError):
            turns.remove(mine)
        self._forget(key, turns)

    def _release(self, key: str) -> None:
        turns = self._turns.get(key)
        while turns:
            turn = turns.popleft()
            self._forget(key, turns)
            if not turn.done():
                turn.set_result(None)
                return
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]

    def _forget(self, key: str, turns: "deque[asyncio.Future[None]]") -> None:
        if not turns:
            self._turns.pop(key, None)


@lru_cache(REMEMBERED)
def _household(client: str) -> str:
    """The address, or the network of 2⁶⁴ of them that one customer has."""
    known = address(client)
    return str(IPv6Network((known, NEIGHBOURS), strict=False)) if isinstance(known, IPv6Address) else str(known or "")
