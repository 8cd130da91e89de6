"""Patterns of a group that are joined, put in an order and written so."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from genoderm.sparql.rewriting.atoms import alternatives, atoms, expanded
from genoderm.sparql.rewriting.counts import Counts
from genoderm.sparql.rewriting.edits import Edit
from genoderm.sparql.rewriting.estimates import Estimator, State
from genoderm.sparql.rewriting.gains import Gain
from genoderm.sparql.rewriting.hashing import Hashed, best_hashed
from genoderm.sparql.rewriting.joining import Joining, Tools
from genoderm.sparql.rewriting.orders import Atom, Order, best_order, engine_order
from genoderm.sparql.rewriting.patterns import Graph, Group, Query, Step, Triple, Triples, Union
from genoderm.sparql.rewriting.plans import Place, Plan, Run, Setting

NOTHING = "FILTER(true)"  # what can stand anywhere, and does nothing

Grouping = Callable[[Group, State, Setting], Plan]


class Runs:
    """Plans the runs of one query."""

    def __init__(self, query: Query, counts: Counts, worth: Gain, group: Grouping) -> None:
        """With what plans a group within a run."""
        self.estimator = Estimator(counts)
        self._tools = Tools(query.text, self.estimator, self._inner)
        self._worth = worth
        self._group = group
        self._few = query.few
        self._fresh = (f"{query.fresh}x{number}" for number in range(1 << 20))

    def plan(self, run: Run, place: Place) -> Plan:
        """The best order, if it is so much better than the engine's that the text is to be changed."""
        found = self._atoms(run, place.setting)
        joining = Joining(self._tools, place)
        able = len(found) > 1 and not (place.begun and not all(atom.free for atom in found))
        order = best_order(found, place.state, joining.join) if able else None
        gains = order is not None and self._gains(order, found, place, joining)
        hashed = best_hashed(found, run, place, joining) if able and not self._few else None
        if hashed is not None:
            before = order.time if order is not None and gains else joining.engine_time(found)
            if self._worth.enough_of_sets(before, hashed.time):
                return self._as_sets(hashed, run)
        if order is not None and gains:
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

    def _gains(self, order: Order, found: Sequence[Atom], place: Place, joining: Joining) -> bool:
        theirs = joining.engine_time(found)
        worth = replace(self._worth, less=0.0) if place.setting is Setting.EXISTS else self._worth
        return worth.enough(theirs, order.time)

    def _left(self, run: Run, found: Sequence[Atom], place: Place, joining: Joining) -> Plan:
        """In the order that they have: groups within are planned, alternatives written as unions."""
        plan = Plan((), 0.0, place.state)
        for element in run.joined:
            if isinstance(element, Triples):
                plan = replace(plan, edits=plan.edits + tuple(_alternatives(element, place.setting)))
        for atom in engine_order(found, frozenset(place.state.values)):
            if isinstance(atom.pattern, Union | Graph):
                inner = joining.inner(atom.pattern, replace(plan.state, rows=1.0) if atom.free else joining.outside)
                plan = replace(plan, edits=plan.edits + inner.edits)
            time, state = joining.join(plan.state, atom)
            plan = Plan(plan.edits, plan.time + time, state)
        return plan

    def _written(self, order: Order, run: Run, place: Place, joining: Joining) -> Plan:
        texts, moved = joining.texts(order)
        plain = 0 if place.begun else 1
        chain = " ".join([*texts[:plain], *(f"LATERAL {{ {text} }}" for text in texts[plain:])])
        first, *others = run.joined
        edits = [Edit(first.start, first.end, chain)]
        edits += [Edit(other.start, other.end, "" if isinstance(other, Triples) else NOTHING) for other in others]
        edits += [Edit(element.start, element.end, NOTHING) for element in moved]
        return Plan(tuple(edits), order.time, order.state)

    @staticmethod
    def _as_sets(hashed: Hashed, run: Run) -> Plan:
        """The smaller set first, of which the engine makes the table."""
        first, *others = run.joined
        edits = [Edit(first.start, first.end, hashed.text)]
        edits += [Edit(other.start, other.end, "") for other in others]
        return Plan(tuple(edits), hashed.time, hashed.state)

    def _inner(self, element: Union | Graph, state: State, setting: Setting) -> Plan:
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


def _alternatives(element: Triples, setting: Setting) -> Iterator[Edit]:
    """Triple patterns as they were, with unions in place of alternative paths."""
    if setting is not Setting.EXISTS and any(one.path.step is Step.ALTERNATIVE for one in element.patterns):
        texts = (
            alternatives(one) if one.path.step is Step.ALTERNATIVE else f"{one.text} ." for one in element.patterns
        )
        yield Edit(element.start, element.end, " ".join(texts))
