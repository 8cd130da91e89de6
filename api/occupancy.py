"""How many queries one client may have running at once."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, IPv6Network

from genoderm.api.forwarded import REMEMBERED, address
from genoderm.ontology.errors import GenodermError

NEIGHBOURS = 64  # bits of an IPv6 address that its network has given to one customer: RFC 6177


class TooMany(GenodermError):
    """The client has as many queries running as one client may."""

    status = 429
    retry_after = 1


class Occupancy:
    """How many queries each client has running; who has none takes no memory."""

    def __init__(self, most: int) -> None:
        """So many for one client."""
        self._most = most
        self._running: Counter[str] = Counter()

    def __len__(self) -> int:
        """How many clients have queries running."""
        return len(self._running)

    def acquire(self, client: str) -> None:
        """Count one more for this address; TooMany if it has all it may."""
        key = _household(client)
        if self._running[key] >= self._most:
            raise TooMany(f"{self._most} queries of yours are running; send the next when one has ended")
        self._running[key] += 1

    def release(self, client: str) -> None:
        """Count one less."""
        key = _household(client)
        self._running[key] -= 1
        if not self._running[key]:
            del self._running[key]

    @contextmanager
    def holding(self, client: str) -> Iterator[None]:
        """Acquire for as long as the block runs."""
        self.acquire(client)
        try:
            yield
        finally:
            self.release(client)


@lru_cache(REMEMBERED)
def _household(client: str) -> str:
    """The address, or the network of 2⁶⁴ of them that one customer has."""
    known = address(client)
    return str(IPv6Network((known, NEIGHBOURS), strict=False)) if isinstance(known, IPv6Address) else str(known or "")
