"""A worker: a forked process that answers one query at a time over its socket, until the socket closes."""

import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.evaluation import Asked, term, write_answer
from genoderm.sparql.workers.frames import Frames, Kind, frame
from genoderm.sparql.workers.rows import Counting
from genoderm.sparql.workers.stores import Stores
from genoderm.sparql.workers.tasks import End, Task, TooLarge, end_bytes, fault_bytes, read_task

PIECE = 1 << 16  # bytes of an answer that travel together: larger ones gain nothing, smaller ones cost wake-ups
PATIENCE = 0.1  # seconds that a row may wait for others to travel with
CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Engine:
    """What queries are asked of: the stores, and what makes a query ready for them."""

    stores: Stores
    prepare: Callable[[Asked], str]


def work(connection: socket.socket, engine: Engine) -> None:
    """Answer tasks until the server closes the socket."""
    for content in _tasks(connection):
        _answer(connection, engine, read_task(content))


def _answer(connection: socket.socket, engine: Engine, task: Task) -> None:
    outlet = Outlet(connection, task.media_type)
    try:
        values = {name: term(value) for name, value in task.values.items()}
        asked = Asked(task.query, task.dataset, task.base, values)
        ready = replace(asked, query=engine.prepare(asked))
        write_answer(engine.stores.of(asked.query, asked.dataset), ready, task.media_type, outlet)
    except GenodermError as fault:
        outlet.finish(Kind.FAULT, fault_bytes(fault))
    except RuntimeError as fault:  # as which the engine tells of a function that it does not know
        outlet.finish(Kind.FAULT, fault_bytes(BadInput(f"the engine cannot evaluate this query: {fault}")))
    except MemoryError:
        outlet.finish(Kind.FAULT, fault_bytes(TooLarge("the query needs more memory than a worker has")))
    else:
        outlet.finish(Kind.END, end_bytes(outlet.end()))


class Outlet:
    """Where the engine writes an answer: held for a moment, so that small answers are one message."""

    def __init__(self, connection: socket.socket, media_type: str) -> None:
        """Begin an answer."""
        self._connection = connection
        self._rows = Counting(media_type)
        self._held = bytearray()
        self._began = self._sent = time.perf_counter()

    def write(self, data: bytes) -> int:
        """Take a piece of the answer, and send what is held if it is much or old."""
        self._held += data
        if len(self._held) >= PIECE or time.perf_counter() - self._sent > PATIENCE:
            self._connection.sendall(self._taken())
            self._sent = time.perf_counter()
        return len(data)

    def flush(self) -> None:
        """What is held goes out in its own time."""

    def end(self) -> End:
        """What there is to tell of the answer, once all of it was written."""
        self._rows.see(bytes(self._held))
        return End(self._rows.total, time.perf_counter() - self._began)

    def finish(self, kind: Kind, content: bytes) -> None:
        """Send the rest, and what ends it, as one message; before a fault the rest is worth nothing."""
        rest = frame(Kind.DATA, bytes(self._held)) if self._held and kind is Kind.END else b""
        self._connection.sendall(rest + frame(kind, content))

    def _taken(self) -> bytes:
        data = bytes(self._held)
        self._held.clear()
        self._rows.see(data)
        return frame(Kind.DATA, data)


def _tasks(connection: socket.socket) -> Iterator[bytes]:
    frames = Frames()
    while data := connection.recv(CHUNK):
        for _, content in frames.feed(data):
            yield content
