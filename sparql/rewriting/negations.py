"""FILTER NOT EXISTS as MINUS, which the engine evaluates once, and not for each row.

Both ask whether there is a solution of the inner pattern that agrees with a row. They differ where the two share no
variable, where a shared one is not bound, and where the inner pattern has a filter on a variable that only the row
binds (SPARQL 1.1 Query Language, 8.3); so it is done where none of that can be.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from genoderm.sparql.rewriting.estimates import ROW, START, Estimator, State
from genoderm.sparql.rewriting.orders import Atom, best_order
from genoderm.sparql.rewriting.patterns import (
    NONE,
    Filter,
    Group,
    Names,
    Triple,
    Triples,
    binding,
    element_certain,
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A pattern that must not be there: triple patterns, filters, and the variables shared with the rows around it."""

    patterns: tuple[Triple, ...]
    filters: tuple[Filter, ...]
    shared: Names
    around: tuple[Triple, ...]  # patterns of the rows around it that have no other variables than shared ones


@dataclass(frozen=True, slots=True)
class Written:
    """A group as text, and what it takes to evaluate it once."""

    text: str
    time: float
    state: State


BEGIN = Written("", 0.0, START)


def negation(group: Group, element: Filter, bound: Names) -> Negation | None:
    """What a FILTER NOT EXISTS of a group denies, if it may be written as MINUS; `bound` have values from outside."""
    inner = element.groups[0]
    if inner.select is not None or not all(_is_plain(part) for part in inner.elements):
        return None
    patterns = [triple for part in inner.elements if isinstance(part, Triples) for triple in part.patterns]
    filters = tuple(part for part in inner.elements if isinstance(part, Filter))
    own = NONE.union(*(triple.variables for triple in patterns))
    shared = own & NONE.union(*map(binding, group.elements))
    safe = shared and shared <= NONE.union(*map(element_certain, group.elements)) and own & bound <= shared
    if not safe or not all(part.mentioned <= own for part in filters):
        return None
    return Negation(tuple(patterns), filters, shared, tuple(_around(group, shared)))


def _around(group: Group, shared: Names) -> Iterator[Triple]:
    found = (triple for part in group.elements if isinstance(part, Triples) for triple in part.patterns)
    yield from (triple for triple in found if triple.variables and triple.variables <= shared)


def _is_plain(part: object) -> bool:
    return isinstance(part, Triples) or (isinstance(part, Filter) and not part.groups)


class Negations:
    """Writes what is denied, for one query."""

    def __init__(self, text: str, estimator: Estimator) -> None:
        """For the query with this text."""
        self._text = text
        self._estimator = estimator

    def written(self, denied: Negation) -> Written | None:
        """The pattern to be taken away: as one group, with a part told first, or asked of, whichever is quickest."""
        names = sorted(_variables(denied.patterns) - denied.shared)
        ways = [self._chain(denied.patterns, denied.filters, BEGIN)]
        ways += [self._in_two(denied, name) for name in names]
        ways += [self._asked(denied, name) for name in names]
        return min(filter(None, ways), key=lambda way: way.time + way.state.rows * ROW, default=None)

    def _in_two(self, denied: Negation, name: str) -> Written | None:
        """First what a variable takes part in, each of the rest of its variables told once; then the others."""
        inner = [triple for triple in denied.patterns if name in triple.variables]
        outer = [triple for triple in denied.patterns if name not in triple.variables]
        there = _variables(inner)
        filters = [part for part in denied.filters if part.mentioned <= there]
        later = [part for part in denied.filters if part not in filters]
        kept = there & NONE.union(denied.shared, _variables(outer), *(part.mentioned for part in later))
        first = self._chain(inner, filters, BEGIN)
        if not outer or not kept or first is None:
            return None
        return self._chain(outer, later, _told_once(first, kept))

    def _asked(self, denied: Negation, name: str) -> Written | None:
        """First what the rows around lead to, each told once; of that, what a variable takes part in; its rows then.

        `LATERAL { SELECT … LIMIT 1 }` ends with the first that is found, and the engine moves no such thing before
        DISTINCT, as it does with FILTER EXISTS.
        """
        inner = [triple for triple in denied.patterns if name in triple.variables]
        outer = [triple for triple in denied.patterns if name not in triple.variables]
        kept = _variables(inner) & (_variables(outer) | denied.shared)
        told = _variables([*denied.around, *outer])
        filters = [part for part in denied.filters if part.mentioned <= _variables(outer)]
        later = [part for part in denied.filters if part not in filters]
        if not kept or not denied.around or not kept <= told:
            return None
        if not all(part.mentioned <= _variables(inner) for part in later):
            return None
        first = self._chain([*denied.around, *outer], filters, BEGIN)
        few = _told_once(first, kept) if first else None
        asked = self._chain(inner, later, replace(few, text="")) if few else None
        if few is None or asked is None:
            return None
        text = f"{few.text} LATERAL {{ SELECT * WHERE {{ {asked.text} }} LIMIT 1 }}"
        return self._chain(outer, filters, Written(text, few.time + self._first_time(inner, few.state), few.state))

    def _first_time(self, patterns: Sequence[Triple], state: State) -> float:
        """The time to find one solution, or none, for each row."""
        order = best_order([Atom(triple, triple.variables) for triple in patterns], state, self._join)
        time, at = 0.0, replace(state, rows=1.0)
        for atom in order.atoms if order else ():
            more, after = self._join(at, atom)
            time, at = time + more - max(after.rows - 1, 0) * ROW, replace(after, rows=1.0)
        return time * state.rows

    def _chain(self, patterns: Sequence[Triple], filters: Sequence[Filter], before: Written) -> Written | None:
        """What was written before, then the patterns in their best order; None if they do not hang together."""
        order = best_order([Atom(triple, triple.variables) for triple in patterns], before.state, self._join)
        if order is None or (before.text and not order.atoms[0].variables & before.state.values.keys()):
            return None
        texts = [atom.pattern.text for atom in order.atoms if isinstance(atom.pattern, Triple)]
        begun = [before.text] if before.text else [texts.pop(0)]
        chain = [*begun, *(f"LATERAL {{ {text} }}" for text in texts)]
        chain += [self._text[part.start : part.end] for part in filters]
        return Written(" ".join(chain), before.time + order.time, order.state)

    def _join(self, state: State, atom: Atom) -> tuple[float, State]:
        return self._estimator.join(state, atom.pattern) if isinstance(atom.pattern, Triple) else (0.0, state)


def _told_once(first: Written, kept: Names) -> Written:
    """Some variables of what was written, each combination once."""
    told = " ".join(f"?{one}" for one in sorted(kept))
    values = {one: first.state.values[one] for one in kept}
    state = State(min(first.state.rows, math.prod(values.values())), values, first.state.crowds)
    text = f"{{ SELECT DISTINCT {told} WHERE {{ {first.text} }} }}"
    return Written(text, first.time + first.state.rows * ROW, state)


def _variables(patterns: Sequence[Triple]) -> Names:
    return NONE.union(*(triple.variables for triple in patterns))
