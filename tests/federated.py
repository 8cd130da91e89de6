"""Endpoints inside the test's own process, and queries asked of a store and of them."""

import asyncio
import re
from collections.abc import Callable, Mapping
from io import BytesIO

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from genoderm.graph.federation_settings import Federation, ListedEndpoint
from genoderm.sparql.departures import refuse_departure
from genoderm.sparql.evaluation import WHOLE, Asked, write_answer
from genoderm.sparql.federation.errand import Errand
from genoderm.sparql.federation.peers.endpoint import Answered, Endpoint
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.received import Rows
from genoderm.sparql.federation.sending.local import Ask, Question
from genoderm.sparql.federation.sending.requests import Sent
from genoderm.sparql.workers.tasks import Task
from tests.federated_scopes import closed

ASKED_ON = re.compile("SERVICE(?: SILENT)?")  # an endpoint here has the graphs of the others by their addresses
FORMATS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.TSV)


class InProcess(Endpoint):
    """An endpoint that answers from a store; one without a store fails."""

    def __init__(self, listed: ListedEndpoint, store: Store | None, format_: QueryResultsFormat) -> None:
        super().__init__(listed, {})
        self._store, self._format = store, format_

    async def ask(self, query: str, until: float, read: Callable[[bytes], Rows]) -> Answered:  # noqa: ARG002
        if self._store is None:
            raise EndpointFailed(self.name, "is dead")
        found = self._store.query(closed(ASKED_ON.sub("GRAPH", query)))
        assert isinstance(found, QuerySolutions)
        body = found.serialize(format=self._format)
        assert body is not None
        return Answered(read(body), len(body))


def directory(stores: Mapping[str, Store | None]) -> dict[str, Endpoint]:
    """Endpoints at these addresses, each of which answers in another format."""
    return {
        url: InProcess(ListedEndpoint(name=f"e{at}", url=url), store, FORMATS[at % len(FORMATS)])
        for at, (url, store) in enumerate(stores.items())
    }


def mediated(query: str, store: Store, endpoints: Mapping[str, Endpoint], **bounds: int) -> tuple[str, list[Sent]]:
    """The query that asks nobody, and the requests that it took."""
    errand = Errand(Question(query, WHOLE), endpoints, Federation.model_validate(bounds))

    async def run() -> str:
        return await errand.run(asking(store))

    return asyncio.run(run()), [*errand.sent]


def asking(store: Store) -> Ask:
    """A store as the pool's workers ask theirs."""

    async def ask(task: Task) -> bytes:
        refuse_departure(task.query)
        written = BytesIO()
        write_answer(store, Asked(task.query, task.dataset, task.base), task.media_type, written)
        return written.getvalue()

    return ask
