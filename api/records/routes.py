"""`/api/v1/<collection>/{id}`: the record of a thing as JSON, JSON-LD or CSV."""

from collections.abc import Awaitable, Callable, Collection, Mapping
from http import HTTPStatus
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import RedirectResponse

from genoderm.api.addresses import KINDS, Kind
from genoderm.api.keeping import KEPT
from genoderm.api.linked import documents
from genoderm.api.proxies import public_base
from genoderm.api.records.centre import Centre
from genoderm.api.records.desk import Reader
from genoderm.api.records.disease import Disease
from genoderm.api.records.errors import UnknownThing
from genoderm.api.records.finding import DISEASE, asking, gone, node_of, record
from genoderm.api.records.network import Group, Network
from genoderm.api.records.organisation import Association, Hospital
from genoderm.api.records.parts import Record
from genoderm.api.records.reading import MEDIA_TYPES, RecordAsked, language_asked
from genoderm.api.records.resource import Concept, Resource
from genoderm.api.records.spelling import digits_of, disease_with
from genoderm.api.records.writing import as_csv, as_json, as_json_ld
from genoderm.api.serving import Current
from genoderm.ontology.errors import shown
from genoderm.ontology.terms import Iris
from genoderm.sparql.negotiation import choose
from genoderm.sparql.workers.pool import Pool

EXAMPLES = {
    "disease": "79361",
    "centre": "fr-necker-magec",
    "hospital": "fr-necker",
    "network": "ern-skin",
    "group": "ern-skin-eb",
    "specialty": "dermatology",
    "association": "debra-international",
    "need": "genetic-advice",
    "resource": "ern-skin-guidelines",
}
MODELS: dict[str, type[Record]] = {
    "disease": Disease,
    "centre": Centre,
    "hospital": Hospital,
    "network": Network,
    "group": Group,
    "specialty": Concept,
    "association": Association,
    "need": Concept,
    "resource": Resource,
}
WRITERS: Mapping[str, Callable[[Record, Collection[str]], bytes]] = {
    MEDIA_TYPES["json"]: as_json,
    MEDIA_TYPES["csv"]: as_csv,
}
router = APIRouter(prefix="/api/v1")
Route = Callable[..., Awaitable[Response]]


def _route(kind: Kind) -> Route:
    if kind.name == DISEASE:
        return one_disease

    example = EXAMPLES[kind.name]

    async def one(
        id: Annotated[str, Path(description=f"as in its address, such as {example}", examples=[example])],  # noqa: A002
        request: Request,
        pool: Current,
        asked: Annotated[RecordAsked, Query()],
    ) -> Response:
        return await _answer(kind, id, request, pool, asked)

    return one


async def one_disease(
    id: Annotated[  # noqa: A002 - as in the address
        str,
        Path(description="an ORPHA code, or a code of another system that means one disease", examples=["79361"]),
    ],
    request: Request,
    pool: Current,
    asked: Annotated[RecordAsked, Query()],
) -> Response:
    """Everything about a disease; a code of another system leads to the disease that it means."""
    digits = digits_of(id)
    if digits is None:
        return _redirect(await disease_with(id, pool), request)
    return await _answer(_DISEASES, digits, request, pool, asked)


def _redirect(digits: str, request: Request) -> RedirectResponse:
    """To where the record is; a mapping may be another in the next release."""
    base = public_base(request.scope, request.app.state.settings)
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{base}/api/v1/{_DISEASES.collection}/{quote(digits)}{query}", HTTPStatus.SEE_OTHER)


async def _answer(kind: Kind, name: str, request: Request, pool: Pool, asked: RecordAsked) -> Response:
    media_type = _media_type(request, asked)
    reader = Reader(language_asked(request, asked.lang), public_base(request.scope, request.app.state.settings))
    thing = node_of(kind.name, name, Iris(pool.manifest.base))
    found = await record(kind.name, name, reader, pool)
    _refuse(found, kind, name, Iris(pool.manifest.base))
    linked = media_type == MEDIA_TYPES["jsonld"]
    query = documents.asking(thing, kind.name) if linked else asking(kind.name, thing.value)
    links = f'{query.link(request)}, <{found.href}>; rel="canonical"; type="text/html"'
    headers = KEPT | {"Link": links, "Vary": "Accept, Accept-Language"}
    body = await as_json_ld(thing, kind.name, pool) if linked else WRITERS[media_type](found, asked.chosen)
    return Response(body, headers=headers, media_type=media_type)


def _refuse(found: Record, kind: Kind, name: str, iris: Iris) -> None:
    """What is retired, and what is no thing of this collection."""
    if isinstance(found, Disease) and found.retired:
        raise gone(found, iris)
    if not isinstance(found, MODELS[kind.name]):
        raise UnknownThing(f"{shown(name)} is none of the {kind.collection}; {EXAMPLES[kind.name]} is one")


def _media_type(request: Request, asked: RecordAsked) -> str:
    if asked.format:
        return MEDIA_TYPES[asked.format]
    return choose(", ".join(request.headers.getlist("accept")), MEDIA_TYPES.values())


_DISEASES = next(kind for kind in KINDS if kind.name == DISEASE)
for _kind in KINDS:
    _path, _endpoint = f"/{_kind.collection}/{{id}}", _route(_kind)
    router.add_api_route(_path, _endpoint, methods=["HEAD"], include_in_schema=False)
    router.add_api_route(_path, _endpoint, methods=["GET"], response_class=Response, name=f"one_{_kind.name}")
