"""A server in a process of its own, on a real socket, for as long as a test needs it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.forking import forked
from tests.patience import PATIENCE

PATIENT = {"timeout": str(PATIENCE), "max_timeout": str(PATIENCE)}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """Serve a home with these settings; the address, once it answers. Queries have time, unless it is set."""
    port = free_port()
    log = _log(home, port)
    process = forked(["serve", *_options(home, port)], _environment(settings), log)
    try:
        _await(f"http://127.0.0.1:{port}", lambda: process.runs, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.close()


@contextmanager
def started(home: Path, **settings: str) -> Iterator[str]:
    """The same by the command itself, which takes a second more of a processor and no memory of another process."""
    port = free_port()
    log = _log(home, port)
    command = [sys.executable, "-m", "genoderm", "serve", *_options(home, port)]
    environment = _environment(settings)
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            _await(f"http://127.0.0.1:{port}", lambda: process.poll() is None, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _options(home: Path, port: int) -> list[str]:
    return ["--port", str(port), "--home", str(home)]


def _environment(settings: dict[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GENODERM_")}
    return kept | {f"GENODERM_{name.upper()}": value for name, value in {**PATIENT, **settings}.items()}


def _log(home: Path, port: int) -> Path:
    return home.parent / f"{home.name}-{port}.log"


def _await(address: str, runs: Callable[[], bool], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and runs():
        try:
            if httpx.get(f"{address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not answer: {log.read_text()}")
