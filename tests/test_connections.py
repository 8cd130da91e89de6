"""What a connection may take before its request is there, over real sockets."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import uvicorn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from genoderm.api import connections
from genoderm.api.connections import MAX_HEAD, Connection

CHUNKED = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"

CLOSING = CHUNKED[:-2] + b"Connection: close\r\n\r\n"


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how long the body was, and which headers there were once it was there."""
    size = 0
    while (message := await receive())["type"] == "http.request":
        size += len(message["body"])
        if not message["more_body"]:
            break
    names = b",".join(name for name, _ in scope["headers"])
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-named", names)]})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def deaf(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers without reading the body."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
    await send({"type": "http.response.body", "body": b"deaf"})


@contextmanager
def listening(app: object) -> Iterator[int]:
    """The port of a server in a thread."""
    config = uvicorn.Config(app, http=Connection, loop="uvloop", ws="none", log_config=None, server_header=False)  # type: ignore[arg-type]
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(10)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(echo) as port:
        yield port


def said(port: int, *pieces: bytes, pause: float = 0.02) -> bytes:
    """All that the server says, while these pieces are sent and after, until it closes or says no more."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        sender = threading.Thread(target=_send, args=(client, pieces, pause))
        sender.start()
        heard = b"".join(_parts(client))
        sender.join()
    return heard


def _send(client: socket.socket, pieces: tuple[bytes, ...], pause: float) -> None:
    with suppress(OSError):  # the server has closed
        for piece in pieces:
            client.sendall(piece)
            time.sleep(pause)


def _parts(client: socket.socket) -> Iterator[bytes]:
    with suppress(OSError):
        while part := client.recv(1 << 16):
            yield part


def document(answer: bytes) -> dict[str, object]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"connection: close" in head
    told: dict[str, object] = json.loads(body)
    assert f"HTTP/1.1 {told['status']} ".encode() in head
    return told


def test_a_request_in_one_piece_or_in_many_is_answered(port: int) -> None:
    whole = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc"
    assert said(port, whole).endswith(b"\r\n1\r\n3\r\n0\r\n\r\n")
    pieces = [whole[start : start + 9] for start in range(0, len(whole), 9)]
    assert said(port, *pieces, pause=0.001).endswith(b"\r\n1\r\n3\r\n0\r\n\r\n")


def test_requests_follow_each_other_on_one_connection(port: int) -> None:
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    answers = said(port, request * 3, request, request.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    assert answers.count(b"HTTP/1.1 200 OK") == 5


def test_a_body_may_be_longer_than_a_head(port: int) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
    assert b"\r\n300000\r\n" in said(port, head % 300_000 + b"x" * 300_000)
    pieces = b"".join(b"1\r\nx\r\n" for _ in range(100_000))
    assert b"\r\n100000\r\n" in said(port, CLOSING, pieces, b"0\r\n\r\n")


@pytest.mark.parametrize(
    "pieces",
    [
        [b"GET /" + b"a" * MAX_HEAD],
        [b"GET /", *[b"a" * 10_000] * 8],
        [b"GET / HTTP/1.1\r\nX: ", *[b"a" * 10_000] * 8],
        [b"GET / HTTP/1.1\r\n", *[b"X: " + b"a" * 9_000 + b"\r\n"] * 8],
        [b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: y\r\n" * 30_000 + b"\r\n"],
        [b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * MAX_HEAD + b"\r\n\r\n"],
    ],
    ids=["target", "target in pieces", "value in pieces", "headers in pieces", "many headers", "one header"],
)
def test_a_head_that_goes_on_is_refused(port: int, pieces: list[bytes]) -> None:
    told = document(said(port, *pieces))
    assert (told["status"], told["title"]) == (431, "HeadTooLong")


def test_a_trailer_that_goes_on_ends_the_connection(port: int) -> None:
    assert said(port, CHUNKED, b"1\r\nx\r\n0\r\nX: ", *[b"a" * 10_000] * 8) == b""


def test_a_trailer_is_no_header(port: int) -> None:
    answer = said(port, CLOSING, b"1\r\nx\r\n0\r\nAuthorization: Bearer x\r\n\r\n")
    assert b"x-named: host,transfer-encoding,connection\r\n" in answer


@pytest.mark.parametrize(
    "nonsense",
    [b"\x16\x03\x01\x02\x00\x01", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"GET http:// HTTP/1.1\r\n\r\n"],
)
def test_what_is_no_request_is_a_problem(port: int, nonsense: bytes) -> None:
    told = document(said(port, nonsense))
    assert (told["status"], told["title"]) == (400, "NoRequest")


def test_a_wish_for_another_protocol_is_passed_over(port: int) -> None:
    wish = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n"
    assert said(port, wish).startswith(b"HTTP/1.1 200 OK")


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "HEAD_SECONDS", 0.2)


@pytest.mark.usefixtures("hurried")
def test_a_head_that_does_not_come_is_not_waited_for(port: int) -> None:
    told = document(said(port, b"GET / HTTP/1.1\r\n"))
    assert (told["status"], told["title"]) == (408, "HeadTooSlow")


@pytest.mark.usefixtures("hurried")
def test_a_head_that_trickles_is_not_waited_for(port: int) -> None:
    trickle = [b"GET / HTTP/1.1\r\n", *[b"X: y\r\n"] * 12]
    assert document(said(port, *trickle, pause=0.03))["status"] == 408


@pytest.mark.usefixtures("hurried")
def test_a_second_head_that_trickles_is_not_waited_for(port: int) -> None:
    answer = said(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", *[b"GET / HTTP/1.1\r\n", *[b"X: y\r\n"] * 12], pause=0.03)
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert b"HTTP/1.1 408 Request Timeout" in answer


@pytest.mark.usefixtures("hurried")
def test_who_says_nothing_loses_the_connection(port: int) -> None:
    began = time.monotonic()
    assert said(port) == b""
    assert 0.15 < time.monotonic() - began < 10  # where it would be 20


@pytest.mark.usefixtures("hurried")
def test_a_body_that_nobody_reads_is_not_waited_for() -> None:
    with listening(deaf) as port:
        began = time.monotonic()
        answer = said(port, CHUNKED, *[b"1\r\nx\r\n"] * 30, pause=0.03)
        assert answer.endswith(b"deaf")
        assert time.monotonic() - began < 10


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from([b"GET /a?b=c HTTP/1.1\r\nHost: x\r\n\r\n", CHUNKED + b"1\r\nx\r\n0\r\n\r\n"]),
    st.lists(st.tuples(st.integers(0, 80), st.binary(max_size=3)), max_size=4),
)
def test_whatever_bytes_come_the_fault_is_not_ours(port: int, request: bytes, changes: list[tuple[int, bytes]]) -> None:
    for place, change in changes:
        request = request[:place] + change + request[place + 1 :]
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(request)
        client.shutdown(socket.SHUT_WR)
        answer = b"".join(_parts(client))
    assert answer == b"" or answer.startswith((b"HTTP/1.1 200", b"HTTP/1.1 400"))
