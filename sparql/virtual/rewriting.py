"""Virtual services, answered before the engine sees the query: each SERVICE becomes a VALUES block with its rows.

The engine joins them as it joins the solutions of any SERVICE (SPARQL 1.1 Federated Query, 2 and 4).
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from genoderm.ontology.errors import BadInput
from genoderm.sparql.reading import LONG, Reading, position, read
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.tokens import tokens
from genoderm.sparql.virtual.arguments import Constant
from genoderm.sparql.virtual.placing import placing
from genoderm.sparql.virtual.rows import Block, Query, rows, understood
from genoderm.sparql.virtual.searcher import Searcher
from genoderm.sparql.virtual.services import SERVICES
from genoderm.sparql.virtual.triples import Names

LETTERS = re.compile("service", re.IGNORECASE)
LOCAL = frozenset(SERVICES)  # the IRIs of the services that are answered here
NOTHING: Mapping[str, Constant] = MappingProxyType({})
UNIT = "{}"  # one solution that binds nothing: joining it changes nothing, and SERVICE SILENT gives it on failure

REMEMBERED = 32  # queries: those of the API, which are asked again and again, with other values

Edit = tuple[Span, str]


class BadCall(BadInput):
    """A SERVICE of ours that cannot be answered as it is written; `line` and `column` of its keyword."""

    def __init__(self, told: str, line: int, column: int) -> None:
        """Say what is wrong with it."""
        super().__init__(f"line {line}, column {column}: {told}")
        self.line = line
        self.column = column


def rewrite(query: str, searcher: Searcher, values: Mapping[str, Constant] = NOTHING, base: str = "") -> str:
    """The query with rows in place of our services; BadCall for one that is not as it should be.

    `values` are those that the engine will bind, by variable; `base` is what relative IRIs are relative to. Lines keep
    their numbers. The services of others stay, with whatever is in them.
    """
    if not LETTERS.search(query):
        return query
    understand = _remembered if len(query) <= LONG else _understood
    edits = [edit for call in understand(query, frozenset(values), base) for edit in _edits(call, values, searcher)]
    return _edited(query, edits) if edits else query


def calls(query: str) -> bool:
    """Whether it has a service of ours: names of things may hold the word, too."""
    return bool(LETTERS.search(query)) and any(True for _ in _ours(read(query)))


def emptied(query: str) -> str:
    """The query with nothing in place of our services: what others would have to answer is in the rest of it.

    With rows there instead it asks nobody else either, since those are terms and nothing but terms.
    """
    return _emptied_remembered(query) if len(query) <= LONG else _emptied(query)


@dataclass(frozen=True, slots=True)
class _Call:
    """One of our services: which, where from the keyword to the closing brace, and where its block."""

    service: str
    silent: bool
    clause: Span
    group: Span


@dataclass(frozen=True, slots=True)
class _Understood:
    """A call that can be answered: where it is in the text, where its rows go, and its block; None if it failed."""

    call: _Call
    position: tuple[int, int]  # line and column
    before: int
    left: str  # line ends, as many as the call has
    block: Block | None


def _ours(reading: Reading) -> Iterator[_Call]:
    """Our services, but for those within the service of another, which is for that one to answer."""
    end = 0
    for service in reading.services:
        if service.clause and service.group and service.start >= end:
            end = service.clause.end
            if service.iri and service.iri in SERVICES:
                yield _Call(service.iri, service.silent, service.clause, service.group)


def _emptied(query: str) -> str:
    return _edited(query, [(call.clause, UNIT + _lines(query, call)) for call in _ours(read(query))])


@lru_cache(maxsize=REMEMBERED)
def _emptied_remembered(query: str) -> str:
    return _emptied(query)


def _lines(query: str, call: _Call) -> str:
    """Line ends, as many as the call has."""
    return "\n" * query.count("\n", call.clause.start, call.clause.end)


def _understood(query: str, given: frozenset[str], base: str) -> tuple[_Understood, ...]:
    """The calls of a query that binds some variables itself, and is given values of others."""
    reading = read(query)
    ours = tuple(_ours(reading))
    if not ours:
        return ()
    context = Query(tokens(query), Names(reading.prefixes, reading.base or base), given)
    return tuple(_placed(call, query, context) for call in ours)


@lru_cache(maxsize=REMEMBERED)
def _remembered(query: str, given: frozenset[str], base: str) -> tuple[_Understood, ...]:
    return _understood(query, given, base)


def _placed(call: _Call, query: str, context: Query) -> _Understood:
    at = next(at for at, token in enumerate(context.found) if token.start == call.clause.start)
    where = position(query, call.clause.start)
    before = context.found[placing(context.found, at)].start
    left = _lines(query, call)
    try:
        block = understood(query[call.group.start + 1 : call.group.end - 1], at, SERVICES[call.service], context)
    except BadInput as fault:
        if not call.silent:
            raise BadCall(str(fault), *where) from fault
        return _Understood(call, where, before, left, None)
    return _Understood(call, where, before, left, block)


def _edits(told: _Understood, values: Mapping[str, Constant], searcher: Searcher) -> Iterator[Edit]:
    """The rows, where they stand best, and nothing, as many lines long, where the call stood."""
    clause, written = told.call.clause, _rows(told, values, searcher)
    if told.before < clause.start:
        yield Span(told.before, told.before), f"{written} "
        yield clause, UNIT + told.left
    else:
        yield clause, written + told.left


def _rows(told: _Understood, values: Mapping[str, Constant], searcher: Searcher) -> str:
    if told.block is None:
        return UNIT
    try:
        return rows(told.block, SERVICES[told.call.service], values, searcher)
    except BadInput as fault:
        if told.call.silent:
            return UNIT
        raise BadCall(str(fault), *told.position) from fault


def _edited(query: str, edits: Iterable[Edit]) -> str:
    pieces, at = [], 0
    for span, text in sorted(edits, key=lambda edit: (edit[0].start, edit[0].end)):
        pieces += [query[at : span.start], text]
        at = span.end
    return "".join((*pieces, query[at:]))
