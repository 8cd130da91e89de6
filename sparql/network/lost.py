"""The nodes that a query goes on without: those that did not answer, and why."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager

from genoderm.ontology.errors import GenodermError
from genoderm.sparql.federation.peers.errors import EndpointFailed, EndpointSlow, Name, shed

LEAST = 0.05  # seconds: what is known already is read even after the deadline


class Lost(Mapping[str, str]):
    """Why each of them is, by its name."""

    def __init__(self) -> None:
        """None is lost yet."""
        self._why: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        """Why this one is."""
        return self._why[name]

    def __iter__(self) -> Iterator[str]:
        """Their names."""
        return iter(self._why)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._why)

    def lose(self, fault: EndpointFailed) -> None:
        """Go on without the node of a fault; the first one tells why."""
        self._why.setdefault(fault.endpoint.name, fault.cause)
        shed(fault)


class NodesLost(GenodermError):
    """Some nodes were lost while a query was under way, which begins again without them."""


@asynccontextmanager
async def in_time(name: Name, until: float) -> AsyncIterator[None]:
    """EndpointSlow if what is done within takes longer, by the loop's clock."""
    began = asyncio.get_running_loop().time()
    limit = max(until, began + LEAST)
    try:
        async with asyncio.timeout_at(limit):
            yield
    except TimeoutError as fault:
        raise EndpointSlow(name, f"took more than {limit - began:.3g} seconds") from fault
