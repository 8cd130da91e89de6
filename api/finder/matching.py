"""Which centres match, and all that there is to tell of those of a page."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.collections.choosing import asking
from genoderm.api.collections.chosen import chosen
from genoderm.api.collections.facts import items
from genoderm.api.collections.names import Names, names
from genoderm.api.collections.things import Item, Place
from genoderm.api.finder.found import Evidence, Match, Reason
from genoderm.api.finder.ranking import Row, by_centre, ranked
from genoderm.api.finder.standing import Standing, standing
from genoderm.api.finder.statements import close_to, statements_about
from genoderm.sparql.workers.pool import Pool

# What the ranking asks of statements and places itself, so that the list of centres need not.
ITS_OWN = ("disease", "near", "within", "sort", "since", "as_of")
Centres = dict[str, list[Row]]


async def matches(asked: CentresAsked, disease: str, place: Place | None, pool: Pool) -> Centres:
    """The statements of all centres that match, each centre where its best one stands."""
    closes = await close_to(disease, pool)
    rows = ranked(closes, await statements_about((close.via for close in closes), pool), asked, place)
    centres = by_centre(rows)
    narrowed = asked.model_copy(update={**dict.fromkeys(ITS_OWN), "evidence": (), "status": ()})
    if not _narrows(narrowed):
        return centres
    allowed = await chosen(asking(narrowed, "en"), pool)
    return {centre: rows for centre, rows in centres.items() if centre in allowed}


def _narrows(asked: CentresAsked) -> bool:
    paging = {"lang", "format", "fields", "offset", "limit", "scope", "deadline", "fresh"}
    return bool(asked.model_dump(exclude=paging, exclude_defaults=True))


async def told(
    page: Sequence[tuple[str, list[Row]]], pool: Pool, language: str, *, first: int = 1
) -> tuple[Match, ...]:
    """These centres with all that is known of them."""
    iris = [centre for centre, _ in page]
    facts, stands = await items(iris, "centres", pool, language), await standing(iris, pool, language)
    wanted = {iri for _, rows in page for row in rows for iri in _named(row)}
    called = await names(wanted, pool, language)
    return tuple(
        _match(rank, rows, one, stands[centre], called)
        for rank, (one, (centre, rows)) in enumerate(zip(facts, page, strict=True), first)
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
        roles=stands.roles,
        designations=stands.designations,
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
