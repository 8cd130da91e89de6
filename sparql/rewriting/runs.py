"""Patterns of a group that are joined, put in an order and written so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from genoderm.sparql.rewriting.atoms import alternatives, atoms, expanded, selectivity
from genoderm.sparql.rewriting.counts import Counts
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.estimates import ROW, START, Estimator, State
from genoderm.sparql.rewriting.gains import Gain
from genoderm.sparql.rewriting.orders import Atom, Order, best_order, engine_order
from genoderm.sparql.rewriting.patterns import (
    NONE,
    Element,
    Filter,
    Graph,
    Group,
    Names,
    Query,
    Step,
    Triple,
    Triples,
    Union,
    Values,
    binding,
    certain,
)

COMPARISON = 0.05  # of two rows, where the engine joins without an order
NOTHING = "FILTER(true)"  # what can stand anywhere, and does nothing


class Setting(StrEnum):
    """How the engine evaluates a group."""

    MAIN = "main"  # the query's own, or that of a subselect: its joins are put in an order
    PLANNED = "planned"  # so are these
    JOINED = "joined"  # within a group that is joined: so are these, as if nothing were bound by what comes before
    EXISTS = "exists"  # in none, nor does a filter come before the end

    @property
    def planned(self) -> "Setting":
        """Of a group right within."""
        return Setting.PLANNED if self is Setting.MAIN else self

    @property
    def within(self) -> "Setting":
        """Of a group within that is joined with something."""
        return Setting.EXISTS if self is Setting.EXISTS else Setting.JOINED

    @property
    def selecting(self) -> "Setting":
        """Of the pattern of a subselect."""
        return Setting.MAIN if self in {Setting.MAIN, Setting.PLANNED} else Setting.JOINED


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a part of a query, the microseconds it takes, and what there is at its end."""

    edits: tuple[Edit, ...]
    time: float
    state: State

    def then(self, plan: "Plan") -> "Plan":
        """One plan after another."""
        return Plan(self.edits + plan.edits, self.time + plan.time, plan.state)


