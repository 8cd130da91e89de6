"""The tag of a network's answer (RFC 9110, 8.8.3), and whether its client wants all asked anew (RFC 9111, 5.2.1.4).

It is a weak one: two answers that say the same of the same nodes are equal, however long they took and however old they
are. The answer may be kept and has to be asked for each time, since nobody tells when a node has changed.
"""

import re
from dataclasses import replace
from hashlib import sha256

from fastapi import Request, Response

from genoderm import __version__
from genoderm.api.keeping import has
from genoderm.api.network.finding import NetworkFound

COMPLETE = "Genoderm-Complete"  # whether every node answered, which a table has no place for: RFC 9651, 3.3.6
CONTROL = "no-cache"


def tag(found: NetworkFound, *further: str) -> str:
    """Of an answer; `further` is what else decides what is sent, such as its format and the address of this node."""
    nodes = [replace(one, milliseconds=0.0, age=None, centres=()) for one in found.shares]
    counts = [len(one.centres) for one in found.shares]
    said = (found.understood, nodes, counts, found.unmerged, found.total, found.offset, found.items)
    rest = (found.deadline, found.facets, found.place, found.none_near)
    return f'W/"{sha256(repr((__version__, further, said, rest)).encode()).hexdigest()[:24]}"'


def wants_fresh(request: Request) -> bool:
    """Whether nothing is to be used that was kept."""
    return bool(re.search(r"(?:^|[\s,])no-cache(?:$|[\s,])", request.headers.get("cache-control", ""), re.IGNORECASE))


def tagged(response: Response, found: NetworkFound, request: Request, *further: str) -> Response:
    """The response with its tag, or that the client has it."""
    told = tag(found, *further)
    headers = {"Cache-Control": CONTROL, "ETag": told, COMPLETE: "?1" if found.complete else "?0"}
    response.headers.update(headers)
    if not has(request.headers.get("if-none-match", ""), told):
        return response
    kept = {name: value for name, value in response.headers.items() if name not in {"content-length", "content-type"}}
    return Response(status_code=304, headers=kept)
