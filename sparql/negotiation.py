"""Which of the media types on offer a client would rather have (RFC 9110, 12.5.1)."""

from collections.abc import Iterable
from functools import lru_cache

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from genoderm.ontology.errors import GenodermError

REMEMBERED = 512
LONG = 1 << 10  # characters; no client's Accept is as long, and a cache of them would be large


class NotAcceptable(GenodermError):
    """None of the formats that the client accepts can hold this answer."""

    status = 406


def choose(accept: str, offered: Iterable[str]) -> str:
    """The media type of those offered that this Accept header likes best; NotAcceptable with the list.

    `offered` is in our order: the first is what a client gets that asks for nothing in particular, and among equals the
    one that comes first.
    """
    types = tuple(offered)
    best = _remembered(accept, types) if len(accept) <= LONG else _best(accept, types)
    if best is None:
        raise NotAcceptable(f"this answer can be had as {', '.join(types)}")
    return best


@lru_cache(maxsize=REMEMBERED)
def _remembered(accept: str, offered: tuple[str, ...]) -> str | None:
    return _best(accept, offered)


def _best(accept: str, offered: tuple[str, ...]) -> str | None:
    if not accept.strip():
        return offered[0]
    return MIMEAccept(_ranges(accept)).best_match(list(offered))


def _ranges(accept: str) -> list[tuple[str, float]]:
    """The media ranges with their qualities; other parameters, such as a charset, do not tell our formats apart."""
    return [(value.partition(";")[0].strip(), quality) for value, quality in parse_accept_header(accept, MIMEAccept)]
