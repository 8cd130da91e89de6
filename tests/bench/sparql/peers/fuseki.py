"""Apache Jena Fuseki: with TDB2 on disk, and with its transactional store in memory."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.sparql.installing import maven_jar
from tests.bench.sparql.running import Server, free_port, started, wait_for_port

PATIENCE = 900
VERSION = "5.6.0"  # the last that runs on Java 17
ARTIFACT = f"org.apache.jena:jena-fuseki-server:{VERSION}"
MEMORY = "-Xmx8G"


class Fuseki:
    """What the two have in common: one jar."""

    name = "Fuseki"
    version = VERSION

    def __init__(self, cache: Path) -> None:
        """Install from Maven Central."""
        self._jar = str(maven_jar(cache / "fuseki", ARTIFACT))

    @contextmanager
    def _run(self, arguments: Sequence[str], folder: Path, began: float) -> Iterator[Server]:
        port, log = free_port(), folder / f"{self.name}.log"
        command = ("java", MEMORY, "-jar", self._jar, "--localhost", f"--port={port}", *arguments, "/data")
        with started(command, log, FUSEKI_BASE=str(folder / "fuseki")) as process:
            wait_for_port(process, port, log, PATIENCE)
            yield Server(port, "/data/query", process, time.perf_counter() - began)


class FusekiTdb2(Fuseki):
    """On disk, loaded by TDB2's own bulk loader."""

    name = "Fuseki TDB2"
    memory = 200

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them."""
        began, store = time.perf_counter(), folder / "tdb2"
        store.mkdir()
        load = ("java", MEMORY, "-cp", self._jar, "tdb2.tdbloader", "--loader=parallel", "--loc", str(store), str(data))
        subprocess.run(load, check=True, capture_output=True, timeout=PATIENCE)
        with self._run(["--tdb2", f"--loc={store}"], folder, began) as server:
            yield server


class FusekiInMemory(Fuseki):
    """In memory, parsed at its start."""

    name = "Fuseki in memory"
    memory = 1500

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them."""
        with self._run([f"--file={data}"], folder, time.perf_counter()) as server:
            yield server
