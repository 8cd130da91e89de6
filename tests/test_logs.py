"""The log: a line for each request that says what became of it, and nothing that its client wrote."""

import asyncio
import gc
import io
import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from genoderm.api.access import Access
from genoderm.api.logs import AccessLog, configure
from genoderm.api.query_log import Outcome, Record, log_query
from genoderm.graph.settings import Settings, settings
from genoderm.ontology.errors import NotFound
from tests.asgi import heard, hello, scope

QUERY = 'SELECT * { ?s rdfs:label "Maladie d\'Hailey-Hailey"@fr }'
RECORD = Record(QUERY, "SELECT", Outcome.OK, "0123456789abcdef", seconds=0.0012, rows=3, cache="miss")


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """The log of the tests themselves, once more as it was."""
    root, access = logging.getLogger(), logging.getLogger("genoderm.access")
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers, access.disabled = handlers, False
    root.setLevel(level)
    logging.getLogger("genoderm").setLevel(logging.NOTSET)
    logging.captureWarnings(capture=False)


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    log_query(scope, RECORD)
    await hello(scope, receive, send)


def written(asked: Scope, app: Any = answering, **chosen: Any) -> str:
    """What the log holds after a request."""
    stream, known = io.StringIO(), settings(**chosen)
    configure(known, stream)
    heard(Access(app, AccessLog(known)), asked)
    return stream.getvalue()


def line(asked: Scope, app: Any = answering, **chosen: Any) -> dict[str, Any]:
    """Its one line, read."""
    (text,) = written(asked, app, **chosen).splitlines()
    told: dict[str, Any] = json.loads(text)
    return told


def test_a_request_is_one_line_with_its_query() -> None:
    told = line(scope(query_string=b"query=SELECT"))
    assert told.pop("time").endswith("Z")
    assert told.pop("ms") >= 0
    assert told == {
        "level": "info",
        "logger": "genoderm.access",
        "message": "GET /sparql 200",
        "method": "GET",
        "path": "/sparql",
        "status": 200,
        "bytes": 5,
        "query": sha256(QUERY.encode()).hexdigest()[:16],
        "form": "SELECT",
        "outcome": "ok",
        "release": "0123456789abcdef",
        "cache": "miss",
        "engine_ms": 1.2,
        "rows": 3,
    }


def test_a_request_that_is_no_query_has_no_more_than_itself() -> None:
    assert set(line(scope("/"), hello)) == {
        "time", "level", "logger", "message", "method", "path", "status", "ms", "bytes"
    }  # fmt: skip


@pytest.mark.parametrize("log_format", ["json", "text"])
def test_nothing_that_the_client_wrote_is_logged(log_format: str) -> None:
    asked = scope(query_string=b"query=Hailey&secret=1", headers={"authorization": "Bearer Hailey", "cookie": "Hailey"})
    told = written(asked, log_format=log_format)
    assert "Hailey" not in told
    assert "secret" not in told
    assert "192.0.2.1" not in told


def test_the_text_of_queries_is_logged_where_that_is_switched_on() -> None:
    assert line(scope(), log_queries=True)["text"] == QUERY


def test_the_address_of_clients_is_logged_where_that_is_switched_on() -> None:
    assert line(scope(), log_clients=True)["client"] == "192.0.2.1"


def test_a_query_of_no_characters_is_logged_all_the_same() -> None:
    async def odd(scope: Scope, receive: Receive, send: Send) -> None:
        log_query(scope, Record("\ud800", "", Outcome.SYNTAX))
        await hello(scope, receive, send)

    assert line(scope(), odd, log_queries=True)["text"] == "?"


def test_no_line_for_each_request_where_that_is_switched_off() -> None:
    assert written(scope(), log_requests=False) == ""


def test_a_terminal_gets_text_and_a_file_gets_json() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream in (Terminal(), io.StringIO()):
        configure(Settings(), stream)
        logging.getLogger("genoderm.x").info("%(a)s", {"a": 1})
        assert stream.getvalue().startswith("{") is not stream.isatty()


