"""What the ranking weighs: statements of expertise, read of a release once, and how close diseases are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import PerRelease, Remembered
from genoderm.graph.text_index import point
from genoderm.sparql.composition import api_query
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

STATUSES = {"current": 1, "planned": 2, "former": 3}
REMEMBERED = 5_000  # diseases: several times as many as are rare skin diseases
KINDS = {"expert-centre": 1, "coordination-hub": 2, "laboratory": 3}


@dataclass(frozen=True, slots=True)
class Statement:
    """That a centre has expertise in `via`; `weight` and `recognition` are what the ranking makes of the evidence."""

    centre: str
    via: str
    kind: str
    status: str
    weight: float
    recognition: float
    evidence: str
    source: str
    as_of: str
    published_as: str
    age_group: str
    designation: str
    latitude: float | None
    longitude: float | None
    order: int  # of the centre among all, by name


@dataclass(frozen=True, slots=True)
class Close:
    """How close a disease is to that which is asked for."""

    via: str
    match: str
    levels: int
    general: bool

    @property
    def weight(self) -> float:
        """What the ranking makes of it: closeness, as finder.rq has it."""
        if self.match == "itself":
            return 1.0
        if self.general:
            return 0.2
        most = 1.0 if self.match == "group" else 0.9
        return max(0.5, round(most - 0.1 * self.levels, 1))


async def _read(pool: Pool) -> Mapping[str, Sequence[Statement]]:
    found: dict[str, list[Statement]] = {}
    places: dict[str, int] = {}
    for row in await pool.rows(api_query("finder-statements").text):
        statement = _statement(row, places.setdefault(_text(row, "centre"), len(places)))
        found.setdefault(statement.via, []).append(statement)
    return found


STATEMENTS = PerRelease(_read)  # by the disease that they are about


CLOSE = Remembered[str, Sequence[Close]](REMEMBERED)  # by the disease that is asked for


async def close_to(disease: str, pool: Pool) -> Sequence[Close]:
    """Of the disease itself, the groups above it, and what is below it, those that there is expertise in."""
    return (await CLOSE.of([disease], pool, partial(_close_to, pool)))[disease]


async def _close_to(pool: Pool, diseases: Iterable[str]) -> dict[str, Sequence[Close]]:
    statements, found = await STATEMENTS.of(pool), dict[str, Sequence[Close]]()
    for disease in diseases:
        rows = await pool.rows(api_query("finder-closeness").text, {"disease": NamedNode(disease)})
        found[disease] = [close for close in map(_close, rows) if close.via in statements]
    return found


def _close(row: Row) -> Close:
    return Close(_text(row, "via"), _text(row, "match"), int(_text(row, "levels")), _text(row, "general") == "true")


def _statement(row: Row, order: int) -> Statement:
    place = point(_text(row, "point"))
    return Statement(
        centre=_text(row, "centre"),
        via=_text(row, "via"),
        kind=_text(row, "class"),
        status=_text(row, "status"),
        weight=float(_text(row, "weight")),
        recognition=float(_text(row, "recognition")),
        evidence=_text(row, "evidence"),
        source=_text(row, "source"),
        as_of=_text(row, "asOf"),
        published_as=_text(row, "publishedAs"),
        age_group=_text(row, "ageGroup"),
        designation=_text(row, "designation"),
        latitude=place[1] if place else None,
        longitude=place[0] if place else None,
        order=order,
    )


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""
