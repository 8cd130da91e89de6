"""The centres of several nodes as one list: each once, with what every node says of it, ranked as the finder does."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from genoderm.api.finder.statements import KINDS, STATUSES
from genoderm.api.network.answers import Centre, Designation, Reason, Role, Thing
from genoderm.api.network.identity import Classes, plain
from genoderm.api.network.shares import Share

Statement = TypeVar("Statement", Reason, Role, Designation)
Names = tuple[str, ...]  # of nodes


@dataclass(frozen=True, slots=True)
class Merged:
    """A centre, as each node that knows it tells of it; this node first, then in the order of the list."""

    tellings: tuple[tuple[str, Centre], ...]

    @property
    def first(self) -> Centre:
        """Whose words are told of what a centre has but one of."""
        return self.tellings[0][1]

    @property
    def best(self) -> Centre:
        """The telling that ranks it."""
        return min((centre for _, centre in self.tellings), key=rank)

    @property
    def reasons(self) -> list[tuple[Reason, Names]]:
        """All reasons, best first, each with the nodes that give it."""
        found = _of_nodes(((node, one) for node, centre in self.tellings for one in centre.reasons), _reason)
        return sorted(found, key=lambda told: (STATUSES[told[0].status], -told[0].score))

    @property
    def roles(self) -> list[tuple[Role, Names]]:
        """Its parts in networks, each with the nodes that tell of it."""
        return _of_nodes(((node, one) for node, centre in self.tellings for one in centre.roles), _role)

    @property
    def designations(self) -> list[tuple[Designation, Names]]:
        """What it is designated as, each with the nodes that tell of it."""
        every = ((node, one) for node, centre in self.tellings for one in centre.designations)
        return _of_nodes(every, lambda one: (one.iri,))


def merged(shares: Sequence[Share], classes: Classes, *, by_distance: bool = False) -> list[Merged]:
    """The centres of all shares, in the order of the finder; those that are equal there, by name."""
    tellings: dict[str, list[tuple[str, Centre]]] = {}
    for share in shares:
        for centre in share.centres:
            tellings.setdefault(classes.of(centre.iri), []).append((share.name, centre))
    found = [Merged(tuple(told)) for told in tellings.values()]
    found.sort(key=lambda one: (plain(one.first), one.first.iri))
    found.sort(key=lambda one: one.best.reasons[0].evidence.as_of or "", reverse=True)
    return sorted(found, key=lambda one: (rank_by_distance if by_distance else rank)(one.best))


def rank(centre: Centre) -> tuple[int, int, float]:
    """Where a centre stands: those that see patients now before all others."""
    return STATUSES[centre.status], KINDS[centre.kind], -centre.score


def rank_by_distance(centre: Centre) -> tuple[int, int, bool, float, float]:
    """The same, the nearest first."""
    far = centre.distance
    return STATUSES[centre.status], KINDS[centre.kind], far is None, far or 0.0, -centre.score


def _of_nodes(
    told: Iterable[tuple[str, Statement]], key: Callable[[Statement], tuple[object, ...]]
) -> list[tuple[Statement, Names]]:
    """Each statement once, in the words of who told it first, with all nodes that tell it."""
    found: dict[tuple[object, ...], tuple[Statement, list[str]]] = {}
    for node, one in told:
        nodes = found.setdefault(key(one), (one, []))[1]
        if node not in nodes:
            nodes.append(node)
    return [(one, tuple(nodes)) for one, nodes in found.values()]


def _reason(one: Reason) -> tuple[object, ...]:
    evidence = one.evidence
    stated = (one.match, one.levels, one.via.iri, one.status, one.published_as)
    return (*stated, evidence.kind, evidence.source, evidence.as_of, *_iris(one.age_group, one.designation))


def _role(one: Role) -> tuple[object, ...]:
    return tuple(_iris(one.network, one.group, one.role))


def _iris(*things: Thing | None) -> Iterator[str | None]:
    return (thing.iri if thing else None for thing in things)
