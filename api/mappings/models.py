"""The list of mapping sets, as JSON has it."""

from pydantic import BaseModel, ConfigDict, Field


class MappingSetTold(BaseModel):
    """One mapping set."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(examples=["orphanet-packets-orpha-omim"])
    iri: str
    title: str
    subject_source: str = Field(examples=["ORPHA"])
    object_source: str = Field(examples=["OMIM"])
    count: int
    predicates: dict[str, int] = Field(examples=[{"skos:exactMatch": 841, "skos:narrowMatch": 745}])
    source: str
    publisher: str | None = None
    version: str | None = None
    licence: str | None = None
    attribution: str | None = None
    href: str = Field(description="the set, as SSSOM in the format that Accept asks for")
    tsv: str = Field(description="the set as SSSOM/TSV")
    json_: str = Field(serialization_alias="json", description="the set as SSSOM/JSON")


class MappingSets(BaseModel):
    """All mapping sets of the release."""

    total: int
    offset: int
    limit: int
    items: tuple[MappingSetTold, ...]
