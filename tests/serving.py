"""A server in a process of its own, on a real socket, for as long as a test needs it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

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
    command = [sys.executable, "-m", "genoderm", "serve", "--port", str(port), "--home", str(home)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GENODERM_")}
    environment |= {f"GENODERM_{name.upper()}": value for name, value in {**PATIENT, **settings}.items()}
    log = home.parent / f"{home.name}-{port}.log"
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=out, env=environment) as process:
        try:
            _await(f"http://127.0.0.1:{port}", process, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _await(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            if httpx.get(f"{address}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the server did not answer: {log.read_text()}")
