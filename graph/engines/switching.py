"""The switch from one release to another on an engine: announced, then one update request, then looked at.

Who reads from the engine looks at the mark every quarter of a second. Once a switch is announced, each answer is
compared with the mark that stands after it; so the switch waits until everybody has seen the announcement.
"""

import time

from pyoxigraph import NamedNode

from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.errors import EngineFailed, EngineRefused
from genoderm.graph.engines.mark import Change, Mark, mark_of
from genoderm.ontology.errors import Conflict

LEASE = 1.0  # seconds that a mark may be believed after it was read
NOTICE = 2.5 * LEASE  # between announcement and switch: somebody may have read the mark just before, and ask just after


def announced(connection: Connection, mark: Mark) -> Mark:
    """Announce a switch away from this mark."""
    told = mark.model_copy(update={"switching": time.time()})
    connection.update(told.told())
    return told


def revoked(connection: Connection, mark: Mark) -> None:
    """There will be no switch; what was served is served on."""
    connection.update(mark.model_copy(update={"switching": 0.0}).told())


def switch(connection: Connection, before: Mark, after: Mark) -> None:
    """Apply the changes of a mark, and the mark, in one request; EngineFailed, and all as before, if they fit not."""
    if mark_of(connection) != before:
        raise Conflict(f"somebody else publishes on {connection.server.name}; look at `genoderm publish --status`")
    connection.update(_text(after.changes, after))
    if faults := wrong_counts(connection, after, [change.graph for change in after.changes]):
        undone = before.model_copy(update={"sequence": after.sequence + 1, "switching": 0.0})
        connection.update(_text(tuple(change.reversed() for change in after.changes), undone))
        raise EngineFailed(f"{'; '.join(faults)}: switched back to {before.release}")


def wrong_counts(connection: Connection, mark: Mark, graphs: list[str]) -> list[str]:
    """Graphs that hold another number of triples than the mark tells, in sentences."""
    found = {iri: connection.count(NamedNode(iri)) for iri in graphs}
    expected = {iri: mark.graphs[iri].triples if iri in mark.graphs else 0 for iri in graphs}
    return [
        f"the engine {connection.server.name} has {found[iri]:,} triples in <{iri}>, expected {expected[iri]:,}"
        for iri in graphs
        if found[iri] != expected[iri]
    ]


def drop_staged(connection: Connection, mark: Mark) -> None:
    """Remove what earlier switches and broken-off ones have left, and have the mark say so."""
    kept = {graph.value for change in mark.changes for graph in change.staged}
    left = [iri for iri in mark.staged if iri not in kept]
    try:
        for iri in left:
            connection.drop(NamedNode(iri))
    except EngineRefused:  # it is there still, as the mark tells; the next time will do
        return
    if mark.staged:
        connection.update(mark.model_copy(update={"staged": ()}).told())


def _text(changes: tuple[Change, ...], mark: Mark) -> str:
    """One request: sets taken away and added, so that doing it twice is doing it once."""
    parts = []
    for change in changes:
        if change.lost:
            parts.append(_moved("DELETE", change.graph, change.lost))
        if change.gained:
            parts.append(_moved("INSERT", change.graph, change.gained))
    return " ;\n".join([*parts, mark.told()])


def _moved(word: str, graph: str, staged: str) -> str:
    return f"{word} {{ GRAPH <{graph}> {{ ?s ?p ?o }} }} WHERE {{ GRAPH <{staged}> {{ ?s ?p ?o }} }}"
