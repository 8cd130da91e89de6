"""Terms on their way out, as bindings, and on their way in, as rows.

What goes out has to be the same term there: IRIs, and literals of which the engine keeps the characters as they are. It
writes numbers, dates and tags of languages in its own way (`01` as `1`, `en-GB` as `en-gb`), so that these might miss
their like elsewhere, and are never sent.

A blank node that comes in is one of the answer that it came in (SPARQL 1.1 Query Language, 4.1.4, 12.1). A query's text
cannot name one, so it gets an IRI that nobody else uses, made anew for each query (RDF 1.1 Concepts, 3.5): isBlank is
false for it, and it is in the answer as that IRI.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from uuid import uuid4

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from genoderm.ontology.vocabularies import XSD

Received = NamedNode | BlankNode | Literal | Triple
SAME_EVERYWHERE = {XSD + "string", XSD + "anyURI"}
TAG = re.compile("[a-z]+")
LETTERS = re.compile("(servic)(e)", re.IGNORECASE)  # they would have the worker look for a keyword among the rows
UNDEF = "UNDEF"
BLANK = "<urn:genoderm:blank:"  # how what stands for a blank node begins


def can_be_sent(term: Received) -> bool:
    """Whether a binding to this term means the same elsewhere."""
    match term:
        case NamedNode():
            return True
        case Literal() if term.language is not None:
            return term.direction is None and TAG.fullmatch(term.language) is not None
        case Literal():
            datatype = term.datatype.value
            return datatype in SAME_EVERYWHERE or not datatype.startswith(XSD)
    return False


@dataclass(frozen=True, slots=True)
class Nodes:
    """The blank nodes of one query."""

    query: str

    def of(self, answer: int) -> Callable[[str], str]:
        """How those of one answer are named."""
        return lambda label: f"{BLANK}{self.query}:{answer}:{label}>"


def new_nodes() -> Nodes:
    """For a query that begins."""
    return Nodes(uuid4().hex)


def cell(term: Received | None, node: Callable[[str], str]) -> str:
    """A term of a row, as it can stand in VALUES."""
    match term:
        case None:
            return UNDEF
        case BlankNode():
            return node(term.value)
        case Triple():
            return f"<<( {cell(term.subject, node)} {term.predicate} {cell(term.object, node)} )>>"
    return LETTERS.sub(_escaped, str(term))


def beginning(space: str) -> str:
    """How each IRI of a space begins, as it can stand in VALUES."""
    return LETTERS.sub(_escaped, f"<{space}")


def _escaped(found: re.Match[str]) -> str:
    return found[1] + f"\\u{ord(found[2]):04X}"
