"""What is known of a block before it is asked: who else could narrow it, how many bindings it would be sent."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from genoderm.sparql.federation.blocks.written import Block
from genoderm.sparql.federation.peers.terms import Received, can_be_sent, cell
from genoderm.sparql.federation.sending.asking import Bindings
from genoderm.sparql.federation.sending.local import Solution

WHOLE = 1e6  # rows that a block is thought to have of which nothing is bound
FIXED = 10.0  # so many times fewer for each constant in it, up to
MOST_FIXED = 3
FEW = 100  # bindings that travel in one request: waiting until they are fewer would take longer than asking


@dataclass(frozen=True, slots=True)
class Outlook:
    """A block, what surrounds it, and the solutions of some variables that this has; None if they are not known."""

    block: Block
    pattern: str
    names: tuple[str, ...] = ()
    solutions: Sequence[Solution] | None = None

    @property
    def cost(self) -> float:
        """Rows that are to be expected, roughly."""
        if self.solutions is None or (self.solutions and not sendable(self.names, self.solutions)):
            return self.whole
        return min(self.whole, len(self.solutions))

    @property
    def whole(self) -> float:
        """Rows of the whole block."""
        if self.block.expected is not None:
            return self.block.expected
        return WHOLE / FIXED ** min(self.block.fixed, MOST_FIXED)


def sendable(names: Sequence[str], solutions: Sequence[Solution]) -> Bindings | None:
    """The bindings that can be sent of these solutions; None if a whole block has to be asked for."""
    columns = [at for at in range(len(names)) if all(_sendable(row[at]) for row in solutions)]
    if not columns:
        return None
    tuples = dict.fromkeys(tuple(cell(row[at], str) for at in columns) for row in solutions)
    return Bindings(tuple(names[at] for at in columns), [*tuples])


def without(name: str, names: Sequence[str], solutions: Iterable[Solution]) -> tuple[tuple[str, ...], list[Solution]]:
    """The same without one of the variables."""
    at = names.index(name)
    return (*names[:at], *names[at + 1 :]), [(*row[:at], *row[at + 1 :]) for row in solutions]


def addresses(name: str, names: Sequence[str], solutions: Iterable[Solution]) -> dict[Received | None, list[Solution]]:
    """The solutions by what they bind a variable to."""
    at = names.index(name)
    found: dict[Received | None, list[Solution]] = {}
    for row in solutions:
        found.setdefault(row[at], []).append(row)
    return found


def chosen(outlooks: Iterable[Outlook], narrows: Callable[[Outlook, Outlook], bool]) -> list[Outlook]:
    """Those to ask now: the cheapest, and with it what it would not narrow, be it by way of others, or hardly."""
    ordered = sorted(outlooks, key=lambda one: (one.cost, one.block.clause.start))
    return [one for at, one in enumerate(ordered) if one.cost <= FEW or not _waits(at, ordered, narrows)]


def _waits(at: int, ordered: Sequence[Outlook], narrows: Callable[[Outlook, Outlook], bool]) -> bool:
    """Whether a cheaper one narrows what stands there, or narrows what narrows it."""
    seen, near = {at}, [at]
    while near:
        one = near.pop()
        for other in range(len(ordered)):
            if other not in seen and narrows(ordered[other], ordered[one]):
                if other < at:
                    return True
                seen.add(other)
                near.append(other)
    return False


def _sendable(term: Received | None) -> bool:
    return term is not None and can_be_sent(term)
