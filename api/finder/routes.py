"""`/api/v1/diseases/{code}/centres`: the finder."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from genoderm.api.collections.answering import CSV, JSON, JSON_LD, answer, media_type
from genoderm.api.collections.asked import LONGEST, CentresAsked
from genoderm.api.collections.linking import linked
from genoderm.api.collections.paging import links
from genoderm.api.collections.written import Writer
from genoderm.api.finder.finding import everyone, found
from genoderm.api.finder.found import Found
from genoderm.api.finder.written import found_table, found_text
from genoderm.api.languages import language_of_names
from genoderm.api.network.finding import network_found
from genoderm.api.network.shown import network_table
from genoderm.api.network.tags import tagged, wants_fresh
from genoderm.api.network.written import network_text
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.ontology.errors import BadInput
from genoderm.sparql.workers.pool import Pool

router = APIRouter(prefix="/api/v1")
Code = Annotated[
    str,
    Path(
        description="a disease by any code of it: ORPHA however spelt, OMIM, ICD-10, ICD-11, MONDO, MeSH, UMLS, GARD …",
        examples=["ORPHA:79361"],
        min_length=1,
        max_length=LONGEST,
    ),
]


@router.head("/diseases/{code}/centres", include_in_schema=False)
@router.get("/diseases/{code}/centres", response_class=Response)
async def centres_for(code: Code, asked: Annotated[CentresAsked, Query()], request: Request, pool: Current) -> Response:
    """The centres for a disease, the most fitting first, each with the reasons of its match.

    With `scope=network` all nodes of the network are asked, until the deadline. `nodes` tells of each whether it
    answered, its rows, milliseconds, release and why not; `age` is how many seconds ago it said so. `complete`, and the
    header `Genoderm-Complete`, are false where one did not answer. Answers that say the same have the same `ETag`.
    """
    if asked.disease:
        raise BadInput("disease is told twice, in the path and as a parameter; expected it in the path alone")
    return await answered(asked.model_copy(update={"disease": code}), request, pool)


async def answered(asked: CentresAsked, request: Request, pool: Pool) -> Response:
    """The finder's answer to a request."""
    language = language_of_names(request, asked.lang)
    if asked.scope == "network":
        return await _of_network(asked, request, language)
    chosen = media_type(request, asked.format)
    writer = Writer(public_base(request.scope, request.app.state.settings), "centres", asked.fields)
    whole = everyone if chosen == CSV else found
    told = await whole(asked, pool, language)
    body = await _body(told, writer, chosen, pool)
    further = [*links(request, told.total, told.offset, told.limit), told.asking.link(request)]
    return answer(body, chosen, language, further)


async def _of_network(asked: CentresAsked, request: Request, language: str) -> Response:
    """What all nodes of the network answer, or that it is what the client has."""
    if asked.format not in (None, "json", "csv"):
        raise BadInput(f"format is '{asked.format}', expected json or csv, which is what scope=network answers in")
    chosen, serving = media_type(request, asked.format, (JSON, CSV)), request.app.state.serving
    writer = Writer(public_base(request.scope, serving.settings), "centres", asked.fields)
    told = await network_found(asked, serving, language, writer.base, fresh=wants_fresh(request))
    if chosen == CSV and asked.limit is None:
        told = told.whole()
    body = network_table(told, writer.base) if chosen == CSV else network_text(told, writer)
    response = answer(body, chosen, language, links(request, told.total, told.offset, told.limit))
    return tagged(response, told, request, chosen, language, writer.base, *asked.fields)


async def _body(told: Found, writer: Writer, chosen: str, pool: Pool) -> bytes:
    """In JSON-LD it is what is said of the centres: a rank is no statement of the release."""
    if chosen == CSV:
        return found_table(told)
    if chosen == JSON_LD:
        return await linked([match.item.thing.iri for match in told.items], writer, pool)
    return found_text(told, writer)
