"""What is read of a large release before anybody asks: the finder asks for nothing then, and a small one is left."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from genoderm.api import ahead
from genoderm.api.collections.asked import CentresAsked
from genoderm.api.finder import ahead as finder_ahead
from genoderm.api.finder.ahead import others_first, read_ahead
from genoderm.api.finder.finding import found
from genoderm.graph.home import Home
from genoderm.sparql.workers.answer import Answer
from genoderm.sparql.workers.pool import WORTH_WAITING, Limits, Pool
from genoderm.sparql.workers.tasks import Busy, Task
from tests.patience import PATIENCE

DISEASES = ("ORPHA:79408", "ORPHA:79361", "ORPHA:634")


class Counting(Pool):
    """Counts what is asked of it."""

    asked = 0

    @asynccontextmanager
    async def answer(self, task: Task) -> AsyncIterator[Answer]:
        self.asked += 1
        async with super().answer(task) as answer:
            yield answer


@asynccontextmanager
async def pool_of(home: Path) -> AsyncIterator[Counting]:
    pool = Counting(Home(home), Limits(seconds=PATIENCE, workers=1))
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


def test_after_reading_ahead_the_finder_asks_for_nothing(shipped_home: Path) -> None:
    async def told() -> list[int]:
        async with pool_of(shipped_home) as pool:
            await read_ahead(pool, "en")
            before = pool.asked
            totals = [(await found(CentresAsked(disease=code), pool, "en")).total for code in DISEASES]
            assert pool.asked == before
            return totals

    assert all(total > 0 for total in asyncio.run(told()))


@pytest.mark.parametrize(("worth", "expected"), [(0, 1), (WORTH_WAITING, 0)])
def test_only_a_large_release_is_read_ahead_and_that_once(
    worth: int, expected: int, two_releases: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []

    async def reading(pool: Pool, language: str) -> None:
        read.append(f"{pool.manifest.id} {language}")
        raise Busy("all are at work")  # which is no reason to end

    monkeypatch.setattr(ahead, "LOOK", 0.01)
    monkeypatch.setattr(ahead, "read_ahead", reading)
    monkeypatch.setattr(ahead, "WORTH_WAITING", worth)

    async def watched() -> None:
        async with pool_of(two_releases) as pool, ahead.reading_ahead(pool):
            async with asyncio.timeout(PATIENCE):
                while len(read) < expected:
                    await asyncio.sleep(0.01)
            await asyncio.sleep(0.1)

    asyncio.run(watched())
    assert len(read) == expected


def test_others_are_answered_before_more_is_read_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder_ahead, "LONGEST", PATIENCE)

    async def waited() -> list[str]:
        told: list[str] = []
        pool: Any = SimpleNamespace(state=SimpleNamespace(busy=1, waiting=1))

        async def reading() -> None:
            await others_first(pool)
            told.append("read on")

        async with asyncio.timeout(PATIENCE), asyncio.TaskGroup() as group:
            group.create_task(reading())
            for name in ("busy", "waiting"):
                await asyncio.sleep(3 * finder_ahead.BREATH)
                told.append(name)
                setattr(pool.state, name, 0)
        return told

    assert asyncio.run(waited()) == ["busy", "waiting", "read on"]


def test_a_server_that_is_always_busy_reads_ahead_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finder_ahead, "LONGEST", 0.05)
    pool: Any = SimpleNamespace(state=SimpleNamespace(busy=1, waiting=0))
    asyncio.run(asyncio.wait_for(others_first(pool), PATIENCE))
