"""What is done to a query before the engine sees it, in the process that evaluates it.

Our own services are answered; then, where the release is in memory and the query is over the whole of it, what is known
of the release in advance is put in, and joins are brought into a good order. The answer is the same, only sooner.
"""

from dataclasses import dataclass
from pathlib import Path

from cachetools import LRUCache

from genoderm.sparql.departures import IN_QUERIES as SERVICE
from genoderm.sparql.departures import refuse_departure
from genoderm.sparql.evaluation import WHOLE, Asked
from genoderm.sparql.rewriting.counts import read_counts
from genoderm.sparql.rewriting.planned import Rewriter
from genoderm.sparql.shortcuts.known import Known, read_known
from genoderm.sparql.shortcuts.shortening import shorten
from genoderm.sparql.virtual.rewriting import calls, emptied, rewrite
from genoderm.sparql.virtual.searcher import Searcher, open_searcher
from genoderm.sparql.workers.stores import Stores

REMEMBERED = 1 << 22  # characters of queries that were made ready


@dataclass(frozen=True, slots=True)
class Learnt:
    """What was learnt of a release that is held in memory."""

    known: Known
    rewriter: Rewriter


def learn(stores: Stores) -> Learnt:
    """Count what queries are made quicker with."""
    counts = read_counts(stores.default)
    return Learnt(read_known(stores.default, stores.whole, counts), Rewriter(counts))


class Preparation:
    """Makes queries ready for the engine, with what a release offers beside its store."""

    def __init__(self, release: Path, stores: Stores | None = None) -> None:
        """For the release in this folder; without stores in memory, the index is opened when it is first needed."""
        self._release = release
        self._learnt = learn(stores) if stores else None
        self._searcher: Searcher | None = None
        self._ready: LRUCache[str, str] = LRUCache(REMEMBERED, len)  # a worker's own

    def open(self) -> None:
        """Hold the index, if it is not held yet: seconds of work, which processes that are forked later share."""
        self._opened()

    def prepare(self, asked: Asked) -> str:
        """The query that the engine evaluates; LeavesProcess if a SERVICE that is not ours is in it."""
        query, values = asked.query, asked.values or {}
        if SERVICE.search(query):
            searching = calls(query)
            refuse_departure(emptied(query) if searching else query)
            query = rewrite(query, self._opened(), values, asked.base) if searching else query
            if searching and values:  # a query of the API's: it is in a good order, and with its rows never the same
                return query
        if self._learnt is None or asked.dataset != WHOLE:
            return query
        if values:
            return self._learnt.rewriter.plan(query, tuple(values))
        ready = self._ready.get(query)
        if ready is None:
            ready = self._learnt.rewriter.plan(shorten(query, self._learnt.known))
            if len(ready) <= REMEMBERED:
                self._ready[query] = ready
        return ready

    def _opened(self) -> Searcher:
        if self._searcher is None:
            self._searcher = open_searcher(self._release)
        return self._searcher
