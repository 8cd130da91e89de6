"""The ranking of finder.rq, over statements that are at hand: the same order and the same scores, tested.

The words for it are in ranking.md.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import floor

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.collections.things import Place
from genoderm.api.finder.statements import KINDS, STATUSES, Close, Statement
from genoderm.graph.places import distance
from genoderm.ontology.terms import concept_iri

HALF = 100  # kilometres at which a centre counts half: a family can go there and back in half a day
NOWHERE = 0.05  # what a centre counts whose place nobody tells: as if it were 1,900 km away
LAST = "~"  # behind the digits and hyphens of a date: 2026 takes in 2026-12-31


@dataclass(frozen=True, slots=True)
class Row:
    """A statement, how close it is to what is asked, and what it scores."""

    statement: Statement
    close: Close
    kilometres: float | None
    score: float


def ranked(
    closes: Iterable[Close], statements: Mapping[str, Sequence[Statement]], asked: CentresAsked, place: Place | None
) -> list[Row]:
    """The statements that fit, best first."""
    fitting = [(statement, close) for close in closes for statement in statements.get(close.via, ())]
    rows = [_row(statement, close, place) for statement, close in fitting if fits(statement, asked)]
    if place and asked.within is not None:
        rows = [row for row in rows if row.kilometres is not None and row.kilometres <= asked.within]
    rows.sort(key=_by_name)
    rows.sort(key=lambda row: row.statement.as_of, reverse=True)
    rows.sort(key=_by_distance if asked.sort == "distance" else _by_score)
    return rows


def by_centre(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows of each centre, which stands where its best row stands."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.statement.centre, []).append(row)
    return found


def fits(statement: Statement, asked: CentresAsked) -> bool:
    """Whether a statement is what is asked for by its evidence, its date and its status."""
    return all(_failings(statement, asked))


def _failings(statement: Statement, asked: CentresAsked) -> Iterator[bool]:
    if asked.evidence:
        yield statement.evidence in {concept_iri("evidence", kind).value for kind in asked.evidence}
    if asked.status:
        yield statement.status in asked.status
    if asked.since:
        yield bool(statement.as_of) and statement.as_of >= asked.since
    if asked.as_of:
        yield bool(statement.as_of) and statement.as_of <= asked.as_of + LAST


def _row(statement: Statement, close: Close, place: Place | None) -> Row:
    far = None
    if place and statement.latitude is not None and statement.longitude is not None:
        far = distance(place.latitude, place.longitude, statement.latitude, statement.longitude)
    score = close.weight * statement.weight * statement.recognition
    if place:
        score *= NOWHERE if far is None else HALF / (HALF + far)
    return Row(statement, close, far, floor(score * 100_000 + 0.5) / 100_000)


def _by_score(row: Row) -> tuple[int, int, float]:
    return STATUSES[row.statement.status], KINDS[row.statement.kind], -row.score


def _by_distance(row: Row) -> tuple[int, int, bool, float, float]:
    far = row.kilometres
    return STATUSES[row.statement.status], KINDS[row.statement.kind], far is None, far or 0.0, -row.score


def _by_name(row: Row) -> tuple[tuple[str, str], int, str, str, str]:
    statement = row.statement
    return statement.order, row.close.levels, statement.via, statement.source, statement.published_as
