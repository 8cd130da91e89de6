"""A query walked from what it names: each triple pattern is looked up from what is bound before it.

Where the degrees of a release bound every step, they bound the whole walk. The engine is given the patterns in that
order, each looked up for each row of those before it (`LATERAL`: see rewriting/groups.py), so that it cannot choose a
longer way. Beside triple patterns only such functions are let in as cost little for a row: see FUNCTIONS.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import pairwise

from genoderm.graph.degrees import Degrees
from genoderm.sparql.lookups.fans import Fan, Fans, Unbounded
from genoderm.sparql.prologue import end_of_declarations
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.groups import read_query
from genoderm.sparql.rewriting.patterns import Filter, Group, Path, Query, Step, Term, Triple, Triples
from genoderm.sparql.tokens import Kind, Token, tokens

LONGEST = 2000  # characters
MOST = 3000  # triples that are looked at: the engine takes about a microsecond for each
NOWHERE = Fan(MOST + 1, MOST + 1)
ANYTHING = Path(Step.VARIABLE, "")
NAMED = {Kind.IRI, Kind.PREFIXED}
KEYWORDS = frozenset(
    {"SELECT", "ASK", "DESCRIBE", "CONSTRUCT", "DISTINCT", "REDUCED", "WHERE", "PREFIX", "BASE", "AS", "A", "FILTER"}
    | {"ORDER", "BY", "ASC", "DESC", "LIMIT", "OFFSET", "TRUE", "FALSE", "NOT"}
)
FUNCTIONS = frozenset(  # that take a row no longer than a look at a triple
    {"IN", "IF", "COALESCE", "BOUND", "STR", "LANG", "LANGMATCHES", "DATATYPE", "STRLEN", "LCASE", "UCASE"}
    | {"CONTAINS", "STRSTARTS", "STRENDS", "SAMETERM", "ISIRI", "ISURI", "ISLITERAL", "ISNUMERIC"}
)
ONCE = {Step.LINK, Step.REPEATED, Step.REPEATED_OR_NONE}  # lead from one node to another in one way: 18.2.2.4, 18.5
ALL = re.compile(r"\*\s*(?:WHERE\s*)?$", re.IGNORECASE)  # at the end of a head, and the order of columns is as written


def walk(query: str, degrees: Degrees) -> str | None:
    """The query as it is walked; None if its walk is not known to be short, or it is not read wholly."""
    if not degrees or len(query) > LONGEST:
        return None
    try:
        return _walked(query, tokens(query), Fans(degrees))
    except (NotUnderstood, Unbounded, RecursionError):
        return None


def _walked(query: str, found: Sequence[Token], fans: Fans) -> str:
    if not _is_plain(found):
        raise NotUnderstood
    if named := _described(found):
        _check(named * fans.forwards(ANYTHING).seen)
        return query if named > 1 else _all_told(query, *found[-2:])
    read = read_query(query)
    head = query[: read.group.start]
    written, walk = [*_patterns(read.group)], Walk(fans)
    order = walk.through(written)
    described = len(walk.bound) + _named(found, read.group.start) if "DESCRIBE" in head.upper() else 0
    for_each_row = fans.forwards(ANYTHING).seen * described + sum(token.text.upper() in FUNCTIONS for token in found)
    _check(walk.seen + walk.rows * for_each_row)
    if ALL.search(head) and order != written:
        raise NotUnderstood
    return head + _chain(read, order) + query[read.group.end :]


class Walk:
    """How far a walk has come: what is bound, the most rows there can be, and the most triples looked at."""

    def __init__(self, fans: Fans) -> None:
        """At its beginning."""
        self.bound = frozenset[str]()
        self.rows = 1
        self.seen = 0
        self._fans = fans

    def through(self, patterns: Iterable[Triple]) -> list[Triple]:
        """The patterns in their order, always the one next that leads to fewest; Unbounded if one leads to too many."""
        left, order = list(patterns), list[Triple]()
        while left:
            fan, place = min((self._fan(triple), place) for place, triple in enumerate(left))
            self.seen += self.rows * fan.seen
            self.rows *= fan.reached
            _check(self.seen)
            order.append(left.pop(place))
            self.bound |= order[-1].variables
        return order

    def _fan(self, triple: Triple) -> Fan:
        """Of one row; NOWHERE if nothing bounds it yet."""
        ends = self._is_bound(triple.subject), self._is_bound(triple.object)
        fans = [NOWHERE]
        for is_bound, along in zip(ends, (self._fans.forwards, self._fans.backwards), strict=True):
            with suppress(Unbounded):
                fans += [along(triple.path)] * is_bound
        fewest = min(fans)
        return replace(fewest, reached=min(fewest.reached, 1)) if all(ends) and triple.path.step in ONCE else fewest

    def _is_bound(self, term: Term) -> bool:
        return not term.variable or term.variable in self.bound


def _check(seen: int) -> None:
    if seen > MOST:
        raise Unbounded


def _is_plain(found: Sequence[Token]) -> bool:
    """Whether all of a query is known to be quick; a name before a bracket is a function of its own."""
    calls = any(one.kind in NAMED and then.text == "(" for one, then in pairwise(found))
    return not calls and _words(found) <= KEYWORDS | FUNCTIONS


def _words(found: Sequence[Token]) -> set[str]:
    return {token.text.upper() for token in found if token.kind is Kind.WORD}


def _named(found: Sequence[Token], end: int) -> int:
    """How many IRIs stand between the declarations and the pattern."""
    begin = end_of_declarations(found)
    return sum(token.kind in NAMED for token in found if begin <= token.start < end)


def _described(found: Sequence[Token]) -> int:
    """How many IRIs a DESCRIBE without a pattern names; 0 for any other query."""
    end = end_of_declarations(found)
    body = [token for token in found if token.start >= end]
    is_list = all(token.kind in NAMED for token in body[1:])
    return len(body) - 1 if is_list and body and body[0].text.upper() == "DESCRIBE" else 0


def _all_told(query: str, describe: Token, name: Token) -> str:
    """What is told of one IRI, which is all that a DESCRIBE of it brings, since a release has no blank nodes.

    To describe it, the engine looks the subject's name up again for each triple: a seventh of its time.
    """
    return f"{query[: describe.start]}CONSTRUCT WHERE {{ {name.text} ?p ?o }}"


def _patterns(group: Group) -> Iterator[Triple]:
    """Of a group with nothing but triple patterns and filters in it."""
    if group.select is not None:
        raise NotUnderstood
    for element in group.elements:
        match element:
            case Triples():
                yield from element.patterns
            case Filter(groups=()):
                pass
            case _:
                raise NotUnderstood


def _chain(read: Query, order: Sequence[Triple]) -> str:
    first, *others = (triple.text for triple in order) if order else ("",)
    filters = (read.text[element.start : element.end] for element in read.group.elements if isinstance(element, Filter))
    return " ".join(["{", first, *(f"LATERAL {{ {text} }}" for text in others), *filters, "}"])
