"""A network inside the test's own process: this node's store, and those of others, each with what it holds known."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random

from pyoxigraph import Quad, QueryResultsFormat, Store

from genoderm.graph.federation_settings import Federation, ListedPeer
from genoderm.graph.spaces import Spaces, few, space_of
from genoderm.ontology.vocabularies import RDF_TYPE
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.federation.sending.local import Question
from genoderm.sparql.network.errand import NetworkErrand
from genoderm.sparql.network.holdings import Holdings
from genoderm.sparql.network.sources import Memory, Source
from tests.federated import InProcess, asking

DEADLINE = 600.0  # nothing here waits
FORMATS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.TSV)


class InNetwork(Source):
    """A node that answers from a store; one without a store is dead, one without a VoID is asked about everything."""

    def __init__(self, name: str, store: Store | None, format_: QueryResultsFormat, *, describes: bool = True) -> None:
        super().__init__(Node(ListedPeer(name=name, url=f"http://{name}.example")))
        self.endpoint = InProcess(self.endpoint.listed, store, format_)
        self._store, self._describes = store, describes
        self._known: Memory | None = None

    async def memory(self, until: float) -> Memory:  # noqa: ARG002
        if self._store is None:
            raise EndpointFailed(self.name, "is dead")
        if self._known is None:
            self._known = Memory("0123", 0.0, holdings_of(self._store) if self._describes else None)
        return self._known


def holdings_of(store: Store) -> Holdings:
    """As a VoID tells them."""
    quads = list(store)
    return Holdings(
        Counter(str(quad.predicate) for quad in quads),
        Counter(str(quad.object) for quad in quads if quad.predicate == RDF_TYPE),
        _subjects(store),
    )


def _subjects(store: Store) -> dict[str, Spaces]:
    spaces: dict[str, set[bytes]] = {}
    for quad in store:
        spaces.setdefault(str(quad.predicate), set()).add(space_of(str(quad.subject).encode()))
    return {name: told for name, found in spaces.items() if (told := few(found))}


def sources(stores: Mapping[str, Store | None], random: Random) -> dict[str, Source]:
    """Nodes of these names, each of which answers in another format."""
    return {
        name: InNetwork(name, store, FORMATS[at % len(FORMATS)], describes=random.random() < 0.7)
        for at, (name, store) in enumerate(stores.items())
    }


def distributed(query: str, here: Store, nodes: Mapping[str, Source], **bounds: int) -> tuple[str, NetworkErrand]:
    """The query that asks nobody, and what it took."""
    errand = NetworkErrand(Question(query, WHOLE), nodes, Federation.model_validate(bounds), DEADLINE)

    async def run() -> str:
        return await errand.run(asking(here))

    return asyncio.run(run()), errand


def merged(*stores: Store | None) -> Store:
    """What all of them hold, each triple once."""
    return filled(Quad(*quad.triple) for store in stores if store is not None for quad in store)


def filled(quads: Iterable[Quad]) -> Store:
    """A store with these."""
    store = Store()
    store.extend(quads)
    return store
