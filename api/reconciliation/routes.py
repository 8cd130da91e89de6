"""The addresses of the service: `/reconcile` and what lies below it."""

import json
from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from genoderm.api.addresses import address
from genoderm.api.keeping import KEPT
from genoderm.api.proxies import public_base
from genoderm.api.queries import Asking
from genoderm.api.reconciliation.asked import read_batch, read_extension
from genoderm.api.reconciliation.asking import Asker
from genoderm.api.reconciliation.entities import TYPES, known_iri, types_called
from genoderm.api.reconciliation.extending import extended
from genoderm.api.reconciliation.manifest import PATH, manifest
from genoderm.api.reconciliation.matching import reconciled
from genoderm.api.reconciliation.previews import POLICY, flyout, preview, small
from genoderm.api.reconciliation.properties import properties_of, property_called
from genoderm.api.reconciliation.suggesting import DEEPEST, PAGE, suggested, suggested_properties, suggested_types
from genoderm.api.search.asked import encodable
from genoderm.api.serving import Current
from genoderm.ontology.errors import BadInput

router = APIRouter(prefix=PATH)
CALLBACK = r"^[A-Za-z_$][\w$.]{0,99}$"
FEATURES = {
    "name_similarity": "How like the query the best label is, from 0 to 1.",
    "name_exact": "Whether that label has the very words of the query, or is its very code.",
    "id_match": "Whether the query is the id of the entity.",
    "type_match": "Whether the entity is of a type that was asked for.",
    "retired": "Whether the entity is no longer in use.",
}
Text = Annotated[str, AfterValidator(encodable)]
Callback = Annotated[str | None, Field(pattern=CALLBACK, description="a function of JSONP")]
Id = Annotated[Text, Field(max_length=1000, description="the id of an entity", examples=["disease/79361"])]


class Plain(BaseModel):
    """What every address takes; `_` is how jQuery keeps browsers from remembering."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    callback: Callback = None
    stamp: Annotated[str | None, Field(alias="_")] = None


class Service(Plain):
    """A batch, a request for data, or nothing: the manifest."""

    queries: Annotated[str | None, Field(description="a batch of queries, in JSON")] = None
    extend: Annotated[str | None, Field(description="a request for data, in JSON")] = None


class OfOne(Plain):
    """One entity, type or property."""

    id: Id
    lang: Annotated[str | None, Field(max_length=40)] = None


class Suggest(Plain):
    """What was typed. OpenRefine's widget sends the rest, which its first service knew; it is passed over."""

    prefix: Annotated[Text, Field(max_length=500, description="what was typed", examples=["epid"])]
    cursor: Annotated[int, Field(ge=0, le=DEEPEST, description="suggestions to skip")] = 0
    limit: Annotated[int, Field(ge=1, le=DEEPEST)] = PAGE
    type: Annotated[list[Text], Field(description="only entities or properties of these types")] = []
    schema_: Annotated[Text | None, Field(alias="schema")] = None
    type_strict: str | None = None
    key: str | None = None
    filter: list[str] = []
    spell: str | None = None
    exact: str | None = None
    lang: str | None = None
    scoring: str | None = None
    prefixed: str | None = None
    stemmed: str | None = None
    format: str | None = None
    mql_output: str | None = None
    output: str | None = None


class Proposal(Plain):
    """The type whose properties are asked for."""

    type: Annotated[Text, Field(examples=["Disease"])] = ""
    limit: Annotated[int | None, Field(ge=1)] = None


@router.head("", include_in_schema=False)
@router.get("")
async def service(asked: Annotated[Service, Query()], request: Request, pool: Current) -> Response:
    """The manifest; with `queries` candidates for a batch of names, with `extend` what entities have."""
    if asked.queries is None and asked.extend is None:
        told = manifest(_base(request), Asker(pool).iris)
        return _json(told, asked.callback, request, "reconcile")
    return await _answer(asked.queries, asked.extend, asked.callback, request)


@router.post("")
async def batch(
    request: Request,
    queries: Annotated[str | None, Form(description="a batch of queries, in JSON")] = None,
    extend: Annotated[str | None, Form(description="a request for data, in JSON")] = None,
) -> Response:
    """Candidates for a batch of names, or what entities have."""
    return await _answer(queries, extend, None, request)


@router.head("/suggest/entity", include_in_schema=False)
@router.get("/suggest/entity")
async def entity_suggestions(asked: Annotated[Suggest, Query()], request: Request, pool: Current) -> Response:
    """Entities whose names begin like this."""
    types = types_called(name for name in asked.type if name)
    found = await suggested(asked.prefix, types, asked.cursor, asked.limit, Asker(pool))
    return _json({"result": found}, asked.callback, request, "reconcile")


