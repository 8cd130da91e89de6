"""What the graph `provenance` says of a write: who wrote to which graphs, and what was asked, by its checksum.

When it was is told in the manifest alone, as for a build: the same requests in the same order give the same bytes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from genoderm.graph.manifest import Graph
from genoderm.graph.provenance import ACTIVITY, ASSOCIATED_WITH, DATASET, DCAT_DATASET, GENERATED_BY, OURS, PUBLISHER
from genoderm.graph.revision_content import UNNAMED, WITHDRAWN
from genoderm.ontology import terms
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import DCT_IDENTIFIER, DCT_TITLE, FOAF, PROV, RDF_TYPE

FOAF_NAME = NamedNode(FOAF + "name")  # no title: that would be a label, for which the whole index is made anew
AGENT = NamedNode(PROV + "Agent")
INFLUENCED_BY = NamedNode(PROV + "wasInfluencedBy")
WITHDRAWN_TITLE = "Statements of named graphs that the default graph does not hold"


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes, by the name of a token or a command, and the SHA-256 of what he asked."""

    name: str
    request: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did to graphs, by name; "" is the default graph."""

    made: frozenset[str]
    changed: frozenset[str]
    gone: frozenset[str]


def described(name: str, author: str, iris: Iris) -> Graph:
    """A graph that a write made, as the manifest has it; what it holds is still to be filled in."""
    ours = name == WITHDRAWN
    return Graph(
        name=name,
        iri=iris.graph(name).value,
        title=WITHDRAWN_TITLE if ours else f"Written graph {name}",
        publisher=OURS.publisher if ours else author,
        licence=OURS.licence if ours else "",
        homepage=OURS.homepage if ours else "",
        attribution=OURS.attribution if ours else author,
        versions=(),
        triples=0,
        sha256="",
        offset=0,
        length=0,
        written="" if ours else "whole",
    )


def provenance_of(before: Iterable[bytes], written: Written, author: Author, previous: str, iris: Iris) -> list[bytes]:
    """The lines of the graph `provenance` after a write on the release `previous`, sorted."""
    triples = list(_told(written, author, previous, iris))
    lines = bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
    return sorted({*without(before, written.gone, iris), *lines})


def without(lines: Iterable[bytes], gone: Iterable[str], iris: Iris) -> Iterator[bytes]:
    """The lines that are not about these graphs."""
    named = {str(iris.graph(name)).encode() for name in gone}
    for line in lines:
        subject, _, thing = line.split(b" ", 2)
        if subject not in named and thing[:-3] not in named:
            yield line


def about(lines: Iterable[bytes], graphs: Iterable[str], iris: Iris) -> Iterator[bytes]:
    """The lines about these graphs, and about everything that was ever written."""
    named = {str(iris.graph(name)).encode() for name in graphs}
    writes = tuple(f"<{iris.iri(kind, '')}".encode() for kind in ("write", "agent"))
    for line in lines:
        subject, _, thing = line.split(b" ", 2)
        if subject in named or thing[:-3] in named or subject.startswith(writes):
            yield line


def _told(written: Written, author: Author, previous: str, iris: Iris) -> Iterator[Triple]:
    activity = iris.thing("write", terms.digest(previous, author.request, author.name))
    agent = iris.thing("agent", terms.slug(author.name) or terms.digest(author.name))
    catalogue = iris.thing("dataset", "genoderm")
    yield Triple(activity, RDF_TYPE, ACTIVITY)
    yield Triple(activity, ASSOCIATED_WITH, agent)
    yield Triple(activity, DCT_IDENTIFIER, Literal(f"sha256:{author.request}"))
    yield Triple(agent, RDF_TYPE, AGENT)
    yield Triple(agent, FOAF_NAME, Literal(author.name))
    for name in written.made:
        yield from _graph(described(name, author.name, iris), catalogue)
        yield Triple(iris.graph(name), GENERATED_BY, activity)
    for name in written.changed:
        yield Triple(iris.graph(name) if name != UNNAMED else catalogue, INFLUENCED_BY, activity)


def _graph(graph: Graph, catalogue: NamedNode) -> Iterator[Triple]:
    named = NamedNode(graph.iri)
    yield Triple(catalogue, DCAT_DATASET, named)
    yield Triple(named, RDF_TYPE, terms.SourceGraph)
    yield Triple(named, RDF_TYPE, DATASET)
    yield Triple(named, DCT_TITLE, Literal(graph.title, language="en"))
    yield Triple(named, PUBLISHER, Literal(graph.publisher))
    yield Triple(named, terms.attribution, Literal(graph.attribution))
