"""A query whose engine keeps silent is asked of another too: who is listened to, and who is let go."""

import asyncio
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, cast

import pytest

from genoderm.graph.engines.errors import EngineAway
from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.remote.hedging import AT_FIRST, ENOUGH, EVERY, LEAST, MOST, TIMES, Begun, Hedging, Patience
from genoderm.sparql.workers.tasks import Route, Task
from tests.patience import PATIENCE

NEVER = float(PATIENCE)
TASK = Task("ASK {}", "application/sparql-results+json")
SILENCE = 0.05  # seconds after which an answer is late


class Worker:
    """As a Link is: its answer begins after some seconds, or fails then."""

    def __init__(self, seconds: float, fault: GenodermError | None = None) -> None:
        self.seconds, self.fails, self.fault = seconds, fault, cast("GenodermError | None", None)
        self.done, self.stopped = False, False
        self._until = asyncio.get_running_loop().time() + seconds

    async def moved(self) -> bool:
        await asyncio.sleep(max(0.0, self._until - asyncio.get_running_loop().time()))
        self.done, self.fault = True, self.fails
        return False

    def stop(self, _: GenodermError) -> None:
        self.stopped = True


class Asked:
    """What came of a query: the engines that were asked, in order, their workers, and those that were given back."""

    def __init__(
        self, *workers: tuple[float, GenodermError | None], idle: int = 1, others: Sequence[int] = (1,)
    ) -> None:
        self.told, self.routes, self.released = workers, list[Route](), list[Worker]()
        self.workers: list[Worker] = []
        self.others = tuple(others)
        self.lanes = SimpleNamespace(idle=idle, release=self.released.append)

    async def begin(self, task: Task) -> Begun:
        assert task.route is not None
        self.routes.append(task.route)
        self.workers.append(Worker(*self.told[len(self.workers)]))
        return cast("Begun", (self.lanes, self.workers[-1]))

    async def answered(self) -> int:
        """The number of the worker that is listened to."""
        beside = Route(self.others, 7, doubtful=True) if self.others else None
        engines: Any = SimpleNamespace(is_down=lambda _: False, beside=lambda _: beside)
        hedging = Hedging(engines, 1)
        hedging.patience.seconds = SILENCE
        _, chosen = await hedging.begun(TASK, Route((0, 1), 7), 30.0, self.begin)
        link = cast("Worker", chosen)
        assert all(worker.stopped and worker in self.released for worker in self.workers if worker is not link)
        assert link not in self.released
        return self.workers.index(link)


@pytest.mark.parametrize(
    ("first", "second", "winner", "asked"),
    [
        ((0.0, None), (0.0, None), 0, 1),
        ((NEVER, None), (0.0, None), 1, 2),
        ((4 * SILENCE, None), (NEVER, None), 0, 2),
        ((NEVER, None), (0.0, BadInput("the query is at fault")), 1, 2),
        ((0.0, EngineAway("at once")), (0.0, None), 0, 1),
        ((4 * SILENCE, None), (0.0, EngineAway("the other")), 0, 2),
        ((2 * SILENCE, EngineAway("the first")), (4 * SILENCE, None), 1, 2),
    ],
    ids=["quick", "silent", "late", "refused", "away", "other-away", "first-away"],
)
def test_who_begins_first_is_listened_to_and_the_other_let_go(
    first: tuple[float, None], second: tuple[float, None], winner: int, asked: int
) -> None:
    async def ask() -> tuple[int, int]:
        told = Asked(first, second)
        return await told.answered(), len(told.routes)

    assert asyncio.run(ask()) == (winner, asked)


@pytest.mark.parametrize("further", [{"idle": 0}, {"others": ()}], ids=["no-worker", "no-engine"])
def test_nobody_else_is_asked_where_that_would_cost_others_or_help_nobody(further: dict[str, Any]) -> None:
    async def ask() -> tuple[int, int]:
        told = Asked((4 * SILENCE, None), (0.0, None), **further)
        return await told.answered(), len(told.routes)

    assert asyncio.run(ask()) == (0, 1)


def test_a_client_that_leaves_leaves_no_worker_behind() -> None:
    async def ask() -> list[Worker]:
        told = Asked((NEVER, None), (NEVER, None))
        asking = asyncio.create_task(told.answered())
        while len(told.workers) < 2:
            await asyncio.sleep(0.01)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert told.workers == told.released
        return told.released

    assert [worker.stopped for worker in asyncio.run(ask())] == [True, True]


@pytest.mark.parametrize(("usual", "seconds"), [(0.001, LEAST), (0.5, TIMES * 0.5), (60.0, MOST)])
def test_patience_is_learned_within_bounds(usual: float, seconds: float) -> None:
    patience = Patience()
    assert patience.seconds == AT_FIRST
    for _ in range(ENOUGH + EVERY):
        patience.learn(usual)
    assert patience.seconds == pytest.approx(seconds)


def test_a_few_heavy_queries_do_not_stretch_patience() -> None:
    patience = Patience()
    for number in range(320):
        patience.learn(60.0 if number % 40 == 0 else 0.01)
    assert patience.seconds == LEAST
