"""The nodes of the network as sources of triples: each with its endpoint, and what is remembered of what it holds."""

import asyncio
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from genoderm.graph.federation_settings import Federation, ListedEndpoint, ListedPeer
from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import Rejected
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.federation.peers.presence import N_TRIPLES, VOID, told
from genoderm.sparql.network.holdings import Holdings, read_holdings

FRESH = 30.0  # seconds for which what a node was found to hold is taken for what it holds
LONG = 250.0  # milliseconds: who takes so long for an answer is slow
PER_SECOND = 10_000  # rows of some hundred bytes, over a line of 10 Mbit/s
MOST_KNOWN = 10_000  # patterns that a node was asked about


@dataclass(slots=True)
class Memory:
    """What a release of a node holds: by its VoID, and pattern by pattern where it was asked."""

    release: str
    looked: float  # by the loop's clock
    holdings: Holdings | None
    asked: dict[str, int] = field(default_factory=dict)
    sure: bool = False


class Source:
    """One node that is not this one."""

    def __init__(self, node: Node) -> None:
        """Nothing is known of it yet."""
        self.node = node
        self.name = node.name
        self.endpoint = Endpoint(_endpoint(node.listed), {})
        self._memory: Memory | None = None
        self._looking = asyncio.Lock()

    @property
    def meanwhile(self) -> float:
        """How many rows travel while this node lets one wait; nothing of one that is quick."""
        took = self.endpoint.health.milliseconds or self.node.health.milliseconds or 0.0
        return took / 1000 * PER_SECOND if took >= LONG else 0.0

    async def memory(self, until: float) -> Memory:
        """What it holds; looked at anew when that was long ago. EndpointFailed if it is not there."""
        async with self._looking:
            now = asyncio.get_running_loop().time()
            if self._memory is None:
                health, held = await asyncio.gather(told(self.node, until), self._holdings(until))
                self._memory = Memory(health.release, now, held)
            elif now - self._memory.looked > FRESH:
                self._memory = await self._anew(self._memory, now, until)
            return self._memory

    async def _anew(self, known: Memory, now: float, until: float) -> Memory:
        """The same if its release is, and if that was known before its VoID was read, which may be of a later one."""
        release = (await told(self.node, until)).release
        if release == known.release and known.sure and len(known.asked) <= MOST_KNOWN:
            known.looked = now
            return known
        return Memory(release, now, await self._holdings(until), sure=True)

    async def _holdings(self, until: float) -> Holdings | None:
        try:
            return await self.node.get(VOID, (), until, read_holdings(self.name), N_TRIPLES)
        except Rejected:  # such as an endpoint that describes nothing: it is asked about each pattern
            return None


class Sources(Mapping[str, Source]):
    """All nodes of a deployment but itself, by their names, in the order of its list."""

    def __init__(self, nodes: Iterable[Node] = ()) -> None:
        """Nothing is connected yet; the nodes are closed by who opened them."""
        self._sources = {node.name.name: Source(node) for node in nodes}

    def __getitem__(self, name: str) -> Source:
        """The one of this name."""
        return self._sources[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._sources)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._sources)

    async def close(self) -> None:
        """Close all connections."""
        for source in self._sources.values():
            await source.endpoint.close()


def widened(bounds: Federation, nodes: int) -> Federation:
    """The bounds of a query that asks so many nodes: one that keeps it waiting takes no turn from another."""
    return bounds.model_copy(update={"requests": max(bounds.requests, 2 * nodes)})


def _endpoint(listed: ListedPeer) -> ListedEndpoint:
    """The SPARQL endpoint of a node, within the node's own bounds; its rows are those of an endpoint."""
    return ListedEndpoint(
        name=listed.name,
        url=f"{listed.url}/sparql",
        timeout=listed.timeout,
        bytes=listed.bytes,
        requests=listed.requests,
        credentials=listed.credentials,
        ca=listed.ca,
        address=listed.address,
    )
