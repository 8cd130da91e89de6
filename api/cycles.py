"""A request and its response on a connection: head and body leave in one write.

uvicorn writes the head when the application begins, and the body when it comes: two calls into the kernel, for each of
which the client wakes. Of a lookup that is more than the engine takes. It also tries two patterns on each header; here
all are looked at in one go. Clauses are those of RFC 9110.
"""

from collections.abc import Iterable, Sequence

from starlette.types import Message
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

BODILESS = frozenset({204, 304})
CONTROLS = bytes(code for code in range(128) if (code < 32 and code != 9) or code == 127)  # no header has them: 5.5


class Cycle(RequestResponseCycle):
    """What `Connection` makes of each request."""

    _head = b""  # which is not written yet

    async def send(self, message: Message) -> None:  # type: ignore[override]  # ASGI's messages by their other name
        """The next message of ASGI; RuntimeError for one that is none, or that does not follow those before it."""
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if not self.response_started:
            _expect("http.response.start", message)
            self._begin(message["status"], [*self.default_headers, *message.get("headers", ())])
        elif not self.response_complete:
            _expect("http.response.body", message)
            self._go_on(message.get("body", b""), last=not message.get("more_body", False))
        else:
            raise RuntimeError(f"{message['type']} was sent after the response was complete")

    def _begin(self, status: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
        lines, closing = [], False
        for name, value in headers:
            lines.append(b"%b: %b\r\n" % (name, value))
            if name == b"content-length":
                self.expected_content_length, self.chunked_encoding = int(value), False
            elif name == b"connection":
                closing = b"close" in value.lower()
        if not self.keep_alive and not closing:
            lines.append(b"connection: close\r\n")
        self.keep_alive = self.keep_alive and not closing
        if self.chunked_encoding is None and self.scope["method"] != "HEAD" and status not in BODILESS:
            self.chunked_encoding = True
            lines.append(b"transfer-encoding: chunked\r\n")
        self._head = b"".join([STATUS_LINE[status], _checked(lines), b"\r\n"])
        self.response_started, self.waiting_for_100_continue = True, False

    def _go_on(self, body: bytes, *, last: bool) -> None:
        if self.scope["method"] == "HEAD":
            self.expected_content_length, body = 0, b""
        elif self.chunked_encoding:
            body = (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + (b"0\r\n\r\n" if last else b"")
        else:
            self._count(len(body), last=last)
        self.transport.write(self._head + body)
        self._head = b""
        if last:
            self._complete()

    def _count(self, size: int, *, last: bool) -> None:
        self.expected_content_length -= size
        if self.expected_content_length < 0 or (last and self.expected_content_length):
            raise RuntimeError("the body is not as long as the content-length that was sent")

    def _complete(self) -> None:
        self.response_complete = True
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


def _expect(kind: str, message: Message) -> None:
    if message["type"] != kind:
        raise RuntimeError(f"{message['type']} was sent, expected {kind}")


def _checked(lines: Sequence[bytes]) -> bytes:
    """Header lines as one; RuntimeError if one of them holds what would end it and begin another."""
    text = b"".join(lines)
    if len(text.translate(None, CONTROLS)) != len(text) - 2 * len(lines):
        raise RuntimeError("a header has a character that no header may have")
    return text
