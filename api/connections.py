"""What one connection may take before its request is there: bytes and seconds for the head.

uvicorn bounds neither with httptools: a header that never ends grows in memory, and a client that sends nothing keeps
its place for ever. The body is seen to by `limits`, once its request is there.
"""

from asyncio import Event, TimerHandle, Transport
from http import HTTPStatus
from urllib.parse import unquote

from httptools import parse_url
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from genoderm.api.cycles import Cycle
from genoderm.api.problems import problem_of
from genoderm.ontology.errors import BadInput, GenodermError

MAX_HEAD = 1 << 16  # bytes of the request line and the headers together, as h11 has it
HEAD_SECONDS = 20  # for a head to come, from the opening of the connection or its first byte


class HeadTooLong(GenodermError):
    """The request line and headers are longer than any that are needed."""

    status = 431


class HeadTooSlow(GenodermError):
    """The request did not come in time."""

    status = 408


class NoRequest(BadInput):
    """What came is no HTTP/1.1."""


class Connection(HttpToolsProtocol):
    """A connection that bounds the head of each request; for `uvicorn.Config(http=Connection)`."""

    _unread = 0  # bytes that came since the parser last made something of them
    _chunk = 0  # bytes that came last
    _coming = False  # a message has begun and is not complete
    _head_coming = False
    _timer: TimerHandle | None = None
    _fault: GenodermError = NoRequest("the request is not valid HTTP/1.1 (RFC 9112)")

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]  # as uvicorn itself narrows it
        """Wait for the first request."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing more."""
        self._settle()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on, and see that what is coming comes to an end."""
        self._chunk = len(data)
        self._unread += self._chunk
        super().data_received(data)
        if not self._coming or self.transport.is_closing():
            return
        if self._unread > MAX_HEAD:  # a head, or what may stand between and after the pieces of a body
            self._refuse(_too_long())
        elif self._timer is None and (self._head_coming or self.cycle.response_complete):
            self._wait()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._coming = self._head_coming = True

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; one after the body is left out, since the application has begun by the others."""
        if self._head_coming:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """A head is there. It may have come with much else, so it is only measured where it could be too long."""
        if self._unread > MAX_HEAD and len(self.url) + sum(len(n) + len(v) for n, v in self.headers) > MAX_HEAD:
            self._fault = _too_long()
            raise self._fault  # uvicorn takes it for a request that cannot be read, and calls send_400_response
        self._unread, self._head_coming = 0, False
        self._settle()
        self._begin()

    def _begin(self) -> None:
        """Have the request answered, or wait its turn behind those that came before it on this connection."""
        scope, target = self.scope, parse_url(self.url)
        path = target.path.decode("ascii")
        scope["method"] = self.parser.get_method().decode("ascii")
        scope["http_version"] = self.parser.get_http_version()
        scope["path"], scope["raw_path"] = unquote(path) if "%" in path else path, target.path
        scope["query_string"] = target.query or b""
        before, self.cycle = self.cycle, self._cycle()
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _cycle(self) -> Cycle:
        return Cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=False,
            default_headers=self.server_state.default_headers,
            message_event=Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=self.scope["http_version"] != "1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is there."""
        self._unread, self._coming = 0, False
        self._settle()
        super().on_message_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words for all that cannot be read
        """Say what is wrong with a request that cannot be read."""
        self._refuse(self._fault)

    def _wait(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self._late)

    def _settle(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _late(self) -> None:
        if self._head_coming:
            self._refuse(HeadTooSlow(f"the request did not come within {HEAD_SECONDS} seconds"))
        else:
            self.transport.close()

    def _refuse(self, fault: GenodermError) -> None:
        """Say why and close; only close where another answer is still on its way."""
        if self.cycle is None or self.cycle.response_complete:
            status, headers, body = problem_of(fault)
            own = [(b"server", b"genoderm"), (b"connection", b"close"), (b"content-length", str(len(body)).encode())]
            lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode())]
            lines += [b"%s: %s" % pair for pair in (*self.server_state.default_headers, *headers, *own)]
            self.transport.write(b"\r\n".join([*lines, b"", body]))
        self.transport.close()


def _too_long() -> HeadTooLong:
    return HeadTooLong(f"the request line and headers are longer than {MAX_HEAD:,} bytes")
