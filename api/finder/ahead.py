"""What the finder needs of a release, read before it is asked: statements, centres, and the rare skin diseases.

A little at a time, so that who asks meanwhile hardly waits; what nobody asked for by then is read when somebody does.
"""

import asyncio
from collections.abc import Iterator, Sequence

from genoderm.api.collections.asked import DiseasesAsked
from genoderm.api.collections.choosing import asking
from genoderm.api.collections.chosen import chosen
from genoderm.api.collections.facets import TABLES
from genoderm.api.collections.facts import items
from genoderm.api.collections.names import names
from genoderm.api.finder.standing import standing
from genoderm.api.finder.statements import STATEMENTS, close_to
from genoderm.api.finder.understanding import about
from genoderm.sparql.workers.pool import Pool

AT_ONCE = 20  # centres, or diseases: some milliseconds
BREATH = 0.01  # seconds for others


async def read_ahead(pool: Pool, language: str) -> None:
    """Read what the answers in this language are made of."""
    statements = await STATEMENTS.of(pool)
    table = await TABLES["centres"].of(pool)
    await names({value for column in table.values() for value in column}, pool, language)
    for some in _parts(sorted({each.centre for told in statements.values() for each in told})):
        await items(some, "centres", pool, language)
        await standing(some, pool, language)
        await asyncio.sleep(BREATH)
    for some in _parts(sorted(await chosen(asking(DiseasesAsked(skin=True), language), pool))):
        await _read_diseases(some, pool, language)


async def _read_diseases(some: Sequence[str], pool: Pool, language: str) -> None:
    await about(some, pool)
    await names(some, pool, language)
    for iri in some:
        await close_to(iri, pool)
    await asyncio.sleep(BREATH)


def _parts(iris: Sequence[str]) -> Iterator[Sequence[str]]:
    return (iris[start : start + AT_ONCE] for start in range(0, len(iris), AT_ONCE))
