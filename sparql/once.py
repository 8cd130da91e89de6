"""A query asked once, where no server is at hand: of the store of a release, or of the engine of `[store]`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO

from genoderm.graph.engines.errors import NotPublished
from genoderm.graph.engines.publishing import holding
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.serving import open_release
from genoderm.graph.settings import Settings
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import NotFound
from genoderm.ontology.values import Term
from genoderm.sparql.evaluation import Output, Row, rows_told
from genoderm.sparql.preparation import Preparation
from genoderm.sparql.remote.engine import RemoteEngine
from genoderm.sparql.workers.stores import Stores
from genoderm.sparql.workers.tasks import Route, Task
from genoderm.sparql.workers.worker import Embedded, Engine

RESULTS = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Answering:
    """A release that can be asked."""

    manifest: Manifest
    engine: Engine
    held: Hold  # as long as there is this, the release is not pruned
    route: Route | None = None  # to the engines that hold it

    def write(self, query: str, media_type: str, output: Output) -> None:
        """Answer a query in a format that fits its form; GenodermError where there is no answer."""
        self.engine.answer(Task(query, media_type, route=self.route), output)

    def rows(self, query: str, values: Mapping[str, Term]) -> list[Row]:
        """The rows of one of our own questions, its parameters bound by the engine."""
        told, output = {name: str(value) for name, value in values.items()}, BytesIO()
        self.engine.answer(Task(query, RESULTS, values=told, route=self.route), output)
        return rows_told(output.getvalue())


@contextmanager
def answering(chosen: Settings) -> Iterator[Answering]:
    """The release that servers with these settings answer from; NotFound, NotPublished, EngineAway."""
    if chosen.store.remote:
        with _remote(chosen) as one:
            yield one
        return
    opened = open_release(folder := Home(chosen.home).current_release())
    engine = Embedded(Stores(opened.store, opened.store), Preparation(folder).prepare)
    yield Answering(opened.manifest, engine, opened.held)


@contextmanager
def _remote(chosen: Settings) -> Iterator[Answering]:
    mark, numbers = holding(chosen.store)
    try:
        folder = Home(chosen.home).release(mark.release)
    except NotFound as fault:
        told = f"the engine holds {mark.release}, whose folder is not in {chosen.home}: all who ask it share the home"
        raise NotPublished(told) from fault
    manifest = read_manifest(folder)
    graphs = [graph.iri for graph in manifest.graphs]
    engine = RemoteEngine(chosen.store, graphs, Preparation(folder).prepare, chosen.store.timeout)
    try:
        yield Answering(manifest, engine, Hold(folder), Route(numbers, mark.sequence, doubtful=True))
    finally:
        engine.close()
