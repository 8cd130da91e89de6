"""The finder: which centres for a disease, each with the reason of its match and the evidence behind it."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel

from genoderm.api.problems import no_parameters
from genoderm.api.serving import Current
from genoderm.ontology.errors import NotFound
from genoderm.ontology.questions import question
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import bound
from genoderm.sparql.evaluation import Row

router = APIRouter(prefix="/api/v1", dependencies=[Depends(no_parameters)])
KNOWN = "disease-by-code"
CENTRES = "centres-for-disease"


Code = Annotated[
    str,
    Path(
        description="an ORPHA code, current or retired",
        examples=["ORPHA:79361"],
        json_schema_extra={"pattern": "^(ORPHA:)?[0-9]{1,7}$"},
    ),
]


class UnknownCode(NotFound):
    """No disease, current or retired, carries this code."""


class Match(BaseModel):
    """One centre, why it matches, and one piece of evidence; a centre comes once for each piece."""

    centre: str
    name: str
    kind: str | None
    status: str | None
    country: str | None
    city: str | None
    match: str
    levels: int
    via: str
    via_name: str
    published_as: str | None
    age_group: str | None
    evidence: str
    source: str
    as_of: str | None


class Matches(BaseModel):
    """The centres for a disease, best match first."""

    disease: str
    name: str
    total: int
    items: list[Match]


@router.head("/diseases/{code}/centres", include_in_schema=False)
@router.get("/diseases/{code}/centres")
async def centres(code: Code, pool: Current) -> Matches:
    """The centres with expertise in the disease itself, in a group above it, or in a subtype of it."""
    asked = bound(question(KNOWN), {"disease": code}, Iris(pool.manifest.base))
    known = await pool.rows(question(KNOWN).text, asked)
    if not known:
        raise UnknownCode(f"{code} is no ORPHA code of this release; ORPHA:79361 is one")
    items = [_match(row) for row in await pool.rows(question(CENTRES).text, asked)]
    return Matches(disease=asked["disease"].value, name=_text(known[0], "name") or "", total=len(items), items=items)


def _match(row: Row) -> Match:
    return Match.model_validate(
        {
            "centre": _text(row, "centre"),
            "name": _text(row, "centreName"),
            "kind": _text(row, "class"),
            "status": _text(row, "status"),
            "country": _text(row, "country"),
            "city": _text(row, "city"),
            "match": _text(row, "match"),
            "levels": _text(row, "levels"),
            "via": _text(row, "via"),
            "via_name": _text(row, "viaName"),
            "published_as": _text(row, "publishedAs"),
            "age_group": _text(row, "ageGroup"),
            "evidence": _text(row, "evidence"),
            "source": _text(row, "source"),
            "as_of": _text(row, "asOf"),
        }
    )


def _text(row: Row, name: str) -> str | None:
    term = row[name]
    return None if term is None else str(getattr(term, "value", term))
