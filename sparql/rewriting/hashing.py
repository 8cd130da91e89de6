"""Joins with a set that is made once, where the engine would look each row up in it.

Whether something is of a class, or has a value that many have, the engine (pyoxigraph 0.5.13) looks up row by row. What
two subselects give it joins by a table of hashes, which takes a tenth of the time for each row.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from genoderm.sparql.rewriting.atoms import alternatives
from genoderm.sparql.rewriting.estimates import ROW, START, State
from genoderm.sparql.rewriting.joining import Joining
from genoderm.sparql.rewriting.orders import Atom, Order, best_order
from genoderm.sparql.rewriting.patterns import Filter, Step, Triple, Triples
from genoderm.sparql.rewriting.plans import Place, Run, Setting

HASHED = 0.3  # microseconds for each row of either side
MEMBERS = 2_000_000  # of the set; a larger one takes hundreds of megabytes


@dataclass(frozen=True, slots=True)
class Hashed:
    """Atoms joined one after another, a set that they are then joined with, what is looked up behind."""

    before: tuple[Atom, ...]
    members: Triple
    behind: tuple[Atom, ...]
    time: float
    state: State

    @property
    def text(self) -> str:
        """The set first, since of what comes first the engine makes its table."""
        told = sorted(frozenset[str]().union(*(atom.variables for atom in self.before)))
        names, rows = " ".join(f"?{name}" for name in told), " . ".join(map(_text, self.before))
        members = f"{{ SELECT ?{self.members.subject.variable} {{ {self.members.text} }} }}"
        return " ".join(
            [members, f"{{ SELECT {names} {{ {rows} }} }}", *(f"LATERAL {{ {_text(atom)} }}" for atom in self.behind)]
        )


def _text(atom: Atom) -> str:
    return alternatives(atom.pattern) if isinstance(atom.pattern, Triple) else ""


def best_hashed(found: Sequence[Atom], run: Run, place: Place, joining: Joining) -> Hashed | None:
    """The quickest, where a run is the whole of a group that nothing is bound before."""
    plain = all(isinstance(element, Triples) for element in run.joined)
    filters = any(isinstance(element, Filter) for element in place.group.elements)
    if place.begun or place.state != START or place.setting not in {Setting.MAIN, Setting.PLANNED} or filters:
        return None
    return min(_hashed(found, joining), key=lambda one: one.time, default=None) if plain else None


def _hashed(found: Sequence[Atom], joining: Joining) -> Iterator[Hashed]:
    for atom in found:
        if not isinstance(atom.pattern, Triple) or not _is_membership(atom.pattern):
            continue
        time, members = joining.join(START, atom)
        others = [other for other in found if other is not atom]
        order = best_order(others, START, joining.join) if others else None
        cut = _bound_by(order, atom.pattern) if order else 0
        if order is None or not cut or members.rows > MEMBERS:
            continue
        more, reached = joining.time(order.atoms[:cut])
        time += more + (members.rows + reached.rows) * (HASHED + ROW)
        _, state = joining.join(reached, atom)
        for other in order.atoms[cut:]:
            more, state = joining.join(state, other)
            time += more
        yield Hashed(order.atoms[:cut], atom.pattern, order.atoms[cut:], time, state)


def _is_membership(triple: Triple) -> bool:
    return triple.path.step is Step.LINK and bool(triple.subject.variable) and not triple.object.variable


def _bound_by(order: Order, members: Triple) -> int:
    """How many atoms it takes until the members are bound; 0 if they never are."""
    return next((at for at, atom in enumerate(order.atoms, 1) if members.subject.variable in atom.variables), 0)