def test_a_path_cannot_forge_a_line_nor_command_a_terminal() -> None:
    told = written(scope("/a\n2026-01-01T00:00:00.000Z ERROR \x1b[31mred"), hello, log_format="text")
    assert told.count("\n") == 1
    assert "\x1b" not in told


def test_a_path_that_was_made_to_fill_the_log_is_cut() -> None:
    assert len(line(scope("/" + "a" * 60_000), hello)["path"]) == 200


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_monitors_are_told_of_only_where_they_fail(path: str) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": []})
        await send({"type": "http.response.body"})

    assert written(scope(path), hello) == ""
    assert line(scope(path), failing)["level"] == "warning"


def test_an_answer_that_breaks_off_is_told_of_as_such() -> None:
    async def breaking(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    told = line(scope(), breaking)
    assert (told["status"], told["bytes"], told["whole"]) == (200, 4, False)


def test_a_client_that_left_before_the_answer_is_499() -> None:
    async def leaving(scope: Scope, receive: Receive, send: Send) -> None:
        """Send nothing."""

    assert line(scope(), leaving)["status"] == 499


def test_an_application_that_fails_is_500_and_its_fault_goes_on() -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise ValueError("words")

    stream = io.StringIO()
    configure(Settings(), stream)
    with pytest.raises(ValueError, match="words"):
        heard(Access(failing, AccessLog(Settings())), scope())
    told = json.loads(stream.getvalue())
    assert (told["status"], told["level"]) == (500, "error")


def raised(fault: BaseException, **chosen: Any) -> str:
    """What the log holds after the server told of a fault."""
    stream = io.StringIO()
    configure(settings(**chosen), stream)
    try:
        fail(fault)
    except (Exception, asyncio.CancelledError):
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application\n")
    return stream.getvalue()


def fail(fault: BaseException) -> None:
    raise fault


def test_a_fault_is_told_of_by_class_and_stack_without_its_words() -> None:
    told = json.loads(raised(ValueError(f"cannot read {QUERY}")))
    assert told["fault"] == "ValueError"
    assert told["stack"][-1].endswith(" fail")
    assert "Hailey" not in json.dumps(told)


def test_a_fault_of_the_system_has_the_words_of_the_system() -> None:
    told = json.loads(raised(OSError(28, "No space left on device", "/somewhere/Hailey")))
    assert told["words"] == "No space left on device"
    assert "Hailey" not in json.dumps(told)


def test_a_fault_has_its_words_where_queries_are_logged() -> None:
    assert json.loads(raised(ValueError("words"), log_queries=True))["words"] == "words"


def test_a_task_that_nobody_awaited_is_told_of_without_its_words() -> None:
    async def fail_alone() -> None:
        task = asyncio.create_task(failing())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert task.done()
        del task
        gc.collect()

    async def failing() -> None:
        raise ValueError(QUERY)

    stream = io.StringIO()
    configure(Settings(), stream)
    asyncio.run(fail_alone())
    told = json.loads(stream.getvalue())
    assert (told["message"], told["fault"]) == ("Task exception was never retrieved", "ValueError")
    assert "Hailey" not in stream.getvalue()


@pytest.mark.parametrize("fault", [NotFound("x"), asyncio.CancelledError()])
def test_a_fault_that_was_told_of_with_its_request_is_not_told_again(fault: BaseException) -> None:
    assert raised(fault) == ""


def test_without_uvicorns_own_settings_of_the_log_its_warnings_come_in_ours() -> None:
    code = (
        "import logging, uvicorn, uvicorn.server\n"
        "from genoderm.api.logs import configure\n"
        "from genoderm.graph.settings import Settings\n"
        "configure(Settings())\n"
        "uvicorn.Config('x:y', log_config=None, access_log=False)\n"
        "logging.getLogger('uvicorn.error').warning('Invalid HTTP request received.')\n"
        "logging.getLogger('uvicorn.error').info('Started')\n"
        "logging.getLogger('uvicorn.access').info('GET /sparql?query=Hailey')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    (told,) = done.stderr.splitlines()
    assert json.loads(told)["message"] == "Invalid HTTP request received."
