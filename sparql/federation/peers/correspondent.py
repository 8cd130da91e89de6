"""Somebody on the operator's list, asked so many things at once, in its time, and watched."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import TypeVar

import httpx

from genoderm.graph.federation_settings import Listed
from genoderm.sparql.federation.peers.breaker import Breaker
from genoderm.sparql.federation.peers.errors import AnswerCut, EndpointFailed, EndpointSlow, Name, Rejected
from genoderm.sparql.federation.peers.health import Health
from genoderm.sparql.federation.peers.transport import connected
from genoderm.sparql.federation.peers.watch import Watch

Done = TypeVar("Done")
KEPT = 10.0  # seconds that connections stay open which nobody uses
SIGN = 3.0  # seconds in which who is there gives a sign of life


class Correspondent(ABC):
    """Whom a breaker and its health are kept of; connected when it is asked, and for a while after."""

    @abstractmethod
    async def sign_of_life(self, until: float) -> None:
        """Ask it the least that can be asked; a fault if it does not answer."""

    def __init__(self, listed: Listed) -> None:
        """Nothing is connected yet."""
        self.name = Name(listed.name, listed.url)
        self.breaker = Breaker(time.monotonic)
        self.health = Health()
        self._reached = listed
        self._turns = asyncio.Semaphore(listed.requests)
        self._connected: httpx.AsyncClient | None = None
        self._using = 0
        self._idle: asyncio.TimerHandle | None = None
        self._closing: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        """Close its connections."""
        self._let_go()
        await asyncio.gather(*self._closing)

    def _let_go(self) -> None:
        """Close them beside other work; who comes meanwhile gets new ones."""
        if self._idle is not None:
            self._idle.cancel()
        if self._connected is not None:
            closing = asyncio.create_task(self._connected.aclose())
            self._connected = None
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """While it is asked; afterwards connections that nobody uses for long are closed."""
        self._using += 1
        if self._idle is not None:
            self._idle.cancel()
        try:
            yield
        finally:
            self._using -= 1
            if not self._using:
                self._idle = asyncio.get_running_loop().call_later(KEPT, self._let_go)

    @property
    def client(self) -> httpx.AsyncClient:
        """What sends requests to it, and to nobody else."""
        if self._connected is None:
            self._connected = connected(self._reached)
        return self._connected

    def watched(self) -> Watch:
        """How what is done within goes, told to the breaker and to its health."""
        return Watch(self.breaker, self.health, self._reached.timeout)

    @asynccontextmanager
    async def turn(self, until: float) -> AsyncIterator[None]:
        """One of the requests that it gets at once."""
        try:
            async with asyncio.timeout_at(until):
                await self._turns.acquire()
        except TimeoutError as fault:
            raise EndpointSlow(self.name, "is busy with other queries of this server") from fault
        try:
            with self.in_use():
                await self._make_sure(until)
                if not self.breaker.admit():
                    after = f"and is asked again in {self.breaker.seconds:.0f} s: {self.health.last_fault}"
                    raise EndpointFailed(self.name, f"has failed {self.breaker.failures} times in a row, {after}")
                yield
        finally:
            self._turns.release()

    async def _make_sure(self, until: float) -> None:
        """Where requests took too long again and again, whether it answers at all, if there is time to see."""
        seconds = min(SIGN, self._reached.timeout)
        now = asyncio.get_running_loop().time()
        if not self.breaker.doubted or until - now < seconds:
            return
        try:
            await self.in_time(now + seconds, self.sign_of_life)
        except Rejected:  # which is an answer
            self.breaker.succeeded()
        except EndpointFailed as fault:
            self.breaker.gave_no_sign()
            self.health.failed(f"{fault.cause}, as did the requests before")
        else:
            self.breaker.succeeded()

    async def in_time(self, until: float, ask: Callable[[float], Awaitable[Done]]) -> Done:
        """What comes of asking, which is told until when; EndpointFailed, of one kind or another, if nothing does."""
        now = asyncio.get_running_loop().time()
        seconds = max(0.0, min(until - now, self._reached.timeout))
        try:
            async with asyncio.timeout(seconds):
                return await ask(now + seconds)
        except (TimeoutError, httpx.TimeoutException) as fault:
            raise EndpointSlow(self.name, f"took more than {seconds:.3g} seconds") from fault
        except (httpx.RemoteProtocolError, httpx.ReadError) as fault:
            raise AnswerCut(self.name, f"broke off in the middle of its answer: {words(fault)}") from fault
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as fault:
            raise EndpointFailed(self.name, f"cannot be reached: {words(fault)}") from fault


def words(fault: Exception) -> str:
    """What a fault says; its kind where it says nothing."""
    return str(fault) or type(fault).__name__
