"""A request as bytes on a socket, and what comes back."""

import gzip
import json
import socket
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

from pyoxigraph import QueryBoolean, parse, parse_query_results

from genoderm.sparql.formats import GRAPHS, RESULTS

PATIENCE = 20  # seconds: the limit of a query is half of one, and other tests run
LONGEST = 8 << 10  # bytes of a problem, however much was sent
REFUSALS = {400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415, 416, 422, 429, 431}
BOUNDS = {503, 504, 507}  # answers of a server that keeps its bounds
FORESEEN = {200, 201, 204, 206, 303, 304} | REFUSALS | BOUNDS
PAGE = "text/html; charset=utf-8"
PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request; `framing` is how the end of its body is told: by its length, by chunks, or there is none."""

    method: bytes
    target: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""
    framing: str = "length"
    host: bytes = b"localhost"

    def __bytes__(self) -> bytes:
        lines = [b"%s %s HTTP/1.1" % (self.method, self.target), b"Host: " + self.host, b"Connection: close"]
        lines += [b"%s: %s" % pair for pair in self.headers]
        return b"\r\n".join([*lines, *self._framed()])

    def _framed(self) -> list[bytes]:
        match self.framing:
            case "length":
                return [b"Content-Length: %d" % len(self.body), b"", self.body]
            case "chunks":
                pieces = [self.body[start : start + 7] for start in range(0, len(self.body), 7)]
                chunks = b"".join(b"%x;x=y\r\n%s\r\n" % (len(piece), piece) for piece in pieces)
                return [b"Transfer-Encoding: chunked", b"", chunks + b"0\r\nX-Trailer: y\r\n\r\n"]
        return [b"", b""]


@dataclass(frozen=True, slots=True)
class Heard:
    """An answer; one that was cut off in the middle is not whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool


def answered(server: str, sent: Sent) -> Heard:
    """What the server at this address says."""
    place = urlsplit(server)
    with socket.create_connection((place.hostname, place.port), timeout=PATIENCE) as client:
        with suppress(ConnectionError):  # it has said what it has to say, and reads no more
            client.sendall(bytes(sent))
        with closing(HTTPResponse(client, method=sent.method.decode())) as answer:
            return _heard(answer)


def _heard(answer: HTTPResponse) -> Heard:
    answer.begin()
    headers = {name.lower(): value for name, value in answer.getheaders()}
    try:
        body = answer.read()
    except HTTPException:  # cut off at a bound, in the middle of a chunk
        return Heard(answer.status, headers, b"", whole=False)
    coded = body and headers.get("content-encoding") == "gzip"  # the only coding that requests ask for
    return Heard(answer.status, headers, gzip.decompress(body) if coded else body, whole=True)


def expect_sound(heard: Heard, sent: Sent | None = None) -> None:
    """An answer that a client can make something of; a fault is a page for who asks for pages only."""
    assert heard.status in FORESEEN
    assert "x-injected" not in heard.headers
    method, browser = (sent.method, wants_page(sent)) if sent else (b"GET", False)
    if heard.status >= 400 and browser and heard.headers["content-type"] == PAGE:
        assert method == b"HEAD" or heard.body.startswith(b"<!doctype html>")
    elif heard.status >= 400:
        assert heard.headers["content-type"] == PROBLEM
        assert len(heard.body) < LONGEST
        assert method == b"HEAD" or json.loads(heard.body)["status"] == heard.status


def wants_page(sent: Sent) -> bool:
    """Whether a request asks for HTML by its name."""
    return any(name.lower() == b"accept" and b"text/html" in value for name, value in sent.headers)


def expect_readable(heard: Heard) -> None:
    """An answer to a query that is what its media type says."""
    media_type = heard.headers["content-type"].partition(";")[0]
    if media_type in GRAPHS and media_type not in RESULTS:
        list(parse(heard.body, format=GRAPHS[media_type]))
    elif media_type not in GRAPHS and media_type != "text/csv":  # which has no types to be read
        found = parse_query_results(heard.body, format=RESULTS[media_type])
        assert isinstance(found, QueryBoolean) or list(found) is not None
