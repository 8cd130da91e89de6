"""Our own server, as `genoderm serve` starts it, with the cache of answers off and no line logged per request.

It answers from the disk while it copies the release into memory; what is measured is the latter, as with the peers.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from genoderm import __version__
from tests.bench.sparql.data import GENODERM
from tests.bench.sparql.running import (
    PAUSE,
    NotStarted,
    Server,
    free_port,
    last_words,
    started,
    wait_for_answer,
    wait_for_port,
)

PATIENCE = 600
HELD = "is held in memory"  # as its log tells
CHOSEN = {
    "cache_bytes": "0",
    "log_requests": "false",
    "per_client": "64",  # all clients here have one address
    "memory_limit_quads": "100000000",
}
NAME = "Genoderm"


class Genoderm:
    """Serves the home of the data itself; `settings` are further ones, by their names."""

    name = NAME
    version = __version__

    @contextmanager
    def serve(self, home: Path, folder: Path, **settings: str) -> Iterator[Server]:
        """Serve the current release."""
        began, port, log = time.perf_counter(), free_port(), folder / "genoderm.log"
        environment = {f"GENODERM_{name.upper()}": value for name, value in (CHOSEN | settings).items()}
        command = (GENODERM, "serve", "--home", str(home), "--port", str(port))
        with started(command, log, **environment) as process:
            wait_for_port(process, port, log, PATIENCE)
            wait_for_answer(process, port, "/sparql", log, PATIENCE)
            _wait_for_memory(log)
            yield Server(port, "/sparql", process, time.perf_counter() - began)


def _wait_for_memory(log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while HELD not in log.read_text("utf-8", "replace"):
        if time.monotonic() > until:
            raise NotStarted(f"not in memory within {PATIENCE} s: {last_words(log)}")
        time.sleep(PAUSE)
    time.sleep(1)  # the workers that read from the disk leave
