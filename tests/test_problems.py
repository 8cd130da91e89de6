"""Faults as problem documents (RFC 9457), from a function and through an application."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated

import httpx
import pytest
from fastapi import Depends, FastAPI, Query
from pydantic import BaseModel, ConfigDict

from genoderm.api.problems import install, no_parameters, problem_of
from genoderm.ontology.errors import BadInput, Conflict, GenodermError, NotFound
from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.negotiation import NotAcceptable
from genoderm.sparql.protocol import NoSuchMethod, UnsupportedMedia
from genoderm.sparql.syntax import SyntaxFault

TYPE = (b"content-type", b"application/problem+json")
UNKEPT = (b"cache-control", b"no-store")


class Towns(BaseModel):
    """What can be asked about towns."""

    model_config = ConfigDict(extra="forbid")
    country: str | None = None
    size: int | None = None


class Later(GenodermError):
    """Not now."""

    status = 503

    def __init__(self, retry_after: float) -> None:
        super().__init__("everybody is busy")
        self.retry_after = retry_after


STATUSES = {
    BadInput("x"): 400,
    LeavesProcess("x"): 403,
    NotFound("x"): 404,
    NoSuchMethod("x", "GET"): 405,
    NotAcceptable("x"): 406,
    Conflict("x"): 409,
    UnsupportedMedia("x"): 415,
    GenodermError("x"): 500,
    Later(1): 503,
}


@pytest.mark.parametrize(("fault", "status"), STATUSES.items(), ids=lambda value: type(value).__name__)
def test_a_fault_is_a_document_with_its_status(fault: GenodermError, status: int) -> None:
    told, headers, body = problem_of(fault)
    assert told == status
    assert headers[:2] == [TYPE, UNKEPT]
    expected = {"type": "about:blank", "title": type(fault).__name__, "status": status, "detail": str(fault)}
    assert json.loads(body) == expected


def test_a_fault_in_a_text_tells_its_place_in_members_of_their_own() -> None:
    told = json.loads(problem_of(SyntaxFault("'}' does not fit here", 3, 7))[2])
    assert (told["line"], told["column"], told["detail"]) == (3, 7, "line 3, column 7: '}' does not fit here")
    assert json.loads(problem_of(LeavesProcess("x", 1, 2))[2])["column"] == 2


@pytest.mark.parametrize(("seconds", "told"), [(0.01, b"1"), (1, b"1"), (1.2, b"2"), (30, b"30")])
def test_a_fault_that_passes_tells_when_to_come_back_in_whole_seconds(seconds: float, told: bytes) -> None:
    assert (b"retry-after", told) in problem_of(Later(seconds))[1]


def test_a_wrong_method_is_answered_with_those_that_there_are() -> None:
    assert (b"allow", b"GET, HEAD") in problem_of(NoSuchMethod("no", "GET, HEAD"))[1]


@pytest.mark.parametrize("words", ['"quoted"\n\x00', "é 👪", "\udcff a byte of no character's"])
def test_any_words_make_a_document(words: str) -> None:
    assert json.loads(problem_of(BadInput(words))[2].decode())["detail"]


@pytest.fixture(scope="module")
def app() -> FastAPI:
    """An application with a route for each kind of fault."""
    app = FastAPI()
    install(app)

    @app.get("/late")
    def late() -> None:
        raise Later(2)

    @app.get("/syntax")
    def syntax() -> None:
        raise SyntaxFault("wrong", 1, 2)

    @app.get("/broken")
    def broken() -> None:
        raise ZeroDivisionError("a secret")

    @app.get("/towns")
    def towns(asked: Annotated[Towns, Query()]) -> str | None:
        return asked.country

    @app.get("/number/{number}", dependencies=[Depends(no_parameters)])
    def number(number: int) -> int:
        return number

    return app


def asked(app: FastAPI, path: str, method: str = "GET") -> httpx.Response:
    async def sent() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://example.org") as client:
            return await client.request(method, path)

    return asyncio.run(sent())


def problem(answer: httpx.Response, status: int) -> dict[str, object]:
    """The document, once it is one."""
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    told: dict[str, object] = answer.json()
    assert told["status"] == status
    return told


def test_a_fault_of_an_application_is_the_same_document(app: FastAPI) -> None:
    answer = asked(app, "/late")
    assert problem(answer, 503)["detail"] == "everybody is busy"
    assert answer.headers["retry-after"] == "2"
    assert problem(asked(app, "/syntax"), 400)["line"] == 1


def test_what_the_router_refuses_is_a_document_too(app: FastAPI) -> None:
    assert "/nowhere" in str(problem(asked(app, "/nowhere"), 404)["detail"])
    answer = asked(app, "/late", "POST")
    problem(answer, 405)
    assert answer.headers["allow"] == "GET"


def test_a_value_of_the_wrong_kind_is_told_with_its_name(app: FastAPI) -> None:
    assert "number is 'x'" in str(problem(asked(app, "/number/x"), 400)["detail"])


def test_a_parameter_that_there_is_not_is_told_with_the_nearest_that_there_is(app: FastAPI) -> None:
    assert asked(app, "/towns?country=FR").json() == "FR"
    told = str(problem(asked(app, "/towns?contry=FR"), 400)["detail"])
    assert told == "'contry' is no parameter of /towns; the nearest is country"
    assert str(problem(asked(app, "/towns?zzz=1"), 400)["detail"]).endswith("there are country, size")


def test_what_a_fault_tells_beside_its_sentence_are_members_of_the_document() -> None:
    class Several(BadInput):
        members: Mapping[str, object] = {"choices": ["a", "b"]}

    assert json.loads(problem_of(Several("which"))[2])["choices"] == ["a", "b"]


def test_a_parameter_where_there_are_none_is_refused(app: FastAPI) -> None:
    assert asked(app, "/number/1").json() == 1
    assert "'y' is no parameter of /number/1" in str(problem(asked(app, "/number/1?y=2"), 400)["detail"])


def test_an_unforeseen_fault_keeps_its_words_to_itself(app: FastAPI) -> None:
    answer = asked(app, "/broken")
    assert problem(answer, 500)["title"] == "ZeroDivisionError"
    assert "secret" not in answer.text
