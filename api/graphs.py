"""Graphs at `/graphs`: SPARQL 1.1 Graph Store HTTP Protocol. Who reads needs no token; each write is a new release.

`/graphs/<name>` is the graph `<base>graph/<name>`; `/graphs?graph=IRI` and `/graphs?default` are any graph and the
default graph; what is posted to `/graphs` itself becomes a new graph, which Location names.
"""

import secrets
from http import HTTPStatus
from urllib.parse import unquote_to_bytes

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse
from starlette.types import Receive, Scope, Send

from genoderm.api.answering import Going, send_answer
from genoderm.api.limits import BodyTooLong
from genoderm.api.proxies import client_of, public_base
from genoderm.api.query_log import Outcome, Record, log_query
from genoderm.api.serving import Serving
from genoderm.api.uploads import uploads
from genoderm.api.writing import answer, write
from genoderm.graph.checksums import text_checksum
from genoderm.graph.manifest import Manifest
from genoderm.graph.revision import tag
from genoderm.ontology.errors import NotFound
from genoderm.ontology.terms import Iris
from genoderm.sparql import protocol
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.graph_store import (
    DEFAULT,
    UPDATE,
    Place,
    Target,
    check_method,
    entity_tag,
    known_tags,
    tags,
    target,
)
from genoderm.sparql.negotiation import choose
from genoderm.sparql.protocol import UnsupportedMedia, read_update
from genoderm.sparql.workers.tasks import Task
from genoderm.sparql.write_orders import Done, Kind, Order

PATH = "/graphs"
METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"]
ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
KINDS: dict[str, Kind] = {"PUT": "put", "POST": "post", "DELETE": "drop", "PATCH": "patch"}
DESCRIPTION = "/sparql/description"  # what there is to read, with every graph
REVALIDATE = "public, no-cache"


def router(base: str) -> APIRouter:
    """The routes of a deployment whose own things are below `base`: its graphs have addresses of their own there."""
    routes = APIRouter()
    own = f"/{Iris(base).graph('').value.split('/', 3)[3]}"
    for path in (PATH, f"{PATH}/{{name:path}}", f"{own}{{name:path}}"):
        routes.add_api_route(path, graphs, methods=METHODS, include_in_schema=False, response_class=Response)
    return routes


async def graphs(request: Request) -> Response:
    """Read or write one graph, or have the store make one."""
    place = _place(request)
    about = target(_name(request), request.url.query, place)
    check_method(request.method, about)
    if request.method in KINDS:
        by = await request.app.state.writing.writer(request)
        return await _written(request, about, place, by)
    if about.graph is None:
        return RedirectResponse(
            public_base(request.scope, request.app.state.settings) + DESCRIPTION, HTTPStatus.SEE_OTHER
        )
    return _read(request, about.graph)


# Reading


def _read(request: Request, graph: str) -> Response:
    manifest = request.app.state.pool.manifest
    state = _state(manifest, graph)
    media = choose(", ".join(request.headers.getlist("accept")), GRAPHS)
    asked = known_tags(", ".join(request.headers.getlist("if-none-match")))
    headers = {"Vary": "Accept", "Cache-Control": REVALIDATE, "ETag": entity_tag(state, media)}
    if state in asked or "*" in asked:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if request.method == "HEAD":
        return Response(headers=headers | {"Content-Type": _content_type(media)})
    return Document(request.app.state.serving, graph, media)


class Document(Response):
    """A graph in one format, on its way from a worker to the client."""

    def __init__(self, serving: Serving, graph: str, media: str) -> None:
        """Nothing is asked before it is sent."""
        super().__init__()
        self._serving = serving
        self._graph = graph
        self._media = media

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Ask and send (ASGI 3); GenodermError as long as nothing was sent."""
        dataset = Dataset(default=(self._graph,)) if self._graph else Dataset()
        task = Task(ALL, self._media, dataset)
        async with self._serving.occupancy.holding(client_of(scope)), self._serving.pool.answer(task) as told:
            state = _state(told.manifest, self._graph)
            sent = await send_answer(told, Going(self._told(state)), receive, send)
        outcome = Outcome.TRUNCATED if sent.fault else Outcome.OK
        log_query(scope, Record(self._graph, "GET", outcome, told.manifest.id))

    def _told(self, state: str) -> list[tuple[bytes, bytes]]:
        return [
            (b"content-type", _content_type(self._media).encode()),
            (b"etag", entity_tag(state, self._media).encode()),
            (b"cache-control", REVALIDATE.encode()),
            (b"vary", b"Accept"),
        ]


def _state(manifest: Manifest, graph: str) -> str:
    """The tag of a graph; NotFound if it is not there."""
    state = tag(manifest, Iris(manifest.base).graph_name(graph) if graph else DEFAULT)
    if not state:
        raise NotFound(f"there is no graph <{graph}>")
    return state


def _content_type(media: str) -> str:
    return f"{media}; charset=utf-8" if media.startswith("text/") else media


# Writing


async def _written(request: Request, about: Target, place: Place, by: str) -> Response:
    graph = place.iri(secrets.token_hex(8)) if about.graph is None else about.graph
    order = Order(
        kind=KINDS[request.method],
        by=by,
        request="",
        base=graph or place.store,
        graph=graph,
        match=tags(", ".join(request.headers.getlist("if-match"))),
        none_match=tags(", ".join(request.headers.getlist("if-none-match"))),
    )
    done = await _sent(request, order)
    if done.made:
        return answer(done, HTTPStatus.CREATED, Location=place.address(graph))
    return answer(done, HTTPStatus.OK)


async def _sent(request: Request, order: Order) -> Done:
    match order.kind:
        case "drop":
            return await write(request, _signed(order), order.graph)
        case "patch":
            text = await _update(request)
            return await write(request, _signed(order.model_copy(update={"text": text}), text), order.graph)
        case _:
            async with uploads(request) as documents:
                sent = order.model_copy(update={"documents": tuple(document.sent for document in documents)})
                checksums = (document.checksum for document in documents)
                return await write(request, _signed(sent, *checksums), order.graph)


def _signed(order: Order, *sent: str) -> Order:
    return order.model_copy(update={"request": text_checksum(order.kind, order.graph, *sent)})


async def _update(request: Request) -> str:
    """The text of a patch."""
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != UPDATE:
        raise UnsupportedMedia(f"a patch is {kind or 'of no type'}, expected {UPDATE}")
    most, body = request.app.state.settings.max_body, bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise BodyTooLong(f"the patch is longer than {most:,} bytes")
    return (await run_in_threadpool(read_update, protocol.Request("POST", "", kind, bytes(body)))).text


# Which graph


def _place(request: Request) -> Place:
    state = request.app.state
    return Place(public_base(request.scope, state.settings) + PATH, state.pool.manifest.base)


def _name(request: Request) -> str:
    """What follows the address of the store, as it was written: `%31` is another name than `1`."""
    name: str = request.path_params.get("name", "")
    raw: bytes = request.scope.get("raw_path") or b""
    written = raw.partition(b"?")[0].decode("ascii", "replace")
    while written and unquote_to_bytes(written).decode(errors="replace") != name:
        _, slash, written = written.partition("/")
        if not slash:
            return name
    return written or name
