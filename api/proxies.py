"""What a reverse proxy says of its client: believed of the proxies that are listed, and of nobody else.

uvicorn's own middleware knows two of the five headers, and takes any text for an address.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Network

from starlette.types import ASGIApp, Receive, Scope, Send

from genoderm.api.forwarded import FORWARDING, LONGEST, REMEMBERED, Hop, address, authority, hops, prefix
from genoderm.graph.settings import Settings

PREFIX_KEY = "genoderm.prefix"  # of the scope; `root_path` would have to be in the path too, which the proxy cut off
Trusts = Callable[[str], bool]


class Proxies:
    """Lets the application see the client, the scheme and the host that a listed proxy saw."""

    def __init__(self, app: ASGIApp, trusted: Sequence[IPv4Network | IPv6Network]) -> None:
        """Before this application; without a listed proxy nothing is believed."""
        self._app = app
        remembered = lru_cache(REMEMBERED)(lambda host: _within(host, trusted))
        self._trusts: Trusts = lambda host: len(host) <= LONGEST and remembered(host)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Correct the scope, in place."""
        if scope["type"] == "http" and self._trusts(client_of(scope)) and disguised(scope):
            _believe(scope, self._trusts)
        return self._app(scope, receive, send)


def client_of(scope: Scope) -> str:
    """The client's address; "" where nobody knows it."""
    client = scope.get("client")
    return client[0] if client else ""


def disguised(scope: Scope) -> bool:
    """Whether it says that it is forwarded; once `Proxies` has seen it: by somebody who is not listed."""
    return any(name in FORWARDING for name, _ in scope["headers"])


def public_base(scope: Scope, settings: Settings) -> str:
    """The address under which the client knows this server, without a slash at its end."""
    if settings.public_url:
        return settings.public_url
    asked = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"host"), "")
    return f"{scope['scheme']}://{authority(asked) or _server(scope)}{scope.get(PREFIX_KEY, '')}"


def _server(scope: Scope) -> str:
    host, port = scope.get("server") or ("localhost", None)
    return (f"[{host}]" if ":" in host else host) + (f":{port}" if port else "")


def _within(host: str, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    known = address(host)
    return known is not None and any(known in network for network in networks)


def _believe(scope: Scope, trusts: Trusts) -> None:
    headers = scope["headers"]
    hop = _nearest_stranger(hops(headers), trusts)
    known = address(hop.client)
    scope["client"] = None if known is None else (str(known), 0)  # a proxy that does not say for whom: unknown
    if hop.scheme.lower() in {"http", "https"}:
        scope["scheme"] = hop.scheme.lower()
    scope[PREFIX_KEY] = prefix(headers)
    kept = [pair for pair in headers if pair[0] not in FORWARDING]
    if authority(hop.host):
        kept = [(b"host", hop.host.encode()), *(pair for pair in kept if pair[0] != b"host")]
    scope["headers"] = kept


def _nearest_stranger(told: Sequence[Hop], trusts: Trusts) -> Hop:
    """The first from the right whose client is no listed proxy, else the leftmost."""
    return next((hop for hop in reversed(told) if not trusts(hop.client)), told[0] if told else Hop())
