"""How many rows a triple pattern adds, and how long the engine takes for it, by the counts of a release.

The classical estimate of joins (Selinger et al. 1979): values of a variable that two patterns share are taken to be
evenly spread, and those of the pattern that has fewer to be among those of the other. Times are microseconds of the
engine's (pyoxigraph 0.5.13, in memory): it keeps a list of the triples with each subject, predicate and object, and
walks the shortest that fits; it follows a path from whichever end is bound.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from functools import reduce

from genoderm.sparql.rewriting.counts import FREQUENT, Counts, Property
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.patterns import Path, Step, Term, Triple

CALL = 0.7  # to begin a look-up
WALK = 0.02  # for each triple of the list that is walked
ROW = 0.4  # for each that fits
OUTGOING, INCOMING = 60, 30  # triples with a subject, and with an object, of which no more is known
CLOSURE = 8  # times as many nodes are reached by a repeated path as by one step of it
ENOUGH = 5000  # joins that are thought of for one query, which takes 50 ms
NEVER = Property(0, 0, 0)
REPEATING = {Step.REPEATED, Step.REPEATED_OR_NONE}


@dataclass(frozen=True, slots=True)
class State:
    """What has been joined so far: rows, how many values each variable has, and how often its values are told of."""

    rows: float = 1.0
    values: Mapping[str, float] = field(default_factory=dict)
    crowds: Mapping[str, float] = field(default_factory=dict)

    def binds(self, term: Term) -> bool:
        """Whether nothing is open about a term."""
        return not term.variable or term.variable in self.values


START = State()


@dataclass(frozen=True, slots=True)
class Extent:
    """How many pairs of nodes a path joins, and how many nodes it leaves and reaches."""

    pairs: float
    subjects: float
    objects: float


class Estimator:
    """Rows and times, by the counts of one release."""

    def __init__(self, counts: Counts) -> None:
        """For a release of which these numbers are known."""
        self._counts = counts
        self._joins = 0

    def join(self, state: State, triple: Triple) -> tuple[float, State]:
        """The time it takes to look a pattern up for each row there is, and what there is then."""
        self._joins += 1
        if self._joins > ENOUGH:
            raise NotUnderstood
        extent = self._narrowed(triple)
        rows = state.rows * extent.pairs
        values, crowds = dict(state.values), dict(state.crowds)
        for name, own in self._own(triple, extent):
            before = values.get(name)
            rows /= max(before, own, 1.0) if before is not None else 1.0
            values[name] = min(before, own) if before is not None else own
        for term, path in ((triple.object, triple.path), (triple.subject, _inverse(triple.path))):
            if term.variable and term.variable not in state.values:
                crowds[term.variable] = self._crowd(path)
        values = {name: max(min(number, rows), 1e-3) for name, number in values.items()}
        return state.rows * self._time(triple, state) + rows * ROW, State(rows, values, crowds)

    def _crowd(self, path: Path) -> float:
        """How many triples have what a path leads to, on average."""
        match path.step:
            case Step.LINK:
                return self._counts.crowd.get(path.iri, 0) + INCOMING
            case Step.INVERSE:
                return self._crowd(_inverse(path.parts[0]))
            case Step.SEQUENCE:
                return self._crowd(path.parts[-1])
        return max(map(self._crowd, path.parts), default=INCOMING)

    def _own(self, triple: Triple, extent: Extent) -> Iterator[tuple[str, float]]:
        """How many values a pattern has for each of its variables."""
        if triple.subject.variable:
            yield triple.subject.variable, extent.subjects
        if triple.object.variable and triple.object.variable != triple.subject.variable:
            yield triple.object.variable, extent.objects
        if triple.path.variable and triple.path.variable not in {triple.subject.variable, triple.object.variable}:
            yield triple.path.variable, len(self._counts.properties)

    def _narrowed(self, triple: Triple) -> Extent:
        """The extent of a pattern, its constants considered."""
        extent = self.extent(triple.path)
        if not triple.object.variable:
            known = self._counts.pairs.get((triple.path.iri, triple.object.constant))
            pairs = known or min(extent.pairs / max(extent.objects, 1), FREQUENT)
            if triple.path.step in REPEATING and (frequent := self._frequent(triple)):
                pairs = frequent * CLOSURE
            extent = Extent(pairs, min(extent.subjects, pairs), 1)
        if not triple.subject.variable:
            pairs = extent.pairs / max(extent.subjects, 1)
            extent = Extent(pairs, 1, min(extent.objects, pairs))
        if triple.subject.variable and triple.subject.variable == triple.object.variable:
            extent = Extent(extent.subjects, extent.subjects, extent.subjects)
        return extent

    def _frequent(self, triple: Triple) -> int:
        return self._counts.pairs.get((triple.path.parts[0].iri, triple.object.constant), 0)

    def extent(self, path: Path) -> Extent:
        """Of a path without regard to its ends."""
        parts = [self.extent(part) for part in path.parts]
        match path.step:
            case Step.LINK:
                size = self._counts.properties.get(path.iri, NEVER)
                return Extent(size.triples, size.subjects, size.objects)
            case Step.INVERSE:
                return Extent(parts[0].pairs, parts[0].objects, parts[0].subjects)
            case Step.SEQUENCE:
                return reduce(_followed, parts)
            case Step.ALTERNATIVE:
                return Extent(*(sum(numbers) for numbers in zip(*map(astuple, parts), strict=True)))
        return self._repeated(path.step, parts)

    def _repeated(self, step: Step, parts: Sequence[Extent]) -> Extent:
        nodes = self._counts.nodes
        match step:
            case Step.REPEATED:
                return Extent(parts[0].pairs * CLOSURE, parts[0].subjects, parts[0].objects)
            case Step.REPEATED_OR_NONE | Step.OPTIONAL:
                times = CLOSURE if step is Step.REPEATED_OR_NONE else 1
                return Extent(parts[0].pairs * times + nodes, nodes, nodes)
        return Extent(self._counts.triples, nodes, nodes)

    def _time(self, triple: Triple, state: State) -> float:
        """Of one look-up, but for the rows that it gives."""
        subject, told = state.binds(triple.subject), state.binds(triple.object)
        crowd: float = INCOMING
        if not triple.object.variable:
            crowd = self._counts.incoming.get(triple.object.constant, INCOMING)
        elif told:
            crowd = state.crowds.get(triple.object.variable, INCOMING)
        known = not triple.path.variable or triple.path.variable in state.values
        return self._path_time(triple.path, _Ends(subject, told, crowd, known))

    def _path_time(self, path: Path, ends: "_Ends") -> float:
        """Of one walk along a path."""
        match path.step:
            case Step.INVERSE:
                return self._path_time(path.parts[0], replace(ends, subject=ends.object, object=ends.subject))
            case Step.ALTERNATIVE | Step.OPTIONAL:
                open_ended = path.step is Step.OPTIONAL and not (ends.subject or ends.object)
                return sum(self._path_time(part, ends) for part in path.parts) + open_ended * self._counts.nodes * CALL
            case Step.SEQUENCE:
                return self._sequence_time(path, ends)
            case Step.REPEATED | Step.REPEATED_OR_NONE:
                return self._repeated_time(path, ends)
        lists = [OUTGOING] * ends.subject + [ends.crowd] * ends.object
        if ends.predicate:
            lists.append(self.extent(path).pairs)
        return CALL + WALK * min(lists, default=self._counts.triples)

    def _sequence_time(self, path: Path, ends: "_Ends") -> float:
        """Step by step from the end that is bound."""
        parts, bound = list(path.parts), ends.subject or not ends.object
        if not bound:
            parts = [Path(Step.INVERSE, part.text, parts=(part,)) for part in reversed(parts)]
        time, rows = 0.0, 1.0
        at = _Ends(ends.subject or ends.object, object=False, crowd=ends.crowd)
        for part in parts:
            extent = self.extent(part)
            time += rows * self._path_time(part, at)
            rows *= extent.pairs / max(extent.subjects, 1) if at.subject else extent.pairs
            time += rows * ROW
            at = _Ends(subject=True, object=False, crowd=INCOMING)
        return time

    def _repeated_time(self, path: Path, ends: "_Ends") -> float:
        """From node to node, from the subject if that is bound, from all that there are if no end is."""
        part = path.parts[0]
        extent = self.extent(part)
        if ends.subject:
            reached = CLOSURE * extent.pairs / max(extent.subjects, 1) + 1
            return reached * (self._path_time(part, _Ends(subject=True, object=False)) + ROW)
        if ends.object:
            reached = CLOSURE * extent.pairs / max(extent.objects, 1) + 1
            return reached * (self._path_time(part, _Ends(subject=False, object=True, crowd=ends.crowd)) + ROW)
        return (extent.subjects + self._counts.nodes * (path.step is not Step.REPEATED)) * CLOSURE * CALL


@dataclass(frozen=True, slots=True)
class _Ends:
    """Which ends of a path are bound, and how many triples have the object."""

    subject: bool
    object: bool
    crowd: float = INCOMING
    predicate: bool = True


def _inverse(path: Path) -> Path:
    """From the other end; what comes to a link has no crowd that is known."""
    match path.step:
        case Step.INVERSE:
            return path.parts[0]
        case Step.SEQUENCE:
            return replace(path, parts=tuple(map(_inverse, reversed(path.parts))))
        case Step.LINK | Step.VARIABLE | Step.NEGATED:
            return replace(path, step=Step.NEGATED)
    return replace(path, parts=tuple(map(_inverse, path.parts)))


def _followed(first: Extent, then: Extent) -> Extent:
    return Extent(first.pairs * then.pairs / max(first.objects, then.subjects, 1), first.subjects, then.objects)
