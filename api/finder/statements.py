"""What the ranking weighs: statements of expertise, and how close diseases are.

Of a release that is held here, all statements are read at once. Of one on an engine, where there may be millions, those
about a disease are read when they are first asked for, and as many are kept as fit into some hundred megabytes; where
they are few, all are read beside that.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import PerRelease, Remembered
from genoderm.graph.text_index import point
from genoderm.ontology.terms import Expertise
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

STATUSES = {"current": 1, "planned": 2, "former": 3}
FEW = 50_000  # statements, which are read in some seconds
HOW_MANY = f"SELECT (COUNT(?one) AS ?n) WHERE {{ ?one a {Expertise} }}"
KEPT = 300_000  # statements of an engine's release, of some 0.7 kB each
AT_ONCE = 200  # diseases whose statements one query asks for
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
    order: tuple[str, str]  # of the centre among all: by name, in small letters


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
    return _by_via(await pool.rows(composed(api_query("finder-statements"), {})))


def _by_via(rows: Sequence[Row]) -> Mapping[str, Sequence[Statement]]:
    """A centre of several names stands where the first of them does."""
    found: dict[str, list[Statement]] = {}
    names: dict[str, str] = {}
    for row in rows:
        centre, name = _text(row, "centre"), _text(row, "name").lower()
        names[centre] = min(name, names.get(centre, name))
    orders = {centre: (name, centre) for centre, name in names.items()}
    for row in rows:
        statement = _statement(row, orders[_text(row, "centre")])
        found.setdefault(statement.via, []).append(statement)
    return found


STATEMENTS = PerRelease(_read)  # by the disease that they are about
ABOUT = Remembered[str, Sequence[Statement]](KEPT, lambda statements: len(statements) + 1)


async def statements_about(diseases: Iterable[str], pool: Pool) -> Mapping[str, Sequence[Statement]]:
    """Those about these diseases, and perhaps about others."""
    if pool.place != "engine":
        return await STATEMENTS.of(pool)
    every = STATEMENTS.known(pool)
    return every if every is not None else await ABOUT.of(diseases, pool, partial(_read_about, pool))


async def read_all_if_few(pool: Pool) -> None:
    """Read all statements of an engine's release at once, before they are asked for, where that is soon done."""
    (row,) = await pool.rows(HOW_MANY)
    if int(_text(row, "n")) <= FEW:
        await STATEMENTS.of(pool)


async def _read_about(pool: Pool, diseases: Sequence[str]) -> Mapping[str, Sequence[Statement]]:
    found: dict[str, Sequence[Statement]] = dict.fromkeys(diseases, ())
    for some in batched(diseases, AT_ONCE):
        given = {"via": [NamedNode(iri) for iri in some]}
        found.update(_by_via(await pool.rows(composed(api_query("finder-statements"), given))))
    return found


CLOSE = Remembered[str, Sequence[Close]](REMEMBERED)  # by the disease that is asked for


async def close_to(disease: str, pool: Pool) -> Sequence[Close]:
    """Of the disease itself, the groups above it, and what is below it, those that there is expertise in."""
    return (await CLOSE.of([disease], pool, partial(_close_to, pool)))[disease]


async def _close_to(pool: Pool, diseases: Iterable[str]) -> dict[str, Sequence[Close]]:
    found = dict[str, Sequence[Close]]()
    for disease in diseases:
        rows = await pool.rows(api_query("finder-closeness").text, {"disease": NamedNode(disease)})
        closes = [*map(_close, rows)]
        statements = await statements_about((close.via for close in closes), pool)
        found[disease] = [close for close in closes if statements.get(close.via)]
    return found


def batched(iris: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    """So many at a time."""
    return (iris[start : start + size] for start in range(0, len(iris), size))


def _close(row: Row) -> Close:
    return Close(_text(row, "via"), _text(row, "match"), int(_text(row, "levels")), _text(row, "general") == "true")


def _statement(row: Row, order: tuple[str, str]) -> Statement:
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
