"""What queries of death do to others, and what they leave behind."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.processes import PROC, tree
from tests.bench.sparql.deaths import Death
from tests.bench.sparql.findings import Finding
from tests.bench.sparql.paced import CLIENTS, PACE, look_up, paced
from tests.bench.sparql.running import Server
from tests.bench.sparql.warm import CONNECTIONS, LOOKUP, OPTIONAL, Wrk

KILLERS = 4
LIMIT = 2.0  # seconds of a query of death while others look things up
SHORT = 0.1  # seconds of a query of death in a row of many
ENDED = {"504"}
TURNS = 20
COMEBACK = 0.2  # seconds
MB = 1 << 20
LEAK = 32 * MB


@dataclass(frozen=True, slots=True)
class Footprint:
    """What a server has of the machine."""

    processes: int
    files: int
    memory: int

    def __str__(self) -> str:
        return f"{self.processes} processes, {self.files} open files, {self.memory / MB:,.0f} MB"


def footprint(server: Server) -> Footprint:
    """Counted now."""
    processes = tree(server.process.pid)
    return Footprint(len(processes), sum(_files(pid) for pid in processes), server.memory())


def _files(pid: int) -> int:
    try:
        return len(list((PROC / str(pid) / "fd").iterdir()))
    except OSError:  # it ended meanwhile
        return 0


def soak(server: Server, wrk: Wrk, row: int) -> Iterator[Finding]:
    """All of it, with so many queries of death in a row at its end."""
    yield _at_full_speed(server, wrk)
    yield _at_a_pace(server, wrk, "lookups", LOOKUP)
    yield _at_a_pace(server, wrk, "lookups with OPTIONAL", OPTIONAL)
    yield _comeback(server, wrk)
    yield _row(server, wrk, row)


def _at_full_speed(server: Server, wrk: Wrk) -> Finding:
    idle = wrk.lookups(server)
    with Death(server, LIMIT).ongoing(KILLERS) as told:
        load = wrk.lookups(server)
    return Finding(
        f"{CONNECTIONS} clients as fast as they can: p95 of a lookup, {idle.p95:.2f} ms idle",
        f"{load.p95:.2f} ms beside {KILLERS} clients with queries of death, {load.failed} failed",
        "under twice idle, none failed",
        met=load.p95 < 2 * idle.p95 and not load.failed and set(told) == ENDED,
        note=f"{idle.rate:,.0f} lookups a second idle, {load.rate:,.0f} beside; {_statuses(told)}",
    )


def _at_a_pace(server: Server, wrk: Wrk, what: str, text: str) -> Finding:
    idle = paced(server, wrk.codes, wrk.seconds, text)
    with Death(server, LIMIT).ongoing(KILLERS) as told:
        load = paced(server, wrk.codes, wrk.seconds, text)
    return Finding(
        f"{CLIENTS} clients at {1 / PACE:g} {what} a second: p95, {idle.p95:.2f} ms idle",
        f"{load.p95:.2f} ms beside {KILLERS} clients with queries of death, {len(load.faults)} failed",
        "under twice idle, none failed",
        met=load.p95 < 2 * idle.p95 and not load.faults and set(told) == ENDED,
        note=f"{len(load.milliseconds):,} lookups; {_statuses(told)}",
    )


def _statuses(told: Counter[str]) -> str:
    answered = ", ".join(f"{count} x {status}" for status, count in sorted(told.items()))
    return f"queries of death were answered {answered}"


def _comeback(server: Server, wrk: Wrk) -> Finding:
    waits = [_wait(server, code, turn) for turn, code in enumerate(wrk.codes[:TURNS])]
    return Finding(
        f"from the end of a killed worker's query to the answer of a lookup that waited, the longest of {TURNS}",
        f"{max(waits) * 1000:.0f} ms",
        f"under {COMEBACK * 1000:g} ms",
        met=max(waits) < COMEBACK,
    )


def _wait(server: Server, code: str, turn: int) -> float:
    """Four queries of death end at the same time; a lookup asked while they run waits for a worker that lives."""
    ends: list[float] = []

    def die(number: int) -> None:
        death = Death(server, SHORT)
        with death.connection() as connection:
            death.ask(connection, number)
        ends.append(time.perf_counter())

    threads = [threading.Thread(target=die, args=(KILLERS * turn + at,)) for at in range(KILLERS)]
    for thread in threads:
        thread.start()
    time.sleep(SHORT / 2)
    with Death(server, SHORT).connection() as connection:
        look_up(connection, server, code, turn + 10, OPTIONAL)
    answered = time.perf_counter()
    for thread in threads:
        thread.join()
    return max(0.0, answered - min(ends))


def _row(server: Server, wrk: Wrk, row: int) -> Finding:
    before = _settled(server, wrk)
    death, told = Death(server, SHORT), Counter[str]()
    with death.connection() as connection:
        told.update(death.ask(connection, number) for number in range(row))
    after = _settled(server, wrk)
    same = after.processes <= before.processes and after.files <= before.files
    return Finding(
        f"{row:,} queries of death in a row; before, {before}",
        f"after, {after}",
        f"no process, no open file and no {LEAK / MB:g} MB more",
        met=same and after.memory - before.memory < LEAK and set(told) == ENDED,
        note=_statuses(told),
    )


def _settled(server: Server, wrk: Wrk) -> Footprint:
    """After a second of lookups, which bring all workers to the same state."""
    paced(server, wrk.codes, 1)
    time.sleep(2)
    return footprint(server)
