"""Which nodes can have no part in a join, by where the IRIs of their subjects begin (as HiBISCuS has it, ESWC 2014).

What a node tells of things of one space alone joins with nothing that others tell of another. So a node is left out of
a pattern whose subject another pattern binds elsewhere, and is sent those bindings only that it may know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from genoderm.graph.spaces import Spaces
from genoderm.sparql.federation.peers.terms import beginning
from genoderm.sparql.federation.sending.asking import Bindings
from genoderm.sparql.network.holdings import Holdings
from genoderm.sparql.rewriting.patterns import Triple

There = Mapping[str, int]  # by node: how much it holds of a pattern


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what each node tells; of a node that is not among them, and of this one, nothing is known."""

    holdings: Mapping[str, Holdings]

    def joined(self, triples: Sequence[Triple], there: Mapping[str, There], here: Iterable[str]) -> dict[str, There]:
        """By text, the nodes of patterns that are a join: without those that have no part in it."""
        ours, left = frozenset(here), {one.text: there[one.text] for one in triples}
        of_one = [(one, other) for one in triples for other in triples if _share_subject(one, other)]
        for one, other in of_one:
            possible = None if other.text in ours else self._of_all(other, left[other.text])
            if possible is not None:
                left[one.text] = {
                    name: rows for name, rows in left[one.text].items() if _may_meet(self.spaces(name, one), possible)
                }
        return left

    def spaces(self, node: str, triple: Triple) -> Spaces | None:
        """Of the subjects that a node has of a pattern; None if they are not known."""
        known = self.holdings.get(node)
        return known.spaces(triple) if known else None

    def by_variable(self, node: str, triples: Iterable[Triple]) -> Mapping[str, Sequence[Spaces]]:
        """Where what a variable is bound to has to begin, as terms are written: in one of each of these."""
        found: dict[str, list[Spaces]] = {}
        for one in triples:
            spaces = self.spaces(node, one) if one.subject.variable else None
            if spaces is not None:
                found.setdefault(one.subject.variable, []).append(tuple(map(beginning, spaces)))
        return found

    def _of_all(self, triple: Triple, names: Iterable[str]) -> Spaces | None:
        each = [self.spaces(name, triple) for name in names]
        known = [spaces for spaces in each if spaces is not None]
        return tuple(space for spaces in known for space in spaces) if len(known) == len(each) else None


def narrowed(sent: Bindings, spaces: Mapping[str, Sequence[Spaces]]) -> Bindings:
    """Those that may be known where subjects begin so."""
    bounds = [(at, one) for at, name in enumerate(sent.names) for one in spaces.get(name, ())]
    if not bounds:
        return sent
    return Bindings(sent.names, [told for told in sent.tuples if all(told[at].startswith(one) for at, one in bounds)])


def _share_subject(one: Triple, other: Triple) -> bool:
    return one is not other and bool(one.subject.variable) and one.subject.variable == other.subject.variable


def _may_meet(some: Spaces | None, others: Spaces) -> bool:
    return some is None or any(one.startswith(other) or other.startswith(one) for one in some for other in others)
