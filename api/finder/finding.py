"""The finder at work: a query for what is close to a disease, statements that are at hand, the facts of a page."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from genoderm.api.collections.asked import MOST, CentresAsked
from genoderm.api.collections.choosing import asking
from genoderm.api.collections.chosen import chosen
from genoderm.api.collections.facets import TABLES, choices, counts
from genoderm.api.collections.facts import item, named_in, said
from genoderm.api.collections.listing import USUAL
from genoderm.api.collections.names import Names, names
from genoderm.api.collections.places import located
from genoderm.api.collections.things import Facets, Item, Place
from genoderm.api.finder.found import Evidence, Found, Match, Reason
from genoderm.api.finder.ranking import Row, by_centre, ranked
from genoderm.api.finder.standing import Standing, designations, roles, standing
from genoderm.api.finder.statements import STATEMENTS, close_to
from genoderm.api.finder.understanding import understand
from genoderm.api.queries import Asking
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import concept_iri
from genoderm.sparql.workers.pool import Pool

# What the ranking asks of statements and places itself, so that the list of centres need not.
ITS_OWN = ("disease", "near", "within", "sort", "since", "as_of")
ORDERS = ("rank", "distance")
Centres = dict[str, list[Row]]


async def found(asked: CentresAsked, pool: Pool, language: str) -> Found:
    """The centres for a disease, ranked; UnknownDisease, SeveralDiseases, or BadInput for what cannot be asked."""
    _check(asked)
    understood = await understand(asked.disease or "", pool, language)
    placed, place = await _placed(asked, pool)
    centres = await matches(placed, understood.disease.iri, place, pool)
    limit = min(asked.limit or USUAL, MOST)
    page = list(centres.items())[asked.offset : asked.offset + limit]
    return Found(
        understood=understood,
        total=len(centres),
        offset=asked.offset,
        limit=limit,
        items=await told(page, pool, language, first=asked.offset + 1),
        facets=await _facets(centres, asked, pool, language),
        asking=_asking(placed, understood.disease.code or "", language),
        place=place,
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


def _check(asked: CentresAsked) -> None:
    if asked.gene or asked.hpo:
        raise BadInput("gene and hpo choose diseases: they cannot be told beside disease")
    if asked.sort and asked.sort not in ORDERS:
        raise BadInput(f"sort is {asked.sort!r}, expected {' or '.join(ORDERS)}")
    if asked.sort == "distance" and not (asked.near or asked.place):
        raise BadInput("sort is 'distance', expected near or place beside it, such as near=48.85,2.35")


async def matches(asked: CentresAsked, disease: str, place: Place | None, pool: Pool) -> Centres:
    """The statements of all centres that match, each centre where its best one stands."""
    rows = ranked(await close_to(disease, pool), await STATEMENTS.of(pool), asked, place)
    centres = by_centre(rows)
    narrowed = asked.model_copy(update={**dict.fromkeys(ITS_OWN), "evidence": (), "status": ()})
    if not _narrows(narrowed):
        return centres
    allowed = await chosen(asking(narrowed, "en"), pool)
    return {centre: rows for centre, rows in centres.items() if centre in allowed}


def _narrows(asked: CentresAsked) -> bool:
    paging = {"lang", "format", "fields", "offset", "limit"}
    return bool(asked.model_dump(exclude=paging, exclude_defaults=True))


def _asking(asked: CentresAsked, code: str, language: str) -> Asking:
    """finder.rq, with the same values."""
    same = asking(asked.model_copy(update={"disease": code, "sort": None}), language)
    return Asking("finder", same.given, frozenset({"distance"} if asked.sort == "distance" else ()))


async def told(
    page: Sequence[tuple[str, list[Row]]], pool: Pool, language: str, *, first: int = 1
) -> tuple[Match, ...]:
    """These centres with all that is known of them."""
    iris = [centre for centre, _ in page]
    facts, stands = await said(iris, "centres", pool), await standing(iris, pool)
    wanted = {*iris, *named_in(facts.values(), "centres")}
    wanted.update(iri for one in stands.values() for iri in one.named())
    wanted.update(iri for _, rows in page for row in rows for iri in _named(row))
    called = await names(wanted, pool, language)
    return tuple(
        _match(rank, rows, item(centre, facts[centre], "centres", called), stands[centre], called)
        for rank, (centre, rows) in enumerate(page, first)
    )


def _named(row: Row) -> Iterable[str]:
    statement = row.statement
    return filter(None, (statement.via, statement.evidence, statement.age_group, statement.designation))


def _match(rank: int, rows: Sequence[Row], one: Item, stands: Standing, called: Names) -> Match:
    best = rows[0]
    far = None if best.kilometres is None else round(best.kilometres, 1)
    return Match(
        rank=rank,
        item=replace(one, distance=far),
        kind=best.statement.kind,
        status=best.statement.status,
        score=best.score,
        reasons=tuple(dict.fromkeys(_reason(row, called) for row in rows)),
        roles=roles(stands, called),
        designations=designations(stands, called),
        latitude=best.statement.latitude,
        longitude=best.statement.longitude,
        distance=far,
    )


def _reason(row: Row, called: Names) -> Reason:
    statement, close = row.statement, row.close
    evidence = called.thing(statement.evidence)
    return Reason(
        match=close.match,
        levels=close.levels,
        via=called.thing(statement.via),
        general=close.general,
        evidence=Evidence(evidence.id, evidence.name, statement.source or None, statement.as_of or None),
        status=statement.status,
        published_as=statement.published_as or None,
        age_group=called.thing(statement.age_group) if statement.age_group else None,
        designation=called.thing(statement.designation) if statement.designation else None,
        score=row.score,
    )


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
