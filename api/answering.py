"""Sending an answer over ASGI: at once if it is small, in pieces if it is not, and ended when the client leaves.

An answer that breaks off after it began closes the connection in the middle of a chunk (RFC 9112, 8), so that a client
can tell it from a whole one.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus

from starlette.types import Message, Receive, Send

from genoderm.ontology.errors import GenodermError
from genoderm.sparql.workers.answer import Answer

Headers = list[tuple[bytes, bytes]]
WATCH = 0.05  # seconds after which it is worth watching whether the client is still there
STALLED = 30  # seconds that a client may take nothing of its answer


@dataclass(slots=True)
class Sent:
    """What went out: bytes, the answer if it was short enough to be kept, and the fault that cut it off."""

    size: int = 0
    kept: bytes | None = None
    fault: GenodermError | TimeoutError | None = None


class Begun:
    """Passes messages on, and knows whether any has gone; no coroutine of its own, which would cost as much again."""

    __slots__ = ("_send", "yet")

    def __init__(self, send: Send) -> None:
        """Nothing has."""
        self._send = send
        self.yet = False

    def send(self, message: Message) -> Awaitable[None]:
        """Pass a message on."""
        self.yet = True
        return self._send(message)


async def reply(send: Send, status: int, headers: Headers, body: bytes = b"") -> None:
    """A whole response; one that stands for another has no length of its own (RFC 9110, 8.6)."""
    length = [] if status == HTTPStatus.NOT_MODIFIED else [(b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": [*headers, *length]})
    await send({"type": "http.response.body", "body": body})


@dataclass(frozen=True, slots=True)
class Going:
    """How an answer goes out: with which headers, how many bytes of it are kept, what is done to its beginning."""

    headers: Headers
    most: int = 0
    mark: Callable[[bytes], bytes] | None = None


async def send_answer(answer: Answer, going: Going, receive: Receive, send: Send) -> Sent:
    """Send an answer as it comes, keeping as much of it as may be; GenodermError if nothing of it came."""
    with _watched(answer, receive):
        first = await answer.piece()
        if first is not None and going.mark is not None:
            first = going.mark(first)
        if first is None or answer.end is not None:
            return await _whole(answer, first or b"", going.headers, send)
        return await _stream(answer, first, going, send)


async def _whole(answer: Answer, first: bytes, headers: Headers, send: Send) -> Sent:
    body = first + await answer.whole()
    await reply(send, HTTPStatus.OK, headers, body)
    return Sent(len(body), body)


async def _stream(answer: Answer, first: bytes, going: Going, send: Send) -> Sent:
    await send({"type": "http.response.start", "status": HTTPStatus.OK, "headers": going.headers})
    sent, kept = Sent(), []
    piece: bytes | None = first
    try:
        while piece is not None:
            await _pass(send, piece)
            sent.size += len(piece)
            if sent.size <= going.most:
                kept.append(piece)
            piece = await answer.piece()
    except (GenodermError, TimeoutError) as fault:
        return Sent(sent.size, fault=fault)
    await send({"type": "http.response.body", "body": b""})
    sent.kept = b"".join(kept) if sent.size <= going.most else None
    return sent


async def _pass(send: Send, piece: bytes) -> None:
    """One piece; a client that takes nothing for long has left without a word."""
    async with asyncio.timeout(STALLED):
        await send({"type": "http.response.body", "body": piece, "more_body": True})


@contextmanager
def _watched(answer: Answer, receive: Receive) -> Iterator[None]:
    """End the query if the client leaves; quick answers are not worth the watching."""
    loop = asyncio.get_running_loop()
    watches: list[asyncio.Task[None]] = []
    later = loop.call_later(WATCH, lambda: watches.append(loop.create_task(_until_left(answer, receive))))
    try:
        yield
    finally:
        later.cancel()
        for watch in watches:
            watch.cancel()


async def _until_left(answer: Answer, receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    answer.cancel()
