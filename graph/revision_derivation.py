"""What follows from the sources, worked out again after a write that touched what it follows from.

The derivations read few properties, so the statements with these are gathered in a store in memory, without what was
derived before, and the same queries run there as in a build. A write that touches none of them leaves `derived` alone.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import NamedNode, RdfFormat, Store, parse

from genoderm.graph.derivation import GRAPH as DERIVED
from genoderm.graph.derivation import derivations, derived
from genoderm.graph.ntriples import Writer
from genoderm.graph.progress import Silent
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.revision_content import UNNAMED, WITHDRAWN, Content, in_union
from genoderm.graph.statistics import GRAPH as STATISTICS
from genoderm.ontology.terms import Disease
from genoderm.ontology.vocabularies import RDF_TYPE, SKOS_BROADER

PREFIX = re.compile(r"PREFIX (\w+): <([^>]+)>")
NAME = re.compile(r"(\w+):([\w-]+)|<([^>]+)>")
TYPE = str(RDF_TYPE).encode()
DESCRIBING = {DERIVED, PROVENANCE, STATISTICS}


@lru_cache(maxsize=1)
def read() -> frozenset[bytes]:
    """Every IRI that the derivations name, as N-Triples have it: their properties, and the classes they ask for."""
    named = {str(iri) for _, query in derivations() for iri in named_in(query)}
    return frozenset(iri.encode() for iri in named.union(map(str, (Disease, RDF_TYPE, SKOS_BROADER))))


def matters(lines: Iterable[bytes]) -> bool:
    """Whether any of these statements is one that the derivations read."""
    return any(_is_read(line) for line in lines)


def derive_again(content: Content) -> list[bytes]:
    """The statements of the graph `derived`, sorted, as they follow from these graphs."""
    store = Store()
    for name in filter(in_union, content.names):
        if name not in DESCRIBING:
            _load(store, content.batches(name))
    for quad in parse(b"".join(content.lines(WITHDRAWN)), format=RdfFormat.N_TRIPLES):
        store.remove(quad)
    _load(store, content.batches(UNNAMED))
    writer = Writer(content.fresh())
    writer.add(derived(store, Silent()))
    with writer.finish().path.open("rb") as file:
        return file.readlines()


def _load(store: Store, batches: Iterable[list[bytes]]) -> None:
    for batch in batches:
        if lines := list(filter(_is_read, batch)):
            store.load(b"".join(lines), format=RdfFormat.N_TRIPLES)


def named_in(query: str) -> Iterator[NamedNode]:
    """The IRIs that a query of ours names."""
    prefixes = dict(PREFIX.findall(query))
    for prefix, local, iri in NAME.findall(query):
        if iri or prefix in prefixes:
            yield NamedNode(iri or prefixes[prefix] + local)


def _is_read(line: bytes) -> bool:
    _, predicate, thing = line.split(b" ", 2)
    return predicate in read() and (predicate != TYPE or thing[:-3] in read())
