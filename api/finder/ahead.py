"""What the finder needs of a release, read before it is asked: statements, centres, and the rare skin diseases.

A little at a time, and whoever asks meanwhile comes first: long questions beside theirs would have the pool turn one of
theirs away. What is not read when somebody asks for it is read then.
"""

import asyncio
from collections.abc import Sequence

from genoderm.api.collections.asked import DiseasesAsked
from genoderm.api.collections.choosing import asking
from genoderm.api.collections.chosen import chosen
from genoderm.api.collections.facets import TABLES
from genoderm.api.collections.facts import items
from genoderm.api.collections.names import names
from genoderm.api.finder.standing import standing
from genoderm.api.finder.statements import batched, close_to, read_all_if_few, statements_about
from genoderm.api.finder.understanding import about
from genoderm.sparql.workers.pool import Pool

AT_ONCE = 20  # centres, or diseases: some milliseconds
BREATH = 0.01  # seconds for others
LONGEST = 0.5  # seconds that a step waits for others; on a busy server they have read much of it themselves by then


async def read_ahead(pool: Pool, language: str) -> None:
    """Read what the answers in this language are made of."""
    await read_all_if_few(pool)
    table = await TABLES["centres"].of(pool)
    await names({value for column in table.values() for value in column}, pool, language)
    diseases = sorted(await chosen(asking(DiseasesAsked(skin=True), language), pool))
    for some in batched(await _centres(diseases, pool), AT_ONCE):
        await items(some, "centres", pool, language)
        await standing(some, pool, language)
        await others_first(pool)
    for some in batched(diseases, AT_ONCE):
        await _read_diseases(some, pool, language)


async def _centres(diseases: Sequence[str], pool: Pool) -> Sequence[str]:
    """Those that the statements tell of, which are read by the way."""
    centres = set[str]()
    for some in batched(diseases, AT_ONCE):
        told = await statements_about(some, pool)
        centres |= {each.centre for statements in told.values() for each in statements}
        if not told.keys() <= set(some):  # they are all that there are
            break
        await others_first(pool)
    return sorted(centres)


async def _read_diseases(some: Sequence[str], pool: Pool, language: str) -> None:
    await about(some, pool)
    await names(some, pool, language)
    for iri in some:
        await close_to(iri, pool)  # on an engine the longest question of all
        if pool.state.busy:
            await others_first(pool)
    await others_first(pool)


async def others_first(pool: Pool) -> None:
    """Wait as long as anybody else is answered, but not for ever: what is read ahead helps them, too."""
    loop = asyncio.get_running_loop()
    until = loop.time() + LONGEST
    await asyncio.sleep(BREATH)
    while (pool.state.busy or pool.state.waiting) and loop.time() < until:
        await asyncio.sleep(BREATH)
