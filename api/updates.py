"""Updates at `/update`: SPARQL 1.1 Protocol, 2.2. Each makes a new release, or nothing."""

from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from genoderm.api.proxies import public_base
from genoderm.api.requests import request_of
from genoderm.api.writing import answer, write
from genoderm.graph.checksums import text_checksum
from genoderm.sparql.protocol import UPDATE_METHODS, Update, read_update
from genoderm.sparql.write_orders import Order

router = APIRouter()
PATH = "/update"
METHODS = [method for method in UPDATE_METHODS.split(", ") if method != "OPTIONS"]


@router.api_route(PATH, methods=METHODS, response_class=Response)
async def update(request: Request) -> Response:
    """Carry out a SPARQL update, sent as a form or as `application/sparql-update`; it takes a token."""
    by = await request.app.state.writing.writer(request)
    sent = await run_in_threadpool(read_update, await request_of(request.scope, request.receive))
    base = public_base(request.scope, request.app.state.settings) + PATH
    return answer(await write(request, _order(sent, by, base), sent.text), HTTPStatus.OK)


def _order(sent: Update, by: str, base: str) -> Order:
    dataset = sent.dataset
    return Order(
        kind="update",
        by=by,
        request=text_checksum("update", sent.text, *dataset.default, "", *dataset.named),
        base=base,
        text=sent.text,
        using=dataset.default,
        using_named=dataset.named,
    )
