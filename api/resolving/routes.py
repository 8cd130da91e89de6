"""`/api/v1/resolve`: one code or a few in the address, or up to ten thousand in a body."""

from collections.abc import AsyncIterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import StreamingResponse

from genoderm.api.keeping import KEPT
from genoderm.api.languages import language
from genoderm.api.proxies import public_base
from genoderm.api.resolving.answers import Teller
from genoderm.api.resolving.asked import Asked, AskedOfFew, batch_of, context
from genoderm.api.resolving.models import Batch, Resolved
from genoderm.api.resolving.reading import LONGEST, read
from genoderm.api.resolving.resolution import Some, Wishes, resolved
from genoderm.api.resolving.statements import asking
from genoderm.api.resolving.writing import CSV, JSON, JSON_LD, OFFERED, Writing
from genoderm.api.serving import Current
from genoderm.ontology.errors import GenodermError, shown
from genoderm.sparql.negotiation import choose
from genoderm.sparql.workers.pool import Pool

router = APIRouter(prefix="/api/v1")
NAMES = ("en", "fr", "de", "es", "it")  # languages that names of diseases are in; Accept-Language chooses of these
FORMATS = {"json": JSON, "jsonld": JSON_LD, "csv": CSV}
BODIES = ("application/json", "text/plain")
Code = Annotated[
    str,
    Path(
        description="a code in any spelling: with the name of its system, bare, or as an IRI",
        examples=["OMIM:226600"],
        min_length=1,
        max_length=LONGEST,
    ),
]


class UnsupportedBody(GenodermError):
    """A body of another type than codes come in."""

    status = 415


@router.head("/resolve/{code:path}", include_in_schema=False)
@router.get("/resolve/{code:path}", response_model=Resolved)
async def resolve(code: Code, asked: Annotated[Asked, Query()], request: Request, pool: Current) -> Response:
    """A code of a disease: which diseases it means, how precisely, and who says so."""
    wishes = Wishes(_language(request, asked.lang), asked.precision, context(asked.system))
    [some] = [some async for some in resolved((code,), wishes, pool)]
    teller = Teller(pool.manifest, _base(request), wishes.language)
    media_type = _media_type(request, asked)
    body = Writing(teller).one(some, media_type)
    headers = KEPT | _headers(wishes) | _query(code, wishes, request)
    return Response(body, media_type=media_type, headers=headers)


@router.head("/resolve", include_in_schema=False)
@router.get("/resolve", response_model=Batch)
async def resolve_few(asked: Annotated[AskedOfFew, Query()], request: Request, pool: Current) -> Response:
    """Some codes at once, each as a parameter `code`."""
    wishes = Wishes(_language(request, asked.lang), asked.precision, context(asked.system))
    answer = await _many(asked.code, wishes, _media_type(request, asked), request, pool)
    answer.headers.update(KEPT)
    return answer


@router.post("/resolve", response_model=Batch)
async def resolve_many(asked: Annotated[Asked, Query()], request: Request, pool: Current) -> Response:
    """Many codes at once: a list, an object with `codes`, or a code on each line of plain text."""
    told = batch_of(await request.body(), _body_type(request))
    precision, meant = told.precision or asked.precision, context(told.system or asked.system)
    wishes = Wishes(_language(request, told.lang or asked.lang), precision, meant)
    return await _many(told.codes, wishes, _media_type(request, asked), request, pool)


async def _many(codes: Sequence[str], wishes: Wishes, media_type: str, request: Request, pool: Pool) -> Response:
    pieces = resolved(codes, wishes, pool)
    first = await anext(pieces, None)  # what is wrong with the release or the queue is told before the answer begins
    body = Writing(Teller(pool.manifest, _base(request), wishes.language)).many(_all(first, pieces), media_type)
    headers = _headers(wishes) | {"Link": asking(()).link(request)}
    return StreamingResponse(body, media_type=media_type, headers=headers)


async def _all(first: Some | None, others: AsyncIterator[Some]) -> AsyncIterator[Some]:
    if first is not None:
        yield first
    async for some in others:
        yield some


def _language(request: Request, asked: str | None) -> str:
    return asked.lower() if asked else language(request, None, NAMES)


def _base(request: Request) -> str:
    return public_base(request.scope, request.app.state.settings)


def _media_type(request: Request, asked: Asked) -> str:
    if asked.format:
        return FORMATS[asked.format]
    return choose(", ".join(request.headers.getlist("accept")), OFFERED)


def _body_type(request: Request) -> str:
    told = request.headers.get("content-type", BODIES[0]).partition(";")[0].strip().lower()
    if told not in BODIES:
        raise UnsupportedBody(f"Content-Type is {shown(told)}, expected {' or '.join(BODIES)}")
    return told


def _headers(wishes: Wishes) -> dict[str, str]:
    return {"Vary": "Accept, Accept-Language", "Content-Language": wishes.language}


def _query(code: str, wishes: Wishes, request: Request) -> dict[str, str]:
    """The Link to the query that was asked; a code of no form is asked of nobody."""
    return {"Link": asking(reading.iri for reading in read(code, wishes.context).readings).link(request)}
