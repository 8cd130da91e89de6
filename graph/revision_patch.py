"""A request that changes one graph by an update, as the Graph Store Protocol has PATCH (5.7).

The graph is the default graph of a dataset of its own, and the only one: what the update says of others goes nowhere.
"""

from dataclasses import dataclass

from pyoxigraph import DefaultGraph, RdfFormat, Store, parse

from genoderm.graph.ntriples import write_sorted
from genoderm.graph.revision_blank_nodes import may_be_blank, skolemised
from genoderm.graph.revision_content import UNNAMED
from genoderm.graph.revision_graphs import refuse_worked_out
from genoderm.graph.revision_update import carry_out
from genoderm.graph.revision_workplace import Changes, Workplace, all_lines, compare
from genoderm.ontology.errors import BadInput, NotFound


class OtherGraph(BadInput):
    """The update writes to another graph than the one that it was sent to."""

    status = 422


@dataclass(frozen=True, slots=True)
class Patch:
    """A graph, by name, shall be as these updates make it; relative IRIs are resolved against `base`."""

    graph: str
    operations: tuple[str, ...]
    base: str

    def changes(self, place: Workplace) -> Changes:
        """What it changes; NotFound for a graph that is not there, OtherGraph, and the faults of `carry_out`."""
        refuse_worked_out(self.graph, place)
        if self.graph != UNNAMED and self.graph not in place.content.names:
            raise NotFound(f"there is no graph {place.graph(self.graph)} to be patched; PUT makes one")
        store = self._updated(place)
        if place.is_file(self.graph):
            file = write_sorted(place.content.fresh(), _lines(store, place))
            return Changes({self.graph: place.content.put(self.graph, file)})
        return Changes(direct=compare(place.dumped(place.store, UNNAMED), [_lines(store, place)]))

    def _updated(self, place: Workplace) -> Store:
        store = Store()
        for batch in place.dumped(place.store, self.graph):
            store.bulk_extend(parse(b"".join(batch), format=RdfFormat.N_TRIPLES))  # labels of blank nodes stay
        for operation in self.operations:
            carry_out(store, operation, self.base)
        for graph in store.named_graphs():
            raise OtherGraph(f"the update writes to {graph}; a patch changes the graph that it is sent to")
        return store


def _lines(store: Store, place: Workplace) -> list[bytes]:
    """The lines of the store's default graph, sorted; in a union with IRIs for blank nodes."""
    blank = [quad for quad in store if may_be_blank(quad)] if place.union else []
    for quad in blank:
        store.remove(quad)
    named = skolemised({UNNAMED: blank}, place.iris)[UNNAMED] if blank else []
    told = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return all_lines([bytes(told or b"").splitlines(keepends=True), named])
