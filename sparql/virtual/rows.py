"""The rows with which a virtual service answers a call, as a VALUES block.

They are written by pyoxigraph, term by term; nothing of a query's or a label's text gets into the query otherwise.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Variable

from genoderm.graph.text_index_search import MOST
from genoderm.ontology.errors import BadInput
from genoderm.sparql.tokens import Token
from genoderm.sparql.virtual.arguments import Constant
from genoderm.sparql.virtual.bindings import bindings
from genoderm.sparql.virtual.calls import Call, read_call
from genoderm.sparql.virtual.combinations import combinations
from genoderm.sparql.virtual.searcher import Searcher
from genoderm.sparql.virtual.services import Found, Service
from genoderm.sparql.virtual.triples import Names, read_triples


@dataclass(frozen=True, slots=True)
class Query:
    """What a call stands in: the tokens of the query, its names, and the values that the engine will bind."""

    found: Sequence[Token]
    names: Names
    values: Mapping[str, Constant]


def rows(block: str, place: int, service: Service, query: Query, searcher: Searcher) -> str:
    """The rows for the block of the SERVICE that is the token of this number; BadInput says what is wrong with it."""
    call = read_call(read_triples(block, query.names), service)
    free = [name for name in call.inputs() if name not in query.values]
    bound = bindings(query.found, place) if free else ()
    written: list[str] = []
    for combination in combinations(free, bound, query.names):
        for found in service.find(call.arguments({**query.values, **combination}), searcher):
            cells = *(combination[name] for name in free), *_outputs(call, found)
            written.append(f"({' '.join(map(str, cells))})")
            if len(written) > MOST:
                raise BadInput(f"the block gives more than {MOST:,} rows, expected a smaller gd:limit or fewer VALUES")
    head = " ".join(f"?{name}" for name in (*free, *_variables(call)))
    return f"VALUES ({head}) {{ {' '.join(written)} }}"


def _variables(call: Call) -> Iterator[str]:
    if isinstance(call.subject, Variable):
        yield call.subject.value
    yield from (variable.value for variable in call.told.values())


def _outputs(call: Call, found: Found) -> Iterator[Constant]:
    """What those variables stand for."""
    if isinstance(call.subject, Variable):
        yield found.thing
    yield from (found.told[name] for name in call.told)
