"""Headers: data can be read from everywhere and runs nowhere, pages load what is ours, writes stay at home."""

from typing import Any

import pytest
from fastapi import APIRouter, FastAPI
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from genoderm.api.security import Security, methods_of
from tests.asgi import Headers, Heard, heard, hello, scope

SPARQL = frozenset({"GET", "HEAD", "POST", "QUERY", "OPTIONS"})
PATHS = {"/sparql": SPARQL, "/update": frozenset({"POST"}), "/graphs": frozenset({"GET", "HEAD", "PUT", "DELETE"})}
PREFLIGHT = {"origin": "https://a.example", "access-control-request-method": "POST"}


def answering(*headers: tuple[bytes, bytes], status: int = 200) -> ASGIApp:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    return app


def answer(app: ASGIApp, asked: Scope, origins: tuple[str, ...] = ("*",)) -> Heard:
    return heard(Security(app, origins, lambda path: PATHS.get(path, frozenset())), asked)


def typed(media_type: str) -> Heard:
    return answer(answering((b"content-type", media_type.encode())), scope())


@pytest.mark.parametrize(
    "media_type", ["text/csv", "application/rdf+xml", "application/sparql-results+xml", "image/svg+xml"]
)
def test_data_never_runs_in_a_browser(media_type: str) -> None:
    told = typed(media_type)
    assert told.header("content-security-policy") == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert told.header("x-content-type-options") == "nosniff"


@pytest.mark.parametrize("media_type", ["text/html; charset=utf-8", "application/xhtml+xml"])
def test_a_page_loads_what_is_ours_and_is_framed_by_nobody(media_type: str) -> None:
    told = typed(media_type)
    policy = told.header("content-security-policy") or ""
    assert "default-src 'none'; script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert told.header("cross-origin-opener-policy") == "same-origin"
    assert "camera=()" in (told.header("permissions-policy") or "")


def test_a_page_may_bring_its_own_policy() -> None:
    page = answering((b"content-type", b"text/html"), (b"content-security-policy", b"default-src 'self'"))
    told = answer(page, scope())
    assert told.header("content-security-policy") == "default-src 'self'"
    assert told.header("cross-origin-opener-policy") == "same-origin"


def test_a_304_leaves_the_policy_of_what_it_confirms() -> None:
    assert answer(answering(status=304), scope()).header("content-security-policy") is None


@pytest.mark.parametrize("status", [200, 304, 400, 404, 500, 503])
def test_every_answer_can_be_read_by_every_page(status: int) -> None:
    told = answer(answering(status=status), scope(headers={"origin": "https://a.example"}))
    assert told.header("access-control-allow-origin") == "*"
    assert told.header("access-control-allow-credentials") is None
    assert {"ETag", "Link", "Retry-After", "Cache-Status"} <= set(
        (told.header("access-control-expose-headers") or "").split(", ")
    )
    assert told.header("cross-origin-resource-policy") == "cross-origin"
    assert told.header("referrer-policy") == "same-origin"
    assert told.header("server") == "genoderm"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [("https://a.example", "https://a.example"), ("https://b.example", None), ("null", None), ("", None)],
)
def test_where_origins_are_listed_only_they_may_read(origin: str, allowed: str | None) -> None:
    told = answer(
        hello, scope(headers={"origin": origin} if origin else {}), ("https://a.example", "https://c.example")
    )
    assert told.header("access-control-allow-origin") == allowed
    assert told.header("vary") == "Origin"


def test_vary_of_the_application_stays_beside_ours() -> None:
    told = answer(answering((b"vary", b"Accept")), scope(), ("https://a.example",))
    assert told.header("vary") == "Accept, Origin"


@pytest.mark.parametrize(("scheme", "told"), [("http", None), ("https", "max-age=31536000")])
def test_only_who_came_by_https_is_told_to_come_by_it_again(scheme: str, told: str | None) -> None:
    assert answer(hello, scope(scheme=scheme)).header("strict-transport-security") == told


def test_a_message_that_the_application_sends_twice_stays_as_it_was() -> None:
    headers: Headers = [(b"content-type", b"text/csv")]
    start = {"type": "http.response.start", "status": 200, "headers": headers}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await send(start)
        await send({"type": "http.response.body"})

    assert answer(app, scope()).headers == answer(app, scope()).headers
    assert start["headers"] is headers
    assert len(headers) == 1


def test_a_preflight_is_told_what_it_may_ask() -> None:
    told = answer(answering(status=500), scope(method="OPTIONS", headers=PREFLIGHT))
    assert told.status == 204
    assert told.header("access-control-allow-methods") == "GET, HEAD, OPTIONS, POST, QUERY"
    assert "Content-Type" in (told.header("access-control-allow-headers") or "")
    assert told.header("access-control-max-age") == "7200"
    assert told.header("access-control-allow-origin") == "*"


def test_a_foreign_page_may_not_bring_a_token() -> None:
    told = answer(hello, scope("/update", method="OPTIONS", headers=PREFLIGHT))
    assert "authorization" not in (told.header("access-control-allow-headers") or "").lower()


def test_a_foreign_page_may_not_put_or_delete() -> None:
    told = answer(hello, scope("/graphs", method="OPTIONS", headers=PREFLIGHT))
    assert told.header("access-control-allow-methods") == "GET, HEAD"
    assert told.header("allow") == "DELETE, GET, HEAD, OPTIONS, PUT"


def test_options_of_a_path_that_does_not_answer_it_lists_its_methods() -> None:
    told = answer(answering(status=500), scope("/update", method="OPTIONS"))
    assert (told.status, told.header("allow")) == (204, "OPTIONS, POST")


def test_options_is_left_to_a_path_that_answers_it() -> None:
    assert answer(answering(status=299), scope(method="OPTIONS")).status == 299


def test_options_of_no_path_is_left_to_the_application() -> None:
    assert answer(answering(status=404), scope("/nowhere", method="OPTIONS", headers=PREFLIGHT)).status == 404


def test_what_is_no_request_passes() -> None:
    passed: list[str] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        passed.append(scope["type"])

    heard(Security(app, ("*",), lambda _: frozenset()), {"type": "lifespan"})
    assert passed == ["lifespan"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/things/3", {"GET", "PUT"}),
        ("/things", {"GET", "HEAD"}),
        ("/sparql", SPARQL),
        ("/nowhere", set()),
    ],
)
def test_the_methods_of_a_path_are_those_of_its_routes(path: str, methods: set[str]) -> None:
    app, router = FastAPI(openapi_url=None), APIRouter(prefix="/things")

    def thing() -> str:
        return "thing"

    def things(_: Any) -> Any: ...

    router.add_api_route("/{number}", thing, methods=["GET"])
    router.add_api_route("/{number}", thing, methods=["PUT"])
    app.include_router(router)
    app.router.routes.append(Route("/things", things))
    assert methods_of(app.routes, {"/sparql": SPARQL})(path) == methods
