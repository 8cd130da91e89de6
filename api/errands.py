"""Queries that ask other endpoints while their client waits: the pool is asked for them, and who leaves ends them."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from cachetools import LRUCache
from starlette.types import Receive

from genoderm.api.serving import Serving
from genoderm.ontology.terms import Iris
from genoderm.sparql.cache import Key
from genoderm.sparql.departures import IN_QUERIES as SERVICE
from genoderm.sparql.description import network_graph
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.federation.errand import Errand
from genoderm.sparql.federation.sending.local import Question
from genoderm.sparql.network.errand import NetworkErrand
from genoderm.sparql.protocol import NETWORK, Query
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import Cancelled, Task

Done = TypeVar("Done")
SHORT = 4_000  # characters of a question and bytes of its answer
KNOWN = LRUCache[Key, bytes](1_000)  # answers that last as long as a release does


def errand(query: Query, base: str, serving: Serving) -> Errand | NetworkErrand | None:
    """What a query has to ask of others; None if that is nothing. LeavesProcess if it may not ask whom it asks.

    Where the operator has listed nobody, no query has anything to ask, and every SERVICE is refused elsewhere.
    """
    if query.scope == NETWORK or query.dataset.default:
        whole = network_graph(Iris(serving.pool.manifest.base)).value
        if query.scope == NETWORK or whole in query.dataset.default:
            return _over_network(query, base, serving, whole)
    if not (serving.directory and SERVICE.search(query.text)):
        return None
    question = Question(query.text, query.dataset, base, query.timeout)
    due = Errand(question, serving.directory, serving.settings.federation)
    return due if due.is_due else None


def _over_network(query: Query, base: str, serving: Serving, whole: str) -> NetworkErrand:
    """The same graph may be named by the scope and in the dataset."""
    dataset = WHOLE if query.dataset == Dataset(default=(whole,)) else query.dataset
    bounds = serving.settings.federation
    question = Question(query.text, dataset, base, query.timeout)
    return NetworkErrand(question, serving.sources, bounds, query.deadline or bounds.deadline)


class Here:
    """The pool, as an errand asks it; `releases` are those that its answers are from."""

    def __init__(self, pool: Pool) -> None:
        """Nothing is asked yet."""
        self.releases: set[str] = set()
        self._pool = pool

    async def __call__(self, task: Task) -> bytes:
        """A whole answer."""
        async with self._pool.answer(task) as answer:
            self.releases.add(answer.manifest.id)
            return await answer.whole()

    async def lasting(self, task: Task) -> bytes:
        """The same of what is asked again and again, told in few words: whether a text is a query, what there is."""
        release = self._pool.manifest.id
        key = Key(release, task.query, task.dataset, task.media_type, task.base)
        told = KNOWN.get(key)
        if told is None:
            told = await self(task)
            if self.releases == {release} and len(told) + len(task.query) <= SHORT:
                KNOWN[key] = told
        self.releases.add(release)
        return told


async def while_there(work: Coroutine[Any, Any, Done], receive: Receive) -> Done:
    """What comes of the work; Cancelled, and nothing more of it is done, if the client leaves."""
    doing, watching = asyncio.ensure_future(work), asyncio.ensure_future(_left(receive))
    try:
        await asyncio.wait({doing, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Cancelled("the client left while others were asked")
        return doing.result()
    finally:
        doing.cancel()
        watching.cancel()
        await asyncio.gather(doing, watching, return_exceptions=True)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
