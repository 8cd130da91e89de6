"""A document about a thing: what the graph says of it and of what belongs to it, and what the document says of itself.

The statements come from `queries/document.rq`; what the document says of itself (licence, sources with theirs, release)
is beside them, of an IRI of its own, since a licence of the document is none of the hospital that it tells of.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

from genoderm.api.linked.serialising import serialised, used
from genoderm.api.queries import Asking
from genoderm.graph.manifest import Graph, Manifest
from genoderm.graph.provenance import DCAT_VERSION, OURS
from genoderm.graph.statistics import IN_DATASET, dataset_iri
from genoderm.ontology import terms
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import (
    DCT,
    DCT_IS_REPLACED_BY,
    DCT_LICENSE,
    DCT_SOURCE,
    DCT_TITLE,
    FOAF,
    OWL_DEPRECATED,
    RDF_TYPE,
    RDFS_COMMENT,
    XSD,
)
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import Task

QUERY = "document"
QUERIES = {"mapping": "record"}  # of kinds that are told of in graphs of their own alone
MOST = 10_000  # statements: a disease with all its signs has some hundreds, the largest network a few thousand
N_TRIPLES = "application/n-triples"
DOCUMENT = NamedNode(f"{FOAF}Document")
PRIMARY_TOPIC = NamedNode(f"{FOAF}primaryTopic")
MODIFIED = NamedNode(f"{DCT}modified")
DATE_TIME = NamedNode(f"{XSD}dateTime")
SOURCES = 256  # that are remembered: a release has some dozens
CUT = "Only some of the statements; /sparql has all."


@dataclass(frozen=True, slots=True)
class Told:
    """What a release tells of a thing, as sorted lines of N-Triples, those of the thing itself first: so many."""

    thing: NamedNode
    document: NamedNode
    lines: tuple[bytes, ...]
    own: int
    manifest: Manifest

    @property
    def known(self) -> bool:
        """Whether the release tells anything of the thing itself."""
        return self.own > 0

    @property
    def gone(self) -> bool:
        """Whether it is a tombstone."""
        return bool(_beginning(self.lines[: self.own], f'{self.thing} {OWL_DEPRECATED} "true"'.encode()))

    @property
    def successors(self) -> list[str]:
        """The IRIs of what replaces it, where a source tells."""
        start = f"{self.thing} {DCT_IS_REPLACED_BY} <".encode()
        told = _beginning(self.lines[: self.own], start)
        return [line.removeprefix(start).partition(b">")[0].decode() for line in told]


def asking(thing: NamedNode, kind: str) -> Asking:
    """The query for what is told of a thing, for whoever wants to ask it elsewhere."""
    return Asking(QUERIES.get(kind, QUERY), {"thing": [thing.value]})


async def told(thing: NamedNode, kind: str, document: NamedNode, pool: Pool) -> Told:
    """Ask the current release, always in the same words, which a worker understands but once."""
    task = Task(_text(QUERIES.get(kind, QUERY)), N_TRIPLES, values={"thing": str(thing)})
    async with pool.answer(task) as answer:
        once = (*sorted(set((await answer.whole()).splitlines())),)  # so that the same release gives the same bytes
        own = _beginning(once, f"{thing} ".encode())
        others = bisect_left(once, own[0]) if own else 0
        return Told(thing, document, own + once[:others] + once[others + len(own) :], len(own), answer.manifest)


@cache
def _text(query: str) -> str:
    return composed(api_query(query), {}, {"bound"})


def written(document: Told, format_: RdfFormat) -> bytes:
    """The document in a format; NotAcceptable where RDF/XML has no way to say it."""
    body = b"\n".join(document.lines)
    told = chain(_of_itself(document), parse(body, format=RdfFormat.N_TRIPLES))
    return serialised(told, format_, used(body, document.manifest.base))


def _beginning(lines: tuple[bytes, ...], start: bytes) -> tuple[bytes, ...]:
    """Those of sorted lines that begin so; no line of UTF-8 has a byte 255."""
    first = bisect_left(lines, start)
    return lines[first : bisect_left(lines, start + b"\xff", first)]


def _of_itself(document: Told) -> Iterator[Quad]:
    node, manifest = document.document, document.manifest
    yield Quad(node, RDF_TYPE, DOCUMENT)
    yield Quad(node, PRIMARY_TOPIC, document.thing)
    yield Quad(node, IN_DATASET, dataset_iri(Iris(manifest.base)))
    yield Quad(node, DCT_LICENSE, NamedNode(OURS.licence))
    yield Quad(node, terms.attribution, Literal(OURS.attribution))
    yield Quad(node, DCAT_VERSION, Literal(manifest.id))
    yield Quad(node, MODIFIED, Literal(manifest.created, datatype=DATE_TIME))
    if len(document.lines) >= MOST:
        yield Quad(node, RDFS_COMMENT, Literal(CUT, language="en"))
    for graph in _sources(document):
        yield Quad(node, DCT_SOURCE, NamedNode(graph.iri))
        yield from _source(graph)


def _sources(document: Told) -> list[Graph]:
    """The graphs that the query names as such; each is one, whatever the document is about."""
    end = f" {RDF_TYPE} {terms.SourceGraph} .".encode()
    named = {line.removesuffix(end) for line in document.lines if line.endswith(end)}
    return [graph for graph in document.manifest.graphs if f"<{graph.iri}>".encode() in named]


def _source(graph: Graph) -> tuple[Quad, ...]:
    return _told_of(graph.iri, graph.title, graph.attribution, graph.licence)


@lru_cache(maxsize=SOURCES)
def _told_of(iri: str, title: str, attribution: str, licence: str | None) -> tuple[Quad, ...]:
    """What a reader must know of a source in order to use what it says."""
    node = NamedNode(iri)
    told = (
        Quad(node, DCT_TITLE, Literal(title, language="en")),
        Quad(node, terms.attribution, Literal(attribution)),
        Quad(node, DCT_LICENSE, NamedNode(licence)) if licence else None,
    )
    return tuple(quad for quad in told if quad)
