"""An endpoint on a raw socket that ends at a chosen byte of a request or of its answer, by FIN or by RST."""

import gzip
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

BODY = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":{"type":"literal","value":"whole"}}]}}'
PACKED = gzip.compress(BODY)
HALF = len(BODY) // 2
ANSWERS = {
    "plain": b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY),
    "chunked": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n"
    % (HALF, BODY[:HALF], len(BODY) - HALF, BODY[HALF:]),
    "packed": b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s" % (len(PACKED), PACKED),
    "until-it-ends": b"HTTP/1.1 200 OK\r\n\r\n" + BODY,
    "refusal": b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\nno, no",
}
AT_ONCE = struct.pack("ii", 1, 0)  # lingering for no time: close(2) sends RST (socket(7))
LENGTH = b"content-length:"


@dataclass
class Dying:
    """How it ends: after so many whole answers, then so many bytes of a request (None for all), then of an answer."""

    answers: int = 0
    reads: int | None = None
    sends: bytes = b""
    reset: bool = False
    port: int = 0

    @property
    def url(self) -> str:
        """Where queries go."""
        return f"http://127.0.0.1:{self.port}/sparql"


@contextmanager
def dying() -> Iterator[Dying]:
    """An endpoint, for as long as the block runs; how it ends may be changed meanwhile."""
    told = Dying()
    with socket.create_server(("127.0.0.1", 0)) as server:
        told.port = server.getsockname()[1]
        thread = threading.Thread(target=_accept, args=(server, told))
        thread.start()
        yield told
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def _accept(server: socket.socket, told: Dying) -> None:
    with suppress(OSError):  # when all is over
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_answer, args=(connection, told), daemon=True).start()


def _answer(connection: socket.socket, told: Dying) -> None:
    with connection, suppress(OSError):
        for _ in range(told.answers):
            _read_request(connection)
            connection.sendall(ANSWERS["plain"])
        if told.reads is None:
            _read_request(connection)
        else:
            _read(connection, told.reads)
        connection.sendall(told.sends)
        if told.reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)


def _read_request(connection: socket.socket) -> None:
    head = b""
    while b"\r\n\r\n" not in head:
        head += _read(connection, 1 << 16)
    head, _, body = head.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(LENGTH)]
    left = int(lengths[0].removeprefix(LENGTH)) - len(body) if lengths else 0
    while left > 0:
        left -= len(_read(connection, left))


def _read(connection: socket.socket, size: int) -> bytes:
    piece = connection.recv(size) if size else b""
    if size and not piece:
        raise ConnectionError("the client has left")
    return piece
