"""The formats of answers: which form of query each can hold, by media type and by the short names of `?format=`.

SPARQL 1.1 Protocol, 2.1.6. The first of each table is what a client gets that asks for nothing in particular; the last
are other names for formats above them.
"""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from pyoxigraph import QueryResultsFormat, RdfFormat

from genoderm.ontology.errors import LONG, BadInput, shown
from genoderm.ontology.examples import Form
from genoderm.sparql.negotiation import NotAcceptable

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
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/json": RdfFormat.JSON_LD,
    "application/xml": RdfFormat.RDF_XML,
    "text/plain": RdfFormat.N_TRIPLES,  # its media type before 2014
}
TABULAR = {"text/csv", "text/tab-separated-values"}  # formats that a yes or no cannot be written in
OFFERED: Mapping[Form, tuple[str, ...]] = {
    Form.SELECT: tuple(RESULTS),
    Form.ASK: tuple(name for name in RESULTS if name not in TABULAR),
    Form.CONSTRUCT: tuple(GRAPHS),
    Form.DESCRIBE: tuple(GRAPHS),
}
# A name may stand for one format of rows and another of graphs; after the first ten, what other engines call them.
NAMES: Mapping[str, tuple[str, ...]] = {
    "json": ("application/sparql-results+json", "application/ld+json"),
    "xml": ("application/sparql-results+xml", "application/rdf+xml"),
    "csv": ("text/csv",),
    "tsv": ("text/tab-separated-values",),
    "ttl": ("text/turtle",),
    "nt": ("application/n-triples",),
    "nq": ("application/n-quads",),
    "trig": ("application/trig",),
    "rdf": ("application/rdf+xml",),
    "jsonld": ("application/ld+json",),
    "srj": ("application/sparql-results+json",),
    "srx": ("application/sparql-results+xml",),
    "turtle": ("text/turtle",),
    "ntriples": ("application/n-triples",),
    "nquads": ("application/n-quads",),
    "rdfxml": ("application/rdf+xml",),
    "rdf+xml": ("application/rdf+xml",),
    "rdf-xml": ("application/rdf+xml",),
    "json-ld": ("application/ld+json",),
} | {name: (name,) for name in (*RESULTS, *GRAPHS)}


def named_format(name: str, form: Form) -> str:
    """The media type that a name of `?format=` stands for in answers of this form.

    BadInput for a name that is none; NotAcceptable, with the list, for a format that cannot hold such an answer.
    """
    meant = NAMES.get(name.strip().lower())
    if meant is None:
        near = get_close_matches(name[:LONG].lower(), NAMES, n=1)
        raise BadInput(f"format is {shown(name)}, expected {_either(near or list(NAMES)[:10])}, or a media type")
    held = next((media_type for media_type in meant if media_type in OFFERED[form]), None)
    if held is None:
        raise NotAcceptable(f"the answer of {form} cannot be written as {name}; it can be as {_either(OFFERED[form])}")
    return held


def _either(names: Sequence[str]) -> str:
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
