"""Content codings: an answer made smaller for who says that it reads that (RFC 9110, 8.4 and 12.5.3).

What is whole is coded, and each time anew: a page takes zstd a tenth of a millisecond, which is less than to look for
one that was kept. What comes in pieces begins at once and stays as it is, and so do files of which parts may be asked
for: their bytes are counted. A coded answer has another representation's bytes, so a strong tag becomes a weak one.
No answer holds a secret, which its length could tell of.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from werkzeug.http import parse_accept_header
from zstandard import ZstdCompressor

from genoderm.api.answering import Headers
from genoderm.api.requests import header

ZSTD, GZIP = "zstd", "gzip"  # RFC 8878, RFC 1952; of equals the first is taken: it is up to ten times as fast
LEAST = 1_000  # bytes: what is shorter is one packet either way
ASIDE = 1 << 17  # bytes: longer ones take milliseconds, for which nobody else should wait
CODED = (b"application/gzip", b"application/zstd", b"image/png", b"font/")
COUNTED = {b"content-encoding", b"content-range", b"accept-ranges"}
VARY = b"Accept-Encoding"


class Coding:
    """Around an application: sends its whole answers in the coding that the client likes best."""

    def __init__(self, app: ASGIApp) -> None:
        """Around this one."""
        self._app = app

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """One request (ASGI 3)."""
        if scope["type"] != "http":
            return self._app(scope, receive, send)
        coding = liked(header(scope, b"accept-encoding"))
        if coding:
            return self._app(scope, receive, _Coder(coding, send).take)

        def varying(message: Message) -> Awaitable[None]:
            return send(_varied(message) if message["type"] == "http.response.start" else message)

        return self._app(scope, receive, varying)


@lru_cache(maxsize=256)
def liked(accepted: str) -> str:
    """Of our codings the one that Accept-Encoding likes best; "" where it names none, or likes `identity` better."""
    told = {name.lower(): quality for name, quality in parse_accept_header(accepted)}
    best = max((ZSTD, GZIP), key=lambda name: told.get(name, 0.0))
    quality = told.get(best, 0.0)
    return best if quality > 0 and quality >= told.get("identity", 0.0) else ""


def coded(body: bytes, coding: str) -> bytes:
    """The body in a coding: equal bodies have equal bytes."""
    return ZstdCompressor(level=3).compress(body) if coding == ZSTD else gzip.compress(body, 6, mtime=0)


@dataclass(slots=True)
class _Coder:
    """An answer to somebody who reads this coding; what is to be coded is held until it is whole."""

    coding: str
    send: Send
    start: Message | None = None
    pieces: list[bytes] = field(default_factory=list)

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _may_be_coded(message):
            self.start = message
        elif message["type"] == "http.response.start":
            await self.send(_varied(message))
        elif self.start is None:
            await self.send(message)
        else:
            await self._hold(message, self.start)

    async def _hold(self, message: Message, start: Message) -> None:
        self.pieces.append(message.get("body", b""))
        if message.get("more_body"):
            return
        whole = b"".join(self.pieces)
        small = await asyncio.to_thread(coded, whole, self.coding) if len(whole) > ASIDE else coded(whole, self.coding)
        headers = [pair for pair in _weakened(_varied(start)["headers"]) if pair[0] != b"content-length"]
        length = [(b"content-length", str(len(small)).encode())] if whole else []  # HEAD may have none to tell it by
        told = [*headers, (b"content-encoding", self.coding.encode()), *length]
        await self.send({**start, "headers": told})
        await self.send({"type": "http.response.body", "body": small if whole else b""})


def _may_be_coded(start: Message) -> bool:
    told: Mapping[bytes, bytes] = dict(start["headers"])
    length = told.get(b"content-length", b"0")
    if not length.isdigit() or int(length) < LEAST or COUNTED & told.keys():
        return False
    return not told.get(b"content-type", b"").startswith(CODED)


def _varied(start: Message) -> Message:
    """With the header that it depends on: of what is sent as it is too, and of what says that it is the same."""
    depends = start["status"] == HTTPStatus.NOT_MODIFIED or _may_be_coded(start)
    if not depends or any(name == b"vary" and VARY in value for name, value in start["headers"]):
        return start
    return {**start, "headers": [*start["headers"], (b"vary", VARY)]}


def _weakened(headers: Headers) -> Headers:
    return [(name, b"W/" + value if name == b"etag" and value.startswith(b'"') else value) for name, value in headers]
