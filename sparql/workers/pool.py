"""The pool: queries in, answers out, always from the release that is current.

A new release is held by a generation of its own before the one before it is let go, so no request fails and no answer
is mixed. A large one answers from the disk until it is in memory.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.ontology.values import Term
from genoderm.sparql.evaluation import Row, rows_told
from genoderm.sparql.lookups.lookups import Found, Lookups
from genoderm.sparql.workers.answer import Answer
from genoderm.sparql.workers.generation import Generation, Place, Stay, Terms
from genoderm.sparql.workers.lanes import Lanes
from genoderm.sparql.workers.link import Link
from genoderm.sparql.workers.tasks import Busy, Task, task_bytes
from genoderm.sparql.workers.waiting import Waiting

log = logging.getLogger(__name__)
LOOK = 0.25  # seconds between two looks at the link `current`
WORTH_WAITING = 100_000  # quads: a smaller release is in memory as soon as on disk
RESULTS = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Limits:
    """What an operator sets: seconds, bytes, counts."""

    workers: int = 2
    seconds: float = 30
    most_seconds: float = 120
    memory: int = 2 << 30
    queue: int = 64
    quads_in_memory: int = 20_000_000


@dataclass(frozen=True, slots=True)
class State:
    """How the pool is doing: workers idle, busy, with a long query; queries waiting; workers ever started, killed."""

    idle: int
    busy: int
    long: int
    waiting: int
    started: int
    killed: int


class Pool:
    """Answers tasks from the current release of a home."""

    def __init__(self, home: Home, limits: Limits) -> None:
        """For this home; `start` starts it."""
        self._home = home
        self._limits = limits
        self._waiting = Waiting[Lanes](limits.queue)
        self._current: Lanes | None = None
        self._seen: tuple[Path, int] | None = None
        self._loading = asyncio.Lock()
        self._open: set[Lanes] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._started = self._killed = 0  # by generations that are gone

    @property
    def ready(self) -> bool:
        """Whether there is a release to answer from."""
        return self._current is not None

    @property
    def manifest(self) -> Manifest:
        """That of the release which answers now; Busy before there is one."""
        return self._lanes.generation.manifest

    @property
    def place(self) -> Place:
        """Where the release is that answers now."""
        return self._lanes.generation.place

    @property
    def state(self) -> State:
        """Counts for a monitor; those of a release that is being let go are among the busy ones."""
        lanes = self._lanes
        return State(
            idle=lanes.idle,
            busy=sum(each.busy for each in self._open),
            long=sum(each.long for each in self._open),
            waiting=len(self._waiting.turns),
            started=self._started + lanes.generation.started,
            killed=self._killed + lanes.generation.killed,
        )

    async def start(self) -> None:
        """Answer from the current release, and from each that becomes current; NotFound if there is none."""
        await self.refresh()
        self.do(self._watch())

    async def stop(self) -> None:
        """End the holder and its workers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(lanes.close() for lanes in self._open))

    async def refresh(self) -> None:
        """Return once the release that is current now answers."""
        async with self._loading:
            folder = self.folder()
            seen = folder, folder.stat().st_ino  # a release that was mended has its old name
            if seen == self._seen and not self._lanes.generation.ended.is_set():
                return
            self._seen = seen  # a damaged release is tried only once
            await self.hold(folder)

    async def rows(self, query: str, values: Mapping[str, Term] | None = None) -> list[Row]:
        """The rows of one of our own questions, its parameters bound by the engine."""
        bound = {name: str(value) for name, value in (values or {}).items()}
        async with self.answer(Task(query, RESULTS, values=bound)) as answer:
            return rows_told(await answer.whole())

    @asynccontextmanager
    async def answer(self, task: Task) -> AsyncIterator[Answer]:
        """The answer to a task, for as long as the block runs: who leaves it early ends the query."""
        lanes, link = await self.begun(task)
        try:
            yield Answer(link, lanes.generation.manifest)
        finally:
            lanes.release(link)

    async def begun(self, task: Task) -> tuple[Lanes, Link]:
        """A worker that is at this task, and its lanes, which want it back."""
        seconds = self.seconds(task.seconds)
        lanes, link = await self._lanes.acquire(self._limits.seconds)
        lanes.begin(link, task_bytes(task), seconds)
        return lanes, link

    def lookup(self, task: Task) -> tuple[Found, Manifest] | None:
        """The answer to a task that is known to take less than a moment, and its release; None for any other."""
        lookups = self._lanes.lookups
        found = lookups.answer(task) if lookups else None
        return (found, self.manifest) if found else None

    def seconds(self, asked: float | None) -> float:
        """The time limit of a query that asks for so much, or for nothing in particular; BadInput beyond the most."""
        if asked is not None and asked > self._limits.most_seconds:
            raise BadInput(f"timeout is {asked:g}, expected at most {self._limits.most_seconds:g} seconds")
        return asked or self._limits.seconds

    @property
    def _lanes(self) -> Lanes:
        if self._current is None:
            raise Busy("no release is held yet")
        return self._current

    def folder(self) -> Path:
        """The release to answer from."""
        return self._home.current_release()

    def terms(self, place: Place, stay: Stay) -> Terms:
        """How a generation is to hold a release."""
        return Terms(place, self._limits.memory, stay)

    async def hold(self, folder: Path) -> None:
        """Answer from a release; BadRelease if it cannot be held."""
        quads = quads_of(read_manifest(folder))
        if quads > self._limits.quads_in_memory:
            self.switch(await self.opened(folder, "disk"))
        elif quads > WORTH_WAITING:
            self.switch(await self.opened(folder, "disk", "passing"))
            self.do(self.settle(folder, "memory"))
        else:
            self.switch(await self.opened(folder, "memory"))

    async def settle(self, folder: Path, place: Place) -> None:
        """Answer there what is answered in passing by now, unless another release has come meanwhile."""
        seen = self._seen
        try:
            lanes = await self.opened(folder, place)
        except GenodermError as fault:
            log.warning("still answering as before: %s", fault)
            return
        if seen == self._seen:
            self.switch(lanes)
        else:
            await self._close(lanes)

    async def opened(self, folder: Path, place: Place, stay: Stay = "lasting") -> Lanes:
        """A generation that answers from a release."""
        generation = Generation(folder, self.terms(place, stay))
        lanes = Lanes(generation, self._limits.workers, self._waiting)
        self._open.add(lanes)
        try:
            await lanes.open()
            if generation.place != "engine":
                lanes.lookups = await asyncio.to_thread(Lookups.of, folder)
        except GenodermError:
            await self._close(lanes)
            raise
        return lanes

    def switch(self, lanes: Lanes) -> None:
        """Answer from this one from here on; the one before ends when it has answered what it was asked."""
        before, self._current = self._current, lanes
        if before is not None:
            self._started += before.generation.started
            self._killed += before.generation.killed
            self.do(self._retire(before))

    async def _retire(self, lanes: Lanes) -> None:
        await lanes.retired()
        await self._close(lanes)

    async def _close(self, lanes: Lanes) -> None:
        await lanes.close()
        self._open.discard(lanes)

    async def _watch(self) -> None:
        """Look for a new release, and for a holder that ended, again and again."""
        while True:
            await asyncio.sleep(LOOK)
            try:
                await self.refresh()
            except GenodermError as fault:
                log.warning("still serving %s: %s", self.manifest.id, fault)

    def do(self, work: Coroutine[Any, Any, None]) -> None:
        """Have something done beside answering, as long as the pool runs."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def quads_of(manifest: Manifest) -> int:
    """How many quads a release has, the default graph's among them."""
    return manifest.triples + sum(graph.triples for graph in manifest.graphs)
