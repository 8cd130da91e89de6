"""One client, one connection kept alive, caches of answers off: milliseconds to the last byte, per query and server.

A first round warms what servers warm (pages, plans, compiled code) and is not counted; in each round a query is asked
as often as fits in a third of a second, once at least, fifty times at most. The median of all counts.

Processor time is taken beside it: on a machine where others are at work it tells more than the clock does.
"""

import os
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import median

from tests.bench.sparql.answers import Content, content
from tests.bench.sparql.catalogue import Benchmark
from tests.bench.sparql.client import RESULTS, Answer, Connection, Refused, request
from tests.bench.sparql.running import Server

SPAN = 0.3  # seconds for one query in one round
MOST = 50


@dataclass(slots=True)
class Timed:
    """What came of one query at one server."""

    query: str
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)  # seconds of the server for an answer, one of each round
    content: Content | None = None
    fault: str = ""

    @property
    def milliseconds(self) -> float | None:
        """The median, or None if it was not answered."""
        return median(self.seconds) * 1000 if self.seconds and not self.fault else None

    @property
    def processor_milliseconds(self) -> float | None:
        """What an answer took of the server's processors, as a median, or None if it was not answered."""
        return median(self.processor) * 1000 if self.processor and not self.fault else None


def cold(server: Server, queries: Sequence[Benchmark], rounds: int, patience: float) -> dict[str, Timed]:
    """Ask a server all queries in rounds; what fails, or takes longer than `patience` seconds, is not asked again."""
    timed = {query.name: Timed(query.name) for query in queries}
    with Connection(server.port, patience) as connection:
        for number in range(rounds + 1):
            for query in queries:
                if not timed[query.name].fault:
                    _ask(connection, server, query, timed[query.name], number)
    return timed


def _ask(connection: Connection, server: Server, query: Benchmark, timed: Timed, number: int) -> None:
    message, before = request(server.path, query.text, query.media_type, server.parameters), server.processor()
    try:
        answer, times = _repeated(connection, message)
    except (OSError, Refused) as fault:
        connection.close()
        timed.fault = "too slow" if isinstance(fault, TimeoutError) else f"{type(fault).__name__}: {fault}"
        return
    if answer.status != HTTPStatus.OK:
        timed.fault = f"status {answer.status}: {answer.body[:200].decode('utf-8', 'replace')}"
    elif number == 0:
        timed.content = content(answer.body, query.media_type)
    else:
        timed.seconds += times
        timed.processor.append((server.processor() - before) / len(times))


def _repeated(connection: Connection, message: bytes) -> tuple[Answer, list[float]]:
    """The last answer, and how long each took."""
    times: list[float] = []
    while not times or (sum(times) < SPAN and len(times) < MOST):
        began = time.perf_counter()
        answer = connection.ask(message)
        times.append(time.perf_counter() - began)
        if answer.status != HTTPStatus.OK:
            break
    return answer, times


def own_cost() -> float:
    """Seconds that the client and the loopback take for an answer that is there at once, as small as a lookup's."""
    body = b'{"head":{"vars":["label"]},"results":{"bindings":[]}}'
    canned = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        pid = _canned_server(listening, canned)
        message = request("/", "ASK {}", RESULTS)
        with Connection(listening.getsockname()[1]) as connection:
            times = []
            for _ in range(2000):
                began = time.perf_counter()
                connection.ask(message)
                times.append(time.perf_counter() - began)
        _reaped(pid)
    return median(times)


def _canned_server(listening: socket.socket, canned: bytes) -> int:
    """A forked process that answers every request on one connection with these bytes, and ends with it."""
    pid = os.fork()
    if pid == 0:
        connection, _ = listening.accept()
        while connection.recv(1 << 16):
            connection.sendall(canned)
        os._exit(0)
    return pid


def _reaped(pid: int) -> None:
    os.waitpid(pid, 0)
