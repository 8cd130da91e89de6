"""A request of the SPARQL protocol, taken from ASGI."""

from starlette.types import Receive, Scope

from genoderm.sparql.protocol import Request

BODILESS = {"GET", "HEAD", "OPTIONS", "DELETE"}


def header(scope: Scope, name: bytes) -> str:
    """A header's value, its lines as one list (RFC 9110, 5.3); "" where it was not sent."""
    lines = [value for key, value in scope["headers"] if key == name]  # a generator takes twice the time
    return b", ".join(lines).decode("latin-1")


async def request_of(scope: Scope, receive: Receive) -> Request:
    """The request with its whole body; how long that may be is seen to before it comes here."""
    method = scope["method"]
    body = b"" if method in BODILESS else await _body(receive)
    return Request(method, scope["query_string"].decode("latin-1"), header(scope, b"content-type"), body)


async def _body(receive: Receive) -> bytes:
    pieces = []
    while (message := await receive())["type"] == "http.request":
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            break
    return b"".join(pieces)
