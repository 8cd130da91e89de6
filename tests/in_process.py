"""The whole application in this process, asked as over HTTP; its pool of workers is made of processes as ever."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.types import ASGIApp, Message

from genoderm.api.app import create
from genoderm.graph.settings import settings

API = "http://genoderm.test/api/v1"


@contextmanager
def client_of(home: Path, base_url: str = API, **further: object) -> Iterator[httpx.Client]:
    """A client of a home, served by one worker; further settings by their names."""
    with start_blocking_portal() as portal:
        app = create(settings(home=home, workers=1, **further))
        with (
            portal.wrap_async_context_manager(_alive(app)),
            httpx.Client(transport=_Transport(portal, app), base_url=base_url) as client,
        ):
            yield client


class _Transport(httpx.BaseTransport):
    """Hands requests to an application in the thread of a portal."""

    def __init__(self, portal: BlockingPortal, app: ASGIApp) -> None:
        self._portal = portal
        self._transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._portal.call(self._ask, request)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        return httpx.Response(
            answer.status_code, headers=answer.headers, content=b"".join([piece async for piece in answer.aiter_raw()])
        )


@asynccontextmanager
async def _alive(app: ASGIApp) -> AsyncIterator[None]:
    """The application between its startup and its shutdown (ASGI, lifespan protocol)."""
    asked: asyncio.Queue[Message] = asyncio.Queue()
    told: asyncio.Queue[Message] = asyncio.Queue()
    living = asyncio.create_task(_live(app, asked, told))
    await asked.put({"type": "lifespan.startup"})
    assert (await told.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await asked.put({"type": "lifespan.shutdown"})
        await living


async def _live(app: ASGIApp, asked: asyncio.Queue[Message], told: asyncio.Queue[Message]) -> None:
    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, asked.get, told.put)
