"""The headers that keep browsers safe and let every page of the world read our answers.

Data can be read from anywhere (CORS), and never runs: an answer that a browser takes for a page (RDF/XML may hold
XHTML) is sandboxed. Pages load what is ours only. Writes are not for foreign pages: a preflight offers what reads.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Literal

from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Headers = list[tuple[bytes, bytes]]
Methods = Callable[[str], frozenset[str]]
Kind = Literal["page", "data", "own", "nothing"]
HTML = (b"text/html", b"application/xhtml+xml")
METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT", "QUERY")
READS = frozenset({"GET", "HEAD", "POST", "QUERY", "OPTIONS"})  # POST carries queries that are too long for an address
DATA_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; sandbox")
PAGE_POLICY = (
    b"content-security-policy",
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
)
EVERYWHERE: Headers = [
    (b"server", b"genoderm"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),  # a link to a query tells of a disease that somebody asked about
    (b"cross-origin-resource-policy", b"cross-origin"),
    (
        b"access-control-expose-headers",
        b"Age, Allow, Cache-Status, Content-Disposition, ETag, Genoderm-Complete, Link, Location, Retry-After, "
        b"Server-Timing",
    ),
]
PAGES: Headers = [
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"geolocation=(self), camera=(), microphone=(), payment=(), usb=()"),
]
ENCRYPTED = (b"strict-transport-security", b"max-age=31536000")
ANYONE = (b"access-control-allow-origin", b"*")
ASKED = (
    b"access-control-allow-headers",
    b"Accept, Accept-Language, Cache-Control, Content-Type, If-None-Match, If-Modified-Since",
)
FOR_A_WHILE = (b"access-control-max-age", b"7200")  # seconds; browsers remember no longer
BY_ORIGIN = (b"vary", b"Origin")


class Security:
    """Adds the headers to every answer, and answers OPTIONS."""

    def __init__(self, app: ASGIApp, origins: Sequence[str], methods: Methods) -> None:
        """Around this application, whose paths know these methods."""
        self._app = app
        self._methods = methods
        self._anyone = "*" in origins
        self._origins = frozenset(origin.encode() for origin in origins)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """One request."""
        if scope["type"] != "http":
            return self._app(scope, receive, send)

        def guarded(message: Message) -> Awaitable[None]:
            if message["type"] != "http.response.start":
                return send(message)
            return send({**message, "headers": [*message["headers"], *self._added(scope, message["headers"])]})

        if scope["method"] == "OPTIONS":
            return self._options(scope, receive, guarded)
        return self._app(scope, receive, guarded)

    def _added(self, scope: Scope, given: Iterable[tuple[bytes, bytes]]) -> Headers:
        fixed = _fixed(_kind(given), scope["scheme"] == "https")
        if self._anyone:
            return [*fixed, ANYONE]
        origin = _header(scope, b"origin")
        return [*fixed, BY_ORIGIN, *([(ANYONE[0], origin)] if origin in self._origins else [])]

    async def _options(self, scope: Scope, receive: Receive, send: Send) -> None:
        known = self._methods(scope["path"])
        preflight = _header(scope, b"access-control-request-method")
        if not known or ("OPTIONS" in known and not preflight):
            await self._app(scope, receive, send)
            return
        allowed = (b"allow", _listed(known | {"OPTIONS"}))
        offered = [(b"access-control-allow-methods", _listed(known & READS)), ASKED, FOR_A_WHILE] if preflight else []
        await send({"type": "http.response.start", "status": HTTPStatus.NO_CONTENT, "headers": [allowed, *offered]})
        await send({"type": "http.response.body", "body": b""})


def methods_of(routes: Sequence[BaseRoute], others: Mapping[str, frozenset[str]]) -> Methods:
    """The methods of a path: of an application's routes, and of paths whose routes leave that to what is behind."""

    def methods(path: str) -> frozenset[str]:
        if path in others:
            return others[path]
        return frozenset(method for method in METHODS if any(_takes(route, method, path) for route in routes))

    return methods


def _takes(route: BaseRoute, method: str, path: str) -> bool:
    match, _ = route.matches({"type": "http", "method": method, "path": path, "headers": []})
    return match is Match.FULL


def _kind(given: Iterable[tuple[bytes, bytes]]) -> Kind:
    """What a browser would take it for; the policy of a page that brings its own is left alone."""
    kind: Kind = "nothing"  # such as a 304, which leaves the policy of what it confirms as it was
    for name, value in given:
        if name == b"content-security-policy":
            return "own"
        if name == b"content-type":
            kind = "page" if value.startswith(HTML) else "data"
    return kind


@cache
def _fixed(kind: Kind, encrypted: bool) -> Headers:  # noqa: FBT001 - a key of a table of eight
    policy = {"page": [PAGE_POLICY, *PAGES], "own": PAGES, "data": [DATA_POLICY], "nothing": []}[kind]
    return [*EVERYWHERE, *policy, *([ENCRYPTED] if encrypted else [])]


def _header(scope: Scope, wanted: bytes) -> bytes:
    return next((value for name, value in scope["headers"] if name == wanted), b"")


def _listed(methods: Iterable[str]) -> bytes:
    return ", ".join(sorted(methods)).encode()
