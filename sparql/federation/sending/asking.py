"""The text that goes to an endpoint: what a block asks, and of which bindings.

Each variable that is sent is bound in every solution of the block, so that a solution fits one tuple at most, and no
row comes twice. An endpoint that takes no VALUES gets the tuples as FILTER; one that takes neither gets the block
alone, and the rows are chosen here.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from genoderm.sparql.federation.blocks.written import Block, Text
from genoderm.sparql.federation.peers.form import Form
from genoderm.sparql.prologue import ABSOLUTE
from genoderm.sparql.rewriting.patterns import Names
from genoderm.sparql.tokens import Kind

Tuple = tuple[str, ...]  # terms as they are written
TRIFLE = "(1 AS ?one)"  # what is selected of a block without variables: its rows still count


@dataclass(frozen=True, slots=True)
class Bindings:
    """What some variables are bound to; each tuple once."""

    names: tuple[str, ...]
    tuples: Sequence[Tuple]


@dataclass(frozen=True, slots=True)
class Asking:
    """A block as its endpoint reads it. `early` are the variables to which a binding can stand beside its parts."""

    prologue: str
    body: str  # between the braces
    names: tuple[str, ...]  # that are told
    early: Names
    is_subquery: bool

    def text(self, form: Form, sent: Bindings | None) -> str:
        """The query to send."""
        return f"{self.prologue}{self.select(form, sent)}"

    def select(self, form: Form, sent: Bindings | None, mark: str = "") -> str:
        """The same without its declarations, as a subquery is; `mark` is told with each row."""
        told = " ".join(filter(None, (mark, *(f"?{name}" for name in self.names))))
        head = f"SELECT {told or TRIFLE} "
        if sent is None or form is Form.WHOLE:
            return f"{head}{{{self.body}\n}}"
        if form is Form.FILTER:
            body = f"{{{self.body}\n}}" if self.is_subquery else f"{self.body}\n"
            return f"{head}{{{body} FILTER({_condition(sent)}) }}"
        beside = not self.is_subquery and self.early.issuperset(sent.names)
        body = self.body if beside else f"{{{self.body}\n}}"
        return f"{head}{{ {values(sent)} {body}\n}}"


def asking(text: Text, block: Block, early: Names) -> Asking:
    """What a block asks; the prefixes that it uses are declared as in the query."""
    inside = [token for token in text.found if block.group.start < token.start < block.group.end - 1]
    used = dict.fromkeys(token.text.partition(":")[0] for token in inside if token.kind is Kind.PREFIXED)
    known = text.reading.prefixes
    declared = [f"PREFIX {name}: <{known[name]}>\n" for name in used if name in known]
    base = text.reading.base or text.base
    if base and any(token.kind is Kind.IRI and not ABSOLUTE.match(token.text[1:]) for token in inside):
        declared.insert(0, f"BASE <{base}>\n")
    return Asking(
        "".join(declared),
        text.source[block.group.start + 1 : block.group.end - 1],
        block.used or block.offered[:1],
        early,
        is_subquery=bool(inside) and inside[0].text.upper().startswith("SELECT"),
    )


def values(sent: Bindings) -> str:
    """The tuples as a VALUES block."""
    if len(sent.names) == 1:
        return f"VALUES ?{sent.names[0]} {{ {' '.join(told for (told,) in sent.tuples)} }}"
    rows = " ".join(f"({' '.join(told)})" for told in sent.tuples)
    return f"VALUES ({' '.join(f'?{name}' for name in sent.names)}) {{ {rows} }}"


def _condition(sent: Bindings) -> str:
    """For SPARQL 1.0, which has no IN."""
    return " || ".join(
        f"({' && '.join(f'?{name} = {term}' for name, term in zip(sent.names, told, strict=True))})"
        for told in sent.tuples
    )
