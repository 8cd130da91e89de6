"""Patient associations, and what else answers a need: trainings, grants, meetings, guidelines and the like."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from genoderm.loaders.directory import columns as c
from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.cells import LanguageTag, Orphas, PartialDate, Refers, Slug, Slugs, Text, Year, word
from genoderm.loaders.directory.columns import Row, both_or_neither, column, in_order

Diseases = Annotated[
    Orphas,
    column(
        "ORPHA codes of diseases or groups",
        "79361",
        "maladies|codes orpha|maladie",
        "krankheiten|orpha codes|krankheit",
    ),
]


class Association(Row):
    """A patient association and the diseases that it serves."""

    marks: ClassVar[tuple[str, ...]] = ("diseases", "countries")

    id: Annotated[Slug, column("the row's own id, a slug", "example-association", "identifiant", "kennung")]
    name: Annotated[Text, column("its name", "Example EB Association", "nom|dénomination", "name|bezeichnung")]
    name_language: c.NameLanguage = ""
    other_names: Annotated[
        c.OtherNames, column("further names", "EB Example", "autres noms|alias", "weitere namen|andere namen")
    ] = ()
    acronym: c.Acronym = ""
    countries: c.Countries = ()
    languages: c.Languages = ()
    diseases: Diseases = ()
    scope_published: c.ScopePublished = ""
    umbrellas: Annotated[
        Slugs,
        Refers(("associations",)),
        column(
            "ids of the associations that it is a member of",
            "debra-international",
            "fédérations|fédération",
            "dachverbände|dachverband",
        ),
    ] = ()
    networks: Annotated[
        Slugs,
        Refers(("networks",)),
        column("ids of the networks that it takes part in", "example-network", "réseaux|réseau", "netzwerke|netzwerk"),
    ] = ()
    founded: c.Founded = ""
    website: Annotated[
        c.Website,
        column(
            "its own web site",
            "https://association.example.org/",
            "site web|site internet|site",
            "webseite|internetseite",
        ),
    ] = ""
    ror: Annotated[c.Ror, column("ROR id", "", "identifiant ror", "ror id|ror kennung")] = ""
    wikidata: Annotated[
        c.Wikidata, column("Wikidata id", "", "identifiant wikidata", "wikidata id|wikidata kennung")
    ] = ""
    evidence: c.Evidence = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""


class Resource(Row):
    """A training, grant, meeting, project, guideline, registry or support that answers a need."""

    id: Annotated[Slug, column("the row's own id, a slug", "2024-example-course", "identifiant", "kennung")]
    kind: Annotated[
        str,
        words.RESOURCE_KIND,
        word(words.RESOURCE_KIND),
        column("what it is", "training-course", "type|nature", "art|typ"),
    ]
    title: Annotated[Text, column("what it is called", "Example course on genodermatoses", "titre|intitulé", "titel")]
    title_language: Annotated[
        LanguageTag, column("language of the title", "en", "langue du titre", "sprache des titels")
    ] = ""
    organised_by: Annotated[
        Slugs,
        Refers(("networks", "associations", "hospitals", "centres")),
        column(
            "ids of who organises it", "example-network", "organisé par|organisateurs", "veranstaltet von|veranstalter"
        ),
    ] = ()
    organisers_published: Annotated[
        Text,
        column(
            "organisers in the source's own few words",
            "Example Network",
            "organisateurs publiés",
            "veranstalter laut quelle",
        ),
    ] = ""
    year: Annotated[Year, column("year", "2024", "année|an", "jahr")] = ""
    start: Annotated[PartialDate, column("first day", "2024-05-13", "début|du", "beginn|von")] = ""
    end: Annotated[PartialDate, column("last day", "2024-05-17", "fin|au", "ende|bis")] = ""
    place: Annotated[
        Text, column("house or region where it takes place", "Example Hall", "lieu", "veranstaltungsort")
    ] = ""
    city: c.City = ""
    geonames: c.Geonames = ""
    latitude: c.Latitude = ""
    longitude: c.Longitude = ""
    countries: c.Countries = ()
    diseases: Diseases = ()
    topic_published: Annotated[
        Text,
        column(
            "the topic, in the source's own few words",
            "genodermatoses",
            "sujet publié|sujet",
            "thema laut quelle|thema",
        ),
    ] = ""
    languages: Annotated[c.Languages, column("BCP-47 languages", "fr|en", "langues", "sprachen")] = ()
    needs: Annotated[
        Slugs,
        Refers(("needs",)),
        words.NEED,
        column("care needs that it answers", "medical-expertise", "besoins|besoin", "bedarf|bedürfnisse"),
    ] = ()
    website: Annotated[
        c.Website,
        column(
            "its own web site",
            "https://network.example.org/course",
            "site web|site internet|site",
            "webseite|internetseite",
        ),
    ] = ""
    evidence: c.Evidence = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""

    @model_validator(mode="after")
    def _dates_in_order(self) -> "Resource":
        in_order(self.start, self.end, "start, end")
        both_or_neither(self.latitude, self.longitude)
        return self
