"""How the groups of a query are written anew.

Triple patterns, VALUES and groups between two borders (OPTIONAL, MINUS, BIND, and whatever is not understood) are
joined, in any order. `A LATERAL { B }` looks B up for every row of A (SPARQL 1.2 Community Group, SEP-0006), which is
the join of the two if B is a triple pattern, a path, VALUES, or made from these by join, UNION, GRAPH and such FILTERs
as only see variables that the same group binds for certain; the engine keeps the order of what is written so.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from genoderm.sparql.rewriting.atoms import may_be_looked_up
from genoderm.sparql.rewriting.counts import Counts
from genoderm.sparql.rewriting.edits import Edit
from genoderm.sparql.rewriting.estimates import ROW, START, State
from genoderm.sparql.rewriting.gains import Gain
from genoderm.sparql.rewriting.negations import Negations, negation
from genoderm.sparql.rewriting.patterns import (
    Bind,
    Element,
    Filter,
    Graph,
    Group,
    Minus,
    Names,
    Optional,
    Query,
    Select,
    Triples,
    Union,
    Values,
)
from genoderm.sparql.rewriting.plans import Place, Plan, Run, Setting
from genoderm.sparql.rewriting.runs import NOTHING, Runs

JOINED = (Triples, Values, Union, Graph)


class Planner:
    """Plans the groups of one query."""

    def __init__(self, query: Query, counts: Counts, bound: Names, worth: Gain) -> None:
        """For a release with these counts; some variables have got a value from outside."""
        self._query = query
        self._worth = worth
        self._bound = bound
        self._runs = Runs(query, counts, worth, self.group)
        self._negations = Negations(query.text, self._runs.estimator)

    def edits(self) -> tuple[Edit, ...]:
        """What is to be changed in the query."""
        values = dict.fromkeys(self._bound, 1.0)
        return self.group(self._query.group, State(values=values), Setting.MAIN).edits

    def group(self, group: Group, state: State, setting: Setting) -> Plan:
        """A group that is evaluated with what is bound in a state."""
        if group.select is not None:
            return self._subselect(group.select, setting)
        plan = Plan((), 0.0, state)
        begun, united, states = False, False, list[State]()
        runs = list(_runs(group))
        for run in runs:
            alone = len(runs) == 1 and len(run.joined) == 1 and run.border is None
            plan = plan.then(self._runs.plan(run, Place(group, plan.state, setting, begun=begun, alone=alone)))
            if run.border is not None:
                united = united or any(isinstance(element, Union) for element in run.joined)
                border = self._border(run.border, plan.state, setting.planned)
                plan = plan.then(self._looked_up(run.border, border) if united else border)
            begun = True
            states.append(plan.state)
        for element in group.elements:
            if isinstance(element, Filter) and element.groups:
                denied = self._filter(group, element, _soonest(element, states, plan.state), setting)
                plan = plan.then(replace(denied, state=plan.state))
        return plan

    def _subselect(self, select: Select, setting: Setting) -> Plan:
        plan = self.group(select.where, START, setting.selecting)
        values = dict(plan.state.values)
        if select.told is not None:
            values = {name: number for name, number in values.items() if name in select.told}
        rows = plan.state.rows
        if select.grouped or select.distinct:
            rows = min(rows, math.prod(values.values()))
        if select.limit is not None:
            rows = min(rows, select.limit)
        values |= dict.fromkeys(select.made, rows)
        return replace(plan, state=State(rows, {name: min(number, rows) for name, number in values.items()}))

    def _border(self, border: Element, state: State, setting: Setting) -> Plan:
        match border:
            case Optional():
                plan = self.group(border.group, state, setting)
                return replace(plan, state=replace(plan.state, rows=max(plan.state.rows, state.rows)))
            case Minus():
                plan = self.group(border.group, START, setting)
                return replace(plan, state=state)
            case Bind():
                plan = Plan((), 0.0, state)
                for group in border.groups:
                    plan = plan.then(replace(self.group(group, state, Setting.EXISTS), state=state))
                return replace(plan, state=_binding(state, [border.variable]))
        return Plan((), 0.0, _binding(state, border.mentioned))

    def _looked_up(self, border: Element, plan: Plan) -> Plan:
        """OPTIONAL for each row: behind alternatives the engine (pyoxigraph 0.5.13) may list all that it can have."""
        if not isinstance(border, Optional) or not may_be_looked_up(border):
            return plan
        whole = self.group(border.group, START, Setting.EXISTS)
        if not self._worth.enough(whole.time, plan.time):
            return plan
        around = Edit(border.start, border.start, "LATERAL { "), Edit(border.end, border.end, " }")
        return replace(plan, edits=(*around, *plan.edits))

    def _filter(self, group: Group, element: Filter, state: State, setting: Setting) -> Plan:
        plan = Plan((), 0.0, state)
        for inner in element.groups:
            plan = plan.then(replace(self.group(inner, state, Setting.EXISTS), state=state))
        if setting is Setting.MAIN and element.exists and element.negated:
            return self._denied(group, element, plan)
        return plan

    def _denied(self, group: Group, element: Filter, plan: Plan) -> Plan:
        """NOT EXISTS as MINUS at the end of the group, if that is allowed, and quicker than asking for each row."""
        denied = negation(group, element, self._bound)
        written = self._negations.written(denied) if denied else None
        if written is None:
            return plan
        time = written.time + (written.state.rows + plan.state.rows) * ROW
        if not self._worth.enough(plan.time, time):
            return plan
        end = group.end - 1
        edits = (Edit(element.start, element.end, NOTHING), Edit(end, end, f"MINUS {{ {written.text} }} "))
        return replace(plan, edits=edits, time=time)


def _runs(group: Group) -> Iterator[Run]:
    joined: list[Element] = []
    for element in group.elements:
        if isinstance(element, JOINED):
            joined.append(element)
        elif not isinstance(element, Filter):
            yield Run(tuple(joined), element)
            joined = []
    if joined:
        yield Run(tuple(joined), None)


def _soonest(element: Filter, states: Sequence[State], last: State) -> State:
    """When a filter is decided: as soon as all is bound that it can see."""
    seen = element.mentioned & last.values.keys()
    return next((state for state in states if seen <= state.values.keys()), last)


def _binding(state: State, names: Iterable[str]) -> State:
    return replace(state, values={**dict.fromkeys(names, state.rows), **state.values})
