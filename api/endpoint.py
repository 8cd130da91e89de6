"""The SPARQL endpoint: query by GET, by form and by direct POST (SPARQL 1.1 Protocol, 2.1)."""

from collections.abc import Iterator, Mapping
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from genoderm.api.serving import Current
from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.evaluation import Dataset, evaluate

router = APIRouter()
MAX_BODY = 1 << 20  # a query this long is a program; RFC 9110, 15.5.14
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
PARAMETERS = {"query", "default-graph-uri", "named-graph-uri"}
PASSED_OVER = {"format", "output", "results"}  # SPARQLWrapper sends them to every endpoint; here Accept decides


class TooLong(GenodermError):
    """The request's body is longer than any question."""

    status = 413


class UnsupportedMedia(GenodermError):
    """A query comes as a form or as application/sparql-query."""

    status = 415


async def told(request: Request) -> list[tuple[str, str]]:
    """The parameters of a request, wherever the protocol lets them stand."""
    parameters = [*request.query_params.multi_items()]
    if request.method == "GET":
        return parameters
    body = await _body(request)
    match request.headers.get("content-type", "").partition(";")[0].strip().lower():
        case "application/sparql-query":
            return [*parameters, ("query", body)]
        case "application/x-www-form-urlencoded":
            return [*parameters, *parse_qsl(body, keep_blank_values=True)]
        case other:
            raise UnsupportedMedia(f"the body is {other or 'of no type'}; a query comes as {FORM} or {DIRECT}")


async def _body(request: Request) -> str:
    read = bytearray()
    async for piece in request.stream():
        read += piece
        if len(read) > MAX_BODY:
            raise TooLong(f"the body is longer than {MAX_BODY:,} bytes")
    try:
        return read.decode()
    except UnicodeDecodeError as fault:
        raise BadInput(f"the body is not UTF-8: {fault}") from fault


@router.api_route("/sparql", methods=["GET", "POST"])
async def sparql(
    request: Request, parameters: Annotated[list[tuple[str, str]], Depends(told)], current: Current
) -> Response:
    """Answer a SPARQL query, in the format that Accept asks for."""
    query, dataset = _asked(parameters)
    accept = ", ".join(request.headers.getlist("accept"))  # one list, in however many lines: RFC 9110, 5.3
    answer = await run_in_threadpool(evaluate, current.store, query, accept, dataset)
    return Response(answer.body, media_type=answer.media_type, headers={"Vary": "Accept"})


def _asked(parameters: list[tuple[str, str]]) -> tuple[str, Dataset]:
    values = {name: list(_all(parameters, name)) for name in PARAMETERS}
    unknown = next((name for name, _ in parameters if name not in PARAMETERS | PASSED_OVER), None)
    if unknown is not None:
        raise BadInput(f"{unknown!r} is no parameter of a query; there are {', '.join(sorted(PARAMETERS))}")
    if len(values["query"]) != 1:
        raise BadInput(f"{len(values['query'])} queries were sent, expected one, as the parameter 'query'")
    return values["query"][0], _dataset(values)


def _dataset(values: Mapping[str, list[str]]) -> Dataset:
    return Dataset(tuple(values["default-graph-uri"]), tuple(values["named-graph-uri"]))


def _all(parameters: list[tuple[str, str]], name: str) -> Iterator[str]:
    return (value for key, value in parameters if key == name)
