"""What the resolver answers, as JSON has it."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from genoderm.api.resolving.precision import Precision

Status = Literal["found", "retired", "unmapped", "unknown"]
STATUS = (
    "`found`: it means a disease that stands; `retired`: what it means, Orphanet has retired, and `replaced_by` names "
    "the successors that a source tells; `unmapped`: the graph knows the code, but no disease of it, or none of the "
    "precision asked for; `unknown`: the graph does not know it"
)


class Model(BaseModel):
    """A part of an answer, built once."""

    model_config = ConfigDict(frozen=True)


class MappingSourceTold(Model):
    """A source of mappings."""

    title: str
    publisher: str
    version: str | None = None
    licence: str | None = None
    homepage: str | None = None


class MappingTold(Model):
    """That a code means a disease, by one source; told of the code, seen from the disease."""

    precision: Precision
    means: str = Field(examples=["OMIM:226600 means the same as ORPHA:79408"])
    predicate: str | None = Field(
        default=None, description="from the disease to the code", examples=["skos:exactMatch"]
    )
    source: str | None = Field(default=None, description="a key of `sources`; of a disease's own code there is none")
    through: str | None = Field(
        default=None, description="the code between the two, of a chain", examples=["MONDO:0009179"]
    )


class Successor(Model):
    """A disease that took the place of a retired one."""

    iri: str
    id: str
    code: str
    name: str
    name_language: str | None = None
    href: str
    status: Literal["current", "retired"]


class DiseaseTold(Successor):
    """A disease that a code means."""

    last_version: str | None = Field(
        default=None, description="of Orphanet's nomenclature: the last edition that had the code"
    )
    gone_by: str | None = Field(default=None, description="an edition that does not have it any more")
    replaced_by: tuple[Successor, ...] = Field(description="what a source says took its place")
    now: tuple[Successor, ...] = Field(description="what stands today at the end of all successors, of a retired code")
    mappings: tuple[MappingTold, ...]


class ReadingTold(Model):
    """One code that was meant, and the diseases that it means."""

    system: str
    system_name: str
    code: str = Field(examples=["OMIM:226600"])
    iri: str
    deprecated: bool = Field(description="whether the code's own system has retired it")
    left_out: int = Field(description="mappings that are there, but not of the precision asked for")
    diseases: tuple[DiseaseTold, ...]


class Resolution(Model):
    """What became of one code."""

    asked: str
    status: Status = Field(description=STATUS)
    ambiguous: bool = Field(description="whether what was asked is a code of several systems, each a reading")
    readings: tuple[ReadingTold, ...]
    tried: tuple[str, ...] = Field(description="codes that it could have been, of which the graph knows none")
    near: tuple[str, ...] = Field(description="codes of diseases that are one slip away, of a code that is unknown")


class Resolved(Resolution):
    """The answer for one code."""

    sources: dict[str, MappingSourceTold]


class Batch(Model):
    """The answers for many codes, in the order in which they were asked."""

    total: int
    found: int
    retired: int
    unmapped: int
    unknown: int
    items: tuple[Resolution, ...]
    sources: dict[str, MappingSourceTold]
