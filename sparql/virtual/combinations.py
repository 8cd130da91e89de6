"""The values of variables among a call's arguments: every combination of what the group binds them to."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import prod

from genoderm.ontology.errors import BadInput
from genoderm.sparql.virtual.arguments import Constant
from genoderm.sparql.virtual.bindings import Binding
from genoderm.sparql.virtual.triples import Names, Term

SEARCHES = 1_000  # in one block
EXPECTED = (
    "expected a constant, or a variable that its own group binds to constants: by VALUES, or before the SERVICE by BIND"
)


def combinations(
    variables: Sequence[str], bindings: Sequence[Binding], names: Names
) -> Iterator[Mapping[str, Constant]]:
    """Each combination once; BadInput for a variable that is not bound, or not by constants, and for too many."""
    tables: list[list[Mapping[str, Constant]]] = []
    for binding, bound in _shares(variables, bindings).items():
        told = binding.terms(bound, names)
        tables.append([{name: _constant(name, term) for name, term in zip(bound, row, strict=True)} for row in told])
    if (searches := prod(len(table) for table in tables)) > SEARCHES:
        raise BadInput(f"the variables of the block have {searches:,} values together, expected at most {SEARCHES:,}")
    for rows in product(*tables):
        yield {name: term for row in rows for name, term in row.items()}


def _shares(variables: Sequence[str], bindings: Sequence[Binding]) -> Mapping[Binding, list[str]]:
    """Which variables are bound by which binding: the first that has them."""
    shares: dict[Binding, list[str]] = {}
    for name in variables:
        binding = next((binding for binding in bindings if name in binding.variables), None)
        if binding is None:
            raise BadInput(f"?{name} is not bound, {EXPECTED}")
        shares.setdefault(binding, []).append(name)
    return shares


def _constant(name: str, term: Term | None) -> Constant:
    if isinstance(term, Constant):
        return term
    raise BadInput(f"?{name} is bound to {'UNDEF' if term is None else term}, expected an IRI or a literal")
