"""What to do where there is no centre near: the nearest ones, the networks of the country, help from afar."""

from genoderm.api.collections.asked import AssociationsAsked, CentresAsked, NetworksAsked, ResourcesAsked
from genoderm.api.collections.listing import listed
from genoderm.api.collections.names import names
from genoderm.api.collections.things import Item, Place, Thing
from genoderm.api.finder.found import Match, NoneNear
from genoderm.api.finder.matching import Centres, matches, told
from genoderm.api.queries import Asking
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

FEW = 3  # centres that are told, so that somebody has a choice
SOME = 5


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
    networks = await listed(NetworksAsked(disease=code, country=where, limit=SOME), pool, language)
    telemedicine = await listed(ResourcesAsked(disease=code, need=("telemedicine",), limit=SOME), pool, language)
    return NoneNear(
        country=await _named(country, pool, language) if country else None,
        nearest=await _nearest(asked, disease.iri, place, pool, language),
        networks=networks.items,
        telemedicine=telemedicine.items,
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


async def _associations(code: str, where: tuple[str, ...], pool: Pool, language: str) -> tuple[Item, ...]:
    """Those of the country, else those of everywhere."""
    if where:
        asked = AssociationsAsked(disease=code, country=where, limit=SOME)
        if found := (await listed(asked, pool, language)).items:
            return found
    return (await listed(AssociationsAsked(disease=code, limit=SOME), pool, language)).items


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
