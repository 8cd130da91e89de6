"""The protocol cases: each a conversation of requests and responses, over a real socket or within the process.

The manifests ask `/sparql/` and `/gsp`; an endpoint may have others, and another for updates than for queries.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from http.client import HTTPResponse
from urllib.parse import urlsplit

import httpx
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp, Message

from tests.w3c.exchanges import Exchange, Headers
from tests.w3c.manifests import Case
from tests.w3c.solutions import READ, Result, Solutions, Triples, answer, same

TABULAR = {*READ, "text/csv"}
ELSEWHERE = {401, 403, 404}  # of a request that has the token, to a path that is there: wrong for another reason
PATIENCE = 30  # seconds: two cores may be busy with other tests


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it goes out."""

    authority: str
    method: str
    target: str
    headers: Headers
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """A response as it came; the names of its headers in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The type without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


Send = Callable[[Request], Response]


def held(case: Case, send: Send, token: str) -> str:
    """What is wrong with the first response that is not as expected; "" if all are."""
    locations: dict[str, str] = {}
    for number, exchange in enumerate(case.exchanges, 1):
        response = send(_request(case, exchange, token, locations))
        wrong = _wrong(exchange, response)
        if wrong:
            return f"request {number}: {wrong}"
        if exchange.location:
            locations[exchange.location] = response.headers["location"]
    return ""


def _request(case: Case, exchange: Exchange, token: str, locations: Mapping[str, str]) -> Request:
    target, body = exchange.target, exchange.body
    for name, location in locations.items():
        target, body = target.replace(name, location), body.replace(name.encode(), location.encode())
    path = _path(case, exchange)
    for known in ("/sparql/", "/gsp"):
        target = path + target.removeprefix(known) if target.startswith(known) else target
    authorised = () if path == "/sparql" else (("authorization", f"Bearer {token}"),)
    return Request(exchange.authority, exchange.method, target, (*exchange.headers, *authorised), body)


def _path(case: Case, exchange: Exchange) -> str:
    if exchange.target.startswith("/gsp"):
        return "/graphs"
    asks = ("content-type", "application/sparql-query") in exchange.headers
    return "/update" if "update" in case.name and not asks else "/sparql"


def _wrong(exchange: Exchange, response: Response) -> str:
    if not exchange.expects(response.status) or (exchange.lenient and response.status in ELSEWHERE):
        return f"{response.status}, expected {exchange.statuses}: {response.body[:200]!r}"
    if exchange.location and "location" not in response.headers:
        return "no Location"
    for name, value in exchange.answer_headers:
        if not _fits(value, response.headers.get(name, "")):
            return f"{name} is {response.headers.get(name)!r}, expected {value!r}"
    return _wrong_body(exchange, response)


def _fits(expected: str, found: str) -> bool:
    """Turtle is UTF-8, so its charset may be left out; another one may not be named."""
    kind, _, charset = found.partition(";")
    return kind.strip() == expected.partition(";")[0] and charset.strip() in {"", "charset=utf-8"}


def _wrong_body(exchange: Exchange, response: Response) -> str:
    if exchange.answer:
        wanted, found = answer(exchange.answer, "text/turtle"), answer(response.body, response.media_type)
        return "" if same(wanted, found) else f"expected {wanted}, got {found}"
    if not exchange.format:
        return ""
    if exchange.format in {"boolean", "tabular"} and response.media_type not in TABULAR:
        return f"{response.media_type} is no format for such an answer"
    found = answer(response.body, response.media_type)
    if exchange.boolean and found is not (exchange.boolean == "true"):
        return f"{found}, expected {exchange.boolean}"
    return "" if isinstance(found, KINDS[exchange.format]) else f"{found} is not {exchange.format}"


KINDS: Mapping[str, type[Result]] = {"boolean": bool, "tabular": Solutions, "RDF": Triples}


def over_socket(address: str) -> Send:
    """Send the bytes themselves, to a server at this address."""
    host, port = urlsplit(address).hostname, urlsplit(address).port

    def send(request: Request) -> Response:
        with socket.create_connection((host, port), PATIENCE) as connection:
            connection.sendall(_bytes(request))
            response = HTTPResponse(connection, method=request.method)
            response.begin()
            headers = {name.lower(): value for name, value in response.getheaders()}
            return Response(response.status, headers, response.read())

    return send


def _bytes(request: Request) -> bytes:
    lines = [f"{request.method} {request.target} HTTP/1.1", f"Host: {request.authority}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in request.headers]
    if request.method in {"POST", "PUT"}:
        lines.append(f"Content-Length: {len(request.body)}")
    return "\r\n".join((*lines, "", "")).encode("ascii") + request.body


@contextmanager
def within_process(app: ASGIApp) -> Iterator[Send]:
    """Ask the application itself, which runs in a thread of this process, without a socket."""
    with ExitStack() as running:
        portal = running.enter_context(start_blocking_portal())
        running.enter_context(portal.wrap_async_context_manager(_started(app)))
        asking = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), timeout=PATIENCE)
        client = running.enter_context(portal.wrap_async_context_manager(asking))

        def send(request: Request) -> Response:
            url = f"http://{request.authority}{request.target}"
            sent = client.build_request(request.method, url, headers=list(request.headers), content=request.body)
            response = portal.call(client.send, sent)
            return Response(response.status_code, dict(response.headers), response.content)

        yield send


@asynccontextmanager
async def _started(app: ASGIApp) -> AsyncIterator[None]:
    """The application from its start to its end (ASGI 3.0, Lifespan Protocol)."""
    said: asyncio.Queue[Message] = asyncio.Queue()
    heard: asyncio.Queue[Message] = asyncio.Queue()
    living = asyncio.ensure_future(app({"type": "lifespan", "asgi": {"version": "3.0"}}, said.get, heard.put))
    await said.put({"type": "lifespan.startup"})
    assert await heard.get() == {"type": "lifespan.startup.complete"}
    yield
    await said.put({"type": "lifespan.shutdown"})
    await living
