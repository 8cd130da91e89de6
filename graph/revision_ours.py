"""The graphs that every write works out anew, so that nobody writes to them."""

from collections.abc import Iterable

from genoderm.graph.derivation import GRAPH as DERIVED
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.revision_content import WITHDRAWN
from genoderm.graph.statistics import GRAPH as STATISTICS
from genoderm.ontology.errors import GenodermError

OURS = (DERIVED, PROVENANCE, STATISTICS, WITHDRAWN)


class WorkedOut(GenodermError):
    """The graph follows from the others, so it cannot be written to."""

    status = 403


def refuse_ours(graphs: Iterable[str]) -> None:
    """Raise WorkedOut if one of ours is among these."""
    for name in graphs:
        if name in OURS:
            raise WorkedOut(f"the graph {name} is worked out from the others; change what it follows from")
