"""`/api/v1/mappings`: which mapping sets there are, and each of them as SSSOM."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict

from genoderm.api.keeping import KEPT
from genoderm.api.mappings.listing import LISTED, listed, written
from genoderm.api.mappings.models import MappingSets
from genoderm.api.mappings.sets import MappingSet, listing, mapping_set, mapping_sets
from genoderm.api.mappings.sssom import JSON, JSON_LD, TSV, document, table
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.ontology.terms import Iris
from genoderm.sparql.negotiation import choose
from genoderm.sparql.workers.pool import Pool
from genoderm.sparql.workers.tasks import Task

router = APIRouter(prefix="/api/v1")
OFFERED = (TSV, JSON, JSON_LD)
SUFFIXES = {".sssom.tsv": TSV, ".sssom.json": JSON}
FORMATS = {"tsv": TSV, "json": JSON, "jsonld": JSON_LD, "csv": "text/csv"}
Name = Annotated[
    str,
    Path(
        description="the name of a set in the list; with .sssom.tsv or .sssom.json behind it, in that format",
        examples=["orphanet-packets-orpha-omim", "orphanet-packets-orpha-omim.sssom.tsv"],
    ),
]


class ListAsked(BaseModel):
    """How the list is to be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["json", "jsonld", "csv"] | None = None


class SetAsked(BaseModel):
    """How a set is to be written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    format: Literal["tsv", "json", "jsonld"] | None = None


@router.head("/mappings", include_in_schema=False)
@router.get("/mappings", response_model=MappingSets)
async def mappings(asked: Annotated[ListAsked, Query()], request: Request, pool: Current) -> Response:
    """All mapping sets: between which systems, whose, how many mappings, how precise."""
    sets, iris = await mapping_sets(pool), Iris(pool.manifest.base)
    told = listed(sets.values(), public_base(request.scope, request.app.state.settings), iris)
    media_type = FORMATS[asked.format] if asked.format else choose(_accept(request), LISTED)
    headers = KEPT | {"Vary": "Accept", "Link": listing(pool.manifest).link(request)}
    return Response(written(told, media_type), media_type=media_type, headers=headers)


@router.head("/mappings/{name}", include_in_schema=False)
@router.get("/mappings/{name}", response_class=Response)
async def one_mapping_set(name: Name, asked: Annotated[SetAsked, Query()], request: Request, pool: Current) -> Response:
    """A mapping set as SSSOM, all of it."""
    stem, media_type = _suffixed(name)
    one = await mapping_set(stem, pool)
    chosen = media_type or (FORMATS[asked.format] if asked.format else choose(_accept(request), OFFERED))
    told = _told(one, chosen, pool)
    first = await anext(told)  # what is wrong is told before the answer begins
    headers = KEPT | {"Vary": "Accept", "Link": one.asking.link(request), **_file(one, chosen)}
    return StreamingResponse(_all(first, told), media_type=chosen, headers=headers)


async def _told(one: MappingSet, media_type: str, pool: Pool) -> AsyncIterator[bytes]:
    iris = Iris(pool.manifest.base)
    write = table if media_type == TSV else document
    async with pool.answer(Task(one.asking.text(iris), "text/csv")) as answer:
        async for piece in write(one, answer, iris):
            yield piece


async def _all(first: bytes, others: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in others:
        yield piece


def _suffixed(name: str) -> tuple[str, str]:
    """The name without a suffix, and the media type that the suffix stands for."""
    for suffix, media_type in SUFFIXES.items():
        if name.endswith(suffix):
            return name.removesuffix(suffix), media_type
    return name, ""


def _file(one: MappingSet, media_type: str) -> dict[str, str]:
    suffix = "tsv" if media_type == TSV else "json"
    return {"Content-Disposition": f'inline; filename="{one.name}.sssom.{suffix}"'}


def _accept(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept"))
