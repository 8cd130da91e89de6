"""A server that was started here: waiting for it, its memory, its end. Nothing watches while times are measured."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

from tests.bench.processes import PROC, resident, tree
from tests.bench.sparql.client import RESULTS, Connection, Refused, request

PAUSE = 0.05
END = 15  # seconds for a server to end when asked


class NotStarted(Exception):
    """A server ended, or took too long, before it answered; the table says why."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where a server listens on loopback, and its process."""

    port: int
    path: str
    process: subprocess.Popen[bytes]
    loaded: float = 0.0  # seconds to load the data, from file to first answer
    parameters: Mapping[str, str] = field(default_factory=dict)  # sent along with every query

    def memory(self) -> int:
        """Bytes that its processes hold, pages that they share counted once (proportional set size)."""
        return sum(proportional(pid) for pid in tree(self.process.pid))

    def processor(self) -> float:
        """Seconds that its threads have run so far, those of processes that ended not among them."""
        return sum(_run_time(pid) for pid in tree(self.process.pid))


def proportional(pid: int) -> int:
    """The proportional set size of a process, in bytes; its resident set where the kernel does not tell that."""
    try:
        for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        return resident(pid)
    return resident(pid)


def _run_time(pid: int) -> float:
    """Of all threads of a process; the first number of schedstat is in nanoseconds (sched-stats of the kernel)."""
    total = 0
    for thread in (PROC / str(pid) / "task").glob("*/schedstat"):
        try:
            total += int(thread.read_text().split()[0])
        except OSError:  # it ended meanwhile
            continue
    return total / 1e9


def free_port() -> int:
    """A port of loopback that nothing uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def started(command: Sequence[str], log: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a command in a session of its own; end it and all that it started on leaving."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **environment},
            start_new_session=True,
        )
    try:
        yield process
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, and its children that are left after it."""
    children = [pid for pid in tree(process.pid) if pid != process.pid]
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in children:
        if (PROC / str(pid)).exists() and os.getsid(pid) == process.pid:
            os.kill(pid, signal.SIGKILL)


def wait_for_port(process: subprocess.Popen[bytes], port: int, log: Path, seconds: float) -> None:
    """Until something listens there; NotStarted with the last words of the log if nothing does."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if process.poll() is not None:
            raise NotStarted(f"ended: {last_words(log)}")
        with socket.socket() as asked:
            asked.settimeout(1)
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(PAUSE)
    raise NotStarted(f"did not listen within {seconds:g} s: {last_words(log)}")


def last_words(log: Path) -> str:
    """The end of a log, on one line."""
    return " ".join(log.read_text("utf-8", "replace").split())[-200:]


def wait_for_answer(process: subprocess.Popen[bytes], port: int, path: str, log: Path, seconds: float) -> None:
    """Until a query is answered; NotStarted if none is."""
    until = time.monotonic() + seconds
    message = request(path, "ASK {}", RESULTS)
    while time.monotonic() < until and process.poll() is None:
        try:
            with Connection(port, until - time.monotonic()) as connection:
                if connection.ask(message).status == HTTPStatus.OK:
                    return
        except (OSError, Refused):
            pass
        time.sleep(PAUSE)
    raise NotStarted(f"no answer within {seconds:g} s: {last_words(log)}")


def available_memory() -> int:
    """Bytes that a new process could take without having the machine swap."""
    told = dict(line.split(":", 1) for line in (PROC / "meminfo").read_text().splitlines())
    return int(told["MemAvailable"].split()[0]) * 1024
