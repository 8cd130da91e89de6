"""`/centre/fr-necker-magec`, the document of `…/id/centre/fr-necker-magec`, in the format that a client likes best.

An IRI of ours answers 303, for the thing itself cannot be sent (https://www.w3.org/TR/cooluris/, 4.2). The document has
an address for each format too: `/centre/fr-necker-magec.ttl`.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field

from genoderm.api.changes.gone import refuse_what_went
from genoderm.api.linked.answers import answered
from genoderm.api.linked.places import Place
from genoderm.api.linked.representations import ALL, HTML, parted
from genoderm.api.proxies import public_base
from genoderm.api.records.errors import UnknownThing
from genoderm.api.serving import Current
from genoderm.graph.settings import Settings
from genoderm.ontology.errors import shown
from genoderm.ontology.terms import Iris

ID = "/id"
NEEDED = re.compile(r'[\x00-\x20<>"{}|^`\\%/?#]')  # what an IRI can hold only escaped, or means something else by
METHODS = ["GET", "HEAD"]
PROGRAMS = {"api", "queries", "reconcile"}  # begin addresses for programs: what is unknown there is no unknown thing
OFFERED = ALL


class Asked(BaseModel):
    """The parameters of a document."""

    model_config = ConfigDict(extra="forbid")

    format: Annotated[str, Field(min_length=1, description=f"the format, in place of Accept: {', '.join(OFFERED)}")] = (
        ""
    )
    lang: Literal["en", "fr"] | None = Field(None, description="the language of the page, in place of Accept-Language")


AskedFor = Annotated[Asked, Query()]


def router(settings: Settings) -> APIRouter:
    """The routes of a deployment: the addresses of its IRIs, and, after all others, those of its documents."""
    routes = APIRouter()
    for path in sorted({ID, beginning(settings)}):
        routes.add_api_route(f"{path}/{{kind}}/{{name:path}}", dereferenced, methods=METHODS, include_in_schema=False)
    routes.add_api_route("/{kind}/{name:path}", document, methods=METHODS, include_in_schema=False)
    return routes


def beginning(settings: Settings) -> str:
    """The path of the base as this server sees it, without what a proxy cuts off."""
    return urlsplit(settings.base).path.removeprefix(urlsplit(settings.public_url).path).rstrip("/") or ID


def dereferenced(request: Request) -> RedirectResponse:
    """See the document about the thing with this IRI."""
    name = _as_written(request)
    base = public_base(request.scope, request.app.state.settings)
    path = quote(name, safe="/:")
    return RedirectResponse(f"{base}/{path}", HTTPStatus.SEE_OTHER, {"Vary": "Accept"})


async def document(kind: str, name: str, request: Request, pool: Current, asked: AskedFor) -> Response:
    """A thing, and what belongs to it."""
    if kind in PROGRAMS:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    iris = Iris(pool.manifest.base)
    unknown = UnknownThing(f"nothing is known here of {shown(f'/{kind}/{name}')}")
    for stem, suffix in _readings(name, asked.format):
        place = Place(kind, stem, request, iris)
        try:
            found = await answered(place, asked.format or suffix, pool)
        except UnknownThing as fault:
            unknown = fault
            await refuse_what_went(place.thing.value, f"/{kind}/{stem}", request, pool.manifest)
        else:
            found.headers["Vary"] = "Accept, Accept-Language"
            return found
    if unknown.page and HTML in request.headers.get("accept", ""):
        return Response(unknown.page, HTTPStatus.NOT_FOUND, media_type=HTML)
    raise unknown


def _readings(name: str, format_: str) -> Iterator[tuple[str, str]]:
    """What a name may mean: the thing so called, in a format, or a thing whose own name ends as a format's does."""
    stem, suffix = parted(name)
    if suffix and not format_:
        yield stem, suffix
    yield name, ""


def _as_written(request: Request) -> str:
    """What follows the beginning of our IRIs, as the IRI has it: escapes that it needs stay, others are read."""
    kind, name, path = request.path_params["kind"], request.path_params["name"], request.scope["path"]
    beginning = path.removesuffix(f"{kind}/{name}").encode()
    raw: bytes = request.scope.get("raw_path") or quote(path).encode()
    written = raw.partition(b"?")[0].removeprefix(beginning).decode("ascii", "replace").split("/")
    return "/".join(NEEDED.sub(lambda needed: quote(needed[0], safe=""), unquote(part)) for part in written)
