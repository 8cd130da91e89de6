"""What stands in the block of a SERVICE, as triples.

Triples are written in SPARQL as in Turtle, but for variables (SPARQL 1.1 Query Language, 4.2). So each variable becomes
an IRI, the engine reads the block as Turtle, and the IRIs become variables again.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, Variable, parse

from genoderm.ontology.errors import BadInput
from genoderm.sparql.prologue import DECLARATIONS
from genoderm.sparql.tokens import Kind, Token, tokens

Term = NamedNode | BlankNode | Literal | Triple | Variable
STAND_IN = "urn:genoderm:variable:"


@dataclass(frozen=True, slots=True)
class Names:
    """What names mean in a query: its prefixes, and what relative IRIs are relative to."""

    prefixes: Mapping[str, str]
    base: str

    def turtle(self, body: str) -> Iterator[tuple[Term, Term, Term]]:
        """The triples of a body in Turtle; BadInput with the engine's words if it is none."""
        declared = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())
        try:
            for quad in parse(declared + body, format=RdfFormat.TURTLE, base_iri=self.base or None):
                yield quad.subject, quad.predicate, quad.object
        except (SyntaxError, ValueError) as fault:
            raise BadInput(f"only triples can stand here, and these are none: {_words(fault)}") from fault


def read_triples(block: str, names: Names) -> list[tuple[Term, Term, Term]]:
    """The triples between the braces of a block; BadInput if something else stands there."""
    found = tokens(block)
    _refuse_declarations(found)
    variables: dict[str, Variable] = {}
    pieces, at = [], 0
    for token in found:
        if token.kind is Kind.VARIABLE:
            stand_in = f"{STAND_IN}{len(variables)}"
            variables[stand_in] = Variable(token.text[1:])
            pieces += [block[at : token.start], f"<{stand_in}>"]
            at = token.end
    end = "" if not found or found[-1].text == "." else " ."
    rest = block[at : found[-1].end] if found else ""
    return [_restored(triple, variables) for triple in names.turtle("".join(pieces) + rest + end)]


def _refuse_declarations(found: Sequence[Token]) -> None:
    """Turtle would take them in the midst of triples; SPARQL does not."""
    for before, token in zip([None, *found], found, strict=False):
        is_tag = before is not None and before.kind is Kind.STRING
        if token.text.upper() in DECLARATIONS or (token.kind is Kind.LANGUAGE and not is_tag):
            raise BadInput(f"only triples can stand here, and {token.text} begins none")


def read_terms(cells: Sequence[Sequence[Token]], names: Names) -> list[Term]:
    """The constants that are written so; a cell is one token, or a string with its language or datatype."""
    written = ", ".join("".join(token.text for token in cell) for cell in cells)
    return [term for _, _, term in names.turtle(f"<urn:s> <urn:p> {written} .")] if cells else []


def _restored(triple: tuple[Term, Term, Term], variables: Mapping[str, Variable]) -> tuple[Term, Term, Term]:
    subject, predicate, told = (
        variables.get(term.value, term) if isinstance(term, NamedNode) else term for term in triple
    )
    return subject, predicate, told


def _words(fault: Exception) -> str:
    """What the engine says, but for the place: that is one in our Turtle, which nobody has seen."""
    told = str(fault.args[0])
    return told.partition(": ")[2] or told
