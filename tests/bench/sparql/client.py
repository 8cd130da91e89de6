"""A light client: one connection kept alive, the request's bytes made beforehand, the answer read to its last byte.

http.client spends 100 µs on parsing headers, as much as a small answer takes; this one spends what `own_cost` measures.
"""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Self
from urllib.parse import urlencode

RESULTS = "application/sparql-results+json"
CHUNK = 1 << 18
HEAD_END = b"\r\n\r\n"


class Refused(Exception):
    """The server answered with another status than 200, or closed the connection."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes


def request(path: str, query: str, accept: str, more: Mapping[str, str] | None = None, **headers: str) -> bytes:
    """A query as a form POST, which all peers take, as bytes."""
    body = urlencode({"query": query, **(more or {})}).encode()
    lines = {
        "Host": "127.0.0.1",
        "Accept": accept,
        "Content-Type": "application/x-www-form-urlencoded",
        "Content-Length": str(len(body)),
        "Cache-Control": "no-cache",
        **headers,
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


class Connection:
    """One connection to a server on loopback, opened anew when the server closed it."""

    def __init__(self, port: int, seconds: float = 600) -> None:
        """Nothing is opened yet; no answer may take longer than this."""
        self._address = ("127.0.0.1", port)
        self._seconds = seconds
        self._socket: socket.socket | None = None
        self._rest = b""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection, if it is open."""
        if self._socket:
            self._socket.close()
        self._socket, self._rest = None, b""

    def ask(self, message: bytes) -> Answer:
        """Send one request and read its whole answer; Refused if the connection breaks in the middle of it."""
        if self._socket is None:
            self._socket = socket.create_connection(self._address, self._seconds)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(message)
        try:
            return self._answer()
        except Refused:
            self.close()
            raise

    def _answer(self) -> Answer:
        while (end := self._rest.find(HEAD_END)) < 0:
            self._rest += self._receive()
        head, self._rest = self._rest[:end], self._rest[end + len(HEAD_END) :]
        told = head.lower()
        body = self._chunks() if b"transfer-encoding: chunked" in told else self._counted(told)
        if b"connection: close" in told:
            self.close()
        return Answer(int(head[9:12]), head, body)

    def _counted(self, head: bytes) -> bytes:
        start = head.find(b"content-length:")
        if start < 0:
            return self._until_closed()
        return self._take(int(head[start + 15 :].split(b"\r\n", 1)[0]))

    def _chunks(self) -> bytes:
        parts = []
        while size := int(self._line(), 16):
            parts.append(self._take(size + 2)[:-2])
        while self._line():
            pass
        return b"".join(parts)

    def _line(self) -> bytes:
        while (end := self._rest.find(b"\r\n")) < 0:
            self._rest += self._receive()
        line, self._rest = self._rest[:end], self._rest[end + 2 :]
        return line

    def _take(self, size: int) -> bytes:
        parts, length = [self._rest], len(self._rest)
        while length < size:
            parts.append(self._receive())
            length += len(parts[-1])
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]

    def _until_closed(self) -> bytes:
        parts = [self._rest]
        try:
            while True:
                parts.append(self._receive())
        except Refused:
            self.close()
        return b"".join(parts)

    def _receive(self) -> bytes:
        part = self._socket.recv(CHUNK) if self._socket else b""
        if not part:
            raise Refused("the connection was closed in the middle of an answer")
        return part
