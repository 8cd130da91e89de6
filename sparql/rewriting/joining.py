"""How the patterns of one run are joined: what it takes, and how it is written."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from genoderm.sparql.rewriting.atoms import alternatives, selectivity
from genoderm.sparql.rewriting.edits import edited
from genoderm.sparql.rewriting.estimates import ROW, START, Estimator, State
from genoderm.sparql.rewriting.orders import Atom, Order, engine_order
from genoderm.sparql.rewriting.patterns import NONE, Filter, Graph, Names, Triple, Union, Values, binding, certain
from genoderm.sparql.rewriting.plans import Place, Plan, Setting

COMPARISON = 0.05  # microseconds for two rows, where the engine joins without an order


@dataclass(frozen=True, slots=True)
class Tools:
    """What the runs of a query have in common; `inner` plans the groups within an element."""

    text: str
    estimator: Estimator
    inner: Callable[[Union | Graph, State, Setting], Plan]


class Joining:
    """How the atoms of one run are joined, each filter applied as soon as its variables are bound."""

    def __init__(self, tools: Tools, place: Place) -> None:
        """In this place."""
        self._tools = tools
        self._place = place
        self._filters = [
            element for element in place.group.elements if isinstance(element, Filter) and not element.groups
        ]
        self._inner: dict[tuple[int, Names], Plan] = {}
        self._within = place.setting.planned if place.alone else place.setting.within
        # a group that nothing is joined with sees what is bound before it
        self.outside = State(values=place.state.values) if place.alone else START

    def join(self, state: State, atom: Atom) -> tuple[float, State]:
        """The time it takes to join an atom, and what there is then."""
        match atom.pattern:
            case Triple() as triple:
                time, joined = self._tools.estimator.join(state, triple)
            case Values() as values:
                time, joined = _joined(state, State(values.rows, dict.fromkeys(values.mentioned, values.rows)), 0.0)
            case Union() | Graph() as element if atom.free:
                plan = self.inner(element, replace(state, rows=1.0))
                time, joined = state.rows * plan.time, replace(plan.state, rows=state.rows * plan.state.rows)
            case Union() | Graph() as element:
                plan = self.inner(element, self.outside)
                time, joined = _joined(state, plan.state, plan.time)
        return time, self._filtered(state, joined)

    def _filtered(self, before: State, after: State) -> State:
        known, share = after.values.keys(), 1.0
        for element in self._filters:
            if element.mentioned <= known and not element.mentioned <= before.values.keys():
                share *= selectivity(self._tools.text[element.start : element.end])
        return replace(after, rows=after.rows * share)

    def inner(self, element: Union | Graph, state: State) -> Plan:
        """The groups of an element; remembered, since every order asks for it."""
        key = (element.start, frozenset(state.values))
        if key not in self._inner:
            self._inner[key] = self._tools.inner(element, state, self._within)
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
            written = " ".join(self._tools.text[one.start : one.end] for one in ready)
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
                plan = self._tools.inner(element, replace(state, rows=1.0) if atom.free else self.outside, setting)
                return edited(self._tools.text, plan.edits, element.start, element.end)
            case Values() as values:
                return self._tools.text[values.start : values.end]


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
