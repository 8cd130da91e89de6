"""The formats of answers, by media type, and which of them a client would rather have.

SPARQL 1.1 Protocol, 2.1.6; the choice by quality and specificity is RFC 9110, 12.5.1, as Werkzeug implements it.
"""

from collections.abc import Mapping

from pyoxigraph import QueryResultsFormat, RdfFormat
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from genoderm.ontology.errors import GenodermError

# the first of each table is what a client gets that asks for nothing in particular
RESULTS: Mapping[str, QueryResultsFormat] = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/csv": QueryResultsFormat.CSV,
    "text/tab-separated-values": QueryResultsFormat.TSV,
    "application/json": QueryResultsFormat.JSON,
    "application/xml": QueryResultsFormat.XML,
}
GRAPHS: Mapping[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
TABULAR = {"text/csv", "text/tab-separated-values"}  # formats that a yes or no cannot be written in


class NotAcceptable(GenodermError):
    """None of the formats that the client accepts can hold this answer."""

    status = 406


def choose(accept: str, offered: Mapping[str, object]) -> str:
    """The media type of those offered that this Accept header likes best; NotAcceptable with the list."""
    if not accept.strip():
        return next(iter(offered))
    best = MIMEAccept(_ranges(accept)).best_match(list(offered))
    if best is None:
        raise NotAcceptable(f"this answer can be had as {', '.join(offered)}")
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    """The media ranges with their qualities; other parameters, such as a charset, do not tell our formats apart."""
    return [(value.partition(";")[0].strip(), quality) for value, quality in parse_accept_header(accept, MIMEAccept)]
