"""What things are called: in the language that was asked for, else in English, else in whatever there is."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.addresses import address
from genoderm.api.collections.memory import Remembered
from genoderm.api.collections.things import Thing
from genoderm.api.collections.words import WORDS
from genoderm.ontology.terms import GD, Iris
from genoderm.ontology.vocabularies import SKOS_NOTATION
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.workers.pool import Pool

REMEMBERED = 50_000  # things, of some hundred bytes each
LANGUAGES = 4  # in which a thing is kept, of all that somebody may ask for
NOBODY_SAID = ("", "und")  # ISO 639-2: undetermined


@dataclass(slots=True)
class Called:
    """The names of a thing by language, and its code."""

    labels: dict[str, str] = field(default_factory=dict)
    notation: str | None = None
    made: dict[tuple[str, str], Thing] = field(default_factory=dict)  # the thing, by language and base

    def name(self, language: str) -> tuple[str, str] | None:
        """The best name, and its language."""
        for tongue in (language, "en", *NOBODY_SAID):
            if tongue in self.labels:
                return self.labels[tongue], tongue
        return next(((self.labels[tongue], tongue) for tongue in sorted(self.labels)), None)


UNKNOWN = Called()


CALLED = Remembered[str, Called](REMEMBERED)


@dataclass(frozen=True, slots=True)
class Names:
    """The names of some things, in one language."""

    called: Mapping[str, Called]
    language: str
    iris: Iris

    def thing(self, iri: str) -> Thing:
        """The thing with its name; one that has none is called by its IRI."""
        called = self.called.get(iri)
        if called is None:
            return self._thing(iri, UNKNOWN)
        key = self.language, self.iris.base
        if (thing := called.made.get(key)) is None:
            if len(called.made) == LANGUAGES:
                called.made.clear()
            thing = called.made[key] = self._thing(iri, called)
        return thing

    def _thing(self, iri: str, called: Called) -> Thing:
        name, language = called.name(self.language) or (iri, self.language)
        path = address(iri, self.iris)
        return Thing(
            iri=iri,
            id=_id(iri, path, called.notation),
            name=name,
            path=path,
            code=called.notation if called.notation and ":" in called.notation else None,
            name_language=None if language == self.language else language.replace("und", ""),
        )


async def names(things: Iterable[str], pool: Pool, language: str) -> Names:
    """What these things are called; those that were not asked for before are looked up."""
    named = (iri for iri in set(things) if "//" in iri)  # a year is its own name
    return Names(await CALLED.of(named, pool, partial(_read, pool)), language, Iris(pool.manifest.base))


async def _read(pool: Pool, things: Collection[str]) -> dict[str, Called]:
    found = {iri: Called() for iri in things}
    text = composed(api_query("list-names"), {"thing": [NamedNode(iri) for iri in things]})
    for row in await pool.rows(text):
        thing, value = row["thing"], row["value"]
        if isinstance(thing, NamedNode) and isinstance(value, Literal):
            if row["property"] == SKOS_NOTATION:
                found[thing.value].notation = value.value
            else:
                found[thing.value].labels.setdefault(value.language or "", value.value)
    return found


def _id(iri: str, path: str | None, notation: str | None) -> str:
    """What parameters take: the word of a class, the notation of a concept, else what its address ends with."""
    if iri in WORDS:
        return WORDS[iri]
    if notation and iri.startswith(GD):
        return notation
    return path.split("/", 2)[2] if path else iri
