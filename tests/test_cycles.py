"""What goes out of a connection, write by write, on a transport that remembers."""

import asyncio
from collections.abc import Sequence

import pytest
from starlette.types import Message, Receive, Scope, Send
from uvicorn import Config
from uvicorn.server import ServerState

from genoderm.api.connections import Connection

GET, HEAD, OLD = b"GET / HTTP/1.1\r\n\r\n", b"HEAD / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.0\r\n\r\n"
FIVE: Message = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]}
OPEN: Message = {"type": "http.response.start", "status": 200, "headers": []}
HELLO: Message = {"type": "http.response.body", "body": b"hello"}


class Remembering(asyncio.Transport):
    """Takes what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written.append(bytes(data))

    def close(self) -> None:
        self.closed = True

    def is_closing(self) -> bool:
        return self.closed

    def resume_reading(self) -> None:
        """Nobody reads."""


def answered(request: bytes, messages: Sequence[Message]) -> Remembering:
    """The transport of a connection that this request came by, and that an application answered so."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(message)

    async def one() -> Remembering:
        transport = Remembering()
        config = Config(app, ws="none", log_config=None, access_log=False)
        connection = Connection(config, ServerState(), {})
        connection.connection_made(transport)
        connection.data_received(request)
        await asyncio.gather(*connection.tasks)
        connection.connection_lost(None)
        return transport

    return asyncio.run(one())


def test_head_and_body_leave_in_one_write() -> None:
    assert answered(GET, [FIVE, HELLO]).written == [b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"]


def test_the_first_piece_of_a_stream_leaves_with_the_head_and_its_end_by_itself() -> None:
    pieces: list[Message] = [{**HELLO, "more_body": True}, {**HELLO, "more_body": True}, {"type": "http.response.body"}]
    head = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    chunk = b"5\r\nhello\r\n"
    assert answered(GET, [OPEN, *pieces]).written == [head + chunk, chunk, b"0\r\n\r\n"]


def test_head_is_told_the_length_and_sent_no_body() -> None:
    assert answered(HEAD, [FIVE, HELLO]).written == [b"HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n"]


@pytest.mark.parametrize("status", [204, 304])
def test_what_has_no_body_is_not_chunked(status: int) -> None:
    start: Message = {"type": "http.response.start", "status": status, "headers": []}
    (written,) = answered(GET, [start, {"type": "http.response.body"}]).written
    assert b"transfer-encoding" not in written


def test_a_connection_of_http_1_0_closes_and_says_so() -> None:
    transport = answered(OLD, [FIVE, HELLO])
    assert transport.closed
    assert b"connection: close\r\n" in transport.written[0]


def test_an_application_that_says_close_has_it_said_once() -> None:
    start: Message = {**FIVE, "headers": [(b"content-length", b"5"), (b"connection", b"close")]}
    transport = answered(GET, [start, HELLO])
    assert transport.closed
    assert transport.written[0].count(b"connection: close") == 1


@pytest.mark.parametrize("value", [b"a\r\nset-cookie: b", b"a\nb", b"a\rb", b"a\0b", b"a\x7fb"])
def test_a_header_with_a_line_end_in_it_never_leaves(value: bytes) -> None:
    start: Message = {**FIVE, "headers": [(b"content-length", b"5"), (b"x-told", value)]}
    transport = answered(GET, [start, HELLO])
    assert transport.closed
    assert [line[:12] for line in transport.written] == [b"HTTP/1.1 500"]


@pytest.mark.parametrize("body", [b"hell", b"hello!"])
def test_a_body_of_another_length_than_was_said_ends_the_connection(body: bytes) -> None:
    transport = answered(GET, [FIVE, {**HELLO, "body": body}])
    assert transport.closed
    assert transport.written == []


@pytest.mark.parametrize("messages", [[HELLO], [FIVE, FIVE], [FIVE, HELLO, HELLO]], ids=["no start", "two", "after"])
def test_messages_out_of_order_are_the_applications_fault(
    messages: list[Message], caplog: pytest.LogCaptureFixture
) -> None:
    answered(GET, messages)
    assert "Exception in ASGI application" in caplog.text
