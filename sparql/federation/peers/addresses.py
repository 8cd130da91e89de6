"""Where an endpoint is: its name resolved here, and every address looked at before anything connects to it.

Refused is what is not the public internet: private, loopback, link-local, multicast, reserved, and addresses that wrap
such a one (RFC 4291, 2.5.5; RFC 6052; RFC 3056), unless the operator has listed it.
"""

import asyncio
import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from genoderm.graph.setting_values import Network
from genoderm.sparql.federation.peers.errors import EndpointFailed, Forbidden, Name

Address = IPv4Address | IPv6Address
TRANSLATED = IPv6Network("64:ff9b::/96")


async def resolved(endpoint: Name, host: str, port: int, listed: Iterable[Network]) -> str:
    """The address to connect to; Forbidden if there is none that may be, EndpointFailed if there is none at all."""
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise EndpointFailed(endpoint, f"cannot be found: {host} has no address ({fault})") from fault
    addresses = [str(address[4][0]) for address in found]
    for address in addresses:
        if may_be_reached(address, listed):
            return address
    raise Forbidden(
        endpoint,
        f"is at {', '.join(dict.fromkeys(addresses)) or 'no address'}, which is not public; `address` in its settings "
        "can list that",
    )


def may_be_reached(written: str, listed: Iterable[Network]) -> bool:
    """Whether requests may go to this address."""
    address = ip_address(written)
    if any(address.version == network.version and address in network for network in listed):
        return True
    return all(one.is_global and not one.is_multicast and not one.is_reserved for one in _meant(address))


def _meant(address: Address) -> Iterator[Address]:
    """The address, and that of IPv4 inside it."""
    if not isinstance(address, IPv6Address):
        yield address
        return
    if (mapped := address.ipv4_mapped) is not None:
        yield mapped
        return
    yield address
    if (wrapped := address.sixtofour) is not None:
        yield wrapped
    if address.teredo is not None:
        yield from address.teredo
    if address in TRANSLATED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
