"""The JSON of ROR in its two schemas (https://ror.readme.io/docs/data-structure), checked.

Version 1, until 2025, has one name and lists of labels, aliases and acronyms; version 2 has names with types.
"""

from decimal import Decimal
from typing import Annotated

from pydantic import AliasPath, BaseModel, ConfigDict, Field, StringConstraints

Identifier = Annotated[str, StringConstraints(pattern=r"^https://ror\.org/0[a-z0-9]{6}[0-9]{2}$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Lower = Annotated[str, StringConstraints(to_lower=True)]  # "Healthcare" in version 1, "healthcare" in version 2
Status = Annotated[str, StringConstraints(to_lower=True, pattern=r"^(?i:active|inactive|withdrawn)$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
Latitude = Annotated[Decimal, Field(ge=-90, le=90)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180)]


class Part(BaseModel):
    """A part of the JSON; what the graph does not need is not looked at."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Relationship(Part):
    """A tie to another organisation: its parent, its successor and so on."""

    type: Lower
    id: Identifier


class Entry(Part):
    """What the two versions share."""

    id: Identifier
    status: Status
    types: list[Lower]
    relationships: list[Relationship] = []


class ExternalIds(Part):
    """The ids that another registry gives an organisation."""

    type: str = ""
    all: list[str] | str | None = None
    preferred: str | None = None


class NameV2(Part):
    """A name and what it serves as: label, alias, acronym, ror_display."""

    value: Text
    types: list[str]
    lang: str | None = None


class TownV2(Part):
    """A town, with its coordinates, by GeoNames."""

    geonames_id: int
    country: Annotated[Country, Field(validation_alias=AliasPath("geonames_details", "country_code"))]
    city: Annotated[str | None, Field(validation_alias=AliasPath("geonames_details", "name"))] = None
    lat: Annotated[Latitude | None, Field(validation_alias=AliasPath("geonames_details", "lat"))] = None
    lng: Annotated[Longitude | None, Field(validation_alias=AliasPath("geonames_details", "lng"))] = None


class LinkV2(Part):
    """A page: the website, the Wikipedia article."""

    type: str
    value: str


class EntryV2(Entry):
    """An organisation in schema version 2."""

    names: Annotated[list[NameV2], Field(min_length=1)]
    locations: list[TownV2]
    links: list[LinkV2] = []
    external_ids: list[ExternalIds] = []


class LabelV1(Part):
    """The name in another language."""

    label: Text
    iso639: str | None = None


class TownV1(Part):
    """A town; its GeoNames id is often missing."""

    city: str | None = None
    lat: Latitude | None = None
    lng: Longitude | None = None
    geonames_id: Annotated[int | None, Field(validation_alias=AliasPath("geonames_city", "id"))] = None


class EntryV1(Entry):
    """An organisation in schema version 1."""

    name: Text
    labels: list[LabelV1] = []
    aliases: list[Text] = []
    acronyms: list[Text] = []
    addresses: list[TownV1] = []
    country: Annotated[Country, Field(validation_alias=AliasPath("country", "country_code"))]
    links: list[str] = []
    external_ids: dict[str, ExternalIds] = {}
