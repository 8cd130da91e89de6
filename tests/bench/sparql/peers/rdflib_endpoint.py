"""rdflib-endpoint with rdflib's own store in memory."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.sparql.installing import python_environment, version_in
from tests.bench.sparql.running import Server, free_port, started, wait_for_port

PATIENCE = 1800  # it reads some 10,000 quads a second
# its command line makes the default graph the union of all graphs, which is not the release's default graph
APP = """
import sys, uvicorn
from rdflib import Dataset
from rdflib_endpoint import SparqlEndpoint
data = Dataset()
data.parse(sys.argv[1], format="nquads")
uvicorn.run(SparqlEndpoint(graph=data, path="/sparql"), host="127.0.0.1", port=int(sys.argv[2]), access_log=False)
"""


class RdflibEndpoint:
    """One process; the data is parsed into it at its start."""

    name = "rdflib-endpoint"
    memory = 1300

    def __init__(self, cache: Path) -> None:
        """Install from PyPI."""
        self._commands = python_environment(cache / "rdflib-endpoint", ["rdflib-endpoint[cli]", "uvicorn[standard]"])
        told = (version_in(self._commands, package) for package in ("rdflib-endpoint", "rdflib"))
        self.version = " with rdflib ".join(told)

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them."""
        began, port, log = time.perf_counter(), free_port(), folder / "rdflib-endpoint.log"
        command = (str(self._commands / "python"), "-c", APP, str(data), str(port))
        with started(command, log) as process:
            wait_for_port(process, port, log, PATIENCE)
            yield Server(port, "/sparql", process, time.perf_counter() - began)
