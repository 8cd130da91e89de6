"""How things are called in each language, and what lists show of them; remembered for as long as a release answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from genoderm.api.collections.memory import Remembered
from genoderm.api.records.asking import Row, language_of, rows_of_names
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import DCT, RDF, RDFS, SKOS
from genoderm.sparql.workers.pool import Pool

REMEMBERED = 1 << 14  # things, each of about a kilobyte
AT_ONCE = 400  # things that one query names
NAMING = (f"{SKOS}prefLabel", f"{DCT}title", f"{RDFS}label")  # the first that there is
SYMBOL, NOTATION = f"{GD}symbol", f"{SKOS}notation"


@dataclass(frozen=True, slots=True)
class Called:
    """A thing by its names: by language ("" where nobody said which), and by symbol and code."""

    names: Mapping[str, str] = field(default_factory=dict)
    symbol: str = ""
    notation: str = ""
    classes: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    city: str = ""
    year: str = ""
    told: dict[tuple[str, str, str], Any] = field(default_factory=dict)  # what was made of it, by what, for whom

    def name(self, language: str) -> tuple[str, str | None] | None:
        """Its name, and the language of that where it is another than was asked for; None if it has no name."""
        if self.symbol:
            return self.symbol, None
        for known in (language, "en", *sorted(self.names)):
            if known in self.names:
                return self.names[known], None if known == language else known
        return (self.notation, None) if self.notation else None


CALLED = Remembered[str, Called](REMEMBERED)


async def called(things: Iterable[str], pool: Pool) -> dict[str, Called]:
    """How these things are called, by IRI."""
    return await CALLED.of(set(things), pool, partial(_read, pool))


async def _read(pool: Pool, things: Iterable[str]) -> dict[str, Called]:
    unknown, found = sorted(things), dict[str, Called]()
    for start in range(0, len(unknown), AT_ONCE):
        part = unknown[start : start + AT_ONCE]
        told = _told(await rows_of_names(part, pool))
        found |= {iri: told.get(iri, Called()) for iri in part}
    return found


def _told(rows: Iterable[Row]) -> dict[str, Called]:
    said: dict[str, list[Row]] = {}
    for row in rows:
        said.setdefault(row["thing"]["value"], []).append(row)
    return {iri: _one(of_it) for iri, of_it in said.items()}


def _one(rows: list[Row]) -> Called:
    values: dict[str, list[str]] = {}
    for row in rows:
        values.setdefault(row["property"]["value"], []).append(row["value"]["value"])
    return Called(
        names=_names(rows),
        symbol=_first(values, SYMBOL),
        notation=_first(values, NOTATION),
        classes=tuple(values.get(f"{RDF}type", ())),
        countries=tuple(sorted(set(values.get(f"{GD}country", ())))),
        city=_first(values, f"{GD}city"),
        year=_first(values, f"{GD}year"),
    )


def _names(rows: Iterable[Row]) -> dict[str, str]:
    """The best name in each language; of several that are as good, the first of the alphabet."""
    best: dict[str, tuple[int, str]] = {}
    for row in rows:
        if (naming := row["property"]["value"]) in NAMING:
            language, told = language_of(row["value"]), (NAMING.index(naming), row["value"]["value"])
            best[language] = min(best.get(language, told), told)
    return {language: name for language, (_, name) in best.items()}


def _first(values: Mapping[str, list[str]], name: str) -> str:
    return min(values.get(name, ()), default="")
