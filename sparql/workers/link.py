"""The server's end of a worker: one exchange at a time, an answer that comes in pieces, a clock that ends it.

The clock runs while the engine works and stands still while the client is what we wait for.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from enum import Enum, auto
from typing import cast

from genoderm.ontology.errors import GenodermError
from genoderm.sparql.workers.frames import Frames, Kind, frame
from genoderm.sparql.workers.tasks import Busy, Cancelled, End, Moved, TooLarge, TooSlow, read_end, read_fault

AHEAD = 1 << 18  # bytes of an answer that wait for a client before the worker has to; the kernel holds as much again


class Stage(Enum):
    """How long a query is at work already; a worker without one is QUICK, or about to end."""

    QUICK = auto()
    LINGERING = auto()
    LONG = auto()


class Link(asyncio.Protocol):
    """A worker as the server sees it."""

    def __init__(self, number: int, kill: Callable[[int], None], gone: Callable[["Link"], None]) -> None:
        """The worker of this number; `gone` is called when its socket closes."""
        self.number = number
        self.fresh = True
        self.stage = Stage.QUICK
        self.aside: asyncio.TimerHandle | None = None  # when its query will be of the next stage
        self.end: End | None = None
        self.closed = False
        self._kill, self._gone = kill, gone
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport
        self._frames = Frames()
        self._stopped = False
        self._pieces: deque[bytes] = deque()
        self._ahead = 0
        self._paused = False
        self._fault: GenodermError | None = None
        self._wake: asyncio.Future[None] | None = None
        self._clock: asyncio.TimerHandle | None = None
        self._since = 0.0
        self._left = 0.0
        self.busy = False

    def begin(self, task: bytes, seconds: float) -> None:
        """Hand over a task, which may take so many seconds."""
        self.busy, self.fresh, self.end, self._fault = True, False, None, None
        if self.closed:
            self._fault = Busy("the worker has just ended; ask again")
            return
        self._left = seconds
        self._start_clock()
        self._transport.write(frame(Kind.TASK, task))

    async def piece(self) -> bytes | None:
        """The next piece of the answer; None once it is whole; TooSlow, TooLarge or what the worker found wrong."""
        while not self._pieces:
            if self._fault is not None:
                raise self._fault
            if self.end is not None:
                return None
            self._wake = self._loop.create_future()
            await self._wake
        data = self._pieces.popleft()
        self._ahead -= len(data)
        if self._paused and self._ahead < AHEAD and not self.closed:
            self._paused = False
            self._start_clock()
            self._transport.resume_reading()
        return data

    async def moved(self) -> bool:
        """Whether the release turns out to be no more where it was asked; waits until the answer begins."""
        while not (self._pieces or self.done):
            self._wake = self._loop.create_future()
            await self._wake
        return isinstance(self._fault, Moved)

    @property
    def fault(self) -> GenodermError | None:
        """What was wrong, if that has come."""
        return self._fault

    @property
    def done(self) -> bool:
        """Whether the answer, or what was wrong, has come."""
        return self.end is not None or self._fault is not None

    @property
    def whole(self) -> bytes | None:
        """The answer, if all of it has come as one piece."""
        return self._pieces[0] if self.end is not None and len(self._pieces) == 1 else None

    @property
    def lost(self) -> bool:
        """Whether its answer was cut, so that it cannot be used again."""
        return self.closed or self._stopped or not self.done

    def stop(self, reason: GenodermError) -> None:
        """End the worker in the middle of its work, for this reason."""
        if not self.done:
            self._fault, self._stopped = reason, True
            self._stop_clock()
            self._kill(self.number)
            self._awake()

    def cancel(self) -> None:
        """The client has left."""
        self.stop(Cancelled("the client left"))

    def rest(self) -> None:
        """Forget the exchange that ended."""
        self._pieces.clear()
        self._ahead = 0
        self.busy = False
        if self._paused and not self.closed:
            self._paused = False
            self._transport.resume_reading()

    def close(self) -> None:
        """Let the worker end; it does so when it next looks for a task."""
        if not self.closed:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin (asyncio.Protocol)."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Take frames in (asyncio.Protocol)."""
        for kind, content in self._frames.feed(data):
            match kind:
                case Kind.DATA:
                    self._pieces.append(content)
                    self._ahead += len(content)
                case Kind.END:
                    self.end = read_end(content)
                    self._stop_clock()
                case _ if self._fault is None:
                    self._fault = read_fault(content)
                    self._stop_clock()
        if self._ahead > AHEAD and not self._paused and not self.done:
            self._paused = True
            self._stop_clock()
            self._transport.pause_reading()
        self._awake()

    def connection_lost(self, _: Exception | None) -> None:
        """The worker ended (asyncio.Protocol): by our hand, or by the kernel's for want of memory."""
        self.closed = True
        self._stop_clock()
        if self.busy and not self.done:
            self._fault = TooLarge("the query needs more memory, or nests deeper, than a worker can take")
        self._awake()
        self._gone(self)

    def _awake(self) -> None:
        if self._wake is not None and not self._wake.done():
            self._wake.set_result(None)

    def _start_clock(self) -> None:
        self._since = self._loop.time()
        self._clock = self._loop.call_later(self._left, self._expire)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
            self._left -= self._loop.time() - self._since

    def _expire(self) -> None:
        self._clock = None
        self.stop(TooSlow("the query was ended at its time limit; ask for less, or send a longer `timeout`"))
