"""What stands around the application, together: no answer without its headers, its line and its count."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from genoderm.api import health, metrics, problems
from genoderm.api.forwarded import FORWARDING
from genoderm.api.logs import configure
from genoderm.api.metrics import Metrics
from genoderm.api.middleware import wrapped
from genoderm.api.security import methods_of
from genoderm.graph.settings import settings
from genoderm.sparql.cache import Cache
from genoderm.sparql.workers.pool import State
from genoderm.sparql.workers.tasks import Busy
from tests.asgi import Heard, heard, scope

CHOSEN = settings(trusted_proxies="10.0.0.0/8", log_clients=True, max_body="1kB")
STATE = State(idle=1, busy=0, long=0, waiting=0, started=1, killed=0)
GATEWAY = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}


def empty() -> Any:
    raise Busy("no release is held yet")


def application() -> Any:
    """An application with everything around it."""
    app = FastAPI(openapi_url=None)
    app.state.metrics, app.state.settings = Metrics(lambda: STATE, Cache(1000), empty), CHOSEN
    app.include_router(health.router)
    app.include_router(metrics.router)

    @app.get("/fails")
    def fails() -> None:
        raise RuntimeError("words")

    @app.post("/length")
    def length(sent: dict[str, Any]) -> int:
        return len(sent)

    problems.install(app)
    return wrapped(app, CHOSEN, app.state.metrics, methods_of(app.routes, {"/sparql": frozenset({"GET"})}))


@pytest.fixture(autouse=True)
def log() -> Iterator[io.StringIO]:
    """The log of these requests; that of the tests themselves once more as it was afterwards."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = list(root.handlers), root.level
    configure(CHOSEN, stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    logging.getLogger("genoderm").setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)


def guarded(told: Heard) -> bool:
    return told.header("x-content-type-options") == "nosniff" and told.header("access-control-allow-origin") == "*"


def test_a_request_through_a_proxy_is_told_of_by_its_client_and_answered_as_by_https(log: io.StringIO) -> None:
    told = heard(application(), scope("/nowhere", headers=GATEWAY, client=("10.0.0.1", 1)))
    line = json.loads(log.getvalue())
    assert (told.status, line["status"], line["client"]) == (404, 404, "203.0.113.9")
    assert guarded(told)
    assert told.header("strict-transport-security")


def test_an_unforeseen_fault_is_a_problem_with_all_the_headers_and_a_line(log: io.StringIO) -> None:
    app = application()
    told: list[Heard] = []

    async def kept(asked: Any, receive: Any, send: Any) -> None:
        try:
            await app(asked, receive, send)
        except RuntimeError:  # Starlette lets it go on to the server, which logs it
            told.append(Heard(0, [], b"", whole=True))

    answer = heard(kept, scope("/fails"))
    assert len(told) == 1
    assert (answer.status, answer.whole) == (500, True)
    assert guarded(answer)
    assert json.loads(log.getvalue())["level"] == "error"


def test_a_body_that_is_too_long_is_413_though_the_framework_would_make_400_of_it(log: io.StringIO) -> None:
    asked = scope("/length", method="POST", headers={"content-type": "application/json"})
    told = heard(application(), asked, [b'{"a":"', b"x" * 2000])
    assert told.status == json.loads(log.getvalue())["status"] == 413
    assert guarded(told)


def test_everything_is_counted_but_only_for_those_who_may_know() -> None:
    app = application()
    heard(app, scope("/nowhere"))
    assert heard(app, scope("/metrics")).status == 403
    text = heard(app, scope("/metrics", client=("127.0.0.1", 1))).body.decode()
    counted = {
        sample.labels["status"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "genoderm_requests_total"
    }
    assert counted == {"404": 1, "403": 1}


def test_a_preflight_gets_no_further_than_the_headers() -> None:
    asked = scope(method="OPTIONS", headers={"access-control-request-method": "GET", "origin": "https://a.example"})
    told = heard(application(), asked)
    assert (told.status, told.header("access-control-allow-methods")) == (204, "GET")


@given(
    st.sampled_from(["GET", "POST", "OPTIONS", "QUERY", "DELETE", "MADE"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30).map(lambda rest: f"/{rest}"),
    st.lists(
        st.tuples(
            st.sampled_from([*sorted(FORWARDING), b"host", b"origin", b"accept", b"content-length", b"content-type"]),
            st.binary(max_size=40),
        ),
        max_size=5,
    ),
    st.lists(st.binary(max_size=900), max_size=3),
)
def test_whatever_comes_there_is_a_whole_answer_of_no_fault_of_ours(
    method: str, path: str, headers: list[tuple[bytes, bytes]], body: list[bytes]
) -> None:
    asked = scope(path, method=method, headers=headers, client=("10.0.0.1", 1), raw_path=b"/")
    told = heard(application(), asked, body)
    assert told.whole
    assert told.status < 500
    assert guarded(told)
