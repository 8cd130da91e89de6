"""`/ns`: the ontology and its concept schemes, where https://w3id.org/genoderm/ns#… leads to."""

from functools import lru_cache

from fastapi import APIRouter, Request, Response

from genoderm.api.keeping import KEPT
from genoderm.api.linked.links import Link, header
from genoderm.api.linked.representations import STATEMENTS, chosen
from genoderm.api.linked.serialising import document
from genoderm.api.linked.things import AskedFor
from genoderm.api.proxies import public_base
from genoderm.graph.provenance import OURS
from genoderm.ontology.errors import NotFound, shown
from genoderm.ontology.files import vocabulary
from genoderm.ontology.terms import DEFAULT_BASE, ONTOLOGY
from genoderm.sparql.formats import GRAPHS

router = APIRouter()
PATH = "/ns"


class NoSuchFormat(NotFound):
    """It has no such suffix."""


@router.head(PATH, include_in_schema=False)
@router.get(PATH, include_in_schema=False)
def ontology(request: Request, asked: AskedFor) -> Response:
    """Every term and concept, in the format that the client likes best."""
    return _answer(request, asked.format)


@router.head(f"{PATH}.{{suffix}}", include_in_schema=False)
@router.get(f"{PATH}.{{suffix}}", include_in_schema=False)
def ontology_as(suffix: str, request: Request) -> Response:
    """The same in one format."""
    if suffix not in STATEMENTS:
        raise NoSuchFormat(f"the ontology can be had as {', '.join(STATEMENTS)}, not as {shown(suffix)}")
    return _answer(request, suffix)


def _answer(request: Request, format_: str) -> Response:
    media = chosen(request.headers.getlist("accept"), format_, STATEMENTS)
    here = public_base(request.scope, request.app.state.settings) + PATH
    links = [
        Link(ONTOLOGY.value, "cite-as"),
        Link(here, "canonical"),
        Link(OURS.licence, "license"),
        *(Link(f"{here}.{suffix}", "alternate", kind) for suffix, kind in STATEMENTS.items()),
    ]
    return Response(_written(media), media_type=media, headers=KEPT | {"Link": header(links), "Vary": "Accept"})


@lru_cache(maxsize=8)
def _written(media_type: str) -> bytes:
    """It is the same as long as this version of the package runs."""
    return document(vocabulary(), GRAPHS[media_type], DEFAULT_BASE)
