"""`/centre/fr-necker-magec`, the document of `…/id/centre/fr-necker-magec`, in the format that a client likes best.

An IRI of ours answers 303, for the thing itself cannot be sent (https://www.w3.org/TR/cooluris/, 4.2). The document has
an address for each format too: `/centre/fr-necker-magec.ttl`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import quote, unquote, urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pydantic import BaseModel, ConfigDict, Field
from pyoxigraph import NamedNode

from genoderm.api.addresses import BY_NAME, address, thing_at
from genoderm.api.keeping import KEPT
from genoderm.api.linked import documents, representations
from genoderm.api.linked.links import Link, header, link_set, link_set_json, uri
from genoderm.api.linked.representations import (
    ALL,
    HTML,
    JSON,
    chosen,
    parted,
    suffix_of,
)
from genoderm.api.linked.signposts import Signposted, of_both, of_format, of_page
from genoderm.api.proxies import public_base
from genoderm.api.queries import Asking
from genoderm.api.records import finding
from genoderm.api.records.errors import Gone, UnknownThing
from genoderm.api.records.page import language_of, page
from genoderm.api.serving import Current
from genoderm.graph.settings import Settings
from genoderm.ontology.errors import shown
from genoderm.ontology.terms import Iris
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.workers.pool import Pool

ID = "/id"
NEEDED = re.compile(r'[\x00-\x20<>"{}|^`\\%/?#]')  # what an IRI can hold only escaped, or means something else by
METHODS = ["GET", "HEAD"]
OFFERED = ALL


class Asked(BaseModel):
    """The parameters of a document."""

    model_config = ConfigDict(extra="forbid")

    format: str = Field("", description=f"the format, in place of Accept: {', '.join(OFFERED)}")
    lang: Literal["en", "fr"] | None = Field(None, description="the language of the page, in place of Accept-Language")


AskedFor = Annotated[Asked, Query()]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document is: its kind and its name, decoded, and the request that asks for it."""

    kind: str
    name: str
    request: Request
    iris: Iris

    @property
    def base(self) -> str:
        """The address of the server."""
        return public_base(self.request.scope, self.request.app.state.settings)

    @property
    def thing(self) -> NamedNode:
        """The thing that it is about; UnknownThing for what is no IRI."""
        try:
            return thing_at(self.kind, self.name, self.iris)
        except ValueError as fault:
            raise UnknownThing(f"{shown(self.name)} is no name of a thing") from fault

    @property
    def signposted(self) -> Signposted:
        """The document as its links tell of it, at its one address, by whichever it was found."""
        path = address(self.thing.value, self.iris) or f"/{self.kind}/{quote(self.name, safe='/:')}"
        kind = path.split("/")[1]
        return Signposted(self.base, path, kind, self.thing.value, OFFERED)


def router(settings: Settings) -> APIRouter:
    """The routes of a deployment: the addresses of its IRIs, and, after all others, those of its documents."""
    routes = APIRouter()
    for path in sorted({ID, _beginning(settings)}):
        routes.add_api_route(f"{path}/{{kind}}/{{name:path}}", dereferenced, methods=METHODS, include_in_schema=False)
    routes.add_api_route("/{kind}/{name:path}", document, methods=METHODS, include_in_schema=False)
    return routes


def _beginning(settings: Settings) -> str:
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
    iris = Iris(pool.manifest.base)
    unknown = UnknownThing(f"nothing is known here of {shown(f'/{kind}/{name}')}; /api/v1/search finds things by name")
    for stem, suffix in _readings(name, asked.format):
        try:
            found = await _found(Place(kind, stem, request, iris), asked.format or suffix, pool)
        except UnknownThing as fault:
            unknown = fault
        else:
            found.headers["Vary"] = "Accept, Accept-Language"
            return found
    if unknown.page:
        return Response(unknown.page, HTTPStatus.NOT_FOUND, media_type=HTML)
    raise unknown


def _readings(name: str, format_: str) -> Iterator[tuple[str, str]]:
    """What a name may mean: the thing so called, in a format, or a thing whose own name ends as a format's does."""
    stem, suffix = parted(name)
    if suffix and not format_:
        yield stem, suffix
    yield name, ""


async def _found(place: Place, format_: str, pool: Pool) -> Response:
    """The document in one format; UnknownThing if nothing is told of the thing."""
    media = chosen(place.request.headers.getlist("accept"), format_, OFFERED)
    if media == HTML:
        return await _page(place, format_)
    if media == JSON and place.kind in BY_NAME:
        return _record(place)
    return await _statements(place, format_, media, pool)


async def _page(place: Place, format_: str) -> Response:
    """For people; what is no more has a page as well."""
    asking = finding.asking(place.kind, place.thing.value)
    told = {"Content-Language": language_of(place.request)}
    try:
        body = await page(place.kind, place.name, place.request)
    except Gone as fault:
        successors = [f"{place.base}{one.path}" for one in fault.successors]
        return Response(fault.page, HTTPStatus.GONE, told | _links(place, format_, HTML, asking, successors), HTML)
    return Response(body, headers=KEPT | told | _links(place, format_, HTML, asking, ()), media_type=HTML)


async def _statements(place: Place, format_: str, media: str, pool: Pool) -> Response:
    """For machines."""
    here = place.signposted
    asking = documents.asking(place.thing, place.kind)
    told = await documents.told(place.thing, place.kind, NamedNode(here.page), pool)
    if not told.known:
        raise UnknownThing(f"nothing is known here of {shown(f'/{place.kind}/{place.name}')}")
    headers = _links(place, format_, media, asking, [_page_of(iri, place) for iri in told.successors])
    body = await run_in_threadpool(_body, told, media, here)
    if told.gone:
        return Response(body, HTTPStatus.GONE, headers, media)
    return Response(body, headers=KEPT | headers, media_type=media)


def _links(place: Place, format_: str, media: str, asking: Asking, successors: Iterable[str]) -> dict[str, str]:
    """The signposts of the page, or of one format, and the query that made it."""
    here = place.signposted
    links = of_format(here) if format_ else of_page(here)
    links += [Link(address, "successor-version") for address in successors]
    told = f"{header(links)}, {asking.link(place.request)}"
    return {"Link": told, "Content-Location": uri(here.at(suffix_of(media)))}


def _body(told: documents.Told, media: str, here: Signposted) -> bytes:
    match media:
        case representations.LINKSET:
            return link_set(of_both(here))
        case representations.LINKSET_JSON:
            return link_set_json(of_both(here))
    return documents.written(told, GRAPHS[media])


def _record(place: Place) -> RedirectResponse:
    """The record of the API about the same thing."""
    collection = BY_NAME[place.kind].collection
    return RedirectResponse(
        f"{place.base}/api/v1/{collection}/{quote(place.name, safe=':')}", HTTPStatus.SEE_OTHER, {"Vary": "Accept"}
    )


def _page_of(iri: str, place: Place) -> str:
    path = address(iri, place.iris)
    return f"{place.base}{path}" if path else iri


def _as_written(request: Request) -> str:
    """What follows the beginning of our IRIs, as the IRI has it: escapes that it needs stay, others are read."""
    kind, name, path = request.path_params["kind"], request.path_params["name"], request.scope["path"]
    beginning = path.removesuffix(f"{kind}/{name}").encode()
    raw: bytes = request.scope.get("raw_path") or quote(path).encode()
    written = raw.partition(b"?")[0].removeprefix(beginning).decode("ascii", "replace").split("/")
    return "/".join(NEEDED.sub(lambda needed: quote(needed[0], safe=""), unquote(part)) for part in written)
