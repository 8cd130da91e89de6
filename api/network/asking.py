"""Every node of the network asked at the same time, none waited for longer than the deadline."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Any

from genoderm.api.collections.asked import HospitalsAsked
from genoderm.api.collections.listing import everything
from genoderm.api.collections.written import Writer
from genoderm.api.finder.finding import everyone
from genoderm.api.finder.found import NoneNear
from genoderm.api.finder.written import found_text
from genoderm.api.network.answers import Page
from genoderm.api.network.shares import Question, Share, names_of, share
from genoderm.api.serving import Serving
from genoderm.graph.federation_settings import HERE
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.workers.pool import Pool

MERGING = 0.1  # of the time to the deadline, for what is done once the nodes have answered
FROM_HERE = {"offset": 0, "limit": None, "scope": "local", "deadline": None, "fresh": False, "fields": ()}


@dataclass(frozen=True, slots=True)
class Own:
    """What this node has to say, and what is to be done where there is nobody near."""

    share: Share
    none_near: NoneNear | None = None


@dataclass(frozen=True, slots=True)
class Round:
    """One question to all nodes; `until` is of the loop's clock, `deadline` is in seconds from the question on."""

    question: Question
    serving: Serving
    base: str
    until: float
    deadline: float
    fresh: bool  # whether nothing that was said before is to be used

    async def ask(self) -> tuple[Own, list[Share]]:
        """What this node says, and the others in the order of the list; who has not answered by then is let go."""
        until = self.until - MERGING * self.deadline
        here = asyncio.create_task(_here(self.question, self.serving.pool, self.base))
        tasks = {node: asyncio.create_task(self._there(node, until)) for node in self.serving.nodes}
        await _until({here, *tasks.values()}, until)
        own = here.result() if _is_done(here) else Own(self._late(HERE, self.base))
        told = [self._told(node, task) for node, task in tasks.items()]
        return own, [share if share.why is None else self._said_before(node, share) for node, share in told]

    async def _there(self, node: Node, until: float) -> Share:
        """What a node has to say now, or said not long ago."""
        if not self.fresh and (said := self._kept(node, self.serving.settings.federation.answers_fresh)):
            return replace(said, milliseconds=0.0)
        told = await share(node, self.question, until)
        if told.why is None:
            self.serving.shares.put(node, self.question, told)
        return told

    def _said_before(self, node: Node, silent: Share) -> Share:
        """What a node that does not answer said last, if that is still kept; why it does not is told beside it."""
        said = None if self.fresh else self._kept(node, self.serving.settings.federation.answers_kept)
        return replace(said, milliseconds=silent.milliseconds, why=silent.why) if said else silent

    def _kept(self, node: Node, oldest: float) -> Share | None:
        return self.serving.shares.get(node, self.question, oldest)

    def _told(self, node: Node, task: asyncio.Task[Share]) -> tuple[Node, Share]:
        return node, task.result() if _is_done(task) else self._late(node.name.name, node.name.url)

    def _late(self, name: str, url: str) -> Share:
        why = f"took more than {(1 - MERGING) * self.deadline:.3g} seconds"
        return Share(name, url, 1000 * self.deadline, why=why)


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
