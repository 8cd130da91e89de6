"""`/api/v1/<collection>`: lists with filters that combine, facets with counts, and pages."""

import json
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from genoderm.api.collections.answering import CSV, JSON_LD, answer, media_type
from genoderm.api.collections.asked import (
    Asked,
    AssociationsAsked,
    CentresAsked,
    DiseasesAsked,
    GroupsAsked,
    HospitalsAsked,
    NeedsAsked,
    NetworksAsked,
    ResourcesAsked,
    SpecialtiesAsked,
)
from genoderm.api.collections.linking import linked
from genoderm.api.collections.listing import everything, listed
from genoderm.api.collections.paging import links
from genoderm.api.collections.tables import listing_table
from genoderm.api.collections.things import Listing
from genoderm.api.collections.written import Writer
from genoderm.api.finder.routes import answered
from genoderm.api.languages import language_of_names
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.ontology.errors import BadInput
from genoderm.sparql.workers.pool import Pool

router = APIRouter(prefix="/api/v1")


@router.head("/diseases", include_in_schema=False)
@router.get("/diseases", response_class=Response)
async def diseases(asked: Annotated[DiseasesAsked, Query()], request: Request, pool: Current) -> Response:
    """Diseases, groups of diseases and subtypes, current and retired."""
    return await _listed(asked, request, pool)


@router.head("/centres", include_in_schema=False)
@router.get("/centres", response_class=Response)
async def centres(asked: Annotated[CentresAsked, Query()], request: Request, pool: Current) -> Response:
    """Centres; with `disease` the finder's answer: ranked, each with the reasons of its match."""
    if asked.disease:
        return await answered(asked, request, pool)
    if asked.scope == "network":
        raise BadInput("scope is 'network', expected disease beside it: the nodes are asked for centres for a disease")
    return await _listed(asked, request, pool)


@router.head("/hospitals", include_in_schema=False)
@router.get("/hospitals", response_class=Response)
async def hospitals(asked: Annotated[HospitalsAsked, Query()], request: Request, pool: Current) -> Response:
    """Hospitals, research institutes and universities."""
    return await _listed(asked, request, pool)


@router.head("/networks", include_in_schema=False)
@router.get("/networks", response_class=Response)
async def networks(asked: Annotated[NetworksAsked, Query()], request: Request, pool: Current) -> Response:
    """Networks: European, national, regional, international."""
    return await _listed(asked, request, pool)


@router.head("/groups", include_in_schema=False)
@router.get("/groups", response_class=Response)
async def groups(asked: Annotated[GroupsAsked, Query()], request: Request, pool: Current) -> Response:
    """Thematic groups of networks."""
    return await _listed(asked, request, pool)


@router.head("/specialties", include_in_schema=False)
@router.get("/specialties", response_class=Response)
async def specialties(asked: Annotated[SpecialtiesAsked, Query()], request: Request, pool: Current) -> Response:
    """Specialties that centres have at hand."""
    return await _listed(asked, request, pool)


@router.head("/associations", include_in_schema=False)
@router.get("/associations", response_class=Response)
async def associations(asked: Annotated[AssociationsAsked, Query()], request: Request, pool: Current) -> Response:
    """Patient associations."""
    return await _listed(asked, request, pool)


@router.head("/needs", include_in_schema=False)
@router.get("/needs", response_class=Response)
async def needs(asked: Annotated[NeedsAsked, Query()], request: Request, pool: Current) -> Response:
    """Care needs."""
    return await _listed(asked, request, pool)


@router.head("/resources", include_in_schema=False)
@router.get("/resources", response_class=Response)
async def resources(asked: Annotated[ResourcesAsked, Query()], request: Request, pool: Current) -> Response:
    """Trainings, grants, meetings, projects, guidelines, events, registries and other resources."""
    return await _listed(asked, request, pool)


async def _listed(asked: Asked, request: Request, pool: Pool) -> Response:
    language = language_of_names(request, asked.lang)
    chosen = media_type(request, asked.format)
    writer = Writer(public_base(request.scope, request.app.state.settings), asked.collection, asked.fields)
    whole = everything if chosen == CSV else listed
    listing = await whole(asked, pool, language)
    body = await _body(listing, writer, chosen, pool)
    further = [*links(request, listing.total, listing.offset, listing.limit), listing.asking.link(request)]
    return answer(body, chosen, language, further)


async def _body(listing: Listing, writer: Writer, chosen: str, pool: Pool) -> bytes:
    if chosen == CSV:
        return listing_table(listing, writer)
    if chosen == JSON_LD:
        return await linked([item.thing.iri for item in listing.items], writer, pool)
    return json.dumps(writer.listing(listing), ensure_ascii=False).encode()
