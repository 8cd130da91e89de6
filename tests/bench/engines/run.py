"""Finder and resolver over a remote engine: `make bench-engines`, or `python -m tests.bench.engines.run`.

A release with synthetic tables (and all real sources, where they are) is published on `oxigraph serve` on disk, and
asked through a server whose store that is. Told are the times of publishing, p95 with the cache of answers off, and
whose processor time an answer takes: what bounds it. Only loopback is used, and only processes started here are ended.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from genoderm.graph.engines.publishing import publish
from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE, Manifest, read_manifest
from genoderm.graph.shelf import SHELF
from genoderm.graph.store_settings import StoreSettings
from genoderm.sparql.workers.pool import quads_of
from tests.bench.api.load import Generator
from tests.bench.api.subjects import subjects
from tests.bench.measures import GB, machine
from tests.bench.processes import PROC, tree
from tests.bench.sparql.client import Connection
from tests.bench.sparql.data import GENODERM
from tests.bench.sparql.peers.genoderm import CHOSEN
from tests.bench.sparql.peers.oxigraph import Oxigraph
from tests.bench.sparql.running import Server, free_port, started, wait_for_answer, wait_for_port
from tests.bench.sparql.synthetic import Size, disorders, write_tables
from tests.bench.sparql.warm import Load, wrk

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 7200  # seconds, for a build and for a release to be put on the engine
LONG = 3600  # seconds that a query may take
ASKED = ("finder", "resolver")
SAMPLED = 200  # addresses of a kind: each is asked cold once, then again and again


@dataclass(frozen=True, slots=True)
class Line:
    """Of one kind of question: the load, and the seconds of processor that each side took for an answer."""

    name: str
    first: float  # milliseconds, of the very first
    load: Load
    engine: float
    server: float

    @property
    def bound(self) -> str:
        """Who is busier."""
        return "the engine" if self.engine > self.server else "the server"


@dataclass(frozen=True, slots=True)
class Published:
    """How a release came onto the engine."""

    seconds: float
    bytes: int


def main() -> int:
    """Measure and tell; 1 if a request failed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that the servers end too
    asked = _arguments().parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    where = machine()
    home = asked.home or _built(asked)
    release = Home(home).current_release()
    with (
        tempfile.TemporaryDirectory(prefix="engines-", dir=asked.cache) as folder,
        _engine(asked.cache, Path(folder)) as (store, engine, version),
    ):
        told = _published(home, store, Path(folder))
        lines = list(_measured(home, release, store, engine, Path(folder), asked))
    written = markdown(
        f"{where.date}, {where.processor}, {where.cores} cores, {where.memory / GB:.1f} GB, load {where.load:.1f}",
        version,
        read_manifest(release),
        told,
        lines,
    )
    sys.stdout.write(written)
    if asked.markdown:
        asked.markdown.write_text(written, "utf-8")
    return int(any(line.load.failed for line in lines))


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="a folder of sources")
    parser.add_argument("--home", type=Path, help="a home with a release, in place of one that is built")
    parser.add_argument("--cache", type=Path, default=ROOT / ".bench", help="for the engine and the data")
    parser.add_argument("--expertise", type=int, default=4_200_000, help="synthetic statements: some 12 quads each")
    parser.add_argument("--centres", type=int, default=20_000, help="synthetic centres")
    parser.add_argument("--seconds", type=int, default=10, help="for each measurement")
    parser.add_argument("--markdown", type=Path, help="write the table here as well")
    return parser


def _built(asked: argparse.Namespace) -> Path:
    """A home with a release of the size that is asked for."""
    shipped = Home(SHELF).current_release()
    codes = disorders(Store.read_only(str(shipped / STORE)))
    size = Size(asked.centres, asked.expertise)
    tables = write_tables(asked.cache / f"tables-{size.centres}-{size.expertise}", codes, size)
    home: Path = asked.cache / f"engines-{size.centres}-{size.expertise}"
    sources = [str(asked.data)] if asked.data.is_dir() else []
    command = (sys.executable, "-m", "tests.bench.sparql.enlarging", str(home), *sources, str(tables))
    subprocess.run(command, check=True, timeout=PATIENCE)
    return home


