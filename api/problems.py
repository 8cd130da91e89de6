"""Faults as RFC 9457 problem documents: what, where, what would be right."""

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from genoderm.ontology.errors import BadInput, GenodermError

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """A problem document; `title` is the same for every occurrence, `detail` tells of this one."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Have every fault of an application told as a problem."""
    app.add_exception_handler(GenodermError, _of_ours)
    app.add_exception_handler(HTTPException, _of_routing)
    app.add_exception_handler(RequestValidationError, _of_values)
    app.add_exception_handler(Exception, _unforeseen)


def no_parameters(request: Request) -> None:
    """What a route depends on that has no query parameters: an unknown one is a mistake that must not pass unseen."""
    for name in request.query_params:
        raise BadInput(f"{name!r} is no parameter of {request.url.path}; it has none")


async def _of_ours(_: Request, fault: Exception) -> JSONResponse:
    status = fault.status if isinstance(fault, GenodermError) else HTTPStatus.INTERNAL_SERVER_ERROR
    return problem(status, type(fault).__name__, str(fault))


async def _of_routing(request: Request, fault: Exception) -> JSONResponse:
    """No such path, or not with this method."""
    if not isinstance(fault, HTTPException):
        raise fault
    known = HTTPStatus(fault.status_code)
    answer = problem(known, known.phrase, f"{request.method} {request.url.path}: {fault.detail}")
    answer.headers.update(fault.headers or {})
    return answer


async def _of_values(_: Request, fault: Exception) -> JSONResponse:
    if not isinstance(fault, RequestValidationError):
        raise fault
    told = "; ".join(f"{'.'.join(map(str, error['loc']))}: {error['msg']}" for error in fault.errors())
    return problem(HTTPStatus.BAD_REQUEST, BadInput.__name__, told)


async def _unforeseen(_: Request, fault: Exception) -> JSONResponse:
    """The server's log has the fault itself; its words are not for strangers."""
    return problem(
        HTTPStatus.INTERNAL_SERVER_ERROR, type(fault).__name__, "an unforeseen fault; the server's log has it"
    )
