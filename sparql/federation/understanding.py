"""A query with its blocks, as far as they can be understood before anybody else is asked.

Each block is read as a query of its own, and the query without them, by those who read queries for a living: the
workers. What they find wrong is told before a request goes out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from genoderm.sparql.federation.blocks import (
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
from genoderm.sparql.federation.correlation import refuse_correlated
from genoderm.sparql.federation.local import Local
from genoderm.sparql.federation.requests import side_by_side
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.patterns import Query
from genoderm.sparql.service_clauses import Span


@dataclass(frozen=True, slots=True)
class Understood:
    """A query that may be asked; `query` is None where its groups are not understood, so that no block is narrowed.

    `head` are its declarations and its FROM clauses, `services` the clauses of all that it asks, here or elsewhere.
    """

    text: Text
    blocks: Sequence[Block]
    query: Query | None
    head: tuple[str, str]
    services: Sequence[Span]


def foreign(source: str, base: str, listed: Collection[str]) -> tuple[Text, list[Block]]:
    """A query and the blocks in it that ask others; LeavesProcess if one of them asks who is not listed."""
    text = read_text(source, base)
    return text, outgoing(text, listed)


async def understood(text: Text, blocks: Sequence[Block], local: Local) -> Understood:
    """What is known of a query that asks others; the faults of `local`, and Correlated."""
    offers = await side_by_side(local.variables(alone(text, block)) for block in blocks)
    known = [_known(text, block, offered) for block, offered in zip(blocks, offers, strict=True)]
    for block in known:
        refuse_correlated(text, block)
    await local.check(without_blocks(text, known), text.reading.form)
    query, dataset = structure(text, known), ""
    try:
        dataset = datasets(text)
    except NotUnderstood:
        query = None
    services = [service.clause for service in text.reading.services if service.clause]
    return Understood(text, known, query, (text.declarations, dataset), services)


def _known(text: Text, block: Block, offered: tuple[str, ...]) -> Block:
    seen = frozenset(offered) if takes_all(text) else mentions(text.found, [block.group])
    used = tuple(name for name in offered if name in seen)
    return bound(text, replace(block, offered=offered, used=used))
