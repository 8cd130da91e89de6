"""The engines as the server sees them: which release each holds, whether it answers, which to ask next.

Each is asked for its mark four times a second, which is the health check too. A mark that was read less than a second
ago, with no switch announced, is believed; any other is read again by whoever asks, once the answer has begun.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

import httpx

from genoderm.graph.engines.connection import JSON, options
from genoderm.graph.engines.dialects import DIALECTS, Dialect
from genoderm.graph.engines.errors import EngineAway, EngineFailed, NotPublished
from genoderm.graph.engines.mark import QUERY, Mark, read_mark
from genoderm.graph.engines.switching import LEASE
from genoderm.graph.store_settings import Server, StoreSettings
from genoderm.sparql.connections import Connections
from genoderm.sparql.workers.tasks import Route

log = logging.getLogger(__name__)
LOOK = 0.25  # seconds between two looks at a mark
PATIENCE = 2.0  # seconds for a mark; a busy engine takes longer than an idle one
SWITCH = 120.0  # seconds that an announced switch may take before it counts as broken off


@dataclass(frozen=True, slots=True)
class Outlook:
    """An engine as a monitor sees it: `fault` is "" where it answers."""

    name: str
    release: str
    fault: str


class Engine:
    """One of them."""

    def __init__(self, server: Server, store: StoreSettings) -> None:
        """Nothing is known yet."""
        self.name = server.name
        self.mark: Mark | None = None
        self.fault = "was not asked yet"
        self._seen = 0.0
        self._told = ""
        self._query = server.query
        self._client = _client(server, DIALECTS[store.kind])

    @property
    def fresh(self) -> bool:
        """Whether its mark can be believed without another look."""
        return not self.fault and time.monotonic() - self._seen < LEASE and not (self.mark and self.mark.switching)

    async def look(self) -> None:
        """Read its mark."""
        began = time.monotonic()
        try:
            self._take(await self._state())
        except (httpx.HTTPError, OSError, ValueError, KeyError, TypeError, EngineFailed) as fault:
            self._failed(str(fault) or type(fault).__name__)
        else:
            self._seen = began
            if self.fault:
                log.info("the engine %s answers", self.name)
            self.fault = ""

    async def close(self) -> None:
        """Close its connections."""
        await self._client.aclose()

    async def _state(self) -> str:
        response = await self._client.post(self._query, data={"query": QUERY}, headers={"Accept": JSON})
        response.raise_for_status()
        rows = response.json()["results"]["bindings"]
        return str(rows[0]["state"]["value"]) if rows else ""

    def _take(self, told: str) -> None:
        if told != self._told:
            self._told, self.mark = told, read_mark(told, self.name) if told else None

    def _failed(self, fault: str) -> None:
        if not self.fault:
            log.warning("the engine %s does not answer: %s", self.name, fault)
        self.fault = fault


class Engines:
    """All engines of the settings."""

    def __init__(self, store: StoreSettings) -> None:
        """Nothing is asked yet."""
        self.settings = store
        self._atomic = DIALECTS[store.kind].atomic
        self._engines = [Engine(server, store) for server in store.servers()]
        self._turn = count()
        self._watches: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Look at all of them, and go on looking."""
        await self.look()
        self._watches = [asyncio.create_task(_watch(engine)) for engine in self._engines]

    async def stop(self) -> None:
        """Look no more."""
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        for engine in self._engines:
            await engine.close()

    async def look(self) -> None:
        """Look at all of them now."""
        await asyncio.gather(*(engine.look() for engine in self._engines))

    @property
    def release(self) -> str:
        """The release that was switched to last; EngineAway, NotPublished."""
        return self._current.release

    @property
    def route(self) -> Route:
        """Whom to ask next: those that answer take turns, those that did not answer last are tried last."""
        current = self._current
        holding = [(number, engine) for number, engine in enumerate(self._engines) if _holds(engine, current)]
        up = [number for number, engine in holding if not engine.fault]
        at = next(self._turn) % len(up) if up else 0
        down = [number for number, engine in holding if engine.fault]
        doubtful = not all(engine.fresh for _, engine in holding if not engine.fault)
        return Route((*up[at:], *up[:at], *down), current.sequence, doubtful)

    def is_down(self, number: int) -> bool:
        """Whether the engine of this number did not answer last."""
        return bool(self._engines[number].fault)

    def beside(self, route: Route) -> Route | None:
        """A route without the one that was asked first, of those that have just answered; None if none has."""
        others = tuple(number for number in route.servers[1:] if self._engines[number].fresh)
        return Route(others, route.sequence, doubtful=True) if others else None

    @property
    def held_up(self) -> bool:
        """Whether queries had better wait: a switch is under way, and the engine shows half of it."""
        if self._atomic:
            return False
        since = max((engine.mark.switching for engine in self._engines if engine.mark), default=0.0)
        return time.time() - since < SWITCH

    @property
    def outlook(self) -> Iterator[Outlook]:
        """How each is."""
        for engine in self._engines:
            yield Outlook(engine.name, engine.mark.release if engine.mark else "", engine.fault)

    @property
    def _current(self) -> Mark:
        """The newest mark, if possible on an engine that answers."""
        up = [engine.mark for engine in self._engines if engine.mark and not engine.fault]
        known = up or [engine.mark for engine in self._engines if engine.mark]
        if known:
            return max(known, key=lambda mark: mark.sequence)
        told = "; ".join(f"{engine.name}: {engine.fault}" for engine in self._engines if engine.fault)
        if told:
            raise EngineAway(f"no engine of [store] answers ({told})")
        raise NotPublished("nothing is published on the engine yet: `genoderm publish` puts the current release there")


def _client(server: Server, dialect: Dialect) -> httpx.AsyncClient:
    given = options(server, dialect)
    transport = Connections(verify=given.pop("verify"), trust_env=False)
    return httpx.AsyncClient(timeout=PATIENCE, transport=transport, **given)


def _holds(engine: Engine, current: Mark) -> bool:
    mark = engine.mark
    return mark is not None and (mark.release, mark.sequence) == (current.release, current.sequence)


async def _watch(engine: Engine) -> None:
    while True:
        await asyncio.sleep(LOOK)
        await engine.look()
