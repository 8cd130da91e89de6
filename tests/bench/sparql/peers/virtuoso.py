"""Virtuoso 7, unpacked from Debian's packages. It has no default graph: the release's is a named one that queries name.

Sizes of buffers as its manual tells for this much memory; the limits on rows and cost are lifted.
http://docs.openlinksw.com/virtuoso/rdfperfgeneral/
"""

import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.sparql.installing import debian_packages, debian_version
from tests.bench.sparql.running import Server, free_port, started, wait_for_port

PATIENCE = 900
PACKAGES = ("virtuoso-opensource-7-bin", "virtuoso-opensource-7-common", "libpcre3")
DEFAULT = "urn:bench:default"
BUFFERS = 340_000  # pages of 8 kB, as the manual tells for 4 GB
SETTINGS = """\
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DirsAllowed = {data}
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
MaxQueryMem = 4G
CheckpointInterval = 0
ThreadsPerQuery = 4
AsyncQueueMaxThreads = 10
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 20
MaxKeepAlives = 20
KeepAliveTimeout = 600
EnabledGzipContent = 0
[SPARQL]
ResultSetMaxRows = 100000000
MaxQueryCostEstimationTime = 100000
MaxQueryExecutionTime = 600
"""


class Virtuoso:
    """Loaded by its bulk loader, with a checkpoint at the end."""

    name = "Virtuoso"
    memory = 250
    buffers = BUFFERS

    def __init__(self, cache: Path) -> None:
        """Download and unpack the packages."""
        self._root = debian_packages(cache / "virtuoso", PACKAGES)
        self.version = debian_version(cache / "virtuoso", PACKAGES[0])

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them."""
        began, sql, http = time.perf_counter(), free_port(), free_port()
        home = folder / "virtuoso"
        home.mkdir()
        sizes = {"buffers": self.buffers, "dirty": self.buffers * 3 // 4}
        settings = SETTINGS.format(folder=home, data=data.parent, sql=sql, http=http, **sizes)
        (home / "virtuoso.ini").write_text(settings)
        command = (str(self._root / "usr/bin/virtuoso-t"), "+foreground", "+configfile", str(home / "virtuoso.ini"))
        log = home / "output.log"
        with started(command, log, LD_LIBRARY_PATH=self._libraries()) as process:
            wait_for_port(process, http, log, PATIENCE)
            self._load(data, sql)
            yield Server(
                http, "/sparql", process, time.perf_counter() - began, parameters={"default-graph-uri": DEFAULT}
            )

    def _libraries(self) -> str:
        return str(next(self._root.glob("**/libpcre.so.3")).parent)

    def _load(self, data: Path, port: int) -> None:
        statements = f"ld_dir('{data.parent}', '{data.name}', '{DEFAULT}'); rdf_loader_run(); checkpoint;"
        isql = (str(self._root / "usr/bin/isql-vt"), f"127.0.0.1:{port}", "dba", "dba", f"exec={statements}")
        subprocess.run(isql, check=True, capture_output=True, timeout=PATIENCE)
