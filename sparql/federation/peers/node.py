"""Another node of the network: asked by GET for what its API tells, within bounds, and watched."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from http import HTTPStatus
from typing import TypeVar
from urllib.parse import urlencode

import httpx

from genoderm.graph.federation_settings import Federation, ListedPeer
from genoderm.ontology.errors import shown
from genoderm.sparql.federation.peers.correspondent import Correspondent
from genoderm.sparql.federation.peers.errors import EndpointFailed, Forbidden, Rejected, shed
from genoderm.sparql.federation.peers.received import unpacked
from genoderm.sparql.federation.peers.thread import read_aside

Read = TypeVar("Read")
Pairs = Sequence[tuple[str, str]]
JSON = "application/json"
HEALTH = "/health"
WORDS = 1 << 12  # bytes of a refusal that are read


class Node(Correspondent):
    """One peer of the list."""

    def __init__(self, listed: ListedPeer) -> None:
        """Nothing is connected yet."""
        super().__init__(listed)
        self.listed = listed

    async def get(
        self, path: str, pairs: Pairs, until: float, read: Callable[[bytes], Read], accept: str = JSON
    ) -> Read:
        """What is at a path, with these parameters, as `read` reads it, which it may do in a thread.

        `until` is the time of the loop's clock at which nobody waits for it any more. EndpointFailed, of one kind or
        another, tells why there is nothing; `read` raises it for what is no answer.
        """
        address = f"{self.listed.url}{path}" + (f"?{urlencode(pairs)}" if pairs else "")
        try:
            async with self.turn(until):
                with self.watched():
                    body = await self.in_time(until, partial(self._body, address, accept))
                    return await read_aside(body, read)
        except EndpointFailed as fault:
            shed(fault)
            raise

    async def sign_of_life(self, until: float) -> None:
        """Whether it tells of its release at all."""
        await self._body(f"{self.listed.url}{HEALTH}", JSON, until)

    async def _body(self, address: str, accept: str, _: float) -> bytes:
        async with self._response(address, accept) as response:
            if response.has_redirect_location:
                raise Forbidden(self.name, "redirects; [federation] has to list it at the address that this leads to")
            if not response.is_success:
                raise await self._refusal(response)
            encoding = response.headers.get("content-encoding", "")
            return await unpacked(response.aiter_raw(), encoding, self.listed.bytes, self.name)

    @asynccontextmanager
    async def _response(self, address: str, accept: str) -> AsyncIterator[httpx.Response]:
        """The response; asked for twice where a connection was kept open for longer than the node does."""
        async with AsyncExitStack() as stack:
            try:
                response = await stack.enter_async_context(self._sent(address, accept))
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError):
                response = await stack.enter_async_context(self._sent(address, accept))
            yield response

    @asynccontextmanager
    async def _sent(self, address: str, accept: str) -> AsyncIterator[httpx.Response]:
        async with self.client.stream("GET", address, headers={"Accept": accept}) as response:
            yield response

    async def _refusal(self, response: httpx.Response) -> Rejected:
        code, said = response.status_code, ""
        async for piece in response.aiter_raw(WORDS):
            if not response.headers.get("content-encoding"):
                said = " ".join(piece.decode("utf-8", "replace").split())
            break
        told = f"answers {code} {HTTPStatus(code).phrase if code in set(HTTPStatus) else ''}".rstrip()
        return Rejected(self.name, f"{told}: {shown(said)}" if said else told, code)


class Nodes(tuple[Node, ...]):
    """The peers of one deployment, in the order of its list."""

    __slots__ = ()

    @classmethod
    def of(cls, federation: Federation) -> "Nodes":
        """Those of the settings; nothing is connected yet."""
        return cls(Node(listed) for listed in federation.peers)

    async def close(self) -> None:
        """Close all connections."""
        for node in self:
            await node.close()
