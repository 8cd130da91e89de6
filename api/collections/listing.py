"""A page of a collection: two queries, of which the first chooses the things and the second tells of them."""

from dataclasses import replace
from itertools import islice

from genoderm.api.collections.asked import MOST, Asked
from genoderm.api.collections.choosing import asking
from genoderm.api.collections.chosen import chosen
from genoderm.api.collections.facets import facets
from genoderm.api.collections.facts import items
from genoderm.api.collections.places import located
from genoderm.api.collections.things import Listing
from genoderm.api.finder.understanding import understand
from genoderm.sparql.workers.pool import Pool

USUAL = 20  # things of a page


async def listed(asked: Asked, pool: Pool, language: str) -> Listing:
    """The things of a collection that fit, a page of them; BadInput tells what is wrong with what is asked."""
    placed, place = await located(await _understood(asked, pool, language), pool)
    asked_for = asking(placed, language)
    found = await chosen(asked_for, pool)
    limit = min(asked.limit or USUAL, MOST)
    page = dict(islice(found.items(), asked.offset, asked.offset + limit))
    told = await items(tuple(page), asked.collection, pool, language)
    return Listing(
        collection=asked.collection,
        total=len(found),
        offset=asked.offset,
        limit=limit,
        items=tuple(replace(item, distance=page[item.thing.iri]) for item in told),
        facets=await facets(found.keys(), asked, pool, language),
        asking=asked_for,
        place=place,
    )


async def everything(asked: Asked, pool: Pool, language: str) -> Listing:
    """The same with all things from the offset on, for a table."""
    listing = await listed(asked, pool, language)
    if asked.limit is not None:
        return listing
    found = await chosen(listing.asking, pool)
    page = dict(islice(found.items(), asked.offset, None))
    told = await items(tuple(page), asked.collection, pool, language)
    whole = tuple(replace(item, distance=page[item.thing.iri]) for item in told)
    return replace(listing, items=whole, limit=max(1, len(whole)))


async def _understood(asked: Asked, pool: Pool, language: str) -> Asked:
    """With the ORPHA code of the disease in place of whatever was written."""
    written = asked.model_dump().get("disease")
    if not written:
        return asked
    understood = await understand(written, pool, language)
    return asked.model_copy(update={"disease": understood.disease.code})
