"""The store of a release while it is being made: each source in its named graph, each triple once in the default graph.

A union computed at query time would return a triple once per graph that holds it, against the standard; so the default
graph is materialised, and `GRAPH ?source { … }` finds who says it. Records about statements (the graphs whose name
ends in "-mappings") stay in their own graphs: they would be a third of the default graph and answer no question of it.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple

from genoderm.graph.ntriples import Sorted, Writer, merge_sorted
from genoderm.ontology.terms import Iris

OWN_GRAPH_ONLY = "-mappings"


class Staging:
    """A store under construction, and the sorted files that went into it."""

    def __init__(self, folder: Path, iris: Iris) -> None:
        """Make an empty store in `folder/store`; further statements are written to `folder/graphs`."""
        self.store = Store(folder / "store")
        self.files: dict[str, Sorted] = {}
        self._folder = folder / "graphs"
        self._folder.mkdir()
        self._iris = iris

    def load(self, name: str, *parts: Sorted) -> None:
        """Load files of triples as this named graph, and into the default graph; two sources can say of one graph."""
        file = parts[0] if len(parts) == 1 else merge_sorted(self._folder / f"{name}.nt", parts)
        self.files[name] = file
        self._bulk(file.path, self._iris.graph(name))
        if not name.endswith(OWN_GRAPH_ONLY):
            self._bulk(file.path, DefaultGraph())

    def add(self, name: str, triples: Iterable[Triple]) -> None:
        """Write these triples as a named graph of their own, and load them."""
        self.load(name, self._written(name, triples))

    def add_named(self, name: str, triples: Iterable[Triple]) -> None:
        """The same for triples that are in the default graph already."""
        self.files[name] = self._written(name, triples)
        self._bulk(self.files[name].path, self._iris.graph(name))

    def _written(self, name: str, triples: Iterable[Triple]) -> Sorted:
        writer = Writer(self._folder / f"{name}.nt")
        writer.add(triples)
        return writer.finish()

    def finish(self) -> None:
        """Have the disk hold the store as it will be served."""
        self.store.flush()
        self.store.optimize()

    def __enter__(self) -> Self:
        """Build within a `with`: a build that fails lets go of its store at once, as the next one needs the place."""
        return self

    def __exit__(self, *_: object) -> None:
        del self.store

    def _bulk(self, path: Path, graph: NamedNode | DefaultGraph) -> None:
        self.store.bulk_load(path=path, format=RdfFormat.N_TRIPLES, to_graph=graph)
