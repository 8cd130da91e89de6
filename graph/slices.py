"""Validation by shapes, a slice of the graph at a time, so that memory does not grow with the release.

The constraints of shapes.ttl are local: they look at a node's own statements and at the types of the nodes it names.
A slice holds just these for a few thousand nodes, and a SHACL engine in Rust validates it.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, Triple, serialize
from pyrudof import RDFFormat, Rudof, RudofConfig, ShaclFormat, ShaclValidationEntry

from genoderm.graph.findings import Finding
from genoderm.ontology.shapes import shape_messages
from genoderm.ontology.vocabularies import RDF_TYPE

SLICE = 20_000  # nodes, half a gigabyte; small slices are slow: nodes that are only named are judged over and over


def shape_findings(store: Store, classes: Iterable[NamedNode], shapes: str) -> Iterator[Finding]:
    """What the shapes find wrong with the things of these classes, in the default graph."""
    yield from node_findings(store, nodes_of(store, classes), shapes)


def node_findings(store: Store, nodes: Iterable[NamedNode], shapes: str) -> Iterator[Finding]:
    """What the shapes find wrong with these things, in the default graph."""
    engine = Rudof(RudofConfig())
    engine.read_shacl(shapes, format=ShaclFormat.Turtle)
    stream = iter(nodes)
    while batch := list(islice(stream, SLICE)):
        yield from _validated(engine, store, batch)


def nodes_of(store: Store, classes: Iterable[NamedNode]) -> Iterator[NamedNode]:
    """Each thing once, whichever and however many of these classes it has."""
    known: set[NamedNode] = set()
    for things in classes:
        for quad in store.quads_for_pattern(None, RDF_TYPE, things, DefaultGraph()):
            if isinstance(quad.subject, NamedNode) and quad.subject not in known:
                known.add(quad.subject)
                yield quad.subject


def _validated(engine: Rudof, store: Store, batch: list[NamedNode]) -> Iterator[Finding]:
    """The findings about these nodes; those about nodes that they only name are made when it is their turn."""
    wanted = {node.value for node in batch}
    engine.read_data(_slice(store, batch).decode(), format=RDFFormat.NTriples)
    for entry in engine.validate_shacl().violations:
        if entry.focus_node in wanted:
            yield _finding(entry)


def _slice(store: Store, nodes: list[NamedNode]) -> bytes:
    own = [quad.triple for node in nodes for quad in store.quads_for_pattern(node, None, None, DefaultGraph())]
    named = {triple.object for triple in own if isinstance(triple.object, NamedNode)}.difference(nodes)
    types = [triple for node in named for triple in _types(store, node)]
    return bytes(serialize(own + types, format=RdfFormat.N_TRIPLES) or b"")


def _types(store: Store, node: NamedNode) -> Iterator[Triple]:
    return (quad.triple for quad in store.quads_for_pattern(node, RDF_TYPE, None, DefaultGraph()))


def _finding(entry: ShaclValidationEntry) -> Finding:
    shape = entry.source_shape or ""
    return Finding(
        check=f"shapes.ttl, {shape.rpartition('#')[2]}",
        severity="error" if entry.severity == "Violation" else "warning",
        focus=entry.focus_node,
        path=entry.path or "",
        value=entry.value or "",
        message=shape_messages()[shape]["en"],
    )
