"""What the finder needs of a release, read before it is asked: statements, centres, and the rare skin diseases.

A little at a time, so that who asks meanwhile hardly waits; what nobody asked for by then is read when somebody does.
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


async def read_ahead(pool: Pool, language: str) -> None:
    """Read what the answers in this language are made of."""
    await read_all_if_few(pool)
    table = await TABLES["centres"].of(pool)
    await names({value for column in table.values() for value in column}, pool, language)
    diseases = sorted(await chosen(asking(DiseasesAsked(skin=True), language), pool))
    statements = await statements_about(diseases, pool)
    for some in batched(sorted({each.centre for told in statements.values() for each in told}), AT_ONCE):
        await items(some, "centres", pool, language)
        await standing(some, pool, language)
        await asyncio.sleep(BREATH)
    for some in batched(diseases, AT_ONCE):
        await _read_diseases(some, pool, language)


async def _read_diseases(some: Sequence[str], pool: Pool, language: str) -> None:
    await about(some, pool)
    await names(some, pool, language)
    for iri in some:
        await close_to(iri, pool)
    await asyncio.sleep(BREATH)
