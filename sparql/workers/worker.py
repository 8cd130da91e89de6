"""A worker: a forked process that answers one query at a time over its socket, until the socket closes.

A thread does the work, for the sake of its priority: a process without privileges can make room for others, but never
take its own place again. A thread that was made to let others go first (`later`) ends with its query, and another one,
at the priority that the process began with, takes over: what the worker has copied of the release is not lost.
"""

import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Protocol

from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.evaluation import Asked, Output, term, write_answer
from genoderm.sparql.workers.frames import Frames, Kind, frame
from genoderm.sparql.workers.rows import Counting
from genoderm.sparql.workers.stores import Stores
from genoderm.sparql.workers.tasks import End, Task, TooLarge, end_bytes, fault_bytes, read_task

PIECE = 1 << 16  # bytes of an answer that travel together: larger ones gain nothing, smaller ones cost wake-ups
PATIENCE = 0.1  # seconds that a row may wait for others to travel with
CHUNK = 1 << 16


class Engine(Protocol):
    """What queries are asked of."""

    def answer(self, task: Task, output: Output) -> None:
        """Write the answer to a task; GenodermError where there is none."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """The engine in this process: the stores, and what makes a query ready for them."""

    stores: Stores
    prepare: Callable[[Asked], str]

    def answer(self, task: Task, output: Output) -> None:
        """Evaluate it here."""
        values = {name: term(value) for name, value in task.values.items()}
        asked = Asked(task.query, task.dataset, task.base, values)
        ready = asked._replace(query=self.prepare(asked))
        write_answer(self.stores.of(asked.query, asked.dataset), ready, task.media_type, output)


def work(connection: socket.socket, engine: Engine) -> None:
    """Answer tasks until the server closes the socket."""
    shift = Shift(connection, engine)
    while not shift.over:
        thread = Thread(target=shift.work)
        thread.start()
        thread.join()
    if shift.fault is not None:
        raise shift.fault


class Shift:
    """What a thread does until its priority has been lowered, or there is nothing more to do."""

    def __init__(self, connection: socket.socket, engine: Engine) -> None:
        """Answer what comes over this connection."""
        self.over = False
        self.fault: BaseException | None = None
        self._connection = connection
        self._engine = engine
        self._tasks = _tasks(connection)

    def work(self) -> None:
        """Answer tasks; a fault that nobody here can tell of is left to the main thread."""
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001 - raised again where the process ends
            self.over, self.fault = True, fault

    def _work(self) -> None:
        own = os.getpriority(os.PRIO_PROCESS, 0)  # of this thread: sched(7), "The nice value"
        for content in self._tasks:
            _answer(self._connection, self._engine, read_task(content))
            if os.getpriority(os.PRIO_PROCESS, 0) > own:
                return
        self.over = True


def put_behind(process: int, others: int) -> None:
    """Let others go before the thread of a worker that is at work now, until its query is done."""
    for thread in Path(f"/proc/{process}/task").iterdir():
        if thread.name != str(process):
            with suppress(ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, int(thread.name), others)


def _answer(connection: socket.socket, engine: Engine, task: Task) -> None:
    outlet = Outlet(connection, task.media_type)
    try:
        engine.answer(task, outlet)
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
