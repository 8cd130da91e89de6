"""An endpoint that ends at every byte of a request and of an answer is named with its fault; none is unforeseen."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest
import uvloop
from pyoxigraph import Store

from genoderm.graph.federation_settings import Federation
from genoderm.sparql.connections import Connections
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.federation.errand import Errand
from genoderm.sparql.federation.peers.directory import Directory
from genoderm.sparql.federation.peers.endpoint import Endpoint
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.received import read_rows
from genoderm.sparql.federation.sending.local import Question
from tests.dying_peers import ANSWERS, Dying, dying
from tests.federated import asking
from tests.in_process import client_of
from tests.patience import PATIENCE

QUERY = "SELECT ?o { ?s ?p ?o }"
REQUEST = 300  # bytes of the shortest request for it
STEP = 13  # bytes of a request between two ends; of an answer it is each
RESETS = 40  # connections that end as they are made, of which some do so at the moment that matters


def bounds(peer: Dying) -> Federation:
    told = {"name": "mortal", "url": peer.url, "address": "127.0.0.1", "timeout": PATIENCE}
    return Federation.model_validate({"endpoints": [told]})


@pytest.fixture(scope="module")
def peer() -> Iterator[Dying]:
    with dying() as told:
        yield told


@asynccontextmanager
async def endpoint(peer: Dying) -> AsyncIterator[Endpoint]:
    directory = Directory(bounds(peer))
    try:
        yield directory[peer.url]
    finally:
        await directory.close()


async def fault(endpoint: Endpoint) -> str:
    """Why there is no answer; "" if there is a whole one."""
    endpoint.breaker.succeeded()  # or it would be left in peace
    read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10)
    try:
        answered = await endpoint.ask(QUERY, asyncio.get_running_loop().time() + PATIENCE, read)
    except EndpointFailed as told:
        return told.cause
    assert answered.rows.rows == [('"whole"',)]
    return ""


async def fault_of(peer: Dying, endpoint: Endpoint) -> str:
    """The same on connections of its own, which were used before where the peer answers first."""
    for _ in range(peer.answers):
        assert not await fault(endpoint)
    told = await fault(endpoint)
    await endpoint.close()
    assert not told.endswith(": ")  # where httpx says nothing, the kind of its fault is told
    return told


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
@pytest.mark.parametrize("kind", ANSWERS)
def test_an_answer_that_ends_at_any_byte_is_named_as_cut(peer: Dying, kind: str, reset: bool) -> None:  # noqa: FBT001
    async def ask() -> dict[int, str]:
        peer.answers, peer.reads, peer.reset = 0, None, reset
        faults: dict[int, str] = {}
        async with endpoint(peer) as asked:
            for size in range(len(ANSWERS[kind])):
                peer.sends = ANSWERS[kind][:size]
                faults[size] = await fault_of(peer, asked)
        return faults

    told = uvloop.run(ask())
    assert len(told) == len(ANSWERS[kind])
    head = ANSWERS[kind].index(b"\r\n\r\n") + 4
    assert {cause[:35] for size, cause in told.items() if size < head} == {"broke off before its answer had beg"}
    assert all(cause for size, cause in told.items() if size >= head)


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_a_request_that_is_read_in_part_is_named_as_cut(peer: Dying, reset: bool) -> None:  # noqa: FBT001
    async def ask() -> set[str]:
        peer.answers, peer.sends, peer.reset = 0, b"", reset
        faults = set()
        async with endpoint(peer) as asked:
            for peer.reads in range(1, REQUEST, STEP):
                faults.add((await fault_of(peer, asked))[:35])
        return faults

    assert uvloop.run(ask()) == {"broke off before its answer had beg"}


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_a_connection_that_was_used_before_and_ends_is_made_anew(peer: Dying, reset: bool) -> None:  # noqa: FBT001
    """Where it ends before an answer has begun; further on the answer is named as cut."""
    whole = ANSWERS["plain"]

    async def ask() -> dict[int, str]:
        peer.answers, peer.reads, peer.reset = 1, None, reset
        faults: dict[int, str] = {}
        async with endpoint(peer) as asked:
            for size in range(0, len(whole), 3):
                peer.sends = whole[:size]
                faults[size] = await fault_of(peer, asked)
        return faults

    head = whole.index(b"\r\n\r\n") + 4
    assert all(bool(cause) is (size >= head) for size, cause in uvloop.run(ask()).items())


def test_a_connection_that_is_reset_as_it_is_made_is_named(peer: Dying) -> None:
    """The loop is kept busy, so that the reset comes between the connection and the first look at it."""

    async def ask() -> set[str]:
        peer.answers, peer.reads, peer.sends, peer.reset = 0, 0, b"", True
        busy = asyncio.create_task(_keep_busy())
        async with endpoint(peer) as asked:
            faults = {await fault_of(peer, asked) for _ in range(RESETS)}
        busy.cancel()
        return faults

    faults = uvloop.run(ask())
    assert faults
    assert all(cause.startswith(("cannot be reached", "broke off")) for cause in faults)


async def _keep_busy() -> None:
    while True:
        time.sleep(0.001)  # as work between two turns of the loop does
        await asyncio.sleep(0)


def test_what_comes_from_under_the_client_is_told_as_a_connection_that_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """As uvloop and anyio do at a reset, whenever that comes."""

    async def broken(*_: object) -> httpx.Response:
        raise AttributeError("'NoneType' object has no attribute 'getpeername'")

    async def ask() -> None:
        monkeypatch.setattr(httpx.AsyncHTTPTransport, "handle_async_request", broken)
        async with httpx.AsyncClient(transport=Connections()) as client:
            await client.get("http://nowhere.invalid/")

    with pytest.raises(httpx.ConnectError, match=r"ended as it was made \(AttributeError"):
        asyncio.run(ask())


@pytest.mark.parametrize("reset", [False, True], ids=["FIN", "RST"])
def test_a_silent_block_is_empty_wherever_its_endpoint_ends(peer: Dying, reset: bool) -> None:  # noqa: FBT001
    query = f"SELECT * {{ SERVICE SILENT <{peer.url}> {{ ?s ?p ?o }} }}"

    async def ask() -> set[str]:
        peer.answers, peer.reset, texts = 0, reset, set()
        directory = Directory(bounds(peer))
        for peer.reads, size in ((0, 0), (20, 0), (None, 0), (None, 20), (None, 60)):
            peer.sends = ANSWERS["plain"][:size]
            texts.add(await Errand(Question(query, WHOLE), directory, bounds(peer)).run(asking(Store())))
        await directory.close()
        return texts

    assert uvloop.run(ask()) == {"SELECT * { { } }"}


@pytest.mark.parametrize(
    ("head", "told"),
    [
        (b"304 Not Modified", "answers 304"),
        (b"302 Found\r\nLocation: http://[::1", "Invalid URL in location header"),
        (b"302 Found\r\nLocation: //[", "redirects to <"),
        (b"503 Busy\r\nRetry-After: Mon, 01 Jan 99999999999999999999 00:00:00 GMT", "answers 503"),
        (b"503 Busy\r\nRetry-After: " + b"9" * 400, "answers 503"),
        (b"200 OK\r\nX-SPARQL-MaxRows: " + b"9" * 5000, ""),
    ],
    ids=["no-location", "no-address", "no-host", "no-year", "no-end", "no-number"],
)
def test_a_header_that_nobody_can_read_is_no_unforeseen_fault(peer: Dying, head: bytes, told: str) -> None:
    body = ANSWERS["plain"].partition(b"\r\n")[2]
    peer.answers, peer.reads, peer.reset, peer.sends = 0, None, False, b"HTTP/1.1 " + head + b"\r\n" + body

    async def ask() -> str:
        async with endpoint(peer) as asked:
            return await fault_of(peer, asked)

    cause = uvloop.run(ask())
    assert told in cause
    assert bool(told) is bool(cause)


def test_an_unforeseen_fault_of_the_endpoint_is_a_problem_without_words_and_counted_with_its_query(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    with client_of(sample_home, "http://genoderm.test") as client, caplog.at_level("INFO", "genoderm.access"):
        monkeypatch.setattr("genoderm.api.endpoint.send_answer", broken)
        answer = client.get("/sparql", params={"query": "SELECT * { ?s ?p 'unforeseen' }"})
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert json.loads(answer.content)["detail"] == "an unforeseen fault; the server's log has it"
    assert "secret" not in answer.text
    assert [record.args["outcome"] for record in caplog.records if isinstance(record.args, dict)] == ["fault"]
