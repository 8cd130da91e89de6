"""What the endpoint says to who sends no query: the workbench to a browser, the service description to all others."""

from pyoxigraph import serialize

from genoderm.api.answering import Headers
from genoderm.api.descriptions import offers
from genoderm.api.serving import Serving
from genoderm.api.workbench_page import POLICY, page
from genoderm.sparql.description import describe
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.negotiation import choose

HTML = "text/html"
PAGE: Headers = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", POLICY.encode()),
    (b"cache-control", b"no-cache"),  # the names of its scripts change with every build
]


def introduction(accept: str, serving: Serving, base: str) -> tuple[Headers, bytes]:
    """The page or the description in the format that Accept asks for, at this address; NotAcceptable with the list."""
    chosen = choose(accept, (*GRAPHS, HTML))
    if chosen == HTML:
        return [*PAGE], page(serving.settings.timeout, serving.settings.max_timeout)
    described = describe(serving.pool.manifest, f"{base}/sparql", offers(serving.settings, base))
    return [(b"content-type", chosen.encode())], serialize(described, format=GRAPHS[chosen]) or b""
