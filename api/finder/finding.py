"""The finder at work: a query for what is close to a disease, statements that are at hand, the facts of a page."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from genoderm.api.collections.asked import MOST, CentresAsked
from genoderm.api.collections.choosing import asking
from genoderm.api.collections.facets import TABLES, choices, counts
from genoderm.api.collections.listing import USUAL
from genoderm.api.collections.names import names
from genoderm.api.collections.places import located
from genoderm.api.collections.things import Facets, Place
from genoderm.api.finder.afar import is_none, none_near
from genoderm.api.finder.found import Found
from genoderm.api.finder.matching import Centres, matches, told
from genoderm.api.finder.understanding import understand
from genoderm.api.queries import Asking
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import concept_iri
from genoderm.sparql.workers.pool import Pool

ORDERS = ("rank", "distance")


async def found(asked: CentresAsked, pool: Pool, language: str) -> Found:
    """The centres for a disease, ranked; UnknownDisease, SeveralDiseases, or BadInput for what cannot be asked."""
    check(asked)
    understood = await understand(asked.disease or "", pool, language)
    placed, place = await _placed(asked, pool)
    centres = await matches(placed, understood.disease.iri, place, pool)
    limit = min(asked.limit or USUAL, MOST)
    page = list(centres.items())[asked.offset : asked.offset + limit]
    nowhere = is_none(centres, placed)
    return Found(
        understood=understood,
        total=len(centres),
        offset=asked.offset,
        limit=limit,
        items=await told(page, pool, language, first=asked.offset + 1),
        facets=await _facets(centres, asked, pool, language),
        asking=_asking(placed, understood.disease.code or "", language),
        place=place,
        none_near=await none_near(placed, understood.disease, place, pool, language) if nowhere else None,
    )


async def everyone(asked: CentresAsked, pool: Pool, language: str) -> Found:
    """The same with all centres from the offset on, for a table."""
    answer = await found(asked, pool, language)
    if asked.limit is not None:
        return answer
    placed, place = await _placed(asked, pool)
    centres = await matches(placed, answer.understood.disease.iri, place, pool)
    items = await told(list(centres.items())[asked.offset :], pool, language, first=asked.offset + 1)
    return replace(answer, items=items, limit=max(1, len(items)))


async def _placed(asked: CentresAsked, pool: Pool) -> tuple[CentresAsked, Place | None]:
    placed, place = await located(asked, pool)
    if not isinstance(placed, CentresAsked):
        raise TypeError(f"{placed} is not about centres")
    return placed, place


def check(asked: CentresAsked) -> None:
    """Refuse what the finder cannot be asked; BadInput says what would be right."""
    if asked.gene or asked.hpo:
        raise BadInput("gene and hpo choose diseases: they cannot be told beside disease")
    if asked.sort and asked.sort not in ORDERS:
        raise BadInput(f"sort is {asked.sort!r}, expected {' or '.join(ORDERS)}")
    if asked.sort == "distance" and not (asked.near or asked.place):
        raise BadInput("sort is 'distance', expected near or place beside it, such as near=48.85,2.35")


def _asking(asked: CentresAsked, code: str, language: str) -> Asking:
    """finder.rq, with the same values."""
    same = asking(asked.model_copy(update={"disease": code, "sort": None}), language)
    return Asking("finder", same.given, frozenset({"distance"} if asked.sort == "distance" else ()))


async def _facets(centres: Centres, asked: CentresAsked, pool: Pool, language: str) -> Facets:
    """As those of the list of centres; evidence and status are told of the expertise in this disease."""
    table = await TABLES["centres"].of(pool)
    among = set(centres)
    counted = {facet: counts(among, column) for facet, column in table.items()}
    counted["evidence"] = _tally((row.statement.evidence for row in rows) for rows in centres.values())
    counted["status"] = _tally([concept_iri("status", rows[0].statement.status).value] for rows in centres.values())
    called = await names({value for values in counted.values() for value in values}, pool, language)
    picked: Mapping[str, Collection[str]] = asked.model_dump()
    return {facet: choices(values, called, picked.get(facet) or ()) for facet, values in counted.items()}


def _tally(told_of: Iterable[Iterable[str]]) -> dict[str, int]:
    """How many centres have each value."""
    found: dict[str, int] = {}
    for values in told_of:
        for value in set(values):
            found[value] = found.get(value, 0) + 1
    return found
