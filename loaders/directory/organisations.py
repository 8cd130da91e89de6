"""Hospitals and other bodies, authorities, and the centres in them."""

from typing import Annotated, ClassVar

from pydantic import model_validator

from genoderm.loaders.directory import columns as c
from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.cells import Refers, Slug, Slugs, Text, word
from genoderm.loaders.directory.columns import Row, both_or_neither, column


class Hospital(Row):
    """A hospital, research institute, university or other body that hosts centres."""

    marks: ClassVar[tuple[str, ...]] = ("city",)

    id: Annotated[Slug, column("the row's own id, a slug", "example-hospital", "identifiant", "kennung")]
    name: c.Name
    name_language: c.NameLanguage = ""
    other_names: c.OtherNames = ()
    kind: Annotated[
        str,
        words.ORGANISATION_KIND,
        word(words.ORGANISATION_KIND),
        column("what it is; empty is a hospital", "hospital", "type|nature", "art|typ"),
    ] = "hospital"
    part_of: Annotated[
        Slug,
        Refers(("hospitals",)),
        column("id of the hospital or body that it belongs to", "", "fait partie de|rattaché à", "teil von|gehört zu"),
    ] = ""
    country: c.Country
    city: c.City = ""
    geonames: c.Geonames = ""
    latitude: c.Latitude = ""
    longitude: c.Longitude = ""
    coordinates_from: c.CoordinatesFrom = ""
    ror: c.Ror = ""
    wikidata: c.Wikidata = ""
    website: c.Website = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""

    @model_validator(mode="after")
    def _both_coordinates(self) -> "Hospital":
        both_or_neither(self.latitude, self.longitude)
        return self


class Authority(Row):
    """A body that designates centres: a ministry, a national programme, the ERN Board, a society."""

    marks: ClassVar[tuple[str, ...]] = ("country",)

    id: Annotated[Slug, column("the row's own id, a slug", "example-ministry", "identifiant", "kennung")]
    name: Annotated[Text, column("its name", "Example Ministry of Health", "nom|dénomination", "name|bezeichnung")]
    name_language: c.NameLanguage = ""
    other_names: Annotated[
        c.OtherNames,
        column("further names and abbreviations", "EMH", "autres noms|alias", "weitere namen|andere namen"),
    ] = ()
    kind: Annotated[
        str,
        words.AUTHORITY_KIND,
        word(words.AUTHORITY_KIND),
        column("what it is", "ministry", "type|nature", "art|typ"),
    ]
    country: c.Country = ""
    website: Annotated[
        c.Website,
        column(
            "its own web site", "https://ministry.example.org/", "site web|site internet|site", "webseite|internetseite"
        ),
    ] = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""


class Centre(Row):
    """An expert centre, consultation, care unit or laboratory in a hospital."""

    marks: ClassVar[tuple[str, ...]] = ("hospital",)

    id: Annotated[Slug, column("the row's own id, a slug", "example-hospital-eb", "identifiant", "kennung")]
    name: Annotated[Text, column("its name", "Example EB clinic", "nom|dénomination", "name|bezeichnung")]
    name_language: c.NameLanguage = ""
    other_names: Annotated[
        c.OtherNames, column("further names", "EB outpatients", "autres noms|alias", "weitere namen|andere namen")
    ] = ()
    kind: Annotated[
        str, words.CENTRE_KIND, word(words.CENTRE_KIND), column("what it is", "expert-centre", "type|nature", "art|typ")
    ]
    hospital: Annotated[
        Slug,
        Refers(("hospitals",)),
        column("id of the hospital that hosts it", "example-hospital", "hôpital|établissement", "krankenhaus|klinik"),
    ] = ""
    unit: Annotated[
        Text, column("department or unit", "Department of Dermatology", "unité|service", "abteilung|einheit")
    ] = ""
    country: Annotated[
        c.Country,
        column("only where it has no hospital, or is elsewhere: ISO 3166-1 code or name", "", "pays", "land|staat"),
    ] = ""
    city: Annotated[
        c.City, column("only where it has no hospital, or is elsewhere: town", "", "ville|commune", "stadt|ort")
    ] = ""
    geonames: Annotated[
        c.Geonames, column("GeoNames number of that town", "", "identifiant geonames", "geonames nummer")
    ] = ""
    latitude: Annotated[c.Latitude, column("degrees north, WGS 84, of that place", "", "lat", "breitengrad|breite")] = (
        ""
    )
    longitude: Annotated[
        c.Longitude, column("degrees east, WGS 84, of that place", "", "lon|lng|long", "längengrad|länge")
    ] = ""
    age_group: c.AgeGroup = ""
    specialties: Annotated[
        Slugs,
        Refers(("specialties",)),
        words.SPECIALTY,
        column("specialties at hand", "dermatology|genetics", "spécialités|spécialité", "fachgebiete|fachgebiet"),
    ] = ()
    needs: Annotated[
        Slugs,
        Refers(("needs",)),
        words.NEED,
        column("care needs that it answers", "medical-expertise", "besoins|besoin", "bedarf|bedürfnisse"),
    ] = ()
    languages: c.Languages = ()
    website: Annotated[
        c.Website,
        column(
            "its own web site",
            "https://hospital.example.org/eb",
            "site web|site internet|site",
            "webseite|internetseite",
        ),
    ] = ""
    status: c.Status = ""
    source: c.SourceUrl = ""
    as_of: c.AsOf = ""
    note: c.Note = ""

    @model_validator(mode="after")
    def _both_coordinates(self) -> "Centre":
        both_or_neither(self.latitude, self.longitude)
        return self
