"""The order in which patterns are joined: the one that is best by the counts, and the one that the engine would take.

What the engine does is read from its optimizer (sparopt of pyoxigraph 0.5.13): greedy, with the same guess for every
pattern of one shape. Getting it wrong costs time only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from genoderm.sparql.rewriting.estimates import State
from genoderm.sparql.rewriting.patterns import Graph, Group, Names, Path, Step, Triple, Triples, Union, Values

GUESSES = {  # rows of a triple pattern, by whether its subject, predicate and object are bound
    (True, True, True): 1,
    (True, True, False): 10,
    (True, False, True): 2,
    (False, True, True): 10_000,
    (True, False, False): 100,
    (False, False, False): 1_000_000_000,
    (False, True, False): 1_000_000,
    (False, False, True): 100_000,
}
REPEATED = 1000  # what a path with + or * is thought to be larger than one of its steps
BEGINNINGS, MANY = 6, 24  # atoms that are tried first, and that are put in an order at all


@dataclass(frozen=True, slots=True)
class Atom:
    """What is joined as a whole; `free` if it gives the same looked up for each row (LATERAL) as joined."""

    pattern: Triple | Values | Union | Graph
    variables: Names
    free: bool = True


Joining = Callable[[State, Atom], tuple[float, State]]


@dataclass(frozen=True, slots=True)
class Order:
    """Atoms in an order, the microseconds that it takes, and what there is at its end."""

    atoms: tuple[Atom, ...]
    time: float
    state: State


def best_order(atoms: Sequence[Atom], state: State, join: Joining) -> Order | None:
    """The best that is found from any beginning, each next one the quickest by itself; None if nothing connects them.

    An atom that is not free can only be the first one.
    """
    bound = [atom for atom in atoms if not atom.free]
    if len(bound) > 1:
        return None
    if len(atoms) > MANY:
        return None
    firsts = sorted(bound or atoms, key=lambda atom: join(state, atom)[0])[:BEGINNINGS]
    orders = (_from(first, atoms, state, join) for first in firsts)
    return min(filter(None, orders), key=lambda order: order.time, default=None)


def _from(first: Atom, atoms: Sequence[Atom], state: State, join: Joining) -> Order | None:
    taken, (time, reached) = [first], join(state, first)
    left = [atom for atom in atoms if atom is not first]
    known = frozenset(state.values) | first.variables
    while left:
        near = [atom for atom in left if atom.variables & known or not atom.variables]
        if not near:
            return None
        steps = [(*join(reached, atom), atom) for atom in near]
        more, reached, atom = min(steps, key=lambda step: step[0] + step[1].rows)
        time += more
        taken.append(atom)
        left.remove(atom)
        known |= atom.variables
    return Order(tuple(taken), time, reached)


def engine_order(atoms: Sequence[Atom], bound: Names) -> list[Atom]:
    """As the engine orders them: the smallest first, then always the smallest that shares a variable."""
    if len(atoms) > MANY:
        return list(atoms)
    left, taken, known = list(atoms), list[Atom](), bound
    while left:
        near = [atom for atom in left if taken and atom.variables & known] or left
        atom = min(near, key=lambda atom: guess(atom, known))
        left.remove(atom)
        taken.append(atom)
        known |= atom.variables
    return taken


def guess(atom: Atom, bound: Names) -> int:
    """How many rows the engine takes an atom to have."""
    match atom.pattern:
        case Triple() as triple:
            subject = not triple.subject.variable or triple.subject.variable in bound
            told = not triple.object.variable or triple.object.variable in bound
            return _path_guess(triple.path, subject, told)
        case Values() as values:
            return values.rows
        case Union() as union:
            return sum(_group_guess(group, bound) for group in union.groups)
        case Graph() as graph:
            return _group_guess(graph.group, bound)


def _group_guess(group: Group, bound: Names) -> int:
    """Of the triple patterns of a group."""
    patterns = [triple for element in group.elements if isinstance(element, Triples) for triple in element.patterns]
    rows, known = 1, bound
    for atom in engine_order([Atom(triple, triple.variables) for triple in patterns], bound):
        rows *= guess(atom, known)
        known |= atom.variables
    return rows


def _path_guess(path: Path, subject: bool, told: bool) -> int:  # noqa: FBT001 - as the table of guesses has it
    match path.step:
        case Step.INVERSE:
            return _path_guess(path.parts[0], told, subject)
        case Step.ALTERNATIVE:
            return sum(_path_guess(part, subject, told) for part in path.parts)
        case Step.SEQUENCE:
            first, last = path.parts[0], path.parts[-1]
            return _path_guess(first, subject, told=False) * _path_guess(last, subject=True, told=told)
        case Step.OPTIONAL:
            return _path_guess(path.parts[0], subject, told)
        case Step.REPEATED | Step.REPEATED_OR_NONE:
            return 1 if subject and told else _path_guess(path.parts[0], subject, told) * REPEATED
    return GUESSES[subject, path.step is Step.LINK, told]
