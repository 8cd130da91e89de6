"""A query with its blocks, as far as they can be understood before anybody else is asked.

Each block is read as a query of its own, and the query without them, by those who read queries for a living: the
workers. What they find wrong is told before a request goes out.
"""

import asyncio
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from genoderm.ontology.errors import BadInput
from genoderm.sparql.federation.blocks.correlation import refuse_correlated
from genoderm.sparql.federation.blocks.surroundings import unsteady
from genoderm.sparql.federation.blocks.written import (
    Block,
    Text,
    alone,
    bound,
    datasets,
    mentions,
    outgoing,
    read_text,
    structure,
    takes_all,
    without_blocks,
)
from genoderm.sparql.federation.sending.local import Local
from genoderm.sparql.federation.sending.requests import side_by_side
from genoderm.sparql.reading import LONG
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.patterns import Query
from genoderm.sparql.service_clauses import Span

MOST_BLOCKS = 16  # they are looked at in pairs, again and again
MOST_CHARACTERS = 1 << 16
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Understood:
    """A query that may be asked; `query` is None where its groups are not understood, so that no block is narrowed.

    `head` are its declarations and its FROM clauses, `services` the clauses of all that it asks, here or elsewhere;
    `unsteady` are the places of words with which a part has another answer each time.
    """

    text: Text
    blocks: Sequence[Block]
    query: Query | None
    head: tuple[str, str]
    services: Sequence[Span]
    unsteady: Sequence[int]


def foreign(source: str, base: str, listed: Collection[str]) -> tuple[Text, list[Block]]:
    """A query and the blocks in it that ask others.

    LeavesProcess if one of them asks who is not listed, BadInput for more than can be looked at beside other work.
    """
    text = read_text(source, base)
    blocks = outgoing(text, listed)
    if len(blocks) > MOST_BLOCKS:
        raise BadInput(f"{len(blocks)} SERVICE blocks ask others, expected at most {MOST_BLOCKS} in a query")
    if blocks and len(source) > MOST_CHARACTERS:
        told = f"at most {MOST_CHARACTERS:,} characters in a query that asks others"
        raise BadInput(f"the query has {len(source):,} characters, expected {told}")
    return text, blocks


async def understood(text: Text, blocks: Sequence[Block], local: Local) -> Understood:
    """What is known of a query that asks others; the faults of `local`, and Correlated."""
    offers = await side_by_side(local.variables(alone(text, block)) for block in blocks)
    known = await put_together(text, blocks, offers)
    await local.check(without_blocks(text, known.blocks), text.reading.form)
    return known


async def put_together(text: Text, blocks: Sequence[Block], offers: Sequence[tuple[str, ...]]) -> Understood:
    """What is known of a query that is known to be one, and of which variables its blocks offer; Correlated."""
    known = await aside(len(text.source), lambda: [*map(partial(_known, text), blocks, offers)])
    await aside(len(text.source), lambda: refuse_correlated(text, known))
    query, dataset = await aside(len(text.source), lambda: _structure(text, known))
    services = [service.clause for service in text.reading.services if service.clause]
    return Understood(text, known, query, (text.declarations, dataset), services, unsteady(text.found))


async def aside(size: int, read: Callable[[], Done]) -> Done:
    """What is read of a text; of a long one in a thread, since others would have to wait."""
    return read() if size <= LONG else await asyncio.to_thread(read)


def _structure(text: Text, blocks: Sequence[Block]) -> tuple[Query | None, str]:
    try:
        return structure(text, blocks), datasets(text)
    except NotUnderstood:
        return None, ""


def _known(text: Text, block: Block, offered: tuple[str, ...]) -> Block:
    seen = frozenset(offered) if takes_all(text) else mentions(text.found, [block.group])
    used = tuple(name for name in offered if name in seen)
    return bound(text, replace(block, offered=offered, used=used))
