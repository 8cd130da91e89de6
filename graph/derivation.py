"""What follows from the sources, kept in the graph `derived`: the hierarchy's levels, then CONSTRUCT queries in order.

A later query sees what an earlier one gave. Each file's first comment says what it derives and why.
"""

from collections.abc import Iterable, Iterator
from importlib.resources import files

from pyoxigraph import Quad, QueryTriples, Store, Triple

from genoderm.graph.hierarchy import hierarchy
from genoderm.graph.progress import Watch
from genoderm.graph.staging import Staging

ORDER = ("mappings-through-mondo", "skin-set", "expertise", "membership", "place")
GRAPH = "derived"


def derivations() -> Iterator[tuple[str, str]]:
    """The queries in their order: (name, text)."""
    folder = files(__package__) / "derivations"
    for name in ORDER:
        yield name, (folder / f"{name}.rq").read_text("utf-8")


def derive(staging: Staging, watch: Watch) -> None:
    """Add the graph `derived` to the store."""
    staging.add_named(GRAPH, derived(staging.store, watch))


def derived(store: Store, watch: Watch) -> list[Triple]:
    """What follows from the default graph of this store; it is in that graph then."""
    watch.stage("deriving", len(ORDER) + 1)
    found = _added(store, hierarchy(store))
    watch.advance(1)
    for name, query in derivations():
        found += _added(store, _construct(store, name, query))
        watch.advance(1)
    return found


def _added(store: Store, triples: Iterable[Triple]) -> list[Triple]:
    """The triples, in the default graph now."""
    added = list(triples)
    store.bulk_extend(Quad(*triple) for triple in added)
    return added


def _construct(store: Store, name: str, query: str) -> QueryTriples:
    triples = store.query(query)
    if not isinstance(triples, QueryTriples):
        raise TypeError(f"derivations/{name}.rq is no CONSTRUCT query")
    return triples
