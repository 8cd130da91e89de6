"""The columns that many tables share, each with its description, an example and its headers in French and German."""

from typing import Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.cells import (
    CountryCode,
    CountryCodes,
    GeonamesId,
    LanguageTag,
    LanguageTags,
    LatitudeDegrees,
    LongitudeDegrees,
    Orphas,
    PartialDate,
    RorId,
    Text,
    Texts,
    WebAddress,
    WikidataId,
    word,
)


class Row(BaseModel):
    """One row of a directory table, checked; an empty cell is "" or (), and says that something is not known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    marks: ClassVar[tuple[str, ...]] = ()  # columns that must be in the header though their cells may be empty


def column(description: str, example: str, fr: str, de: str) -> Any:
    """A column: what it holds, a cell of it, and its headers in French and German, separated by `|`."""
    return Field(
        description=description,
        examples=[example],
        json_schema_extra={"fr": list(fr.split("|")), "de": list(de.split("|"))},
    )


def both_or_neither(latitude: str, longitude: str) -> None:
    """ValueError where only one of them is given."""
    if bool(latitude) != bool(longitude):
        raise ValueError("latitude and longitude together, or neither")


def in_order(first: str, then: str, what: str) -> None:
    """ValueError unless the first date is not after the other, as far as both are precise."""
    precise = min(len(first), len(then))
    if first[:precise] > then[:precise]:
        raise ValueError(f"{what} in that order")


Name = Annotated[
    Text,
    column("its name, as it calls itself", "Example University Hospital", "nom|dénomination", "name|bezeichnung"),
]
NameLanguage = Annotated[
    LanguageTag, column("language of the name", "en", "langue du nom", "sprache des namens|namenssprache")
]
OtherNames = Annotated[
    Texts,
    column("further names and abbreviations", "EUH|Example UH", "autres noms|alias", "weitere namen|andere namen"),
]
Country = Annotated[
    CountryCode, column("ISO 3166-1 code, or the name in English, French or German", "FR", "pays", "land|staat")
]
City = Annotated[Text, column("town", "Paris", "ville|commune", "stadt|ort")]
Geonames = Annotated[
    GeonamesId, column("GeoNames number of the town", "2988507", "identifiant geonames", "geonames nummer")
]
Latitude = Annotated[LatitudeDegrees, column("degrees north, WGS 84", "48.85341", "lat", "breitengrad|breite")]
Longitude = Annotated[LongitudeDegrees, column("degrees east, WGS 84", "2.3488", "lon|lng|long", "längengrad|länge")]
CoordinatesFrom = Annotated[
    str,
    words.COORDINATES_FROM,
    word(words.COORDINATES_FROM),
    column("where the coordinates come from", "geonames", "origine des coordonnées", "herkunft der koordinaten"),
]
Ror = Annotated[RorId, column("ROR id", "https://ror.org/0examp086", "identifiant ror", "ror id|ror kennung")]
Wikidata = Annotated[
    WikidataId, column("Wikidata id", "Q4115189", "identifiant wikidata", "wikidata id|wikidata kennung")
]
Website = Annotated[
    WebAddress,
    column(
        "its own web site", "https://hospital.example.org/", "site web|site internet|site", "webseite|internetseite"
    ),
]
SourceUrl = Annotated[
    WebAddress, column("the page that says so", "https://hospital.example.org/about", "source|url source", "quelle")
]
AsOf = Annotated[
    PartialDate,
    column("date that the source speaks of", "2024-05", "date de la source|en date du", "stand|datum der quelle"),
]
Note = Annotated[
    Text, column("a short note of your own", "example row", "remarque|commentaire", "anmerkung|bemerkung|notiz")
]
Evidence = Annotated[
    str,
    words.EVIDENCE,
    word(words.EVIDENCE),
    column("what kind of source says so", "institution-page", "preuve|type de preuve", "beleg|art des belegs"),
]
Status = Annotated[
    str,
    words.STATUS,
    word(words.STATUS),
    column("empty is current, as far as the source says", "current", "statut|état", "status|zustand"),
]
AgeGroup = Annotated[
    str,
    words.AGE_GROUP,
    word(words.AGE_GROUP),
    column("who is seen", "children", "âge|groupe d'âge|tranche d'âge", "alter|altersgruppe"),
]
Acronym = Annotated[Text, column("its abbreviation", "EXN", "sigle|acronyme", "abkürzung|kürzel")]
Founded = Annotated[
    PartialDate, column("when it was founded", "2003", "fondation|fondé en|création", "gründung|gegründet")
]
ScopePublished = Annotated[
    Text,
    column(
        "the scope, in the source's own few words",
        "epidermolysis bullosa",
        "champ publié|domaine publié",
        "gebiet laut quelle|veröffentlichtes gebiet",
    ),
]
Scope = Annotated[
    Orphas,
    column("ORPHA codes of the diseases or groups of the scope", "79361", "champ|domaine|périmètre", "gebiet|bereich"),
]
Countries = Annotated[
    CountryCodes,
    column("ISO 3166-1 codes, or names in English, French or German", "FR|BE", "pays", "länder|land|staaten"),
]
Languages = Annotated[LanguageTags, column("BCP-47 languages", "fr|en", "langues|langue", "sprachen|sprache")]
