"""Real engines that can be written to, each as settings name it, for as long as a test needs it."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.graph.store_settings import StoreSettings
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.preparation import Preparation
from genoderm.sparql.remote.engine import RemoteEngine
from genoderm.sparql.workers.stores import on_disk
from genoderm.sparql.workers.tasks import Route, Task
from genoderm.sparql.workers.worker import Embedded, Engine
from tests.bench.sparql.peers.fuseki import FusekiInMemory
from tests.bench.sparql.peers.oxigraph import Oxigraph
from tests.bench.sparql.peers.virtuoso import Virtuoso
from tests.bench.sparql.running import free_port, wait_for_port
from tests.bench.sparql.running import started as running
from tests.clients.engines.install import CACHE
from tests.clients.engines.servers import missing
from tests.patience import PATIENCE

NAMES = ("Oxigraph", "Fuseki", "Virtuoso")
SECRET = "ENGINE_OF_THE_TESTS"  # the variable with the credentials
__all__ = ["NAMES", "Dataset", "missing"]


class SmallFuseki(FusekiInMemory):
    """Empty, writable, in memory."""

    @contextmanager
    def empty(self, folder: Path) -> Iterator[StoreSettings]:
        with self._run(["--update", "--mem"], folder, time.perf_counter()) as server:
            url = f"http://127.0.0.1:{server.port}/data"
            yield StoreSettings(kind="fuseki", query=f"{url}/query", update=f"{url}/update", graph_store=f"{url}/data")


class SmallVirtuoso(Virtuoso):
    """With memory for a test; it wants its administrator's password for what writes."""

    buffers = 4000

    @contextmanager
    def empty(self, folder: Path) -> Iterator[StoreSettings]:
        data = folder / "data" / "nothing.nq"
        data.parent.mkdir()
        data.write_text("<urn:x:a> <urn:x:b> <urn:x:c> <urn:x:own> .\n")  # a graph of its own, which no answer has
        with self.serve(data, folder) as server:
            url = f"http://127.0.0.1:{server.port}"
            yield StoreSettings(
                kind="virtuoso",
                query=f"{url}/sparql",
                update=f"{url}/sparql-auth",
                graph_store=f"{url}/sparql-graph-crud-auth",
                credentials=SECRET,
            )


@contextmanager
def oxigraph(folder: Path, *arguments: str) -> Iterator[tuple[StoreSettings, "subprocess.Popen[bytes]"]]:
    """An empty one, in memory unless the arguments tell a place, and its process."""
    port, log = free_port(), folder / "oxigraph.log"
    command = (Oxigraph(CACHE)._command, "serve", "--bind", f"127.0.0.1:{port}", *arguments)
    with running(command, log) as process:
        wait_for_port(process, port, log, PATIENCE)
        yield at(port), process


def at(port: int, **further: Any) -> StoreSettings:
    """The settings of an Oxigraph server at a port."""
    url = f"http://127.0.0.1:{port}"
    addresses = {"query": f"{url}/query", "update": f"{url}/update", "graph_store": f"{url}/store"}
    return StoreSettings.model_validate({"kind": "oxigraph", **addresses, **further})


def engine(name: str, folder: Path) -> AbstractContextManager[StoreSettings]:
    """An empty engine of this name."""
    match name:
        case "Fuseki":
            return SmallFuseki(CACHE).empty(folder)
        case "Virtuoso":
            os.environ[SECRET] = "dba:dba"
            return SmallVirtuoso(CACHE).empty(folder)
    return _oxigraph(folder)


@contextmanager
def _oxigraph(folder: Path) -> Iterator[StoreSettings]:
    with oxigraph(folder) as (store, _):
        yield store


def written(store: StoreSettings, folder: Path, **further: object) -> Path:
    """A file of settings with this store."""
    told = store.model_dump(exclude_defaults=True, exclude={"replicas"}) | further
    lines = ["[store]", *(f"{name} = {_toml(value)}" for name, value in told.items())]
    for replica in store.replicas:
        lines += ["[[store.replicas]]"]
        lines += [f"{name} = {_toml(value)}" for name, value in replica.model_dump(exclude_defaults=True).items()]
    file = folder / "genoderm.toml"
    file.write_text("\n".join(lines) + "\n")
    return file


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


@contextmanager
def remote(store: StoreSettings, home: Path) -> Iterator[RemoteEngine]:
    """The engine as a worker asks it."""
    release = Home(home).current_release()
    graphs = [graph.iri for graph in read_manifest(release).graphs]
    engine = RemoteEngine(store, graphs, Preparation(release).prepare)
    try:
        yield engine
    finally:
        engine.close()


def embedded(home: Path) -> Embedded:
    """The release in this process."""
    release = Home(home).current_release()
    return Embedded(on_disk(release), Preparation(release).prepare)


def answered(engine: Engine, task: Task) -> bytes:
    """The answer of either."""
    output = BytesIO()
    engine.answer(task._replace(route=Route((0,), 1)), output)
    return output.getvalue()


def asked(engine: Engine, query: str, media_type: str) -> bytes:
    """The answer of either to a query over the whole release."""
    return answered(engine, Task(query, media_type))
