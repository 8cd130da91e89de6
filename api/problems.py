"""Faults as RFC 9457 problem documents: what, where, what would be right."""

import json
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from math import ceil
from typing import Any, Protocol, runtime_checkable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from genoderm.ontology.errors import BadInput, GenodermError, shown

MEDIA_TYPE = "application/problem+json"
Headers = list[tuple[bytes, bytes]]
UNFORESEEN = "an unforeseen fault; the server's log has it"
MOST = 1 << 12  # characters of a detail: none of ours is as long, unless it repeats what was sent
TYPE: Headers = [(b"content-type", MEDIA_TYPE.encode()), (b"cache-control", b"no-store")]


@runtime_checkable
class Placed(Protocol):
    """A fault in a text, which tells where; None if it cannot."""

    line: int | None
    column: int | None


@runtime_checkable
class Passing(Protocol):
    """A fault that is expected to be over in so many seconds."""

    retry_after: float


@runtime_checkable
class Confined(Protocol):
    """A fault of the method, which tells those that there are."""

    allow: str


@runtime_checkable
class Challenging(Protocol):
    """A fault of who asks, which tells how to say it: WWW-Authenticate."""

    challenge: str


@runtime_checkable
class Telling(Protocol):
    """A fault with more to tell than a sentence: the near names, the choices, the successors."""

    @property
    def members(self) -> Mapping[str, object]:
        """What stands beside the detail."""


def problem_of(fault: GenodermError) -> tuple[int, Headers, bytes]:
    """A fault as status, headers (all but Content-Length) and body; what it tells beside are members of their own."""
    further: dict[str, object] = dict(fault.members) if isinstance(fault, Telling) else {}
    if isinstance(fault, Placed) and fault.line:
        further |= {"line": fault.line, "column": fault.column}
    return fault.status, [*TYPE, *_told(fault)], _document(fault.status, type(fault).__name__, str(fault), further)


def unforeseen(fault: Exception) -> tuple[int, Headers, bytes]:
    """The same of a fault that is none of ours. The server's log has it; its words are not for strangers."""
    told = _document(HTTPStatus.INTERNAL_SERVER_ERROR, type(fault).__name__, UNFORESEEN, {})
    return HTTPStatus.INTERNAL_SERVER_ERROR, TYPE, told


def problem(status: int, title: str, detail: str) -> Response:
    """A problem document; `title` is the same for every occurrence, `detail` tells of this one."""
    return _response(status, TYPE, _document(status, title, detail, {}))


def install(app: FastAPI) -> None:
    """Have every fault of an application told as a problem."""
    app.add_exception_handler(GenodermError, _of_ours)
    app.add_exception_handler(HTTPException, _of_routing)
    app.add_exception_handler(RequestValidationError, _of_values)
    app.add_exception_handler(Exception, _unforeseen)


def no_parameters(request: Request) -> None:
    """What a route depends on that has no query parameters: an unknown one is a mistake that must not pass unseen."""
    for name in request.query_params:
        raise BadInput(f"{shown(name)} is no parameter of {request.url.path}; it has none")


def _document(status: int, title: str, detail: str, further: Mapping[str, object]) -> bytes:
    told = {"type": "about:blank", "title": title, "status": int(status), "detail": _cut(detail)}
    return json.dumps({**told, **further}, ensure_ascii=False).encode(errors="replace")


def _cut(detail: str) -> str:
    return detail if len(detail) <= MOST else f"{detail[:MOST]}…"


def _told(fault: GenodermError) -> Iterator[tuple[bytes, bytes]]:
    if isinstance(fault, Passing):
        yield b"retry-after", str(max(1, ceil(fault.retry_after))).encode()
    if isinstance(fault, Challenging):
        yield b"www-authenticate", fault.challenge.encode()
    if isinstance(fault, Confined):
        yield b"allow", fault.allow.encode()


def _response(status: int, headers: Headers, body: bytes) -> Response:
    answer = Response(body, status)
    for name, value in headers:
        answer.headers[name.decode()] = value.decode()
    return answer


async def _of_ours(_: Request, fault: Exception) -> Response:
    if not isinstance(fault, GenodermError):
        raise fault
    return _response(*problem_of(fault))


async def _of_routing(request: Request, fault: Exception) -> Response:
    """No such path, or not with this method."""
    if not isinstance(fault, HTTPException):
        raise fault
    known = HTTPStatus(fault.status_code)
    answer = problem(known, known.phrase, f"{request.method} {request.url.path}: {fault.detail}")
    answer.headers.update(fault.headers or {})
    return answer


async def _of_values(request: Request, fault: Exception) -> Response:
    if not isinstance(fault, RequestValidationError):
        raise fault
    told = "; ".join(_of_value(request, error) for error in fault.errors())
    return problem(HTTPStatus.BAD_REQUEST, BadInput.__name__, told)


def _of_value(request: Request, error: Mapping[str, Any]) -> str:
    """What is wrong with a value; a parameter that there is not is told with the nearest that there is."""
    match error["type"], error["loc"]:
        case "extra_forbidden", ("query", name):
            return f"{shown(str(name))} is no parameter of {request.url.path}; {_nearest(str(name), request)}"
        case _, (_, name, *_) if isinstance(error.get("input"), str):
            return f"{name} is {shown(error['input'])}: {error['msg']}"
    return f"{'.'.join(map(str, error['loc']))}: {error['msg']}"


def _nearest(name: str, request: Request) -> str:
    known = list(_parameters(request.scope.get("route")))
    near = get_close_matches(name, known, n=1)
    return f"the nearest is {near[0]}" if near else f"there are {', '.join(known)}"


def _parameters(route: object) -> Iterator[str]:
    """The names that a route knows; those of a model are its fields."""
    for field in route.dependant.query_params if isinstance(route, APIRoute) else ():
        kind = field.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (told.alias or told_name for told_name, told in kind.model_fields.items())
        else:
            yield field.alias


async def _unforeseen(_: Request, fault: Exception) -> Response:
    return _response(*unforeseen(fault))
