"""The headers in which proxies say for whom they ask: `X-Forwarded-*`, and `Forwarded` (RFC 7239). Pure functions.

Each proxy adds to the right, so a hop further to the left was told by a proxy further away. `Forwarded` is read where
none of the others came: most proxies know only those, and pass a `Forwarded` on that a stranger made up.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address

FORWARDED = b"forwarded"
FOR, PROTO, HOST, REAL = b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip"
PREFIX = b"x-forwarded-prefix"
FORWARDING = frozenset({FORWARDED, FOR, PROTO, HOST, REAL, PREFIX})
MOST_HOPS = 32  # proxies in a row
LONGEST = 64  # characters of an address with its port; longer text is neither that nor worth remembering
REMEMBERED = 4096  # addresses: clients come back
UNKNOWN = "unknown"  # RFC 7239, 6.2
AUTHORITY = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9_.])?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?", re.ASCII
)
PATH = re.compile(r"(?:/(?!\.\.?(?:/|$))[A-Za-z0-9._~-]+)+", re.ASCII)
WITH_PORT = re.compile(r"\[([0-9A-Fa-f:.]+)\](?::\d{1,5})?|([0-9.]+):\d{1,5}", re.ASCII)
PART = re.compile(  # possessive, so that a long header costs no more than its length
    r"[ \t]*+(?:(?P<name>[\w-]++)="
    r'(?:"(?P<quoted>(?:[^"\\]|\\.)*+)"|(?P<plain>[^\s;,"]++)))?+'
    r"[ \t]*+(?P<end>[;,]|\Z)"
)
Headers = Iterable[tuple[bytes, bytes]]
Address = IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Hop:
    """What one proxy says of who asked it, as it stands there; "" where it says nothing."""

    client: str = ""
    scheme: str = ""
    host: str = ""


def hops(headers: Headers) -> list[Hop]:
    """What the proxies say, the nearest last."""
    clients, schemes, hosts = (_values(headers, name) for name in (FOR, PROTO, HOST))
    if not (clients or schemes or hosts):
        return _forwarded(", ".join(_lines(headers, FORWARDED)))[-MOST_HOPS:]
    count = len(clients) or 1
    return [
        Hop(client, _beside(schemes, index, count), _beside(hosts, index, count))
        for index, client in enumerate(clients or [UNKNOWN])
    ]


def prefix(headers: Headers) -> str:
    """The beginning of the path that the nearest proxy cut off, such as `/genoderm`; "" if there is none."""
    said = _values(headers, PREFIX)
    path = said[-1].rstrip("/") if said else ""
    return path if PATH.fullmatch(path) else ""


def address(text: str) -> Address | None:
    """An address, with or without a port; IPv4 where it is only dressed as IPv6; None for anything else."""
    return _address(text) if len(text) <= LONGEST else None


@lru_cache(REMEMBERED)
def _address(text: str) -> Address | None:
    found = WITH_PORT.fullmatch(text)
    host = (found[1] or found[2]) if found else text
    if "%" in host:  # a zone may be any text, and means nothing beyond its own machine
        return None
    try:
        known = ip_address(host)
    except ValueError:
        return None
    return known.ipv4_mapped or known if isinstance(known, IPv6Address) else known


def authority(text: str) -> str:
    """A host with or without a port, as it may stand in an address; "" for anything else."""
    return text if AUTHORITY.fullmatch(text) else ""


def _beside(values: Sequence[str], index: int, count: int) -> str:
    """The value of the same proxy where each has added one, else that of the nearest."""
    if len(values) == count:
        return values[index]
    return values[-1] if values else ""


def _forwarded(text: str) -> list[Hop]:
    """The elements of RFC 7239, 4; one hop for nobody knows whom if they cannot be read."""
    pairs = list(_pairs(text))
    if None in pairs:
        return [Hop(UNKNOWN)]
    found: list[dict[str, str]] = [{}]
    for pair in pairs:
        name, value, end = pair or ("", "", "")
        if name:
            found[-1][name.lower()] = value
        if end == ",":
            found.append({})
    return [Hop(one.get("for", UNKNOWN), one.get("proto", ""), one.get("host", "")) for one in found if one]


def _pairs(text: str) -> Iterator[tuple[str, str, str] | None]:
    """Name, value and what follows of each parameter; None, and no more, where there is none to be read."""
    position = 0
    while position < len(text):
        part = PART.match(text, position)
        if part is None:
            yield None
            return
        yield part["name"] or "", part["plain"] or re.sub(r"\\(.)", r"\1", part["quoted"] or ""), part["end"]
        position = part.end()


def _values(headers: Headers, wanted: bytes) -> list[str]:
    """The values of a list header, in however many lines it came."""
    values = [value.strip() for line in _lines(headers, wanted) for value in line.split(",")]
    return [value for value in values if value][-MOST_HOPS:]


def _lines(headers: Headers, wanted: bytes) -> list[str]:
    return [value.decode("latin-1") for name, value in headers if name == wanted]
