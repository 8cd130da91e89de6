"""Links between the pages of a list: RFC 8288, and RFC 5005 for what they are called."""

from collections.abc import Iterator
from urllib.parse import urlencode

from fastapi import Request

from genoderm.api.proxies import public_base


def links(request: Request, total: int, offset: int, limit: int) -> list[str]:
    """The first, previous, next and last page as values of Link; `next` and `prev` only where there is one."""
    return [f'<{_address(request, at)}>; rel="{rel}"' for rel, at in _places(total, offset, limit)]


def _places(total: int, offset: int, limit: int) -> Iterator[tuple[str, int]]:
    last = max(0, (total - 1) // limit * limit)
    yield "first", 0
    if offset > 0:
        yield "prev", min(max(0, offset - limit), last)
    if offset + limit < total:
        yield "next", offset + limit
    yield "last", last


def _address(request: Request, offset: int) -> str:
    pairs = [(name, value) for name, value in request.query_params.multi_items() if name != "offset"]
    if offset:
        pairs.append(("offset", str(offset)))
    base = public_base(request.scope, request.app.state.settings)
    return f"{base}{request.url.path}" + (f"?{urlencode(pairs)}" if pairs else "")
