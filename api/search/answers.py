"""What a search answers: groups of things of one kind, the kind with the best match first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from pyoxigraph import Literal, NamedNode

from genoderm.api.search.kinds import KINDS, Searched, kind_of
from genoderm.api.search.marks import marks
from genoderm.ontology.terms import Iris
from genoderm.sparql.evaluation import Row

WORTH = 0.6  # of the best of all, how good the best of a kind must be for the kind to be shown
PLACE = {kind.name: place for place, kind in enumerate(KINDS)}


class Matched(BaseModel):
    """The label that answers to what was typed, its language, and where: characters from, and to but not with."""

    label: str
    language: str | None
    marks: list[tuple[int, int]]


class Hit(BaseModel):
    """A thing that was found; `score` is 1 for the label itself. Fields that nothing is known of are left out."""

    model_config = ConfigDict(frozen=True)

    iri: str
    id: str
    name: str
    name_language: str | None = Field(default=None, description="where it is not the language that was asked for")
    href: str
    kind: str
    score: float
    matched: Matched
    code: str | None = None
    countries: tuple[str, ...] | None = None
    city: str | None = None
    retired: bool | None = None


class Group(BaseModel):
    """Things of one kind, best first."""

    kind: str
    items: list[Hit]


class Hits(BaseModel):
    """All groups, best first; the very best match is the first of the first."""

    q: str
    language: str
    groups: list[Group]


@dataclass(frozen=True, slots=True)
class Context:
    """What an answer is made for: what was typed, the language asked for, and the addresses of this server."""

    typed: str
    language: str
    base: str
    iris: Iris


@dataclass(frozen=True, slots=True)
class _Thing:
    """A thing that was found, of a kind of ours, with its id there."""

    rows: Sequence[Row]
    kind: Searched
    name: str
    score: float


def hits(rows: Iterable[Row], context: Context) -> Hits:
    """The rows of the query `search`, in their order, as groups."""
    groups = _by_kind(rows, context.iris)
    best = max((things[0].score for things in groups.values()), default=0.0)
    worthy = [(kind, things) for kind, things in groups.items() if things[0].score >= WORTH * best]
    worthy.sort(key=lambda group: (-group[1][0].score, PLACE[group[0]]))
    shown = [Group(kind=kind, items=[_hit(thing, context) for thing in things]) for kind, things in worthy]
    return Hits(q=context.typed, language=context.language, groups=shown)


def _by_kind(rows: Iterable[Row], iris: Iris) -> Mapping[str, Sequence[_Thing]]:
    """The things of each kind, best first; two of three are of kinds that are not worth showing."""
    things: dict[tuple[str, str], list[Row]] = {}
    for row in rows:
        things.setdefault((text(row, "kind") or "", text(row, "thing") or ""), []).append(row)
    groups: dict[str, list[_Thing]] = {}
    for (sought, thing), told in things.items():
        if known := kind_of(thing, sought, iris):
            found = _Thing(told, *known, score=float(text(told[0], "score") or 0))
            groups.setdefault(known[0].name, []).append(found)
    return groups


def _hit(thing: _Thing, context: Context) -> Hit:
    rows, kind, name = thing.rows, thing.kind, thing.name
    first = rows[0]
    told, matched = _name(rows), _literal(first, "matched")
    countries = tuple(dict.fromkeys(country for row in rows if (country := text(row, "country"))))
    return Hit(
        iri=text(first, "thing") or "",
        id=name,
        name=told.value,
        name_language=None if told.language == context.language else told.language or "",
        href=f"{context.base}{kind.path}{name}",
        kind=kind.name,
        score=thing.score,
        matched=Matched(label=matched.value, language=matched.language, marks=marks(context.typed, matched.value)),
        code=text(first, "code"),
        countries=countries or None,
        city=text(first, "city"),
        retired=True if text(first, "retired") == "true" else None,
    )


def _name(rows: Sequence[Row]) -> Literal:
    """The name in the language asked for, else in English, else in any, else the label that was found."""
    if rows[0]["asked"] is not None:
        return _literal(rows[0], "asked")
    others = [_literal(row, "other") for row in rows if row["other"] is not None]
    return min(others, key=lambda name: name.language != "en", default=_literal(rows[0], "matched"))


def _literal(row: Row, name: str) -> Literal:
    term = row[name]
    return term if isinstance(term, Literal) else Literal("")


def text(row: Row, name: str) -> str | None:
    """The value of a variable; None where it is not bound."""
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else None
