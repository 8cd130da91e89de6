"""Connections to one endpoint: to addresses that were looked at, TLS verified, by no proxy."""

import os
import ssl
from base64 import b64encode
from functools import cache

import httpx

from genoderm import __version__
from genoderm.graph.federation_settings import Listed
from genoderm.sparql.connections import Connections
from genoderm.sparql.federation.peers.addresses import resolved
from genoderm.sparql.federation.peers.errors import Name

ACCEPT = "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.5"
HEADERS = {"Accept": ACCEPT, "Accept-Encoding": "gzip", "User-Agent": f"Genoderm/{__version__}"}
PORTS = {"http": 80, "https": 443}


class Pinned(httpx.AsyncBaseTransport):
    """Resolves names itself, and connects to the very address that was looked at; TLS goes on with the name.

    An endpoint has connections of its own, since those to one address would else be shared by all names that are there.
    """

    def __init__(self, listed: Listed) -> None:
        """For this endpoint; OSError if its file of authorities cannot be read."""
        self._name = Name(listed.name, listed.url)
        self._addresses = listed.address
        self._inner = Connections(
            verify=_trusting(listed), trust_env=False, limits=httpx.Limits(max_connections=listed.requests + 1)
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request (httpx, custom transports)."""
        host = request.url.raw_host.decode("ascii")
        port = request.url.port or PORTS[request.url.scheme]
        address = await resolved(self._name, host, port, self._addresses)
        request.extensions = {**request.extensions, "sni_hostname": host}
        request.url = request.url.copy_with(host=address)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


def _trusting(listed: Listed) -> ssl.SSLContext:
    if listed.ca is not None:
        return ssl.create_default_context(cafile=str(listed.ca))
    return _everybody()


@cache
def _everybody() -> ssl.SSLContext:
    """Who trusts the usual authorities: half a megabyte, once for all endpoints."""
    return httpx.create_ssl_context(trust_env=False)


def connected(listed: Listed) -> httpx.AsyncClient:
    """What sends requests to an endpoint, and to nobody else; redirects are told, not followed."""
    return httpx.AsyncClient(
        transport=Pinned(listed),
        headers=HEADERS | _authorization(listed),
        trust_env=False,
        follow_redirects=False,
        timeout=listed.timeout,
    )


def _authorization(listed: Listed) -> dict[str, str]:
    told = os.environ.get(listed.credentials, "") if listed.credentials else ""
    if not told:
        return {}
    if " " not in told and ":" in told:
        told = f"Basic {b64encode(told.encode()).decode()}"
    return {"Authorization": told}
