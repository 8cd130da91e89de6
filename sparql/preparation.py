"""What is done to a query before the engine sees it, in the process that evaluates it."""

from collections.abc import Mapping
from pathlib import Path

from genoderm.ontology.values import Term
from genoderm.sparql.departures import IN_QUERIES as SERVICE
from genoderm.sparql.departures import refuse_departure
from genoderm.sparql.virtual.rewriting import rewrite
from genoderm.sparql.virtual.searcher import Searcher, open_searcher


class Preparation:
    """Makes queries ready with what a release offers beside its store."""

    def __init__(self, release: Path) -> None:
        """For the release in this folder."""
        self._release = release
        self._searcher: Searcher | None = None

    def open(self) -> None:
        """Open now what is opened when it is first needed, which takes a second or more."""
        self._opened()

    def prepare(self, query: str, values: Mapping[str, Term], base: str = "") -> str:
        """The query that the engine evaluates, our own services answered; LeavesProcess if a SERVICE is left in it."""
        if SERVICE.search(query):
            query = rewrite(query, self._opened(), values, base)
            refuse_departure(query)
        return query

    def _opened(self) -> Searcher:
        if self._searcher is None:
            self._searcher = open_searcher(self._release)
        return self._searcher
