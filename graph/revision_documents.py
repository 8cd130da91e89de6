"""RDF documents that somebody sends, as the sorted lines of one graph."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Quad, RdfFormat, Triple, parse

from genoderm.graph.ntriples import Sorted, Writer
from genoderm.graph.revision_blank_nodes import may_be_blank, skolemised
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import Iris


class BadDocument(BadInput):
    """A document is not in the format that it is said to be in; where, if the parser tells."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        """Lines and columns count from 1."""
        super().__init__(message)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class Document:
    """A file, its media type, and what its sender calls it."""

    path: Path
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How documents are read: relative IRIs against `base`; blank nodes as IRIs, or as blank nodes without `iris`."""

    base: str
    iris: Iris | None


def read_documents(documents: Iterable[Document], reading: Reading, path: Path) -> Sorted:
    """What the documents say, merged, as one sorted file; BadDocument says what is wrong where."""
    writer = Writer(path)
    for document in documents:
        blank: list[Quad] = []
        writer.add(_ground(_quads(document, reading), blank if reading.iris else None))
        if blank and reading.iris:
            writer.add(_named(blank, reading.iris))
    return writer.finish()


def _quads(document: Document, reading: Reading) -> Iterator[Quad]:
    format_ = RdfFormat.from_media_type(document.media_type)
    if format_ is None:
        raise BadInput(f"{document.name} is {document.media_type}, which is no format of RDF")
    try:
        yield from parse(
            path=document.path,
            format=format_,
            base_iri=reading.base,
            without_named_graphs=True,
            rename_blank_nodes=True,  # two documents may use the same label for two nodes
        )
    except SyntaxError as fault:
        raise BadDocument(f"{document.name} is no {format_.name}: {fault.msg}", fault.lineno, fault.offset) from fault


def _ground(quads: Iterable[Quad], blank: list[Quad] | None) -> Iterator[Triple]:
    """The triples; those with blank nodes are put aside where there is a place for them."""
    for quad in quads:
        if blank is not None and may_be_blank(quad):
            blank.append(quad)
        else:
            yield quad.triple


def _named(blank: Iterable[Quad], iris: Iris) -> Iterator[Triple]:
    lines = skolemised({"": blank}, iris)[""]
    return (quad.triple for quad in parse(b"".join(lines), format=RdfFormat.N_TRIPLES))
