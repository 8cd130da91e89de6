"""Content codings: whole answers come smaller to who reads that, and as they are to everybody else."""

import gzip
from collections.abc import Callable, Mapping

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send
from zstandard import ZstdDecompressor

from genoderm.api.coding import ASIDE, Coding, liked
from tests.asgi import Heard, heard, scope

TEXT = b"Epidermolysis bullosa simplex. " * 100
HTML = (b"content-type", b"text/html; charset=utf-8")
READERS: Mapping[str, Callable[[bytes], bytes]] = {"gzip": gzip.decompress, "zstd": ZstdDecompressor().decompress}


def answering(*bodies: bytes, status: int = 200, **headers: str) -> ASGIApp:
    """An application that answers in so many pieces; the length is told of what is whole, and of what `headers` say."""
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    length = [(b"content-length", str(len(bodies[0])).encode())] if len(bodies) == 1 and status != 304 else []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": [HTML, *told, *length]})
        for number, body in enumerate(bodies, 1):
            await send({"type": "http.response.body", "body": body, "more_body": number < len(bodies)})

    return app


def asked(app: ASGIApp, accepted: str | None = None) -> Heard:
    return heard(Coding(app), scope(headers={} if accepted is None else {"accept-encoding": accepted}))


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("GZip;q=0.5", "gzip"),
        ("zstd;q=0.3, gzip;q=0.8", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=0, zstd", "zstd"),
        ("identity, gzip;q=0.5", ""),
        ("br", ""),
        ("*", ""),
    ],
)
def test_the_coding_is_the_one_that_the_client_likes_best(accepted: str, coding: str) -> None:
    assert liked(accepted) == coding


@pytest.mark.parametrize("coding", READERS)
@pytest.mark.parametrize("body", [TEXT, bytes(range(256)) * (ASIDE >> 7)], ids=["short", "long"])
def test_a_coded_answer_is_the_same_when_it_is_read(coding: str, body: bytes) -> None:
    answer = asked(answering(body, etag='"abc"', vary="Accept"), coding)
    assert answer.header("content-encoding") == coding
    assert answer.header("content-length") == str(len(answer.body))
    assert READERS[coding](answer.body) == body
    assert answer.header("vary") == "Accept, Accept-Encoding"
    assert answer.header("etag") == 'W/"abc"'  # RFC 9110, 8.8.3: other bytes, the same meaning


def test_a_client_that_reads_no_coding_gets_the_very_bytes_and_is_told_what_they_depend_on() -> None:
    answer = asked(answering(TEXT, etag='"abc"'))
    assert (answer.body, answer.header("content-encoding")) == (TEXT, None)
    assert (answer.header("etag"), answer.header("vary")) == ('"abc"', "Accept-Encoding")
    assert answer.header("content-length") == str(len(TEXT))


@pytest.mark.parametrize(
    "app",
    [
        answering(b"short"),
        answering(TEXT, TEXT),
        answering(TEXT, content_encoding="br"),
        answering(TEXT, accept_ranges="bytes"),
        answering(TEXT, status=206, content_range="bytes 0-9/100"),
    ],
    ids=["short", "in pieces", "coded already", "asked in parts", "a part"],
)
def test_what_is_short_or_streams_or_is_counted_stays_as_it_is(app: ASGIApp) -> None:
    plain, answer = asked(app), asked(app, "gzip, zstd")
    assert (answer.body, answer.headers) == (plain.body, plain.headers)
    assert answer.header("vary") is None


def test_what_says_that_it_is_the_same_says_what_it_depends_on() -> None:
    answer = asked(answering(b"", status=304, etag='"abc"'), "gzip")
    assert (answer.status, answer.body, answer.header("vary")) == (304, b"", "Accept-Encoding")


def test_a_dependence_is_told_once() -> None:
    assert asked(answering(TEXT, vary="Accept-Encoding"), "gzip").header("vary") == "Accept-Encoding"
