"""The endpoints of the operator's list, by the addresses that queries write."""

from collections.abc import Iterator, Mapping

import httpx

from genoderm.graph.federation_settings import Federation
from genoderm.sparql.federation.peers.endpoint import Endpoint


class Directory(Mapping[str, Endpoint]):
    """Those of one deployment, by their addresses as they are listed."""

    def __init__(self, federation: Federation) -> None:
        """Nothing is connected yet."""
        self._plain: dict[str, Endpoint] = {}  # by the addresses as HTTP has them, which redirects lead to
        self._listed = {one.url: Endpoint(one, self._plain) for one in federation.endpoints}
        self._plain |= {str(httpx.URL(url)): endpoint for url, endpoint in self._listed.items()}

    def __getitem__(self, url: str) -> Endpoint:
        """The endpoint of this address."""
        return self._listed[url]

    def __iter__(self) -> Iterator[str]:
        """The addresses, in the order of the list."""
        return iter(self._listed)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._listed)

    async def close(self) -> None:
        """Close all connections."""
        for endpoint in self._listed.values():
            await endpoint.close()
