"""`/gaps`: where expertise is missing, by disease, by country, by region of the world, as charts that are tables."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Literal
from urllib.parse import urlencode

import pycountry
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from genoderm.api.collections.asked import CentresAsked
from genoderm.api.collections.listing import listed
from genoderm.api.gaps.asked import Gap, Gaps, GapsAsked
from genoderm.api.gaps.counting import all_gaps
from genoderm.api.languages import language
from genoderm.api.pages.frame import Frame, framed
from genoderm.api.pages.rendering import kept, render
from genoderm.api.serving import Current
from genoderm.sparql.workers.pool import Pool

SHOWN = 50  # diseases of a page
SHADES = (0.0, 0.1, 0.25, 0.5, 0.75)  # the share above which the next shade of the map begins
# how many centres: the name of the text, and the least of the step
STEPS = (("gaps.centres_10", 10), ("gaps.centres_5", 5), ("gaps.centres_2", 2), ("gaps.centres_1", 1))

router = APIRouter()


class Looked(BaseModel):
    """What the page of gaps takes; empty parameters, as a form sends them, are none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Literal["disease", "country", "region"] = "disease"
    country: str | None = None
    evidence: str | None = None
    offset: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    lang: Literal["en", "fr"] | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_empty(cls, told: object) -> object:
        return {name: value for name, value in told.items() if value != ""} if isinstance(told, Mapping) else told

    def asked(self) -> GapsAsked:
        """The question for the data."""
        chosen = {"country": self.country, "evidence": self.evidence}
        return GapsAsked.model_validate({"by": self.by} | {name: value for name, value in chosen.items() if value})


@router.head("/gaps", include_in_schema=False)
@router.get("/gaps", response_class=Response)
async def page(looked: Annotated[Looked, Query()], request: Request, pool: Current) -> Response:
    """One of the three views."""
    spoken = language(request, looked.lang)
    frame = framed(request, spoken)
    found = await all_gaps(looked.asked(), pool, spoken)
    values: dict[str, object] = {"looked": looked}
    values |= {"json": _address(looked, frame), "csv": _address(looked, frame, "csv")}
    if looked.by == "disease":
        values |= _diseases(found, looked) | {"choices": await _choices(pool, spoken)}
        return kept(render(request, "pages/gaps_disease.html", spoken, **values), spoken)
    values |= _places(found, frame)
    return kept(render(request, "pages/gaps_place.html", spoken, **values), spoken)


def _diseases(found: Gaps, looked: Looked) -> dict[str, object]:
    return {
        "total": found.diseases,
        "uncovered": found.diseases - found.covered,
        "spread": list(spread(found.rows)),
        "rows": found.rows[looked.offset : looked.offset + SHOWN],
        "shown": SHOWN,
    }


def spread(rows: Sequence[Gap]) -> Iterator[tuple[str, int]]:
    """How many diseases have how many centres for themselves; those that have none, apart from those of a group."""
    yield "gaps.centres_0", sum(not gap.centres for gap in rows)
    yield "gaps.centres_group", sum(bool(gap.centres) and not gap.by_itself for gap in rows)
    above = len(rows) + 1
    steps = []
    for name, least in STEPS:
        steps.append((name, sum(least <= gap.by_itself < above for gap in rows)))
        above = least
    yield from reversed(steps)


def _places(found: Gaps, frame: Frame) -> dict[str, object]:
    covering = sorted((gap for gap in found.rows if gap.centres), key=lambda gap: (-gap.diseases, gap.thing.name))
    return {
        "rows": covering,
        "total": found.diseases or 1,
        "without": found.without,
        "areas": dict(_areas(covering, found.diseases or 1, frame)),
        "shades": SHADES,
    }


def _areas(rows: Sequence[Gap], total: int, frame: Frame) -> Iterator[tuple[str, dict[str, object]]]:
    """Countries by the number of ISO 3166-1, as the outlines of the map know them."""
    for gap in rows:
        known = pycountry.countries.get(alpha_2=gap.thing.id)
        if known:
            share = gap.diseases / total
            words = frame.text(
                "gaps.of_country",
                name=gap.thing.name,
                centres=frame.number(gap.centres),
                diseases=frame.number(gap.diseases),
                total=frame.number(total),
                share=frame.percent(share),
            )
            yield known.numeric, {"shade": sum(share > least for least in SHADES), "words": str(words)}


async def _choices(pool: Pool, spoken: str) -> Mapping[str, object]:
    """Countries and kinds of evidence to choose from: those of the centres."""
    return (await listed(CentresAsked(limit=1), pool, spoken)).facets


def _address(looked: Looked, frame: Frame, suffix: str | None = None) -> str:
    given = {"by": looked.by, "country": looked.country, "evidence": looked.evidence, "format": suffix}
    return f"{frame.root}/api/v1/gaps?{urlencode({name: value for name, value in given.items() if value})}"
