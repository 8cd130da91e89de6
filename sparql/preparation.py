"""What is done to a query before the engine sees it, in the process that evaluates it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from genoderm.ontology.values import Term
from genoderm.sparql.departures import refuse_departure


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a release offers to queries beside its store."""

    def prepare(self, query: str, values: Mapping[str, Term]) -> str:
        """The query that the engine evaluates; LeavesProcess if a SERVICE is left in it."""
        refuse_departure(query)
        return query


def preparation(release: Path) -> Preparation:
    """Open what a release has beside its store."""
    return Preparation()
