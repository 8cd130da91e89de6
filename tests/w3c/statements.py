"""RDF files, asked by subject and predicate."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Self

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Triple, parse

from genoderm.ontology.vocabularies import RDF

Node = NamedNode | BlankNode | Literal | Triple
FORMATS = {".ttl": RdfFormat.TURTLE, ".rdf": RdfFormat.RDF_XML, ".nt": RdfFormat.N_TRIPLES}
TYPE = RDF + "type"
NIL = NamedNode(RDF + "nil")


class Statements:
    """A graph in memory."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        """Index the triples of these quads."""
        self._found: dict[tuple[Node, str], list[Node]] = defaultdict(list)
        for quad in quads:
            self._found[quad.subject, quad.predicate.value].append(quad.object)

    @classmethod
    def read(cls, file: Path, base: str) -> Self:
        """The statements of a file."""
        return cls(parse_file(file, base))

    def values(self, subject: Node, predicate: str) -> list[Node]:
        """All objects, in the order of the file."""
        return self._found.get((subject, predicate), [])

    def value(self, subject: Node, predicate: str) -> Node:
        """The only object."""
        (found,) = self.values(subject, predicate)
        return found

    def text(self, subject: Node, predicate: str) -> str:
        """The IRI or lexical form of the only object; "" if there is none."""
        values = self.values(subject, predicate)
        return text(values[0]) if values else ""

    def items(self, subject: Node, predicate: str) -> Iterator[Node]:
        """The members of the list that is the object; none if there is no object."""
        for head in self.values(subject, predicate):
            yield from self._members(head)

    def _members(self, head: Node) -> Iterator[Node]:
        while head != NIL:
            yield self.value(head, RDF + "first")
            head = self.value(head, RDF + "rest")

    def subjects(self, predicate: str) -> list[Node]:
        """All that have this property."""
        return [subject for subject, property_ in self._found if property_ == predicate]

    def instances(self, kind: str) -> list[Node]:
        """All that are of this class."""
        return [subject for subject in self.subjects(TYPE) if NamedNode(kind) in self.values(subject, TYPE)]


def parse_file(file: Path, base: str) -> Iterator[Quad]:
    """The quads of a file, its blank nodes as they are labelled there."""
    return parse(path=file, format=FORMATS[file.suffix], base_iri=base)


def text(node: Node) -> str:
    """The IRI, label or lexical form of a node."""
    match node:
        case NamedNode() | BlankNode() | Literal():
            return node.value
        case Triple():
            raise TypeError("no test of these suites quotes a triple")
