"""How the default graph follows the named graphs when these are written to.

The default graph is the union of the named graphs (but for those whose name ends in -mappings), less what is withdrawn
from it, and what it holds alone. Of a write, first the named graphs and the default graph get what SPARQL gives them;
then what a named graph gained goes into the default graph, and what it lost leaves it, if no other graph of the union
holds it. So a statement that a named graph holds already is not held twice by being written to the default graph: it
goes when the last graph that says it goes.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from genoderm.graph.revision_content import UNNAMED, WITHDRAWN, Change, in_union
from genoderm.graph.revision_workplace import NOTHING, Workplace

LARGE = 100_000  # statements that one transaction holds in memory
LOOKED_UP = 20_000  # statements that are looked up one by one; more are quicker found by reading all graphs


class Union:
    """A store, and what its default graph lacks and has beyond the union of its named graphs."""

    def __init__(self, place: Workplace) -> None:
        """Change the store of this place, whose graphs hold already what they will hold."""
        self._place = place
        self._content = place.content
        self._withdrawn = set(place.content.lines(WITHDRAWN))
        self._unnamed = set(place.content.lines(UNNAMED))

    def follow(self, named: Mapping[str, Change], direct: Change) -> Change:
        """Apply what named graphs gained and lost, and the default graph by itself; what it gained and lost in all."""
        for name, change in named.items():
            apply(self._place.store, self._place.graph(name), change)
        gained, lost = _together(change for name, change in named.items() if in_union(name))
        held = self._held(lost.union(direct.added, direct.removed))
        came = gained.union(direct.added)
        gone = lost.difference(held).union(direct.removed) - came
        self._withdrawn -= came | (lost - held)
        self._withdrawn |= held.intersection(direct.removed) - gained
        self._unnamed -= gone | gained
        self._unnamed |= set(direct.added) - held
        change = Change(sorted(came), sorted(gone))
        apply(self._place.store, DefaultGraph(), change)
        self._settle()
        return change

    def derive(self, name: str, lines: Iterable[bytes]) -> Change:
        """Have a graph of derived facts say this; what the default graph gained and lost, where nobody withdrew it."""
        change = self._content.replace(name, lines)
        kept = self._withdrawn.intersection(change.added)
        followed = self.follow({name: change}, NOTHING)
        if not kept:
            return followed
        self._withdrawn |= kept
        apply(self._place.store, DefaultGraph(), Change([], sorted(kept)))
        self._settle()
        return Change([line for line in followed.added if line not in kept], followed.removed)

    def describe(self, name: str, lines: Iterable[bytes]) -> Change:
        """Have a graph about the release say this, in the default graph too, though somebody withdrew it."""
        told = list(lines)
        change = self._content.replace(name, told)
        return self.follow({name: change}, Change(sorted(self._withdrawn.intersection(told)), []))

    def _settle(self) -> None:
        """Have the graph of withdrawn statements, and what the default graph holds alone, be as they are now."""
        change = self._content.replace(WITHDRAWN, sorted(self._withdrawn))
        apply(self._place.store, self._place.graph(WITHDRAWN), change)
        self._content.replace(UNNAMED, sorted(self._unnamed))

    def _held(self, lines: Collection[bytes]) -> set[bytes]:
        """Those that some graph of the union holds."""
        return self._looked_up(lines) if len(lines) <= LOOKED_UP else self._read(lines)

    def _looked_up(self, lines: Collection[bytes]) -> set[bytes]:
        quads = parse(b"".join(lines), format=RdfFormat.N_TRIPLES)
        return {line for line, quad in zip(lines, quads, strict=True) if self._says(quad)}

    def _says(self, quad: Quad) -> bool:
        found = self._place.store.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
        graphs = (known.graph_name.value for known in found if isinstance(known.graph_name, NamedNode))
        return any(in_union(self._place.iris.graph_name(graph)) for graph in graphs)

    def _read(self, lines: Collection[bytes]) -> set[bytes]:
        held: set[bytes] = set()
        for name in filter(in_union, self._content.names):
            for batch in self._content.batches(name):
                held.update(filter(lines.__contains__, batch))
        return held


def apply(store: Store, graph: NamedNode | DefaultGraph, change: Change) -> None:
    """Add to and remove from one graph of a store; blank nodes keep their labels, an empty named graph goes."""
    for quad in parse(b"".join(change.removed), format=RdfFormat.N_TRIPLES):
        store.remove(Quad(quad.subject, quad.predicate, quad.object, graph))
    quads = (
        Quad(quad.subject, quad.predicate, quad.object, graph)
        for quad in parse(b"".join(change.added), format=RdfFormat.N_TRIPLES)
    )
    if len(change.added) > LARGE:
        store.bulk_extend(quads)
    else:
        store.extend(quads)
    if isinstance(graph, NamedNode) and not any(islice(store.quads_for_pattern(None, None, None, graph), 1)):
        store.remove_graph(graph)


def _together(changes: Iterable[Change]) -> tuple[set[bytes], set[bytes]]:
    gained: set[bytes] = set()
    lost: set[bytes] = set()
    for change in changes:
        gained.update(change.added)
        lost.update(change.removed)
    return gained, lost
