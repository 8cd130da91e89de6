"""What a search answers: groups of things of one kind, the kind with the best match first."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field
from pyoxigraph import Literal

from genoderm.api.search.kinds import KINDS, Searched, kind_of
from genoderm.api.search.marks import marks
from genoderm.api.search.shown import Shown, literal, text
from genoderm.ontology.terms import Iris
from genoderm.sparql.evaluation import Row

WORTH = 0.6  # of the best of all, how good the best of a kind must be for the kind to be shown
NAMELESS = Literal("")
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
    """What an answer is made for: what was typed, the language asked for, and the address of this server."""

    typed: str
    language: str
    base: str


@dataclass(frozen=True, slots=True)
class Found:
    """A thing that was found, of a kind of ours, with its id there, and the label that it was found by."""

    iri: str
    kind: Searched
    name: str
    score: float
    matched: Literal


def worthy(rows: Iterable[Row], iris: Iris) -> Sequence[Sequence[Found]]:
    """The hits of the query `search`, in their order, by kinds that are worth showing: those with the best first."""
    groups = _by_kind(rows, iris).values()
    best = max((things[0].score for things in groups), default=0.0)
    kept = [things for things in groups if things[0].score >= WORTH * best]
    return sorted(kept, key=lambda things: (-things[0].score, PLACE[things[0].kind.name]))


def hits(groups: Iterable[Sequence[Found]], known: Mapping[str, Shown], context: Context) -> Hits:
    """What was found, with what is to be shown of each thing, by IRI."""
    told = [
        Group(kind=things[0].kind.name, items=[_hit(thing, known[thing.iri], context) for thing in things])
        for things in groups
    ]
    return Hits(q=context.typed, language=context.language, groups=told)


def _by_kind(rows: Iterable[Row], iris: Iris) -> Mapping[str, Sequence[Found]]:
    """The things of each kind, best first; two of three are of kinds that are not worth showing."""
    groups: dict[str, list[Found]] = {}
    for row in rows:
        thing = text(row, "thing") or ""
        if known := kind_of(thing, text(row, "kind") or "", iris):
            found = Found(thing, *known, float(text(row, "score") or 0), literal(row, "matched") or NAMELESS)
            groups.setdefault(known[0].name, []).append(found)
    return groups


def _hit(thing: Found, known: Shown, context: Context) -> Hit:
    told, matched = known.name or thing.matched, thing.matched
    return Hit(
        iri=thing.iri,
        id=thing.name,
        name=told.value,
        name_language=None if told.language == context.language else told.language or "",
        href=f"{context.base}{thing.kind.path}{thing.name}",
        kind=thing.kind.name,
        score=thing.score,
        matched=Matched(label=matched.value, language=matched.language, marks=marks(context.typed, matched.value)),
        code=known.code,
        countries=known.countries or None,
        city=known.city,
        retired=True if known.retired else None,
    )
