"""What one request may take: bytes of an address, bytes and seconds of a body."""

import asyncio
from collections.abc import Awaitable, Mapping
from contextlib import suppress

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genoderm.api.problems import problem_of
from genoderm.ontology.errors import GenodermError

MAX_TARGET = 1 << 15  # bytes of path and query; servers and proxies differ in what they take, and POST takes more
BODILESS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})  # nobody reads what may come with them
BEGIN = 30  # seconds for a body to come, and so much longer as it takes at
SLOWEST = 64 << 10  # bytes a second: a telephone in a valley
DRAINED = 1 << 20  # bytes that are read of a body that is refused, so that its sender gets to hear why
DRAIN = 2  # seconds


class TargetTooLong(GenodermError):
    """The address is longer than any that is needed."""

    status = 414


class BodyTooLong(GenodermError):
    """The body is longer than the settings allow."""

    status = 413


class BodyTooSlow(GenodermError):
    """The body did not come in time."""

    status = 408


class Limits:
    """Refuses what is too long before it is read, and what turns out to be so while it is."""

    def __init__(self, app: ASGIApp, body: int, uploads: Mapping[str, int]) -> None:
        """Bodies of so many bytes before this application; `uploads` are other bounds, by the beginning of the path."""
        self._app = app
        self._body = body
        self._uploads = uploads

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """One request."""
        if scope["type"] != "http":
            return self._app(scope, receive, send)
        if len(scope["path"]) + len(scope["query_string"]) > MAX_TARGET:
            fault = TargetTooLong(f"the address is longer than {MAX_TARGET:,} bytes; POST takes longer queries")
            return _refuse(fault, receive, send)
        if scope["method"] in BODILESS:
            return self._app(scope, receive, send)
        return self._with_body(scope, receive, send)

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = next((size for path, size in self._uploads.items() if scope["path"].startswith(path)), self._body)
        if _declared(scope) > most:
            await _refuse(_too_long(most), receive, send)
            return
        body = _Body(receive, send, most)
        await self._app(scope, body.receive, body.send)


class _Body:
    """The messages of a request whose body is counted; an application that is cut off sees its client leave."""

    def __init__(self, receive: Receive, send: Send, most: int) -> None:
        self._receive = receive
        self._send = send
        self._most = most
        self._left = most
        self._whole = self._begun = self._refused = False
        self._until = asyncio.get_running_loop().time() + BEGIN + most / SLOWEST

    async def receive(self) -> Message:
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._until):
                message = await self._receive()
        except TimeoutError:
            return await self._refuse(BodyTooSlow("the body did not come in time"))
        self._left -= len(message.get("body", b""))
        if self._left < 0:
            return await self._refuse(_too_long(self._most))
        self._whole = not message.get("more_body", False)
        return message

    def send(self, message: Message) -> Awaitable[None]:
        if self._refused:
            return asyncio.sleep(0)
        self._begun = True
        return self._send(message)

    async def _refuse(self, fault: GenodermError) -> Message:
        self._whole = True
        if not self._begun:
            self._refused = True
            await _refuse(fault, self._receive, self._send)
        return {"type": "http.disconnect"}


def _too_long(most: int) -> BodyTooLong:
    return BodyTooLong(f"the body is longer than {most:,} bytes, which is what this server takes")


def _declared(scope: Scope) -> int:
    value = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
    return int(value) if value.isdigit() else 0


async def _refuse(fault: GenodermError, receive: Receive, send: Send) -> None:
    """Say why, and close: what follows in the stream is the rest of the body.

    Some of it is read first, since a connection that is closed with bytes unread is reset, and the answer lost.
    """
    status, headers, body = problem_of(fault)
    headers = [*headers, (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": True})
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN):
            await _drain(receive)
    await send({"type": "http.response.body", "body": b""})


async def _drain(receive: Receive) -> None:
    left = DRAINED
    while left > 0:
        message = await receive()
        if not message.get("more_body", False):
            return
        left -= len(message["body"])