@dataclass(frozen=True, slots=True)
class Run:
    """Elements that are joined, and the one behind them that nothing is moved across."""

    joined: tuple[Element, ...]
    border: Element | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a run stands: in which group, after what, alone or not."""

    group: Group
    state: State
    setting: Setting
    begun: bool
    alone: bool


Grouping = Callable[[Group, State, Setting], Plan]


class Runs:
    """Plans the runs of one query."""

    def __init__(self, query: Query, counts: Counts, worth: Gain, group: Grouping) -> None:
        """With what plans a group within a run."""
        self.estimator = Estimator(counts)
        self._query = query
        self._worth = worth
        self._group = group
        self._fresh = (f"{query.fresh}x{number}" for number in range(1 << 20))

    def plan(self, run: Run, place: Place) -> Plan:
        """The best order, if it is so much better than the engine's that the text is to be changed."""
        found = self._atoms(run, place.setting)
        joining = Joining(self, place, found)
        able = len(found) > 1 and not (place.begun and not all(atom.free for atom in found))
        order = best_order(found, place.state, joining.join) if able else None
        if order is not None and self._gains(order, found, place, joining):
            return self._written(order, run, place, joining)
        return self._left(run, found, place, joining)

    def _atoms(self, run: Run, setting: Setting) -> list[Atom]:
        found = list(atoms(run.joined))
        if setting is not Setting.EXISTS:
            return found
        return [one for atom in found for one in self._expanded(atom)]

    def _expanded(self, atom: Atom) -> Iterator[Atom]:
        if isinstance(atom.pattern, Triple):
            yield from (Atom(triple, triple.variables) for triple in expanded(atom.pattern, self._fresh))
        else:
            yield atom

    def _gains(self, order: Order, found: Sequence[Atom], place: Place, joining: "Joining") -> bool:
        theirs = joining.engine_time(found)
        worth = replace(self._worth, less=0.0) if place.setting is Setting.EXISTS else self._worth
        return worth.enough(theirs, order.time)

    def _left(self, run: Run, found: Sequence[Atom], place: Place, joining: "Joining") -> Plan:
        """In the order that they have: groups within are planned, alternatives written as unions."""
        plan = Plan((), 0.0, place.state)
        for element in run.joined:
            if isinstance(element, Triples):
                plan = replace(plan, edits=plan.edits + tuple(_alternatives(element, place.setting)))
        for atom in engine_order(found, frozenset(place.state.values)):
            if isinstance(atom.pattern, Union | Graph):
                inner = joining.inner(atom.pattern, replace(plan.state, rows=1.0) if atom.free else START)
                plan = replace(plan, edits=plan.edits + inner.edits)
            time, state = joining.join(plan.state, atom)
            plan = Plan(plan.edits, plan.time + time, state)
        return plan

    def _written(self, order: Order, run: Run, place: Place, joining: "Joining") -> Plan:
        texts, moved = joining.texts(order)
        plain = 0 if place.begun else 1
        chain = " ".join([*texts[:plain], *(f"LATERAL {{ {text} }}" for text in texts[plain:])])
        first, *others = run.joined
        edits = [Edit(first.start, first.end, chain)]
        edits += [Edit(other.start, other.end, "" if isinstance(other, Triples) else NOTHING) for other in others]
        edits += [Edit(element.start, element.end, NOTHING) for element in moved]
        return Plan(tuple(edits), order.time, order.state)

    def inner(self, element: Union | Graph, state: State, setting: Setting) -> Plan:
        """The groups of an element, each evaluated with what is bound in a state."""
        groups = element.groups if isinstance(element, Union) else (element.group,)
        plans = [self._group(group, state, setting) for group in groups]
        values: dict[str, float] = {}
        for plan in plans:
            for name, number in plan.state.values.items():
                values[name] = values.get(name, 0) + number
        rows = sum(plan.state.rows for plan in plans)
        edits = tuple(edit for plan in plans for edit in plan.edits)
        crowds = dict(state.crowds)
        for plan in plans:
            for name, number in plan.state.crowds.items():
                crowds[name] = max(crowds.get(name, 0.0), number)
        return Plan(edits, sum(plan.time for plan in plans), State(rows, values, crowds))

    @property
    def text(self) -> str:
        """Of the query."""
        return self._query.text