@router.head("/suggest/type", include_in_schema=False)
@router.get("/suggest/type")
async def type_suggestions(asked: Annotated[Suggest, Query()], request: Request) -> Response:
    """Types whose names begin like this."""
    found = suggested_types(asked.prefix)[asked.cursor : asked.cursor + asked.limit]
    return _json({"result": found}, asked.callback, request)


@router.head("/suggest/property", include_in_schema=False)
@router.get("/suggest/property")
async def property_suggestions(asked: Annotated[Suggest, Query()], request: Request) -> Response:
    """Properties whose names begin like this."""
    names = [name for name in (*asked.type, asked.schema_) if name]
    found = suggested_properties(asked.prefix, types_called(names) if names else ())
    return _json({"result": found[asked.cursor : asked.cursor + asked.limit]}, asked.callback, request)


@router.head("/flyout/{what}", include_in_schema=False)
@router.get("/flyout/{what}")
async def flyouts(
    what: Annotated[str, Path(pattern="^(entity|type|property)$")],
    asked: Annotated[OfOne, Query()],
    request: Request,
    pool: Current,
) -> Response:
    """A few words on an entity, a type or a property, as a piece of HTML."""
    if what == "entity":
        told = await flyout(asked.id, _page(asked.id, request, Asker(pool)), Asker(pool))
    elif what == "type":
        kinds = types_called([asked.id])
        told = small(" or ".join(kind.name for kind in kinds), f"{len(properties_of(kinds))} properties")
    else:
        known = property_called(asked.id)
        told = small(known.name, known.description)
    return _json({"id": asked.id, "html": told}, asked.callback, request, "reconcile-facts")


@router.head("/preview", include_in_schema=False)
@router.get("/preview", response_class=HTMLResponse)
async def previews(asked: Annotated[OfOne, Query()], request: Request, pool: Current) -> Response:
    """An entity on a page that fits a small frame."""
    body = await preview(asked.id, _page(asked.id, request, Asker(pool)), Asker(pool))
    headers = KEPT | {"Content-Security-Policy": POLICY, "Link": Asking("reconcile-facts").link(request)}
    return HTMLResponse(body, headers=headers)


@router.head("/view", include_in_schema=False)
@router.get("/view", response_class=RedirectResponse, status_code=303)
async def view(asked: Annotated[OfOne, Query()], request: Request, pool: Current) -> Response:
    """To the page of an entity."""
    return RedirectResponse(_page(asked.id, request, Asker(pool)), status_code=303)


@router.head("/feature", include_in_schema=False)
@router.get("/feature")
async def feature(asked: Annotated[OfOne, Query()], request: Request) -> Response:
    """What a feature of a candidate means."""
    told = FEATURES.get(asked.id)
    if told is None:
        known = property_called(asked.id.removesuffix("_match"))
        told = f"Whether the {known.name} that the query tells is one of the entity's: {known.description}."
    return _json({"id": asked.id, "description": told}, asked.callback, request)


@router.head("/properties", include_in_schema=False)
@router.get("/properties")
async def proposals(asked: Annotated[Proposal, Query()], request: Request) -> Response:
    """Properties of a type of entities."""
    types = types_called([asked.type]) if asked.type else TYPES
    told: dict[str, object] = {"properties": [known.told() for known in properties_of(types)[: asked.limit]]}
    told |= {"type": asked.type} | ({"limit": asked.limit} if asked.limit else {})
    return _json(told, asked.callback, request)


async def _answer(queries: str | None, extend: str | None, callback: str | None, request: Request) -> Response:
    asker = Asker(request.app.state.pool)
    match queries, extend:
        case str(), None:
            return _json(await reconciled(read_batch(queries), asker), callback, request, "reconcile")
        case None, str():
            return _json(await extended(read_extension(extend), asker), callback, request, "reconcile-extend")
    raise BadInput("expected either `queries`, a batch of names, or `extend`, a request for data")


def _json(told: object, callback: str | None, request: Request, query: str = "") -> Response:
    """A document, for JSONP within a call of the function; with a link to the query behind it, if there is one."""
    body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    headers = (KEPT if request.method in {"GET", "HEAD"} else {"Cache-Control": "no-store"}) | (
        {"Link": Asking(query).link(request)} if query else {}
    )
    if callback is None:
        return Response(body, media_type="application/json", headers=headers)
    script = body.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return Response(f"/**/{callback}({script});", media_type="text/javascript", headers=headers)


def _page(name: str, request: Request, asker: Asker) -> str:
    """The address of the page of an entity; UnknownEntity if that is no id."""
    path = address(known_iri(name, asker.iris), asker.iris)
    return f"{_base(request)}{path}"


def _base(request: Request) -> str:
    return public_base(request.scope, request.app.state.settings)
