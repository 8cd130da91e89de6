"""The document about a thing as an answer: a page, statements in a format of RDF, a record, or links."""

from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import quote

from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from pyoxigraph import NamedNode

from genoderm.api.addresses import BY_NAME
from genoderm.api.keeping import KEPT
from genoderm.api.linked import documents, representations
from genoderm.api.linked.links import Link, header, link_set, link_set_json, uri
from genoderm.api.linked.places import Place
from genoderm.api.linked.representations import ALL, HTML, JSON, chosen, suffix_of
from genoderm.api.linked.signposts import Signposted, of_both, of_format, of_page
from genoderm.api.queries import Asking
from genoderm.api.records import finding
from genoderm.api.records.errors import Gone, UnknownThing
from genoderm.api.records.page import language_of, page
from genoderm.ontology.errors import shown
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.workers.pool import Pool

AT_ONCE = 500  # statements, which take no longer to write than a thread takes to begin under load: a millisecond


async def answered(place: Place, format_: str, pool: Pool) -> Response:
    """The document in one format; UnknownThing if nothing is told of the thing."""
    media = chosen(place.request.headers.getlist("accept"), format_, ALL)
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
    headers = _links(place, format_, media, asking, map(place.page_of, told.successors))
    short = len(told.lines) <= AT_ONCE
    body = _body(told, media, here) if short else await run_in_threadpool(_body, told, media, here)
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
