"""What can be asked about gaps, and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from genoderm.api.collections.asked import MOST, Countries, Diseases, Evidence, Many
from genoderm.api.collections.things import Thing

By = Literal["disease", "country", "region"]


class GapsAsked(BaseModel):
    """Gaps by disease, country or region; those with the fewest centres first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Annotated[By, Field(description="what the rows are")] = "disease"
    country: Annotated[Countries, Field(description="centres of these countries alone")] = ()
    region: Annotated[Many, Field(description="centres of these regions alone", examples=[["europe"]])] = ()
    evidence: Annotated[Evidence, Field(description="these kinds of evidence alone")] = ()
    disease: Annotated[Diseases, Field(description="a group: of the diseases below it alone")] = None
    most: Annotated[int | None, Field(ge=0, description="rows with at most so many centres; 0: none at all")] = None
    sort: Annotated[Literal["centres", "-centres", "diseases", "-diseases", "name"], Field(description="the order")] = (
        "centres"
    )
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int | None, Field(ge=1, le=MOST, description="20 of JSON, all of CSV, if it is not told")] = None
    lang: Annotated[str | None, Field(max_length=20, description="the language of names", examples=["fr"])] = None
    format: Annotated[Literal["json", "csv"] | None, Field(description="instead of Accept")] = None


@dataclass(frozen=True, slots=True)
class Gap:
    """A disease, a country or a region, and who is known to have expertise there.

    `centres` are those that see patients and have current expertise in a rare skin disease, or in a group of them that
    is not general; `by_itself` have it in the very disease, `by_group` in a group alone. `evidence` counts centres by
    the kind of evidence. `diseases`, of a country or region, counts the rare skin diseases that its centres cover; of
    a disease it is 1 or 0.
    """

    thing: Thing
    centres: int
    by_itself: int
    by_group: int
    laboratories: int
    countries: int
    diseases: int
    regions: tuple[str, ...] = ()  # of a country
    evidence: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gaps:
    """A page of rows, and what they are taken of: `diseases` rare skin diseases, of which `covered` have a centre."""

    by: By
    total: int
    offset: int
    limit: int
    rows: tuple[Gap, ...]
    diseases: int
    covered: int
    without: int  # rows of all that have no centre
