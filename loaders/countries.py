"""The countries of the world: ISO 3166-1 codes, with their names in English and French.

No file is read: pycountry brings the codes (from Debian's iso-codes), babel the names (from Unicode CLDR).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pycountry
from babel import Locale
from pyoxigraph import Literal, Triple

from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.ontology.terms import Country
from genoderm.ontology.vocabularies import RDF_TYPE, SKOS_NOTATION, SKOS_PREF_LABEL

SOURCE = Source(
    name="countries",
    title="Countries: codes of ISO 3166-1, names of Unicode CLDR",
    publisher="ISO 3166 Maintenance Agency, through pycountry; Unicode Consortium, through Babel",
    homepage="https://cldr.unicode.org",
    licence="https://www.unicode.org/license.txt",
    attribution="Country codes: ISO 3166-1 by pycountry; names: Unicode CLDR, © Unicode, Inc., by Babel",
)
GRAPH = "countries"
LANGUAGES = ("en", "fr")
# Not in ISO 3166-1 but set apart there for users; the European Union, CLDR and ROR call Kosovo so.
USER_ASSIGNED = ("XK",)


@dataclass(frozen=True, slots=True)
class CountryRecord:
    """A country: its ISO 3166-1 alpha-2 code, and its name by language."""

    code: str
    names: tuple[tuple[str, str], ...]  # (("en", "Germany"), ("fr", "Allemagne"))


def edition_version() -> str:
    """Which releases of the two libraries tell: "pycountry 26.2.16, Babel 2.18.0"."""
    return f"pycountry {version('pycountry')}, Babel {version('babel')}"


def codes() -> list[str]:
    """The codes of all countries, in their order."""
    return sorted({country.alpha_2 for country in pycountry.countries} | set(USER_ASSIGNED))


def records() -> Iterator[CountryRecord]:
    """Every country, by its code."""
    territories = {language: Locale(language).territories for language in LANGUAGES}
    for code in codes():
        yield CountryRecord(code, tuple((language, territories[language][code]) for language in LANGUAGES))


def statements(context: Context) -> Iterator[Triple]:
    """What the graph says of every country."""
    for record in records():
        yield from facts(record, context)


def facts(record: CountryRecord, context: Context) -> Iterator[Triple]:
    """One country."""
    node = context.iris.thing("country", record.code)
    yield Triple(node, RDF_TYPE, Country)
    yield Triple(node, SKOS_NOTATION, Literal(record.code))
    for language, name in record.names:
        yield Triple(node, SKOS_PREF_LABEL, Literal(name, language=language))


def edition() -> Edition:
    """The countries as an edition, like any other source's: the file is pycountry's own."""
    return Edition(SOURCE, Path(pycountry.DATABASE_DIR) / "iso3166-1.json", GRAPH, version=edition_version())


def _no_file(_: Sample) -> None:
    """No file that somebody gives is taken for this source."""


def _records(_: Edition, __: Report) -> Iterator[CountryRecord]:
    return records()


LOADER = Loader(SOURCE, _no_file, _records, {"": facts})
