"""What is done to a query before the engine sees it, in the process that evaluates it."""

from dataclasses import dataclass
from pathlib import Path

from genoderm.sparql.departures import refuse_departure


@dataclass(frozen=True, slots=True)
class Preparation:
    """What a release offers to queries beside its store."""

    def prepare(self, query: str) -> str:
        """The query that the engine evaluates."""
        refuse_departure(query)
        return query


def preparation(release: Path) -> Preparation:
    """Open what a release has beside its store."""
    return Preparation()
