"""Which of the media types on offer a client would rather have (RFC 9110, 12.5.1).

Werkzeug reads the header; the choice is made here, since its own lets a wildcard of high quality bring back a type that
the same header gives a low one: `text/csv;q=0.1, text/*;q=0.9`.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from genoderm.ontology.errors import GenodermError

REMEMBERED = 512
LONG = 1 << 10  # characters; no client's Accept is as long, and a cache of them would be large
BARE_POINT = re.compile(r"(;[ \t]*q[ \t]*=[ \t]*)\.", re.IGNORECASE)  # q=.2, as Java's own client has it
XHTML = "application/xhtml+xml"

Weight = tuple[float, int]  # quality, and how closely the range fits: 3 for the type itself, 2 for text/*, 1 for */*


class NotAcceptable(GenodermError):
    """None of the formats that the client accepts can hold this answer."""

    status = 406


def choose(accept: str, offered: Iterable[str]) -> str:
    """The media type of those offered that this Accept header likes best; NotAcceptable with the list.

    Among equals a type that the header names goes before one that a wildcard covers, then `offered` is in our order:
    its first is what a client gets that asks for nothing in particular. An element that cannot be read counts for
    nothing, and parameters other than `q`, such as a charset, do not tell our formats apart.
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
    ranges = _ranges(accept)
    best = max(offered, key=lambda media_type: _weight(media_type, ranges))
    return best if _weight(best, ranges)[0] > 0 else None


def _weight(media_type: str, ranges: Mapping[str, float]) -> Weight:
    """By the range that fits it most closely, whatever others say."""
    for closeness, fitting in ((3, media_type), (2, f"{media_type.partition('/')[0]}/*"), (1, "*/*")):
        if fitting in ranges:
            return ranges[fitting], closeness
    return 0, 0


def _ranges(accept: str) -> Mapping[str, float]:
    """The media ranges of a header with their qualities, the highest where one is there twice.

    A browser asks for application/xml as a kind of page, beside XHTML: results in XML are not what it means.
    """
    from werkzeug.datastructures import MIMEAccept  # noqa: PLC0415 - who evaluates queries chooses no format
    from werkzeug.http import parse_accept_header  # noqa: PLC0415

    ranges: dict[str, float] = {}
    for told, quality in parse_accept_header(BARE_POINT.sub(r"\g<1>0.", accept), MIMEAccept):
        name = told.partition(";")[0].strip().lower()
        name = "*/*" if name == "*" else name  # Java again
        ranges[name] = max(quality, ranges.get(name, 0))
    if XHTML in ranges:
        ranges.pop("application/xml", None)
    return ranges
