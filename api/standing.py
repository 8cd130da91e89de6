"""What an answer over the network says of the nodes: in its headers, and where its format allows in itself.

`Genoderm-Complete` is a boolean, `Genoderm-Nodes` a list of names with parameters, as structured fields are (RFC 9651).
An answer that is without some nodes links to the page of nodes: in the head of results (SPARQL 1.1 Query Results JSON
Format, 3.1.2; XML Format, 2.3.1), and in a comment before triples. CSV, TSV, and JSON-LD have no place for it.
"""

import re
from collections.abc import Callable
from urllib.parse import quote

from pyoxigraph import QueryResultsFormat, RdfFormat

from genoderm.api.answering import Headers
from genoderm.graph.federation_settings import HERE
from genoderm.ontology.examples import Form
from genoderm.sparql.formats import GRAPHS, RESULTS
from genoderm.sparql.network.errand import NetworkErrand, Standing

Mark = Callable[[bytes], bytes]
COMPLETE, NODES = b"genoderm-complete", b"genoderm-nodes"
OPENING = re.compile(rb'\{"head":\{(?:\}|(?=(")))')
HEAD = re.compile(rb"</head>")
DECLARED = re.compile(rb"<\?xml[^>]*\?>\s*")
COMMENTED = {RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.TRIG, RdfFormat.N_QUADS}
PRINTABLE = re.compile(r"[^\x20-\x7e]")  # what a string of a structured field cannot have (RFC 9651, 3.3.3)


def headers(errand: NetworkErrand) -> Headers:
    """Whether the answer is whole, and what came of each node, this one first."""
    nodes = ", ".join([f'"{HERE}"', *map(_node, errand.standings)])
    return [(COMPLETE, b"?1" if errand.complete else b"?0"), (NODES, nodes.encode("ascii"))]


def _node(one: Standing) -> str:
    counts = f"requests={one.requests};rows={one.rows};ms={one.milliseconds:.1f}"
    return f'"{one.name}";answered=?0;why={_string(one.why)}' if one.why else f'"{one.name}";{counts}'


def _string(text: str) -> str:
    told = PRINTABLE.sub("?", text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{told}"'


def marking(errand: NetworkErrand, form: Form | None, media_type: str, page: str) -> Mark | None:
    """What is done to the beginning of an answer; None if nothing is. `page` is the address of the nodes' page."""
    if errand.complete:
        return None
    missing = [one.name for one in errand.standings if one.why]
    link = f"{page}#incomplete={quote(','.join(missing))}"
    if form in {Form.CONSTRUCT, Form.DESCRIBE}:
        told = f"incomplete: without the nodes {', '.join(missing)}, see {link}"
        return _commented(told.replace("--", "-%2D"), GRAPHS[media_type])
    return _linked(link.encode(), RESULTS[media_type])


def _linked(link: bytes, format_: QueryResultsFormat) -> Mark | None:
    inner = b'<link href="' + link + b'"/></head>'
    if format_ is QueryResultsFormat.JSON:
        told = b'{"head":{"link":["' + link + b'"]'
        return lambda piece: OPENING.sub(lambda head: told + (b"," if head[1] else b"}"), piece, count=1)
    if format_ is QueryResultsFormat.XML:
        return lambda piece: HEAD.sub(inner, piece, count=1)
    return None


def _commented(told: str, format_: RdfFormat) -> Mark | None:
    if format_ in COMMENTED:
        return lambda piece: f"# {told}\n".encode() + piece
    if format_ is RdfFormat.RDF_XML:
        return lambda piece: DECLARED.sub(rb"\g<0>" + f"<!-- {told} -->\n".encode(), piece, count=1)
    return None