class Joining:
    """How the atoms of one run are joined, each filter applied as soon as its variables are bound."""

    def __init__(self, runs: Runs, place: Place, found: Sequence[Atom]) -> None:
        """In this place."""
        self._runs = runs
        self._place = place
        self._filters = [
            element for element in place.group.elements if isinstance(element, Filter) and not element.groups
        ]
        self._inner: dict[tuple[int, Names], Plan] = {}
        self._within = place.setting.planned if place.alone else place.setting.within
        self._several = len(found) > 1

    def join(self, state: State, atom: Atom) -> tuple[float, State]:
        """The time it takes to join an atom, and what there is then."""
        match atom.pattern:
            case Triple() as triple:
                time, joined = self._runs.estimator.join(state, triple)
            case Values() as values:
                time, joined = _joined(state, State(values.rows, dict.fromkeys(values.mentioned, values.rows)), 0.0)
            case Union() | Graph() as element if atom.free:
                plan = self.inner(element, replace(state, rows=1.0))
                time, joined = state.rows * plan.time, replace(plan.state, rows=state.rows * plan.state.rows)
            case Union() | Graph() as element:
                plan = self.inner(element, START)
                time, joined = _joined(state, plan.state, plan.time)
        return time, self._filtered(state, joined)

    def _filtered(self, before: State, after: State) -> State:
        known, share = after.values.keys(), 1.0
        for element in self._filters:
            if element.mentioned <= known and not element.mentioned <= before.values.keys():
                share *= selectivity(self._runs.text[element.start : element.end])
        return replace(after, rows=after.rows * share)

    def inner(self, element: Union | Graph, state: State) -> Plan:
        """The groups of an element; remembered, since every order asks for it."""
        key = (element.start, frozenset(state.values))
        if key not in self._inner:
            self._inner[key] = self._runs.inner(element, state, self._within)
        return self._inner[key]

    def time(self, order: Sequence[Atom]) -> tuple[float, State]:
        """Of atoms in this order."""
        time, state = 0.0, self._place.state
        for atom in order:
            more, state = self.join(state, atom)
            time += more
        return time, state

    def engine_time(self, found: Sequence[Atom]) -> float:
        """What the engine needs for the run as it is written."""
        if self._place.setting is not Setting.EXISTS:
            known = frozenset(self._place.state.values) if self._place.setting is not Setting.JOINED else NONE
            return self.time(engine_order(found, known))[0]
        time, rows = 0.0, 1.0
        once = replace(self._place.state, rows=1.0)
        for atom in found:
            more, state = self.join(once, atom)
            time += more + rows * state.rows * COMPARISON
            rows = min(rows, state.rows)
        return time * self._place.state.rows

    def texts(self, order: Order) -> tuple[list[str], list[Filter]]:
        """The atoms as text; in an EXISTS each with the filters that can be decided behind it, and which these are."""
        texts, moved = list[str](), list[Filter]()
        state, known = self._place.state, frozenset[str]()
        for atom in order.atoms:
            text = self._text(atom, state)
            known |= self._certain(atom)
            ready = [] if self._place.begun else [one for one in self._ready(known) if one not in moved]
            moved += ready
            written = " ".join(self._runs.text[one.start : one.end] for one in ready)
            first = not texts
            texts.append(f"{{ {text} {written} }}" if ready and first else f"{text} {written}".strip())
            _, state = self.join(state, atom)
        return texts, moved

    def _ready(self, known: Names) -> Iterator[Filter]:
        """Filters that see the same now as they do at the end."""
        if self._place.setting is Setting.EXISTS:
            bound = frozenset[str]().union(*map(binding, self._place.group.elements))
            yield from (one for one in self._filters if one.mentioned & bound and one.mentioned & bound <= known)

    @staticmethod
    def _certain(atom: Atom) -> Names:
        match atom.pattern:
            case Triple() as triple:
                return triple.variables
            case Values() as values if not values.undefined:
                return values.mentioned
            case Union() as union:
                return frozenset.intersection(*map(certain, union.groups))
        return frozenset()

    def _text(self, atom: Atom, state: State) -> str:
        match atom.pattern:
            case Triple() as triple:
                return triple.text if self._place.setting is Setting.EXISTS else alternatives(triple)
            case Union() | Graph() as element:
                setting = Setting.EXISTS if self._place.setting is Setting.EXISTS else Setting.PLANNED
                plan = self._runs.inner(element, replace(state, rows=1.0) if atom.free else START, setting)
                return edited(self._runs.text, plan.edits, element.start, element.end)
            case Values() as values:
                return self._runs.text[values.start : values.end]


def _joined(state: State, other: State, time: float) -> tuple[float, State]:
    """Of two sets of rows, each of which was made by itself."""
    rows = state.rows * other.rows
    values = dict(state.values)
    for name, number in other.values.items():
        if name in values:
            rows /= max(values[name], number, 1.0)
        values[name] = min(values.get(name, number), number)
    made = {name: max(min(number, rows), 1e-3) for name, number in values.items()}
    return time + state.rows * other.rows * COMPARISON + rows * ROW, State(rows, made, {**other.crowds, **state.crowds})


def _alternatives(element: Triples, setting: Setting) -> Iterator[Edit]:
    """Triple patterns as they were, with unions in place of alternative paths."""
    if setting is not Setting.EXISTS and any(one.path.step is Step.ALTERNATIVE for one in element.patterns):
        texts = (
            alternatives(one) if one.path.step is Step.ALTERNATIVE else f"{one.text} ." for one in element.patterns
        )
        yield Edit(element.start, element.end, " ".join(texts))
