"""What to do where there is no centre near: the nearest ones, the networks of the country, help from afar."""

from genoderm.api.collections.asked import MOST, AssociationsAsked, CentresAsked, NetworksAsked, ResourcesAsked
from genoderm.api.collections.listing import listed
from genoderm.api.collections.names import names
from genoderm.api.collections.things import Item, Place, Thing
from genoderm.api.finder.found import Match, NoneNear
from genoderm.api.finder.matching import Centres, matches, told
from genoderm.api.gaps.regions import regions_of
from genoderm.api.queries import Asking
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

FEW = 3  # centres that are told, so that somebody has a choice
SOME = 5
TELEMEDICINE = ("telemedicine",)
ACROSS = ("ern", "international", "regional", "european-programme")


def is_none(centres: Centres, asked: CentresAsked) -> bool:
    """Whether a place or a country was asked for, and no centre that sees patients now is there."""
    if not (asked.within or asked.country):
        return False
    best = (rows[0].statement for rows in centres.values())
    return not any(one.status == "current" and one.kind == "expert-centre" for one in best)


async def none_near(asked: CentresAsked, disease: Thing, place: Place | None, pool: Pool, language: str) -> NoneNear:
    """What there is instead, for a disease and a request that is placed already."""
    country = await _country(asked, place, pool)
    code, where = disease.code or "", (country,) if country else ()
    return NoneNear(
        country=await _named(country, pool, language) if country else None,
        nearest=await _nearest(asked, disease.iri, place, pool, language),
        networks=await _networks(code, where, pool, language),
        telemedicine=await _from_afar(asked, disease, pool, language),
        associations=await _associations(code, where, pool, language),
    )


async def _nearest(
    asked: CentresAsked, disease: str, place: Place | None, pool: Pool, language: str
) -> tuple[Match, ...]:
    """The best centres anywhere, or the nearest where a place is known."""
    wider = CentresAsked(
        disease=asked.disease,
        near=asked.near,
        status=("current",),
        age_group=asked.age_group,
        sort="distance" if place else None,
    )
    centres = await matches(wider, disease, place, pool)
    seeing = {iri: rows for iri, rows in centres.items() if rows[0].statement.kind == "expert-centre"}
    return await told(list(seeing.items())[:FEW], pool, language)


async def _networks(code: str, where: tuple[str, ...], pool: Pool, language: str) -> tuple[Item, ...]:
    """Those of the country, then those of its part of the world, then those that work across borders."""
    regions = tuple(region for country in where for region in regions_of(country))
    found: dict[str, Item] = {}
    for asked in (
        NetworksAsked(disease=code, country=where) if where else None,
        NetworksAsked(disease=code, region=regions, kind=ACROSS) if regions else None,
        NetworksAsked(disease=code, region=("worldwide",)),
    ):
        if asked:
            found |= {item.thing.iri: item for item in (await listed(asked, pool, language)).items}
    return tuple(found.values())[:SOME]


async def _from_afar(asked: CentresAsked, disease: Thing, pool: Pool, language: str) -> tuple[Item, ...]:
    """Resources, and centres with expertise in the disease, that answer the need of telemedicine."""
    resources = ResourcesAsked(disease=disease.code, need=TELEMEDICINE, limit=SOME)
    remote = CentresAsked(disease=asked.disease, need=TELEMEDICINE, status=("current",))
    centres = await told(list((await matches(remote, disease.iri, None, pool)).items())[:SOME], pool, language)
    return (*(await listed(resources, pool, language)).items, *(match.item for match in centres))


async def _associations(code: str, where: tuple[str, ...], pool: Pool, language: str) -> tuple[Item, ...]:
    """Those of the country, else those that others have as their umbrella."""
    if where:
        asked = AssociationsAsked(disease=code, country=where, limit=SOME)
        if found := (await listed(asked, pool, language)).items:
            return found
    everywhere = (await listed(AssociationsAsked(disease=code, limit=MOST), pool, language)).items
    umbrellas = {thing for item in everywhere for thing in item.all("umbrellas")}
    return tuple(item for item in everywhere if item.thing in umbrellas)[:SOME]


async def _country(asked: CentresAsked, place: Place | None, pool: Pool) -> str | None:
    """The country that was asked for, or that of the place."""
    if asked.country:
        return asked.country[0].upper()
    if place is None:
        return None
    if place.country:
        return place.country
    query = Asking("finder-country", {"near": (f"{place.latitude},{place.longitude}",)})
    rows = await pool.rows(query.text(Iris(pool.manifest.base)))
    return str(getattr(rows[0]["country"], "value", "")) if rows else None


async def _named(country: str, pool: Pool, language: str) -> Thing:
    iri = Iris(pool.manifest.base).iri("country", country)
    return (await names([iri], pool, language)).thing(iri)
