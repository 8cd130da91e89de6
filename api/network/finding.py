"""The finder over the network: what every node knows of the centres for a disease, as one list."""

import asyncio
from dataclasses import dataclass, replace

from genoderm.api.collections.asked import MOST, CentresAsked
from genoderm.api.collections.listing import USUAL
from genoderm.api.collections.places import located
from genoderm.api.collections.things import Facets, Place
from genoderm.api.finder.finding import check
from genoderm.api.finder.found import NoneNear, Understood
from genoderm.api.finder.understanding import understand
from genoderm.api.network.asking import Round
from genoderm.api.network.counting import counted
from genoderm.api.network.identity import identities
from genoderm.api.network.merging import Merged, merged
from genoderm.api.network.registered import registered
from genoderm.api.network.shares import Question, Share
from genoderm.api.serving import Serving
from genoderm.sparql.workers.tasks import TooSlow


@dataclass(frozen=True, slots=True)
class NetworkFound:
    """What a network answers, and which page of it is asked for; `shares` say what came of asking each node.

    `unmerged` counts things of which there was no time to look up what else they are, so that some may be there twice.
    """

    understood: Understood
    shares: tuple[Share, ...]
    unmerged: int
    deadline: float
    centres: tuple[Merged, ...]
    offset: int
    limit: int
    facets: Facets
    place: Place | None
    none_near: NoneNear | None

    @property
    def total(self) -> int:
        """How many centres there are."""
        return len(self.centres)

    @property
    def items(self) -> tuple[Merged, ...]:
        """The centres of the page."""
        return self.centres[self.offset : self.offset + self.limit]

    def whole(self) -> "NetworkFound":
        """The same with all centres from the offset on, for a table."""
        return replace(self, limit=max(1, self.total - self.offset))

    @property
    def complete(self) -> bool:
        """Whether every node answered, and all was merged that is known to be the same."""
        return not self.unmerged and all(one.why is None for one in self.shares)


async def network_found(
    asked: CentresAsked, serving: Serving, language: str, base: str, *, fresh: bool = False
) -> NetworkFound:
    """The centres that the network knows; TooSlow if not even the disease was understood by the deadline.

    Nothing that nodes said before is used where `fresh` says so, or the question itself does.
    """
    check(asked)
    deadline = asked.deadline or serving.settings.federation.deadline
    until = asyncio.get_running_loop().time() + deadline
    try:
        async with asyncio.timeout_at(until):
            understood = await understand(asked.disease or "", serving.pool, language)
            placed, place = await located(asked, serving.pool)
    except TimeoutError as fault:
        raise TooSlow(f"{deadline:.3g} seconds were too few to understand what is asked") from fault
    if not isinstance(placed, CentresAsked):
        raise TypeError(f"{placed} is not about centres")
    question = Question(understood.disease.code or understood.asked, placed, language)
    own, others = await Round(question, serving, base, until, deadline, fresh or asked.fresh).ask()
    shares = (own.share, *others)
    pairs, unmerged = await registered(shares, serving.pool, until)
    centres = merged(shares, identities(shares, pairs), by_distance=asked.sort == "distance")
    return NetworkFound(
        understood=understood,
        shares=shares,
        unmerged=unmerged,
        deadline=deadline,
        centres=tuple(centres),
        offset=asked.offset,
        limit=min(asked.limit or USUAL, MOST),
        facets=counted(centres, shares, asked),
        place=place,
        none_near=None if any(map(_sees_patients, centres)) else own.none_near,
    )


def _sees_patients(one: Merged) -> bool:
    return (one.best.status, one.best.kind) == ("current", "expert-centre")
