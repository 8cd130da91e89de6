"""A client of an application that can be written to, in this process; its pool and its writes are processes as ever."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.testclient import TestClient

from genoderm.api import graphs, updates
from genoderm.api.problems import install
from genoderm.api.serving import serving_of
from genoderm.api.writing import Writing
from genoderm.graph.settings import settings

TOKEN = "operator-0123456789abcdef"
AUTHORISED = {"Authorization": f"Bearer {TOKEN}"}


@contextmanager
def client(home: Path, **given: object) -> Iterator[TestClient]:
    """A client of this home, whose requests have the operator's token unless they say otherwise."""
    chosen = settings(home=home, workers=1, **({"token": TOKEN} | given))
    serving = serving_of(chosen)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await serving.pool.start()
        yield
        await serving.pool.stop()

    app = FastAPI(lifespan=lifespan)
    state = app.state
    state.serving, state.pool, state.settings = serving, serving.pool, chosen
    state.writing = Writing(chosen, serving.pool)
    install(app)
    app.include_router(updates.router)
    app.include_router(graphs.router(chosen.base))
    with TestClient(app, base_url="http://www.example", headers=AUTHORISED, raise_server_exceptions=False) as known:
        yield known
