"""Staging a release on one engine: beside what is served, verified by reading it back; nobody sees it yet."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode

from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.content import Content, Difference, difference
from genoderm.graph.engines.errors import EngineFailed
from genoderm.graph.engines.mark import Change, Mark
from genoderm.graph.home import Home
from genoderm.graph.ntriples import Sorted
from genoderm.ontology.errors import BadRelease, NotFound
from genoderm.ontology.terms import stored

Tell = Callable[[str], None]  # what is being done
Read = Callable[[str], Sorted]  # a graph, by its name on the engine


@dataclass(frozen=True, slots=True)
class Step:
    """A graph that a switch changes: what it gains and loses, and where that is staged."""

    change: Change
    difference: Difference


@dataclass(frozen=True, slots=True)
class Bench:
    """Where a release is prepared: the home that it is from, a folder for what is made on the way, who is told."""

    home: Home
    folder: Path
    tell: Tell


def steps(connection: Connection, mark: Mark, content: Content, sequence: int, bench: Bench) -> list[Step]:
    """What leads from what the engine holds to a release, graph by graph; those that are equal are left out."""
    after = content.graphs()
    changed = [iri for iri in sorted({*mark.graphs, *after}) if mark.graphs.get(iri) != after.get(iri)]
    before = _before(connection, mark, bench)
    found = []
    for number, iri in enumerate(changed):
        told = difference(before(iri).path, content.file(iri).path, bench.folder / f"{connection.server.name}-{number}")
        found.append(Step(_change(iri, told, f"{sequence}/{number}"), told))
    return found


def _change(iri: str, told: Difference, place: str) -> Change:
    gained = stored(f"gained/{place}").value if told.gained.triples else ""
    lost = stored(f"lost/{place}").value if told.lost.triples else ""
    return Change(graph=iri, gained=gained, lost=lost)


def _before(connection: Connection, mark: Mark, bench: Bench) -> Read:
    """The graphs of the release that the engine holds: from the home, or else from the engine itself."""
    folder = bench.folder / f"{connection.server.name}-{mark.release}"
    try:
        held = Content(bench.home.release(mark.release), folder)
    except (NotFound, BadRelease):
        bench.tell(f"{connection.server.name}: {mark.release} is not in {bench.home.path}, so it is read back")
        folder.mkdir(exist_ok=True)
        return lambda iri: connection.fetch(NamedNode(iri), folder / f"{len(list(folder.iterdir()))}.nt")
    return held.file


def put_whole(connection: Connection, content: Content, bench: Bench) -> None:
    """Fill an engine that holds no release, graph by graph."""
    for iri in content.graphs():
        file = content.file(iri)
        bench.tell(f"{connection.server.name}: {iri}, {file.triples:,} triples")
        _put(connection, NamedNode(iri), file, bench)


def put_steps(connection: Connection, found: list[Step], bench: Bench) -> None:
    """Stage what a switch will need."""
    for iri, file in _staged(found):
        bench.tell(f"{connection.server.name}: {iri}, {file.triples:,} triples")
        _put(connection, NamedNode(iri), file, bench)


def _staged(found: list[Step]) -> Iterator[tuple[str, Sorted]]:
    for step in found:
        if step.change.gained:
            yield step.change.gained, step.difference.gained
        if step.change.lost:
            yield step.change.lost, step.difference.lost


def _put(connection: Connection, graph: NamedNode, file: Sorted, bench: Bench) -> None:
    connection.replace(graph, file.path)
    name = connection.server.name
    if (found := connection.count(graph)) != file.triples:
        raise EngineFailed(f"the engine {name} has {found:,} triples in {graph}, sent were {file.triples:,}")
    back = connection.fetch(graph, bench.folder / f"{name}-back.nt")
    if back.sha256 != file.sha256:
        raise EngineFailed(
            f"the engine {name} gives {graph} back otherwise than it was sent: its SHA-256 is {back.sha256}, "
            f"expected {file.sha256}"
        )
    back.path.unlink()
