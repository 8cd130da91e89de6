"""`/catalog`: in RDF for whoever reads that, and for a browser the page that shows the same."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from genoderm.api.catalogue import names
from genoderm.api.catalogue.describing import Catalogue
from genoderm.api.catalogue.services import SERVICES
from genoderm.api.dumps.running import have_made
from genoderm.api.dumps.shelf import COMPRESSED, dumps_of
from genoderm.api.linked.links import Link, header
from genoderm.api.linked.representations import HTML, STATEMENTS, chosen
from genoderm.api.linked.serialising import document
from genoderm.api.linked.signposts import CATALOGUE
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest
from genoderm.graph.provenance import OURS
from genoderm.graph.statistics import dataset_iri
from genoderm.ontology.vocabularies import SCHEMA
from genoderm.sparql.formats import GRAPHS

router = APIRouter()
PAGE = "/data"
OFFERED = {**STATEMENTS, "html": HTML}
SOON = {"Cache-Control": "no-cache", "Vary": "Accept"}  # files may be there a moment later


class Asked(BaseModel):
    """The parameters of the catalogue."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[str, Field(min_length=1)] = ""
    lang: Literal["en", "fr"] | None = None


@router.head(CATALOGUE, include_in_schema=False)
@router.get(CATALOGUE, include_in_schema=False)
async def catalogue(request: Request, pool: Current, asked: Annotated[Asked, Query()]) -> Response:
    """The dataset, its versions with their files, its sources, and its services."""
    media = chosen(request.headers.getlist("accept"), asked.format, OFFERED)
    base = public_base(request.scope, request.app.state.settings)
    if media == HTML:
        language = f"?lang={asked.lang}" if asked.lang else ""
        return RedirectResponse(f"{base}{PAGE}{language}", HTTPStatus.SEE_OTHER, SOON)
    home = Home(request.app.state.settings.home)
    told = await run_in_threadpool(_catalogue, base, home, pool.manifest)
    if pool.manifest.id not in told.dumps:
        have_made(home, pool.manifest.id)
    body = await run_in_threadpool(document, told.triples(), GRAPHS[media], pool.manifest.base, names.PREFIXES)
    return Response(body, media_type=media, headers=SOON | {"Link": header(_links(told))})


def _catalogue(base: str, home: Home, current: Manifest) -> Catalogue:
    newest_first = sorted(home.releases(), key=lambda release: release.created, reverse=True)
    return Catalogue(base, current, newest_first, {dump.release: dump for dump in dumps_of(home)}, SERVICES)


def _links(told: Catalogue) -> list[Link]:
    """Signposts: the catalogue is the landing page of the dataset, and its files are what the dataset consists of."""
    here = f"{told.base}{CATALOGUE}"
    return [
        Link(dataset_iri(told.iris).value, "cite-as"),
        Link(OURS.homepage, "author"),
        Link(f"{SCHEMA}AboutPage", "type"),
        Link(f"{SCHEMA}Dataset", "type"),
        Link(OURS.licence, "license"),
        Link(here, "canonical"),
        *(Link(f"{here}?format={name}", "describedby", kind) for name, kind in STATEMENTS.items()),
        *_items(told),
    ]


def _items(told: Catalogue) -> Iterator[Link]:
    yield Link(f"{told.base}/dump.nq", "item", "application/n-quads")
    release = told.current.id
    for file in told.dumps[release].files if release in told.dumps else ():
        if not file.graph:
            yield Link(f"{told.base}/dumps/{release}/{file.name}", "item", COMPRESSED[file.compression])
