"""`/federation`: the other nodes and the endpoints that queries may ask, and how each is doing; a page, and JSON."""

from collections.abc import Iterator
from datetime import datetime
from typing import Annotated

from babel.dates import format_datetime
from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel

from genoderm.api.languages import language
from genoderm.api.pages.about import Asked
from genoderm.api.pages.looks import LOOKS
from genoderm.api.pages.rendering import HTML, VARY, render
from genoderm.api.pages.texts import LOCALES
from genoderm.api.serving import Serving
from genoderm.sparql.federation.peers.breaker import State
from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.presence import Presence
from genoderm.sparql.negotiation import choose

JSON = "application/json"
HEADERS = VARY | {"Cache-Control": "no-store"}  # it is another one with every request that goes out
MOMENT = "d MMM y, HH:mm:ss"

router = APIRouter()


class Peer(BaseModel):
    """An endpoint, and how it has done since this server began; `up` is null as long as nobody asked it.

    `since` is when it began to answer, or to fail, without a break; `circuit` is `open` while it is left in peace, for
    so many `seconds` more, and `half-open` when the next request is to show whether it is back.
    """

    name: str
    url: str
    up: bool | None
    since: datetime | None
    circuit: State
    seconds: float
    requests: int
    failures: int
    timeouts: int
    rows: int
    mean_milliseconds: float | None
    last_answer: datetime | None
    last_fault: str
    last_fault_at: datetime | None


class Peers(BaseModel):
    """All endpoints that queries may ask; the other nodes of the network as they were found, and when that was."""

    endpoints: list[Peer]
    nodes: list[Presence] = []
    nodes_at: datetime | None = None


@router.head("/federation", include_in_schema=False)
@router.get("/federation", response_class=Response)
async def federation(
    asked: Annotated[Asked, Query()], request: Request, accept: Annotated[str, Header()] = ""
) -> Response:
    """Nodes and endpoints in the order of their lists; JSON for who does not ask for HTML."""
    chosen, serving = choose(accept, (JSON, HTML)), request.app.state.serving
    peers, (nodes, when) = list(_peers(serving)), await LOOKS.look(serving)
    if chosen == JSON:
        told = Peers(endpoints=peers, nodes=nodes, nodes_at=when)
        return Response(told.model_dump_json(), media_type=JSON, headers=HEADERS)
    spoken = language(request, asked.lang)
    shown = {"peers": peers, "nodes": nodes, "nodes_at": when, "moment": lambda told: _moment(told, spoken)}
    page = render(request, "pages/federation.html", spoken, **shown)
    return Response(page, media_type=HTML, headers=HEADERS | {"Content-Language": spoken})


def _peers(serving: Serving) -> Iterator[Peer]:
    for endpoint in serving.directory.values():
        yield _peer(endpoint)


def _peer(endpoint: Endpoint) -> Peer:
    health, mean = endpoint.health, endpoint.health.milliseconds
    return Peer(
        name=endpoint.name.name,
        url=endpoint.name.url,
        up=health.up,
        since=None if health.up is None else health.since,
        circuit=endpoint.breaker.state,
        seconds=round(endpoint.breaker.seconds, 1),
        requests=health.requests,
        failures=health.failures,
        timeouts=health.timeouts,
        rows=health.rows,
        mean_milliseconds=None if mean is None else round(mean, 1),
        last_answer=health.last_answer,
        last_fault=health.last_fault,
        last_fault_at=health.last_fault_at,
    )


def _moment(told: datetime, spoken: str) -> str:
    return f"{format_datetime(told, MOMENT, locale=LOCALES[spoken])} UTC"
