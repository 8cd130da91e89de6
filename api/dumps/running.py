"""Work for a release that no answer waits for, in a process of its own, started when somebody first asks for it.

Such a process finds by a lock whether another is at it already, of this server or of another on the same home.
"""

import asyncio
import logging
import sys
from asyncio.subprocess import Process
from time import monotonic

from genoderm.graph.home import Home

log = logging.getLogger(__name__)
DUMPS = "genoderm.api.dumps.making"
AGAIN = 60.0  # seconds after which one that gave up, for want of disk say, is tried again


class Running:
    """The processes of this server, by what they do."""

    def __init__(self) -> None:
        """None yet."""
        self._tasks: dict[tuple[str, ...], asyncio.Task[None]] = {}
        self._started: dict[tuple[str, ...], float] = {}

    def begin(self, *work: str) -> asyncio.Task[None] | None:
        """Run this module with these arguments, unless it runs, or gave up just now; its end, if it runs."""
        loop, running = asyncio.get_running_loop(), self._tasks.get(work)
        if running and running.get_loop() is not loop:
            running = None  # of a loop that ended before it did
        if running is None and monotonic() - self._started.get(work, -AGAIN) >= AGAIN:
            self._started[work] = monotonic()
            running = self._tasks[work] = loop.create_task(_run(work))
            running.add_done_callback(lambda _: self._tasks.pop(work, None))
        return running


RUNNING = Running()


def have_made(home: Home, release: str) -> None:
    """Have the dumps of this release made, some time soon."""
    RUNNING.begin(DUMPS, str(home.path), release)


async def _run(work: tuple[str, ...]) -> None:
    process: Process = await asyncio.create_subprocess_exec(sys.executable, "-m", *work)
    if await process.wait():
        log.warning("%s ended with status %d", work[0], process.returncode)
