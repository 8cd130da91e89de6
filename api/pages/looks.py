"""How the other nodes were found to be, not long ago: whoever opens the page does not have them all asked anew."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

from genoderm.api.serving import Serving
from genoderm.sparql.federation.peers.presence import Presence, presences
from genoderm.sparql.workers.pool import Pool

FRESH = 30.0  # seconds: as long as a breaker leaves somebody in peace
Look = tuple[list[Presence], datetime | None]  # the nodes, and when they were asked


@dataclass(slots=True)
class Last:
    """The last look at the nodes of a deployment, and the turn of who takes the next."""

    look: Look = field(default_factory=lambda: ([], None))
    until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Looks:
    """Of each deployment that this process serves."""

    def __init__(self) -> None:
        """Nobody has looked."""
        self._last: WeakKeyDictionary[Pool, Last] = WeakKeyDictionary()

    async def look(self, serving: Serving) -> Look:
        """How the nodes are, asked now or a while ago; empty if none is listed."""
        last = self._last.setdefault(serving.pool, Last())
        async with last.turn:
            now = asyncio.get_running_loop().time()
            if serving.nodes and now >= last.until:
                found = await presences(serving.nodes, now + serving.settings.federation.deadline)
                last.look = found, datetime.now(UTC)
                last.until = asyncio.get_running_loop().time() + FRESH
            return last.look


LOOKS = Looks()
