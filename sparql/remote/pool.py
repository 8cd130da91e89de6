"""The pool whose workers ask engines: always of the release that the engines hold while they answer."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

from genoderm.graph.engines.errors import NotPublished
from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.ontology.errors import NotFound
from genoderm.sparql.remote.hedging import Hedging
from genoderm.sparql.remote.watching import Engines
from genoderm.sparql.workers.generation import Place, Stay, Terms
from genoderm.sparql.workers.lanes import Lanes
from genoderm.sparql.workers.link import Link
from genoderm.sparql.workers.pool import WORTH_WAITING, Limits, Pool, quads_of
from genoderm.sparql.workers.tasks import Busy, Moved, Task

TURNS = 4  # for a query that a switch of the engines comes across; switches do not follow each other that fast
PAUSE = 0.05  # seconds between two looks at a switch under way


class EnginePool(Pool):
    """Answers tasks from the release that engines hold; of the home it reads the index and the reports alone."""

    def __init__(self, home: Home, limits: Limits, engines: Engines) -> None:
        """For this home and these engines; `start` starts it."""
        super().__init__(home, limits)
        self._home, self._limits = home, limits
        self.engines = engines
        self._hedging = Hedging(engines, limits.workers)

    async def start(self) -> None:
        """Answer from the release that the engines hold; EngineAway, NotPublished."""
        await self.engines.start()
        await super().start()

    async def follow(self) -> None:
        """Return once the release that the engines hold now answers."""
        await self.engines.look()
        await self.refresh()

    async def stop(self) -> None:
        """End the workers, and look at the engines no more."""
        await super().stop()
        await self.engines.stop()

    def folder(self) -> Path:
        """That of the release which the engines hold; NotPublished if the home has it not."""
        release = self.engines.release
        try:
            return self._home.release(release)
        except NotFound as fault:
            told = f"the engine holds {release}, whose folder is not in {self._home.path}: servers share the home"
            raise NotPublished(told) from fault

    def terms(self, place: Place, stay: Stay) -> Terms:
        """With the engines."""
        return replace(super().terms(place, stay), engines=self.engines.settings)

    async def hold(self, folder: Path) -> None:
        """Have workers ask the engines, at first without a large index, which takes seconds to open."""
        if quads_of(read_manifest(folder)) > WORTH_WAITING:
            self.switch(await self.opened(folder, "engine", "passing"))
            self.do(self.settle(folder, "engine"))
        else:
            self.switch(await self.opened(folder, "engine"))

    async def begun(self, task: Task) -> tuple[Lanes, Link]:
        """A worker that is at this task; if the engines switch just then, one that is at it after that."""
        for turn in range(TURNS):
            await self._stand_still()
            route, seconds = self.engines.route, self.seconds(task.seconds)
            lanes, link = await self._hedging.begun(task, route, seconds, super().begun)
            if turn == TURNS - 1 or not isinstance(link.fault, Moved):
                break
            lanes.release(link)
            await self.engines.look()
        return lanes, link

    async def _stand_still(self) -> None:
        """Wait until no half of a switch shows, and the release of the engines is the one that is answered from."""
        until = time.monotonic() + self._limits.seconds
        while self.engines.held_up:
            if time.monotonic() > until:
                raise Busy("the engine is switching to another release")
            await asyncio.sleep(PAUSE)
        if not self._fits:
            await self.refresh()
        if not self._fits:
            raise NotPublished(f"the engine holds {self.engines.release}, which could not be opened; the log says why")

    @property
    def _fits(self) -> bool:
        return self.ready and self.manifest.id == self.engines.release