@contextmanager
def _engine(cache: Path, folder: Path) -> Iterator[tuple[StoreSettings, Server, str]]:
    installed = Oxigraph(cache)
    port, log, place = free_port(), folder / "oxigraph.log", folder / "oxigraph"
    command = (installed._command, "serve", "--location", str(place), "--bind", f"127.0.0.1:{port}")
    with started(command, log) as process:
        wait_for_port(process, port, log, PATIENCE)
        url = f"http://127.0.0.1:{port}"
        addresses = {"query": f"{url}/query", "update": f"{url}/update", "graph_store": f"{url}/store"}
        store = StoreSettings.model_validate({"kind": "oxigraph", **addresses})
        yield store, Server(port, "/query", process), installed.version


def _published(home: Path, store: StoreSettings, folder: Path) -> Published:
    began = time.perf_counter()
    publish(Home(home), store, tell=_say)
    files = (file for file in (folder / "oxigraph").rglob("*") if file.is_file())
    return Published(time.perf_counter() - began, sum(file.stat().st_size for file in files))


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


def _measured(  # noqa: PLR0913, PLR0917 - what a measurement stands in
    home: Path, release: Path, store: StoreSettings, engine: Server, folder: Path, asked: argparse.Namespace
) -> Iterator[Line]:
    generator = Generator(wrk(asked.cache), folder, asked.seconds)
    asking = [one for one in subjects(Store.read_only(str(release / STORE))) if one.name in ASKED]
    with _serving(home, store, folder) as server:
        for each in asking:
            addresses = list(each.addresses[:SAMPLED])
            first = _first(server, addresses[0])
            generator.run(server.port, addresses, each.headers)
            before = spent(engine), spent(server)
            load = generator.run(server.port, addresses, each.headers)
            answers = max(1.0, load.rate * asked.seconds)
            after = spent(engine), spent(server)
            yield Line(each.name, first, load, *((b - a) / answers for a, b in zip(before, after, strict=True)))


def spent(server: Server) -> float:
    """Seconds of processor so far, those of threads and of processes that have ended among them (proc(5), stat)."""
    fields = [(PROC / str(pid) / "stat").read_text().rpartition(")")[2].split() for pid in tree(server.process.pid)]
    return sum(int(ticks) for each in fields for ticks in each[11:15]) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _serving(home: Path, store: StoreSettings, folder: Path) -> Iterator[Server]:
    told = store.model_dump(exclude_defaults=True)
    config = folder / "genoderm.toml"
    config.write_text("[store]\n" + "".join(f'{name} = "{value}"\n' for name, value in told.items()))
    chosen = CHOSEN | {"timeout": str(LONG), "max_timeout": str(LONG)}
    environment = {f"GENODERM_{name.upper()}": value for name, value in chosen.items()}
    port, log = free_port(), folder / "genoderm.log"
    command = (GENODERM, "serve", "--home", str(home), "--port", str(port))
    with started(command, log, **environment, GENODERM_CONFIG=str(config)) as process:
        wait_for_port(process, port, log, PATIENCE)
        wait_for_answer(process, port, "/sparql", log, PATIENCE)
        yield Server(port, "/sparql", process)


def _first(server: Server, address: str) -> float:
    """Milliseconds of the first answer, for which the server reads what it keeps of a release."""
    began = time.perf_counter()
    message = f"GET {address} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n".encode()
    with Connection(server.port, PATIENCE) as connection:
        connection.ask(message)
    return 1000 * (time.perf_counter() - began)


def markdown(where: str, version: str, release: Manifest, told: Published, lines: Sequence[Line]) -> str:
    """The table."""
    quads = quads_of(release)
    rows = "".join(
        f"| {line.name} | {line.first:,.0f} | {line.load.p50:,.1f} | {line.load.p95:,.1f} | {line.load.rate:,.0f} "
        f"| {line.load.failed} | {1000 * line.engine:.2f} | {1000 * line.server:.2f} | {line.bound} |\n"
        for line in lines
    )
    return (
        "# The API over a remote engine\n\nAs `make bench-engines` prints it.\n\n"
        f"{where}. Eight clients, each asking as soon as it is answered; cache of answers off.\n\n"
        f"{quads:,} quads, most of them synthetic, on `oxigraph serve` {version}: published and verified in "
        f"{told.seconds:,.0f} s ({quads / told.seconds:,.0f} quads a second), {told.bytes / GB:.1f} GB on its disk.\n\n"
        "| question | the very first, ms | p50, ms | p95, ms | answers a second | failed | ms of engine's processor "
        f"| of the server's | bound by |\n|---|--:|--:|--:|--:|--:|--:|--:|---|\n{rows}"
    )


if __name__ == "__main__":
    sys.exit(main())
