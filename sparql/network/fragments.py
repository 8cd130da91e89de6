"""A query's patterns by who holds them: what this node alone holds stays, the rest becomes SERVICE blocks.

What one other node alone holds is asked of it together, as far as it hangs together (FedX calls it an exclusive group);
what several hold is asked pattern by pattern, since a join may go from one node to another.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from genoderm.graph.spaces import Spaces
from genoderm.sparql.federation.understanding import MOST_BLOCKS
from genoderm.sparql.network.flat import Either, Part, may_stay
from genoderm.sparql.network.narrowing import Narrowing, There
from genoderm.sparql.network.refusals import CLOSURE, STAR_OF_NONE, STAYING, TOO_MANY, NotAcrossNodes
from genoderm.sparql.network.selection import Selection, steps
from genoderm.sparql.network.structure import Structure
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.patterns import Step, Triple

IRI = "urn:genoderm:network:"
SIMPLE = {Step.LINK, Step.VARIABLE}


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one block asks: which other nodes, each with the rows that it is thought to have; and whether this does.

    `spaces` tells by node and variable where what it can be sent has to begin.
    """

    pattern: str
    there: Mapping[str, int]
    here: bool
    spaces: Mapping[str, Mapping[str, Sequence[Spaces]]]

    @property
    def rows(self) -> int:
        """How many rows are to be expected."""
        return sum(self.there.values())

    @property
    def is_shared(self) -> bool:
        """Whether several may tell the same."""
        return self.here or len(self.there) > 1


@dataclass(frozen=True, slots=True)
class Distributed:
    """A query whose SERVICE blocks ask other nodes; each fragment by the address that its block has."""

    text: str
    fragments: Mapping[str, Fragment]


@dataclass(slots=True)
class Distribution:
    """Of one query, over the nodes that are there."""

    selection: Selection
    nodes: Sequence[str]
    fragments: dict[str, Fragment] = field(default_factory=dict)

    def of(self, told: Structure, names: Sequence[str]) -> Distributed:
        """The query; `names` are what `SELECT *` tells, if that has to be said."""
        edits = [Edit(place.span.start, place.span.end, self._written(place.parts)) for place in told.places]
        if told.star is not None and told.made and not names:
            raise NotAcrossNodes(STAR_OF_NONE)
        if told.star is not None and names:
            edits.append(Edit(told.star.start, told.star.end, " ".join(f"?{name}" for name in names)))
        if len(self.fragments) > MOST_BLOCKS:
            raise NotAcrossNodes(TOO_MANY.format(found=len(self.fragments), most=MOST_BLOCKS))
        return Distributed(edited(told.text, edits), self.fragments)

    def _written(self, parts: Sequence[Part]) -> str:
        plain = [part for part in parts if isinstance(part, Triple)]
        found = self._joined(plain)
        ours = [one for one in plain if self._is_ours(one, found[one.text])]
        exclusive: dict[str, list[tuple[Triple, int]]] = {}
        pieces = ["".join(f"{one.text} . " for one in ours)]
        for one in plain:
            there = found[one.text]
            if one in ours:
                continue
            if len(there) == 1 and not self._here(one):
                ((name, rows),) = there.items()
                exclusive.setdefault(name, []).append((one, rows))
            else:
                pieces.append(self._shared(one, there))
        for name, triples in exclusive.items():
            pieces += (self._exclusive(name, group, dict(triples)) for group in joined(one for one, _ in triples))
        pieces += (self._either(part) for part in parts if isinstance(part, Either))
        return " ".join(filter(None, pieces))

    def _joined(self, plain: Sequence[Triple]) -> Mapping[str, There]:
        """By text, the nodes of these patterns."""
        there = {one.text: self._there(one) for one in plain}
        return Narrowing(self.selection.holdings).joined(plain, there, (one.text for one in plain if self._here(one)))

    def _exclusive(self, name: str, group: Sequence[Triple], rows: Mapping[Triple, int]) -> str:
        """What one node alone is asked; a join is thought to have as many rows as the rarest of its patterns."""
        return self._block(group, {name: min(rows[one] for one in group)}, here=False)

    def _is_ours(self, one: Triple, there: There) -> bool:
        """Whether no other node need be asked; one without variables is true once anybody says so."""
        return not there or (self._here(one) and not one.variables)

    def _shared(self, one: Triple, there: There) -> str:
        if not one.variables:
            return self._block([one], dict([next(iter(there.items()))]), here=False)
        if not self._here(one):
            return self._block([one], there, here=False)
        return f"{{ {one.text} }} UNION {{ {self._block([one], there, here=True)} }}"

    def _either(self, part: Either) -> str:
        return " UNION ".join(f"{{ {self._written(way)} }}" for way in part.ways)

    def _block(self, triples: Sequence[Triple], there: There, *, here: bool) -> str:
        iri, pattern = f"{IRI}{len(self.fragments)}", " . ".join(one.text for one in triples)
        known = Narrowing(self.selection.holdings)
        spaces = {name: known.by_variable(name, triples) for name in there}
        self.fragments[iri] = Fragment(pattern, there, here, spaces)
        return f"SERVICE <{iri}> {{ {pattern} }}"

    def _here(self, one: Triple) -> bool:
        return any(self.selection.here[step.text] for step in steps(one))

    def _there(self, one: Triple) -> There:
        """Refused is a path that leads through several nodes."""
        held: Counter[str] = Counter()
        for step in steps(one):
            held.update(self.selection.there[step.text])
        there = {name: held[name] for name in self.nodes if name in held}
        if one.path.step not in SIMPLE:
            self._refuse(one, there)
        return there

    def _refuse(self, one: Triple, there: Collection[str]) -> None:
        if not self.nodes:
            return
        if may_stay(one.path) and one.subject.variable and one.object.variable:
            raise NotAcrossNodes(STAYING.format(path=one.text))
        if len(there) + self._here(one) > 1:
            nodes = ", ".join((*(("here",) if self._here(one) else ()), *there))
            raise NotAcrossNodes(CLOSURE.format(path=one.text, nodes=nodes))


def joined(triples: Iterable[Triple]) -> Iterator[list[Triple]]:
    """The groups of patterns that share variables, each as large as it gets."""
    left = [*triples]
    while left:
        group, names = [left.pop(0)], set[str]()
        while True:
            names |= group[-1].variables
            near = next((one for one in left if one.variables & names), None)
            if near is None:
                break
            left.remove(near)
            group.append(near)
        yield group
