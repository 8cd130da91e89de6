"""A client of an application that can be written to, in this process; its pool and its writes are processes as ever."""

from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from genoderm.api import graphs, updates
from genoderm.api.limits import Limits
from genoderm.api.problems import install
from genoderm.api.serving import Serving, serving_of
from genoderm.api.writing import Writing
from genoderm.graph.settings import Settings, settings
from tests.patience import PATIENCE

TOKEN = "operator-0123456789abcdef"
ADDRESS = "http://genoderm.test"
TURTLE = {"Content-Type": "text/turtle"}
UPDATE = {"Content-Type": "application/sparql-update"}


class Client:
    """Asks the application, with the operator's token unless the headers say otherwise."""

    def __init__(self, portal: BlockingPortal, asking: httpx.AsyncClient) -> None:
        """In a thread of its own."""
        self._portal = portal
        self._asking = asking

    def __call__(self, method: str, url: str, *, token: str | None = TOKEN, **given: Any) -> httpx.Response:
        """One request; `given` as httpx has it."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        headers |= given.pop("headers", {})
        return self._portal.call(partial(self._asking.request, method, url, headers=headers, **given))

    def together(self, *requests: tuple[str, str, bytes]) -> list[httpx.Response]:
        """Requests with a body of Turtle, all at once."""
        headers = {"Authorization": f"Bearer {TOKEN}", **TURTLE}
        asked = [partial(self._asking.request, how, url, content=body, headers=headers) for how, url, body in requests]
        return [told.result() for told in [self._portal.start_task_soon(ask) for ask in asked]]


@contextmanager
def client(home: Path, **given: Any) -> Iterator[Client]:
    """A client of this home, served with these settings."""
    chosen = settings(home=home, workers=1, **({"token": TOKEN} | given))
    with ExitStack() as running:
        portal = running.enter_context(start_blocking_portal())
        app = running.enter_context(portal.wrap_async_context_manager(_served(chosen)))
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        asking = httpx.AsyncClient(transport=transport, base_url=ADDRESS, timeout=PATIENCE)
        yield Client(portal, running.enter_context(portal.wrap_async_context_manager(asking)))


@asynccontextmanager
async def _served(chosen: Settings) -> AsyncIterator[Limits]:
    serving = serving_of(chosen)
    await serving.pool.start()
    try:
        yield Limits(_application(serving), chosen.max_body, {"/graphs": chosen.max_upload})
    finally:
        await serving.pool.stop()


def _application(serving: Serving) -> FastAPI:
    app = FastAPI()
    state = app.state
    state.serving, state.pool, state.settings = serving, serving.pool, serving.settings
    state.writing = Writing(serving.settings, serving.pool)
    install(app)
    app.include_router(updates.router)
    app.include_router(graphs.router(serving.settings.base))
    return app
