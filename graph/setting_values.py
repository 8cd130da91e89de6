"""The kinds of values that settings take, as a person writes them: in a file, or in one line of the environment."""

import os
import re
import sys
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, SecretStr, TypeAdapter

SHORTEST_TOKEN = 16  # characters; 64 bits where they are hexadecimal, which nobody guesses over a network
TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*", re.ASCII)  # what `Authorization: Bearer` can carry: RFC 6750, 2.1
ORIGIN = re.compile(r"\*|https?://[^\s/?#@,\"<>]+", re.ASCII)  # RFC 6454, 6.2: no path, so no slash at its end
NOBODY: tuple[str, ...] = ()
EVERYBODY = ("0.0.0.0/0", "::/0")
LOOPBACK = (IPv4Network("127.0.0.0/8"), IPv6Network("::1/128"))
MOST_WORKERS = 4  # by default: each may grow a copy of the pages that its queries touch

_size = TypeAdapter(ByteSize)


def cores() -> int:
    """How many processors this process may use; at least 1."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def default_workers() -> int:
    """One more than cores, up to four: while the server reads what one has told, another one works."""
    return min(MOST_WORKERS, cores() + 1)


def _absolute(value: object) -> object:
    return Path(value).expanduser().absolute() if isinstance(value, (str, Path)) else value


def _bytes(value: object) -> object:
    return int(_size.validate_python(value)) if isinstance(value, str) else value


def _listed(value: object) -> object:
    """The environment has one line for a list: commas or spaces part it."""
    return tuple(re.split(r"[,\s]+", value.strip(" ,"))) if isinstance(value, str) else value


def _readers(value: object) -> object:
    match value:
        case "none":
            return NOBODY
        case "all":
            return EVERYBODY
        case _:
            return _listed(value)


def _network(value: object) -> object:
    return ip_network(value) if isinstance(value, str) else value


def _origin(value: str) -> str:
    if not ORIGIN.fullmatch(value):
        raise ValueError("expected an origin such as https://erknet.example, without a path, or *")
    return value


def _token(value: SecretStr) -> SecretStr:
    told = value.get_secret_value()
    if len(told) < SHORTEST_TOKEN or not TOKEN.fullmatch(told):
        raise ValueError(
            f"expected at least {SHORTEST_TOKEN} letters, digits or -._~+/ such as `openssl rand -hex 16` prints"
        )
    return value


def _public(value: str) -> str:
    if value and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`?#@]+", value):
        raise ValueError("expected an address such as https://genoderm.example or https://example.org/genoderm")
    return value.rstrip("/")


Folder = Annotated[Path, BeforeValidator(_absolute)]
Size = Annotated[int, BeforeValidator(_bytes)]  # bytes: 1048576, "1MiB", "1 MB"
Seconds = Annotated[float, Field(gt=0, le=86_400)]
Network = Annotated[IPv4Network | IPv6Network, BeforeValidator(_network)]
Networks = Annotated[tuple[Network, ...], BeforeValidator(_listed)]
Readers = Annotated[tuple[Network, ...], BeforeValidator(_readers)]
Origins = Annotated[tuple[Annotated[str, AfterValidator(_origin)], ...], BeforeValidator(_listed)]
Token = Annotated[SecretStr, AfterValidator(_token)]
PublicUrl = Annotated[str, AfterValidator(_public)]
