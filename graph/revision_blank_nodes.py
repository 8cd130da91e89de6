"""Blank nodes in what is written to a release become IRIs: RDF 1.1 Concepts and Abstract Syntax, 3.5.

A release has no blank nodes, so that equal statements are equal bytes. What somebody writes may have some: each gets an
IRI below `<base>genid/`, made from the statements that have blank nodes and from the place that canonicalisation
(RDFC-1.0) gives the node among them. So the same statements get the same IRIs, in whatever syntax and order they come,
and writing them twice writes them once. Statements made to be hard to canonicalise end with the process's time.
"""

import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from genoderm.ontology.terms import Iris, digest

# a literal and an IRI are stepped over: what looks like a blank node in them is none
NODE = re.compile(rb'"(?:[^"\\]|\\.)*"|<[^<> ]*>|_:([0-9A-Za-z]+)')


def may_be_blank(quad: Quad) -> bool:
    """Whether a blank node may be in it; a triple term can hold one at any depth."""
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode | Triple)


def skolemised(graphs: Mapping[str, Iterable[Quad]], iris: Iris) -> dict[str, list[bytes]]:
    """The statements of graphs (by name; "" is the default graph) as N-Triples, with IRIs for their blank nodes."""
    dataset = Dataset(
        Quad(quad.subject, quad.predicate, quad.object, iris.graph(name) if name else DefaultGraph())
        for name, quads in graphs.items()
        for quad in quads
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    content = sorted(bytes(serialize(dataset, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    salt = sha256(b"".join(content)).hexdigest()
    named: dict[str, list[bytes]] = {name: [] for name in graphs}
    for quad in parse(_renamed(content, salt, iris), format=RdfFormat.N_QUADS):
        graph = quad.graph_name
        name = iris.graph_name(graph.value) if isinstance(graph, NamedNode) else ""
        named[name].append(bytes(serialize([quad.triple], format=RdfFormat.N_TRIPLES) or b""))
    return named


def _renamed(lines: Iterable[bytes], salt: str, iris: Iris) -> bytes:
    def rename(found: re.Match[bytes]) -> bytes:
        label = found[1]
        return str(iris.skolem(digest(salt, label.decode()))).encode() if label else found[0]

    return b"".join(NODE.sub(rename, line) for line in lines)
