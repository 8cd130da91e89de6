"""The finder over the network: every node at the same time, none waited for longer than the deadline."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from pyoxigraph import NamedNode

from genoderm.api.collections.asked import MOST, CentresAsked, HospitalsAsked
from genoderm.api.collections.listing import USUAL, everything
from genoderm.api.collections.places import located
from genoderm.api.collections.things import Facets, Place
from genoderm.api.collections.written import Writer
from genoderm.api.finder.finding import check, everyone
from genoderm.api.finder.found import NoneNear, Understood
from genoderm.api.finder.understanding import understand
from genoderm.api.finder.written import found_text
from genoderm.api.network.answers import Page
from genoderm.api.network.counting import counted
from genoderm.api.network.identity import Pair, identities
from genoderm.api.network.merging import Merged, merged
from genoderm.api.network.shares import Question, Share, names_of, share
from genoderm.api.serving import Serving
from genoderm.graph.federation_settings import HERE
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import OWL, SKOS_EXACT_MATCH
from genoderm.sparql.federation.node import Node
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import TooSlow

SAME = f"{SKOS_EXACT_MATCH}|<{GD}sameThingAs>|<{OWL}sameAs>"
MERGING = 0.1  # of the time to the deadline, for what is done once the nodes have answered
FROM_HERE = {"offset": 0, "limit": None, "scope": "local", "deadline": None, "fields": ()}


@dataclass(frozen=True, slots=True)
class NetworkFound:
    """What a network answers, and which page of it is asked for; `shares` say what came of asking each node."""

    understood: Understood
    shares: tuple[Share, ...]
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
        """Whether every node answered."""
        return all(one.why is None for one in self.shares)


@dataclass(frozen=True, slots=True)
class Own:
    """What this node has to say, and what is to be done where there is nobody near."""

    share: Share
    none_near: NoneNear | None = None


async def network_found(asked: CentresAsked, serving: Serving, language: str, base: str) -> NetworkFound:
    """The centres that the network knows; TooSlow if not even the disease was understood by the deadline."""
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
    own, others = await _asked(question, serving, base, until, deadline)
    shares = (own.share, *others)
    classes = identities(shares, await _registered(shares, serving.pool))
    centres = merged(shares, classes, by_distance=asked.sort == "distance")
    return NetworkFound(
        understood=understood,
        shares=shares,
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


async def _asked(
    question: Question, serving: Serving, base: str, until: float, deadline: float
) -> tuple[Own, list[Share]]:
    """All nodes at the same time; who has not answered by then is let go."""
    until -= MERGING * deadline
    late = f"took more than {(1 - MERGING) * deadline:.3g} seconds"
    here = asyncio.create_task(_here(question, serving.pool, base))
    tasks = {node: asyncio.create_task(share(node, question, until)) for node in serving.nodes}
    await _until({here, *tasks.values()}, until)
    own = here.result() if _is_done(here) else Own(Share(HERE, base, 1000 * deadline, why=late))
    return own, [task.result() if _is_done(task) else _late(node, deadline, late) for node, task in tasks.items()]


async def _until(tasks: set[asyncio.Task[Any]], until: float) -> None:
    """Wait for these tasks until then; afterwards none of them runs any more."""
    try:
        await asyncio.wait(tasks, timeout=max(0.0, until - asyncio.get_running_loop().time()))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _is_done(task: asyncio.Task[Any]) -> bool:
    return task.done() and not task.cancelled()


def _late(node: Node, deadline: float, why: str) -> Share:
    return Share(node.name.name, node.name.url, 1000 * deadline, why=why)


async def _here(question: Question, pool: Pool, base: str) -> Own:
    """The share of this node, read as any other's."""
    began, release = time.monotonic(), pool.manifest.id
    asked = question.asked.model_copy(update={**FROM_HERE, "disease": question.code})
    answer, hospitals = await asyncio.gather(
        everyone(asked, pool, question.language),
        everything(HospitalsAsked(disease=question.code, fields=("codes",)), pool, question.language),
    )
    page = Page.model_validate_json(found_text(answer, Writer(base, "centres")))
    codes = {item.thing.iri: tuple(map(str, item.all("codes"))) for item in hospitals.items}
    took = round(1000 * (time.monotonic() - began), 1)
    told = Share(HERE, base, took, page.items, codes, names_of(page), release)
    return Own(told, answer.none_near)


async def _registered(shares: Sequence[Share], pool: Pool) -> list[Pair]:
    """What this node holds to be the same as centres and hospitals of others; nothing if nobody else told of any."""
    if not any(one.centres for one in shares[1:]):
        return []
    centres = chain.from_iterable(one.centres for one in shares)
    iris = sorted({iri for one in centres for iri in (one.iri, one.hospital.iri if one.hospital else one.iri)})
    values = " ".join(f"<{iri}>" for iri in iris)
    rows = await pool.rows(f"SELECT ?one ?same {{ VALUES ?one {{ {values} }} ?one {SAME} ?same }}")
    pairs = ((row["one"], row["same"]) for row in rows)
    return [(a.value, b.value) for a, b in pairs if isinstance(a, NamedNode) and isinstance(b, NamedNode)]
