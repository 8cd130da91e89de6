"""Clients that look something up, read what they got, and look up the next: eight, each at its own pace."""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from statistics import quantiles

from tests.bench.sparql.client import RESULTS, Connection, Refused, request
from tests.bench.sparql.running import Server
from tests.bench.sparql.warm import LOOKUP

CLIENTS = 8
PACE = 0.04  # seconds between two lookups of one client
PATIENCE = 30


@dataclass(slots=True)
class Paced:
    """Milliseconds of each lookup, and what went wrong."""

    milliseconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def p95(self) -> float:
        """Nineteen of twenty were faster."""
        return quantiles(self.milliseconds, n=20)[-1]


def paced(server: Server, codes: Sequence[str], seconds: float, text: str = LOOKUP) -> Paced:
    """Let them work for so long, with lookups of this text."""
    found, until = Paced(), time.monotonic() + seconds
    threads = [threading.Thread(target=_client, args=(server, codes, until, found, text)) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _client(server: Server, codes: Sequence[str], until: float, found: Paced, text: str) -> None:
    number = 0
    with Connection(server.port, PATIENCE) as connection:
        while time.monotonic() < until:
            number += 1
            began = time.perf_counter()
            fault = look_up(connection, server, codes[number % len(codes)], 10 + number, text)
            found.milliseconds.append((time.perf_counter() - began) * 1000)
            found.faults += [fault] if fault else []
            time.sleep(PACE)


def look_up(connection: Connection, server: Server, code: str, limit: int, text: str = LOOKUP) -> str:
    """One lookup; what went wrong, or nothing."""
    message = request(server.path, text % (code, limit), RESULTS, server.parameters)
    try:
        status = connection.ask(message).status
    except (OSError, Refused) as fault:
        connection.close()
        return type(fault).__name__
    return "" if status == HTTPStatus.OK else str(status)
