"""Writing on behalf of a client: one write at a time, in a process of its own, answered once its release is served."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from signal import SIGABRT, SIGALRM, SIGKILL, SIGSEGV
from time import perf_counter

from fastapi import Request, Response
from fastapi.concurrency import run_in_threadpool

from genoderm.api.credentials import Credentials
from genoderm.api.outcomes import outcome_of
from genoderm.api.query_log import Outcome, Record, log_query
from genoderm.graph.engines.errors import EngineFailed
from genoderm.graph.engines.process import COMMAND as PUBLISH
from genoderm.graph.revision import STANDING
from genoderm.graph.settings import Settings
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.remote.pool import EnginePool
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import Busy, TooLarge, TooSlow
from genoderm.sparql.write_orders import Done, Order, read_outcome

log = logging.getLogger(__name__)
WAITING = 16  # writes; each takes seconds, and a client that waits for more of them has long given up
GRACE = 5.0  # seconds that a process has for being born and for being ended
RELEASE = "Genoderm-Release"
COMMAND = (sys.executable, "-m", "genoderm.sparql.write_process")
EXHAUSTED = {SIGABRT, SIGKILL, SIGSEGV}  # how the engine, the kernel, and a stack that overflows end a process
TOLD = 2000  # characters of what a process that broke off said last


class BrokeOff(GenodermError):
    """The process that writes ended in a way that it does not know itself."""


class NotServed(EngineFailed):
    """A write was done in the home, and the engine does not have it yet."""


class Writing:
    """The writes of one server."""

    def __init__(self, settings: Settings, pool: Pool) -> None:
        """To the home of these settings; the pool serves what is written."""
        self.credentials = Credentials(settings.token, settings.tokens, read_only=settings.read_only)
        self._settings = settings
        self._pool = pool
        self._one = asyncio.Lock()
        self._waiting = 0

    async def writer(self, request: Request) -> str:
        """The name of whoever sends this request; ReadOnly, Unauthorised."""
        return await run_in_threadpool(self.credentials.writer, request.headers.get("authorization", ""))

    async def write(self, order: Order) -> Done:
        """Have a write done, and its release served; what it was, and is still, if it fails.

        Busy if too many wait already; TooSlow, TooLarge; the faults of the write itself.
        """
        if self._waiting >= WAITING:
            raise Busy(f"{WAITING} writes are waiting already; send this one again in a while")
        self._waiting += 1
        try:
            async with self._one:
                began = perf_counter()
                done = await self._done(order)
                if done.fresh:
                    await self._serve()
                return done.model_copy(update={"seconds": perf_counter() - began})
        finally:
            self._waiting -= 1

    async def _serve(self) -> None:
        """Have the release served that is current now; where engines hold it, once it is published on them."""
        if isinstance(self._pool, EnginePool):
            await self._publish()
            await self._pool.follow()
        else:
            await self._pool.refresh()

    async def _publish(self) -> None:
        told = (str(self._settings.home), self._settings.store.model_dump_json())
        process = await asyncio.create_subprocess_exec(*PUBLISH, *told, stderr=asyncio.subprocess.PIPE)
        _, said = await process.communicate()
        if process.returncode:
            words = said.decode(errors="replace")[-TOLD:]
            raise NotServed(f"the release is made, but not on the engine: {words}; `genoderm publish` tries again")

    async def _done(self, order: Order) -> Done:
        descriptors = [document.descriptor for document in order.documents]
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *self._bounds(),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            pass_fds=descriptors,
        )
        try:
            async with asyncio.timeout(self._settings.write_timeout + GRACE):
                told, said = await process.communicate(order.model_dump_json().encode())
        except TimeoutError:
            raise self._too_slow() from None
        finally:
            with suppress(ProcessLookupError):
                process.kill()
        return self._outcome(process.returncode or 0, told, said)

    def _bounds(self) -> Sequence[str]:
        chosen = self._settings
        memory, kept = chosen.write_memory << 20, chosen.kept_writes
        return str(chosen.home), str(chosen.write_timeout), str(memory), str(kept)

    def _outcome(self, status: int, told: bytes, said: bytes) -> Done:
        if said:
            log.warning("a write said: %s", said.decode(errors="replace")[-TOLD:])
        if status == 0:
            return read_outcome(told)
        if status == -SIGALRM:
            raise self._too_slow()
        if -status in EXHAUSTED:
            raise TooLarge(f"the write needs more than {self._settings.write_memory} MB, or is too deep; {STANDING}")
        log.error("a write broke off with status %d", status)
        raise BrokeOff(f"the write broke off, and the server's log has more; {STANDING}")

    def _too_slow(self) -> TooSlow:
        return TooSlow(f"the write was ended after {self._settings.write_timeout:g} seconds; {STANDING}")


async def write(request: Request, order: Order, words: str) -> Done:
    """Have a write done for a client, and told in the log: `words` are those of the update, or the graph's name."""
    form = order.kind.upper()
    try:
        done = await request.app.state.writing.write(order)
    except GenodermError as fault:
        log_query(request.scope, Record(words, form, outcome_of(fault), writes=True))
        raise
    log_query(request.scope, Record(words, form, Outcome.OK, done.release, done.seconds, writes=True))
    return Done.model_validate(done)


def answer(done: Done, status: int, **headers: str) -> Response:
    """What a client gets whose write was done: the release that has it, and how many triples came and went."""
    told = done.model_dump_json(include={"release", "fresh", "added", "removed"})
    return Response(told, status, {RELEASE: done.release, "Cache-Control": "no-store", **headers}, "application/json")
