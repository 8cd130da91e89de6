"""The rows with which a virtual service answers a call, as a VALUES block.

They are written by pyoxigraph, term by term; nothing of a query's or a label's text gets into the query otherwise.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, Variable

from genoderm.graph.text_index_search import MOST
from genoderm.ontology.errors import BadInput
from genoderm.ontology.vocabularies import XSD_DECIMAL, XSD_INTEGER
from genoderm.sparql.tokens import Token
from genoderm.sparql.virtual.arguments import Constant
from genoderm.sparql.virtual.bindings import bindings
from genoderm.sparql.virtual.calls import Call, read_call
from genoderm.sparql.virtual.combinations import combinations
from genoderm.sparql.virtual.searcher import Searcher
from genoderm.sparql.virtual.services import Found, Service
from genoderm.sparql.virtual.triples import Names, read_triples

REMEMBERED = 10_000  # terms of some hundred bytes; scores and ranks are the same in all answers, classes in many
BARE = {
    XSD_INTEGER: re.compile(r"\d+"),
    XSD_DECIMAL: re.compile(r"\d+\.\d+"),
}  # SPARQL 1.1, 4.1.2: of the same datatype


@dataclass(frozen=True, slots=True)
class Query:
    """What a call stands in: the tokens of the query, its names, and the variables that the engine will bind."""

    found: Sequence[Token]
    names: Names
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class Block:
    """The block of a call, understood: the variables among its arguments that its group binds, and to which values."""

    call: Call
    free: Sequence[str]
    combinations: Sequence[tuple[str, Mapping[str, Constant]]]  # each as it is written, too


def understood(block: str, place: int, service: Service, query: Query) -> Block:
    """The block of the SERVICE that is the token of this number; BadInput says what is wrong with it."""
    call = read_call(read_triples(block, query.names), service)
    free = [name for name in call.inputs() if name not in query.given]
    bound = bindings(query.found, place) if free else ()
    found = combinations(free, bound, query.names)
    return Block(call, free, [(" ".join(_written(each[name]) for name in free), each) for each in found])


def rows(block: Block, service: Service, values: Mapping[str, Constant], searcher: Searcher) -> str:
    """The rows for a block, with values for the variables that the engine will bind; BadInput for what cannot be."""
    call, free = block.call, block.free
    written: list[str] = []
    for told, combination in block.combinations:
        for found in service.find(call.arguments({**values, **combination}), searcher):
            written.append(f"({told} {' '.join(map(_written, _outputs(call, found)))})")
            if len(written) > MOST:
                raise BadInput(f"the block gives more than {MOST:,} rows, expected a smaller gd:limit or fewer VALUES")
    head = " ".join(f"?{name}" for name in (*free, *_variables(call)))
    return f"VALUES ({head}) {{ {' '.join(written)} }}"


@lru_cache(maxsize=REMEMBERED)
def _written(term: Constant) -> str:
    """A term as SPARQL has it: numbers bare, since a long text takes long to read. The same come again and again."""
    return _bare(term) or str(term) if isinstance(term, Literal) and not term.language else str(term)


def _bare(term: Literal) -> str:
    form = BARE.get(term.datatype)
    return term.value if form and form.fullmatch(term.value) else ""


def _variables(call: Call) -> Iterator[str]:
    if isinstance(call.subject, Variable):
        yield call.subject.value
    yield from (variable.value for variable in call.told.values())


def _outputs(call: Call, found: Found) -> Iterator[Constant]:
    """What those variables stand for."""
    if isinstance(call.subject, Variable):
        yield found.thing
    yield from (found.told[name] for name in call.told)
