"""What follows from the sources: CONSTRUCT queries, run in order over the default graph, kept in the graph `derived`.

A later query sees what an earlier one gave. Each file's first comment says what it derives and why.
"""

from collections.abc import Iterator
from importlib.resources import files

from pyoxigraph import Quad, QueryTriples, Triple

from genoderm.graph.progress import Watch
from genoderm.graph.staging import Staging

ORDER = ("mappings-through-mondo", "broader-transitive", "skin-set", "expertise", "membership", "place")
GRAPH = "derived"


def derivations() -> Iterator[tuple[str, str]]:
    """The queries in their order: (name, text)."""
    folder = files(__package__) / "derivations"
    for name in ORDER:
        yield name, (folder / f"{name}.rq").read_text("utf-8")


def derive(staging: Staging, watch: Watch) -> None:
    """Add the graph `derived` to the store."""
    watch.stage("deriving", len(ORDER))
    found: list[Triple] = []
    for name, query in derivations():
        triples = staging.store.query(query)
        if not isinstance(triples, QueryTriples):
            raise TypeError(f"derivations/{name}.rq is no CONSTRUCT query")
        derived = list(triples)
        staging.store.bulk_extend(Quad(*triple) for triple in derived)
        found += derived
        watch.advance(1)
    staging.add(GRAPH, found)
