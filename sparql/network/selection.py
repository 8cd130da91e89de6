"""Which nodes hold how much of each pattern: by their VoID, and where that does not tell, by asking them."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.sending.local import Local
from genoderm.sparql.federation.sending.requests import Requests, side_by_side
from genoderm.sparql.network.flat import every
from genoderm.sparql.network.holdings import MANY, Holdings
from genoderm.sparql.network.lost import in_time
from genoderm.sparql.network.means import Means
from genoderm.sparql.network.sources import Memory, Source
from genoderm.sparql.network.structure import Structure
from genoderm.sparql.rewriting.patterns import Path, Step, Term, Triple

MOST = 1_000  # triples that are counted: beyond, a pattern is one of many
COUNT = re.compile(r'"(\d{1,9})"')
ANY = (Term("?s", variable="s"), Term("?o", variable="o"))


@dataclass(frozen=True, slots=True)
class Selection:
    """By the text of each pattern: whether this node holds something of it, and how much which others hold.

    `holdings` are those of the nodes that tell them.
    """

    here: Mapping[str, bool]
    there: Mapping[str, Mapping[str, int]]
    holdings: Mapping[str, Holdings]


def asked_about(told: Structure) -> Sequence[Triple]:
    """The patterns of a query, each once; of a path that is asked as it stands, a pattern for each property in it."""
    found = [one for place in told.places for triple in every(place.parts) for one in steps(triple)]
    return [*{one.text: one for one in found}.values()]


def steps(triple: Triple) -> list[Triple]:
    """A pattern, or what a path goes along; of one that avoids some properties, any triple."""
    path = triple.path
    if path.step in {Step.LINK, Step.VARIABLE}:
        return [triple]
    if any(part.step is Step.NEGATED for part in _parts(path)):
        return [Triple(ANY[0], Path(Step.VARIABLE, "?p", variable="p"), ANY[1])]
    return [Triple(ANY[0], part, ANY[1]) for part in _parts(path) if part.iri]


def _parts(path: Path) -> Iterable[Path]:
    yield path
    for part in path.parts:
        yield from _parts(part)


async def select(told: Structure, means: Means) -> Selection:
    """Ask this node and all others at the same time; who does not answer is lost."""
    patterns, until = asked_about(told), means.limit()
    asking = side_by_side(_there(source, told, patterns, means, until) for source in means.sources.values())
    here, there = await asyncio.gather(_here(told, [one.text for one in patterns], means.local), asking)
    held = {name: found for name, (found, _) in zip(means.sources, there, strict=True)}
    told_by = {name: known for name, (_, known) in zip(means.sources, there, strict=True) if known}
    return Selection(here, {one.text: _by_node(one.text, held) for one in patterns}, told_by)


def _by_node(text: str, held: Mapping[str, Mapping[str, int]]) -> Mapping[str, int]:
    return {name: found[text] for name, found in held.items() if found.get(text)}


async def _here(told: Structure, texts: Sequence[str], local: Local) -> Mapping[str, bool]:
    if not texts:
        return {}
    row = await local.held(_question(told, texts))
    return {text: bool(_counted(str(term))) for text, term in zip(texts, row, strict=True)}


async def _there(
    source: Source, told: Structure, patterns: Sequence[Triple], means: Means, until: float
) -> tuple[Mapping[str, int], Holdings | None]:
    """How much a node holds of the patterns that it holds something of, and what it tells of all."""
    try:
        async with in_time(source.name, until):
            memory = await source.memory(until)
            return await _held(source, told, patterns, memory, means.requests), memory.holdings
    except EndpointFailed as fault:
        means.lost.lose(fault)
        return {}, None


async def _held(
    source: Source, told: Structure, patterns: Sequence[Triple], memory: Memory, requests: Requests
) -> Mapping[str, int]:
    holdings = memory.holdings
    possible = [one for one in patterns if holdings is None or holdings.may_have(one)]
    doubtful = [one.text for one in possible if holdings is None or not holdings.tells_all(one)]
    keys = {text: f"{told.declarations}{text}" for text in doubtful}
    if ask := [text for text in doubtful if keys[text] not in memory.asked]:
        rows = (await requests.ask(source.endpoint, _question(told, ask))).rows
        if len(rows) != 1 or len(rows[0]) != len(ask):
            raise EndpointFailed(source.name, f"answers {len(rows)} rows to a question that has one")
        memory.asked |= {keys[text]: _counted(said) for text, said in zip(ask, rows[0], strict=True)}
    known = {text: memory.asked[key] for text, key in keys.items()}
    return known | {one.text: holdings.triples(one) for one in possible if holdings and one.text not in keys}


def _question(told: Structure, texts: Sequence[str]) -> str:
    """How many triples there are of each pattern, up to some number, as one row."""
    names = [f"?has{at}" for at in range(len(texts))]
    counted = " ".join(
        f"{{ SELECT (COUNT(*) AS {name}) {{ {{ SELECT * {{ {text} }} LIMIT {MOST} }} }} }}"
        for name, text in zip(names, texts, strict=True)
    )
    return f"{told.declarations}\nSELECT {' '.join(names)} {{ {counted} }}"


def _counted(said: str) -> int:
    """What is no number is no reason to leave a node out."""
    found = COUNT.match(said)
    count = int(found[1]) if found else MANY
    return MANY if count >= MOST else count
