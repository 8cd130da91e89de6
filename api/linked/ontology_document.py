"""`/ns`: the ontology and its concept schemes, where https://w3id.org/genoderm/ns#… leads to."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from genoderm.api.keeping import KEPT
from genoderm.api.languages import language
from genoderm.api.linked.links import Link, header
from genoderm.api.linked.representations import HTML, STATEMENTS, chosen
from genoderm.api.linked.serialising import document
from genoderm.api.linked.things import AskedFor
from genoderm.api.pages.about import Asked as InLanguage
from genoderm.api.pages.ontology_terms import ontology as told
from genoderm.api.pages.rendering import render
from genoderm.api.proxies import public_base
from genoderm.graph.provenance import OURS
from genoderm.ontology.errors import NotFound, shown
from genoderm.ontology.files import vocabulary
from genoderm.ontology.terms import DEFAULT_BASE, GD, ONTOLOGY
from genoderm.sparql.formats import GRAPHS

router = APIRouter()
PATH = "/ns"
OFFERED = {**STATEMENTS, "html": HTML}


class NoSuchFormat(NotFound):
    """It has no such suffix."""


@router.head(PATH, include_in_schema=False)
@router.get(PATH, include_in_schema=False)
def ontology(request: Request, asked: AskedFor) -> Response:
    """Every term and concept, in the format that the client likes best; a page for people."""
    return _answer(request, asked.format, asked.lang)


@router.head(f"{PATH}.{{suffix}}", include_in_schema=False)
@router.get(f"{PATH}.{{suffix}}", include_in_schema=False)
def ontology_as(suffix: str, request: Request, asked: Annotated[InLanguage, Query()]) -> Response:
    """The same in one format."""
    if suffix not in OFFERED:
        raise NoSuchFormat(f"the ontology can be had as {', '.join(OFFERED)}, not as {shown(suffix)}")
    return _answer(request, suffix, asked.lang)


def _answer(request: Request, format_: str, lang: str | None) -> Response:
    media = chosen(request.headers.getlist("accept"), format_, OFFERED)
    headers = KEPT | {"Link": header(_links(request)), "Vary": "Accept"}
    return _page(request, language(request, lang), headers) if media == HTML else _statements(media, headers)


def _statements(media: str, headers: Mapping[str, str]) -> Response:
    return Response(_written(media), media_type=media, headers=headers)


def _page(request: Request, spoken: str, headers: Mapping[str, str]) -> Response:
    """Every term in its own words; its IRI leads to where it stands."""
    canonical = public_base(request.scope, request.app.state.settings) + PATH
    values = {"ontology": told(spoken), "namespace": GD, "formats": STATEMENTS, "canonical": canonical}
    further = {"Content-Language": spoken, "Vary": "Accept, Accept-Language"}
    return Response(
        render(request, "pages/ontology.html", spoken, **values), media_type=HTML, headers={**headers, **further}
    )


def _links(request: Request) -> list[Link]:
    here = public_base(request.scope, request.app.state.settings) + PATH
    return [
        Link(ONTOLOGY.value, "cite-as"),
        Link(here, "canonical"),
        Link(OURS.licence, "license"),
        *(Link(f"{here}.{suffix}", "alternate", kind) for suffix, kind in STATEMENTS.items()),
    ]


@lru_cache(maxsize=8)
def _written(media_type: str) -> bytes:
    """It is the same as long as this version of the package runs."""
    return document(vocabulary(), GRAPHS[media_type], DEFAULT_BASE)
