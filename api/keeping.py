"""Conditional requests, and answers kept for the next who asks the same of the same release.

An answer that may be kept says so itself, with `KEPT` among its headers. It gets a tag of its bytes and the time of the
release that it is from; one that two releases had a part in is asked for anew. RFC 9110, 13; RFC 9111; RFC 9211.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from genoderm.api.answering import Headers, reply
from genoderm.api.proxies import public_base
from genoderm.api.requests import header
from genoderm.api.serving import Serving
from genoderm.sparql.cache import Key
from genoderm.sparql.evaluation import WHOLE

CONTROL = "public, no-cache"  # kept, and asked for each time with its tag: a new release may come at any moment
KEPT = {"Cache-Control": CONTROL}
HIT, MISS = (b"cache-status", b"genoderm; hit"), (b"cache-status", b"genoderm; fwd=uri-miss")
METHODS = {"GET", "HEAD"}
# what a 304 repeats of the answer that it stands for (RFC 9110, 15.4.5)
REPEATED = {b"cache-control", b"content-language", b"content-location", b"etag", b"last-modified", b"link", b"vary"}
TURNS = 3  # releases do not follow each other that fast


class Keeping:
    """Around an application: keeps what it says may be kept, and answers from that."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        """With the cache and the release of this deployment."""
        self._app = app
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI 3)."""
        if scope["type"] != "http" or scope["method"] not in METHODS:
            await self._app(scope, receive, send)
            return
        key = self._key(scope)
        kept = self._serving.cache.get(key) if key else None
        if kept is None:
            await self._ask(scope, receive, send)
        else:
            headers, body = _unpacked(kept)
            await _answer(scope, [*headers, HIT], body, send)

    async def _ask(self, scope: Scope, receive: Receive, send: Send) -> None:
        for turn in range(TURNS):
            before, held = self._key(scope), Held(send, self._serving.cache.most)
            await self._app(scope, receive, held.take)
            if held.passed:
                return
            if before == self._key(scope) or turn == TURNS - 1:
                break
        headers = _described(held, self._serving.pool.manifest.created)
        if before:
            self._serving.cache.put(before, _packed(headers, held.body))
        await _answer(scope, [*headers, MISS], held.body, send)

    def _key(self, scope: Scope) -> Key | None:
        """All that decides an answer; None before there is a release."""
        if not self._serving.pool.ready:
            return None
        asked = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        accepted = f"{header(scope, b'accept')}\n{header(scope, b'accept-language')}"
        base = public_base(scope, self._serving.settings)
        return Key(self._serving.pool.manifest.id, asked, WHOLE, accepted, base)


@dataclass(slots=True)
class Held:
    """An answer that is held until it is whole, if it may be kept; any other passes as it comes."""

    send: Send
    most: int  # bytes; a longer one passes too
    passed: bool = False
    headers: Headers = field(default_factory=list)
    _start: Message | None = None
    _pieces: list[bytes] = field(default_factory=list)

    @property
    def body(self) -> bytes:
        """What is held of the body."""
        return b"".join(self._pieces)

    async def take(self, message: Message) -> None:
        """As `send` (ASGI 3)."""
        if message["type"] == "http.response.start" and _may_be_kept(message):
            self._start, self.headers = message, list(message["headers"])
        elif self._start is None or self.passed:
            self.passed = True
            await self.send(message)
        else:
            await self._hold(message)

    async def _hold(self, message: Message) -> None:
        self._pieces.append(message.get("body", b""))
        if sum(map(len, self._pieces)) > max(self.most, 1 << 20) and message.get("more_body") and self._start:
            self.passed = True
            await self.send(self._start)
            await self.send({**message, "body": self.body})


def _may_be_kept(start: Message) -> bool:
    control = (b"cache-control", CONTROL.encode())
    return start["status"] == HTTPStatus.OK and control in start["headers"]


def _described(held: Held, created: str) -> Headers:
    """The headers, with the tag and the time; Content-Length is told again when it is sent."""
    own = [(name, value) for name, value in held.headers if name not in {b"content-length", b"etag"}]
    tag = f'"{sha256(held.body).hexdigest()[:24]}"'.encode()
    return [*own, (b"etag", tag), (b"last-modified", _date(created))]


@lru_cache(maxsize=8)
def _date(created: str) -> bytes:
    """An instant of ISO 8601 as RFC 9110, 5.6.7, has it."""
    return format_datetime(datetime.fromisoformat(created), usegmt=True).encode()


async def _answer(scope: Scope, headers: Headers, body: bytes, send: Send) -> None:
    """The answer, or that the client has it."""
    tag = next(value for name, value in headers if name == b"etag").decode()
    if has(header(scope, b"if-none-match"), tag):
        await reply(send, HTTPStatus.NOT_MODIFIED, [pair for pair in headers if pair[0] in REPEATED])
    else:
        await reply(send, HTTPStatus.OK, headers, body)


def has(tags: str, tag: str) -> bool:
    """Whether If-None-Match names this tag, compared weakly (RFC 9110, 13.1.2)."""
    return bool(tags) and any(
        told.strip().removeprefix("W/") in {tag.removeprefix("W/"), "*"} for told in tags.split(",")
    )


def _packed(headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    """As one piece, so that the cache can count its bytes; no header of ours holds a line end."""
    return b"\r\n".join(b": ".join(pair) for pair in headers) + b"\r\n\r\n" + body


def _unpacked(kept: bytes) -> tuple[Headers, bytes]:
    head, _, body = kept.partition(b"\r\n\r\n")
    lines = (line.partition(b": ") for line in head.split(b"\r\n"))
    return [(name, value) for name, _, value in lines], body
