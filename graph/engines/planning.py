"""What is to be done to each engine, so that it holds a release: what it holds, what it shall, what leads there."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.content import Content
from genoderm.graph.engines.mark import Mark
from genoderm.graph.engines.staging import Bench, Step, steps
from genoderm.graph.engines.switching import wrong_counts
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import BadInput, NotFound


@dataclass(frozen=True, slots=True)
class Published:
    """What became of one engine: the release that it holds, and how many triples were put there to that end."""

    engine: str
    release: str
    sequence: int
    gained: int
    lost: int
    fresh: bool  # False where it held the release already


@dataclass(frozen=True, slots=True)
class Place:
    """An engine, what it holds, what it shall hold, and what leads there."""

    connection: Connection
    mark: Mark | None
    target: Mark
    steps: list[Step]

    @property
    def is_there(self) -> bool:
        """Whether it holds the release already."""
        return self.mark is not None and self.mark.release == self.target.release and not self.steps

    def told(self) -> Published:
        """What is to be, or was, done to it."""
        differences = [step.difference for step in self.steps]
        gained = sum(told.gained.triples for told in differences)
        whole = 0 if self.mark else sum(held.triples for held in self.target.graphs.values())
        return Published(
            engine=self.connection.server.name,
            release=self.target.release,
            sequence=self.target.sequence,
            gained=gained + whole,
            lost=sum(told.lost.triples for told in differences),
            fresh=not self.is_there,
        )


def connections(opened: ExitStack, store: StoreSettings, to: str) -> list[Connection]:
    """Connections to the engines that can be written to, or to the one named `to`; BadInput, NotFound."""
    if not store.remote:
        raise BadInput("[store] names no engine, so there is nowhere to publish: set kind, query, update, graph_store")
    writable = [server for server in store.servers() if server.writable]
    chosen = [server for server in writable if to in {"", server.name}]
    if not chosen:
        known = ", ".join(server.name for server in writable)
        raise NotFound(f"[store] has no engine {to!r} that can be written to; there are: {known}")
    return [opened.enter_context(Connection(server, store.kind, store.timeout)) for server in chosen]


def sequence_of(marks: Sequence[Mark | None], release: str) -> int:
    """One more than any; that of an engine which holds the release already, if none is beyond it."""
    known = [mark for mark in marks if mark is not None]
    last = max((mark.sequence for mark in known), default=0)
    return last if any(mark.release == release and mark.sequence == last for mark in known) else last + 1


def place_of(connection: Connection, mark: Mark | None, content: Content, sequence: int, bench: Bench) -> Place:
    """What leads an engine to a release."""
    graphs, release = content.graphs(), content.manifest.id
    if mark is not None and mark.release == release:
        if not wrong_counts(connection, mark, list(mark.graphs)):
            return Place(connection, mark, mark.model_copy(update={"sequence": sequence, "switching": 0.0}), [])
        mark = None  # what it holds is not what it should be, so that there is nothing to be careful of
    if mark is None:
        return Place(connection, None, Mark(release=release, sequence=sequence, graphs=graphs), [])
    found = steps(connection, mark, content, sequence, bench)
    earlier = [graph.value for change in mark.changes for graph in change.staged]
    target = Mark(
        release=release,
        sequence=sequence,
        graphs=graphs,
        before=mark.release,
        graphs_before=mark.graphs,
        changes=tuple(step.change for step in found),
        staged=(*earlier, *mark.staged),
    )
    return Place(connection, mark, target, found)


def numbered(place: Place, sequence: int) -> Place:
    """The same, as the switch of this number."""
    target = place.target.model_copy(update={"sequence": sequence})
    return Place(place.connection, place.mark, target, place.steps)
