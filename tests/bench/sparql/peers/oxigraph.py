"""`oxigraph serve`, the native server of the engine that is also ours: from RocksDB, and from memory."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.bench.sparql.installing import python_environment, version_in
from tests.bench.sparql.running import Server, free_port, started, wait_for_port

PATIENCE = 900


class Oxigraph:
    """What the two have in common: one command."""

    def __init__(self, cache: Path) -> None:
        """Install from PyPI."""
        commands = python_environment(cache / "oxigraph", ["oxigraph"])
        self.version = version_in(commands, "oxigraph")
        self._command = str(commands / "oxigraph")


class OxigraphOnDisk(Oxigraph):
    """Loaded by `oxigraph load`, served by `oxigraph serve-read-only`."""

    name = "oxigraph serve, disk"
    memory = 50

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them."""
        began, store, port, log = time.perf_counter(), folder / "oxigraph", free_port(), folder / "oxigraph.log"
        load = (self._command, "load", "--lenient", "--location", str(store), "--file", str(data))
        subprocess.run(load, check=True, capture_output=True, timeout=PATIENCE)
        serve = (self._command, "serve-read-only", "--location", str(store), "--bind", f"127.0.0.1:{port}")
        with started(serve, log) as process:
            wait_for_port(process, port, log, PATIENCE)
            yield Server(port, "/query", process, time.perf_counter() - began)


class OxigraphInMemory(Oxigraph):
    """Served without a location, loaded by its Graph Store."""

    name = "oxigraph serve, memory"
    memory = 350

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them."""
        began, port, log = time.perf_counter(), free_port(), folder / "oxigraph-memory.log"
        with started((self._command, "serve", "--bind", f"127.0.0.1:{port}"), log) as process:
            wait_for_port(process, port, log, PATIENCE)
            _post(data, f"http://127.0.0.1:{port}/store?no_transaction&lenient")
            yield Server(port, "/query", process, time.perf_counter() - began)


def _post(data: Path, url: str) -> None:
    with data.open("rb") as quads, httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        client.post(url, content=quads, headers={"Content-Type": "application/n-quads"}).raise_for_status()
