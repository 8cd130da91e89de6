"""A request and its answer as ASGI messages, for what stands between the server and the application."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True, slots=True)
class Heard:
    """What a client would have heard."""

    status: int
    headers: Headers
    body: bytes
    whole: bool

    def header(self, name: str) -> str | None:
        """The values of a header, as one; None if it did not come."""
        values = [value.decode() for key, value in self.headers if key == name.encode()]
        return ", ".join(values) if values else None


def scope(
    path: str = "/sparql", *, method: str = "GET", headers: Mapping[str, str] | Headers | None = None, **rest: Any
) -> Scope:
    """The scope of a request from 192.0.2.1 to http://localhost:8000."""
    pairs = headers if isinstance(headers, list) else [(k.encode(), v.encode()) for k, v in (headers or {}).items()]
    names = {name for name, _ in pairs}
    return {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "scheme": "http",
        "headers": [*([] if b"host" in names else [(b"host", b"localhost:8000")]), *pairs],
        "client": ("192.0.2.1", 40000),
        "server": ("127.0.0.1", 8000),
        **rest,
    }


def heard(app: ASGIApp, asked: Scope, body: Iterable[bytes] = ()) -> Heard:
    """Send a request, its body in these pieces, and hear the whole answer."""
    return asyncio.run(hear(app, asked, body))


async def hear(app: ASGIApp, asked: Scope, body: Iterable[bytes] = ()) -> Heard:
    """The same, in a loop that runs."""
    pieces = list(body)
    messages: list[Message] = []

    async def receive() -> Message:
        if not pieces:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Message) -> None:
        messages.append(message)

    pieces = pieces or [b""]
    await app(asked, receive, send)
    return _heard(messages)


def _heard(messages: list[Message]) -> Heard:
    starts = [message for message in messages if message["type"] == "http.response.start"]
    bodies = [message for message in messages if message["type"] == "http.response.body"]
    assert len(starts) <= 1
    whole = bool(bodies) and not bodies[-1].get("more_body", False)
    start: Message = starts[0] if starts else {"status": 0, "headers": []}
    content = b"".join(message.get("body", b"") for message in bodies)
    return Heard(start["status"], list(start["headers"]), content, whole)


async def hello(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that greets."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"hello"})
