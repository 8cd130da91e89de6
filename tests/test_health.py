"""Health: the process is up, a release answers, and which."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from genoderm.api import health, problems
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.workers.pool import Limits, Pool
from genoderm.sparql.workers.tasks import Busy
from tests.asgi import Heard, hear, heard, scope

PATHS = ["/health", "/health/live", "/health/ready"]
MANIFEST = Manifest(
    format=1, id="0123456789abcdef", created="2026-01-01T00:00:00Z", tool="genoderm 0.1.0", base="https://x.example/",
    previous="", inputs=(), graphs=(), triples=42, warnings=0, files={},
)  # fmt: skip
TOLD = {"release": "0123456789abcdef", "created": "2026-01-01T00:00:00Z", "triples": 42, "graphs": 0, "held": "memory"}


class Answering:
    """A pool that answers in its own way."""

    def __init__(self, rows: Callable[[], Awaitable[Any]]) -> None:
        self._rows = rows
        self.manifest = MANIFEST
        self.place = "memory"

    async def rows(self, _query: str) -> Any:
        return await self._rows()


class Empty:
    """A pool that holds no release yet."""

    @property
    def manifest(self) -> Manifest:
        raise Busy("no release is held yet")

    async def rows(self, _query: str) -> Any:
        raise Busy("no release is held yet")


async def at_once() -> list[Any]:
    return [{"one": 1}]


def application(pool: object) -> FastAPI:
    app = FastAPI()
    app.state.pool = pool
    app.include_router(health.router)
    problems.install(app)
    return app


def answer(path: str, pool: object, method: str = "GET") -> tuple[int, Any]:
    told: Heard = heard(application(pool), scope(path, method=method))
    return told.status, json.loads(told.body)


def test_a_server_that_answers_is_live_and_ready_and_says_from_which_release() -> None:
    assert [answer(path, Answering(at_once)) for path in PATHS] == [(200, TOLD), (200, {"live": True}), (200, TOLD)]


def test_a_monitor_may_ask_for_the_head_only() -> None:
    assert [answer(path, Answering(at_once), "HEAD")[0] for path in PATHS] == [200, 200, 200]


def test_before_there_is_a_release_it_is_live_and_not_ready() -> None:
    assert [answer(path, Empty())[0] for path in PATHS] == [503, 200, 503]
    assert answer("/health/ready", Empty())[1]["detail"] == "no release is held yet"


def test_a_release_that_does_not_answer_soon_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SOON", 0.01)

    async def never() -> None:
        await asyncio.sleep(60)

    status, told = answer("/health/ready", Answering(never))
    assert (status, told["title"]) == (503, "NotReady")
    assert "no worker answered within" in told["detail"]


def test_a_pool_that_fails_is_not_ready() -> None:
    async def failing() -> None:
        raise GenodermError("the holder has ended")

    assert answer("/health/ready", Answering(failing))[0] == 503


@pytest.mark.parametrize("path", PATHS)
def test_a_parameter_is_refused(path: str) -> None:
    told = heard(application(Answering(at_once)), scope(path, query_string=b"verbose=1"))
    assert told.status == 400


def test_a_pool_of_workers_makes_it_ready(two_releases: Path) -> None:
    async def asked() -> Heard:
        pool = Pool(Home(two_releases), Limits(workers=1))
        await pool.start()
        try:
            return await hear(application(pool), scope("/health/ready"))
        finally:
            await pool.stop()

    told = asyncio.run(asked())
    assert told.status == 200
    assert json.loads(told.body)["release"] == read_manifest(Home(two_releases).current_release()).id
