"""The HTTP face of a home of releases, thin: each answer is a query file, bound and run by the pool's workers."""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from genoderm import __version__
from genoderm.api import graphs
from genoderm.api.ahead import reading_ahead
from genoderm.api.endpoint import METHODS, PATH, Endpoint
from genoderm.api.federation_metrics import Others
from genoderm.api.keeping import Keeping
from genoderm.api.linked import things
from genoderm.api.metrics import Metrics
from genoderm.api.middleware import wrapped
from genoderm.api.pages import problem
from genoderm.api.parts import ROUTERS
from genoderm.api.problems import install
from genoderm.api.security import methods_of
from genoderm.api.serving import Serving, serving_of
from genoderm.api.short_way import short_ways
from genoderm.api.writing import Writing
from genoderm.graph.settings import Settings, settings


def create(chosen: Settings | None = None) -> ASGIApp:
    """The application of these settings, or of those in force; its pool runs as long as it does."""
    serving = serving_of(chosen or settings())
    app = _application(serving)
    door = Door(Keeping(app, serving), Endpoint(serving))
    return wrapped(door, serving.settings, app.state.metrics, methods_of(app.routes, {PATH: METHODS}))


class Door:
    """Shows queries the short way to the endpoint, and everything else to the application."""

    def __init__(self, app: Keeping, endpoint: Endpoint) -> None:
        """Before both."""
        self._app, self._endpoint = app, endpoint

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """One request."""
        if scope["type"] == "http" and scope["path"] == PATH:
            return self._endpoint(scope, receive, send)
        return self._app(scope, receive, send)


def _application(serving: Serving) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await serving.pool.start()
        async with reading_ahead(serving.pool):
            yield
        await serving.pool.stop()
        await serving.directory.close()
        await serving.nodes.close()
        await serving.sources.close()

    app = FastAPI(
        title="Genoderm",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,  # `openapi` has a fuller one
        redirect_slashes=False,  # to an address made of the Host that came, which behind a proxy is not ours
        lifespan=lifespan,
    )
    pool = serving.pool
    app.state.serving, app.state.pool, app.state.settings = serving, pool, serving.settings
    app.state.writing = Writing(serving.settings, pool)
    app.state.metrics = Metrics(
        lambda: pool.state,
        serving.cache,
        lambda: pool.manifest,
        Others(serving.directory, serving.nodes, serving.sources),
    )
    install(app)
    problem.install(app)
    for router in (*ROUTERS, graphs.router(serving.settings.base), things.router(serving.settings)):
        app.include_router(router)
    app.router.routes[:0] = short_ways(pool)
    return app
