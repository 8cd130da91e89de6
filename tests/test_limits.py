"""What one request and one client may take, and what they hear when it is too much."""

import asyncio
import json
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.types import Message, Receive, Scope, Send

from genoderm.api import limits
from genoderm.api.limits import MAX_TARGET, Limits
from genoderm.api.occupancy import TURNS, Occupancy, TooMany
from tests.asgi import Heard, heard, hello, scope
from tests.patience import PATIENCE

MOST = 1000
UPLOAD = 5000


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that says how long the body is; one that left gets what there was."""
    size = 0
    while (message := await receive())["type"] == "http.request":
        size += len(message["body"])
        if not message["more_body"]:
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(size).encode()})


async def hasty(scope: Scope, receive: Receive, send: Send) -> None:
    """An application that begins to answer before it has read."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while (await receive())["type"] == "http.request":
        await send({"type": "http.response.body", "body": b".", "more_body": True})


def posted(pieces: Iterable[bytes], path: str = "/sparql", length: str | None = None) -> Heard:
    headers = {} if length is None else {"content-length": length}
    asked = scope(path, method="POST", headers=headers)
    return heard(Limits(echo, MOST, {"/graphs": UPLOAD}), asked, pieces)


def title(told: Heard) -> str:
    assert told.whole
    assert told.header("connection") == "close"
    assert told.header("content-type") == "application/problem+json"
    assert told.header("content-length") == str(len(told.body))
    return str(json.loads(told.body)["title"])


@given(st.lists(st.binary(max_size=600), max_size=5))
def test_a_body_passes_as_it_is_or_is_refused_as_a_whole(pieces: list[bytes]) -> None:
    size = sum(map(len, pieces))
    told = posted(pieces)
    if size <= MOST:
        assert (told.status, told.body) == (200, str(size).encode())
    else:
        assert (told.status, title(told)) == (413, "BodyTooLong")


def test_a_body_that_says_that_it_is_too_long_is_refused_before_it_is_read() -> None:
    told = posted([b"x"], length=str(MOST + 1))
    assert (told.status, title(told)) == (413, "BodyTooLong")
    assert b"1,000 bytes" in told.body


@pytest.mark.parametrize("length", ["10", "-5", "many", "\u00b2", ""])
def test_a_body_that_lies_about_its_length_is_counted(length: str) -> None:
    assert posted([b"x" * 600] * 2, length=length).status == 413


def test_a_graph_that_is_sent_may_be_longer_than_a_query() -> None:
    assert posted([b"x" * UPLOAD], "/graphs").body == b"5000"
    assert posted([b"x" * UPLOAD, b"x"], "/graphs/some").status == 413
    assert posted([b"x" * UPLOAD], "/update").status == 413


def test_an_answer_that_has_begun_breaks_off_when_the_body_goes_on_too_long() -> None:
    told = heard(Limits(hasty, MOST, {}), scope(method="POST"), [b"x" * 600] * 3)
    assert (told.status, told.body, told.whole) == (200, b".", False)


def test_some_of_a_refused_body_is_read_so_that_its_sender_hears_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "DRAINED", 3000)
    read: list[int] = []

    async def receive() -> Message:
        read.append(len(read))
        return {"type": "http.request", "body": b"x" * 1000, "more_body": True}

    async def send(message: Message) -> None:
        """Nobody listens."""

    asked = scope(method="POST", headers={"content-length": "999999999"})
    asyncio.run(_called(Limits(echo, MOST, {}), asked, receive, send))
    assert len(read) == 3


async def _called(app: Limits, asked: Scope, receive: Receive, send: Send) -> None:
    await app(asked, receive, send)


def test_a_body_that_does_not_come_in_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "BEGIN", 0.02)
    monkeypatch.setattr(limits, "DRAIN", 0.02)
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_called(Limits(echo, MOST, {}), scope(method="POST"), receive, send))
    assert sent[0]["status"] == 408
    assert json.loads(sent[1]["body"])["title"] == "BodyTooSlow"
    assert len(sent) == 3


def test_who_waits_for_the_client_to_leave_once_the_body_is_there_has_all_the_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "BEGIN", 0.02)
    heard_of: list[str] = []

    async def watching(scope: Scope, receive: Receive, send: Send) -> None:
        await receive()
        heard_of.append((await receive())["type"])
        await hello(scope, receive, send)

    messages: list[Message] = [{"type": "http.request", "body": b"x", "more_body": False}]

    async def receive() -> Message:
        if messages:
            return messages.pop()
        await asyncio.sleep(0.1)
        return {"type": "http.disconnect"}

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(_called(Limits(watching, MOST, {}), scope(method="POST"), receive, send))
    assert heard_of == ["http.disconnect"]
    assert sent[0]["status"] == 200


@pytest.mark.parametrize(("length", "status"), [(MAX_TARGET - 7, 200), (MAX_TARGET - 6, 414)])
def test_an_address_has_a_longest(length: int, status: int) -> None:
    told = heard(Limits(hello, MOST, {}), scope(query_string=b"q" * length))
    assert told.status == status
    assert told.status == 200 or b"POST takes longer queries" in told.body


def test_a_client_has_so_many_queries_at_once_and_others_wait_in_their_order() -> None:
    running, ended = Occupancy(2, PATIENCE), list[int]()

    async def query(number: int) -> None:
        async with running.holding("192.0.2.1"):
            assert number < 2 or ended[: number - 1] == list(range(number - 1))
            await asyncio.sleep(0)
            ended.append(number)

    async def all_of_them() -> None:
        await asyncio.gather(*map(query, range(2 + 2 * TURNS)))

    asyncio.run(all_of_them())
    assert ended == list(range(2 + 2 * TURNS))
    assert len(running) == 0


def test_a_client_that_waits_lets_others_pass() -> None:
    async def asked() -> None:
        running = Occupancy(1, PATIENCE)
        async with running.holding("192.0.2.1"):
            waiting = asyncio.create_task(_hold(running))
            async with running.holding("192.0.2.2"):
                assert not waiting.done()
        await waiting
        assert len(running) == 0

    asyncio.run(asked())


def test_beyond_those_that_wait_a_client_is_refused() -> None:
    async def asked() -> None:
        running = Occupancy(1, PATIENCE)
        async with running.holding("192.0.2.1"):
            waiting = [asyncio.create_task(_hold(running)) for _ in range(TURNS)]
            await asyncio.sleep(0)
            with pytest.raises(TooMany, match="1 queries of yours are running and 8 wait; send the next"):
                await _hold(running)
        await asyncio.gather(*waiting)
        assert len(running) == 0

    asyncio.run(asked())


def test_who_waits_for_too_long_is_refused_and_leaves_no_trace() -> None:
    async def asked() -> None:
        running = Occupancy(1, 0.01)
        async with running.holding("192.0.2.1"):
            with pytest.raises(TooMany, match=r"were running for 0\.01 seconds"):
                await _hold(running)
        assert len(running) == 0

    asyncio.run(asked())


@given(st.lists(st.sampled_from(["come", "go", "leave", "look"]), max_size=40))
def test_no_place_is_lost_whoever_comes_goes_or_leaves(moves: list[str]) -> None:
    asyncio.run(_moved(Occupancy(2, PATIENCE), moves))


async def _moved(running: Occupancy, moves: list[str]) -> None:
    """Clients that come, end, and leave before their turn or in its very moment; at the end all places are free."""
    there: list[tuple[asyncio.Event, asyncio.Task[None]]] = []
    for move in moves:
        if move == "come" and len(there) < 2 + 2 * TURNS:
            end = asyncio.Event()
            there.append((end, asyncio.create_task(_hold(running, end))))
        elif move == "go" and there:
            there[0][0].set()
        elif move == "leave" and there:
            there.pop(len(there) // 2)[1].cancel()
        else:
            await asyncio.sleep(0)
    for end, _ in there:
        end.set()
    await asyncio.gather(*(task for _, task in there))
    await asyncio.sleep(0)
    assert len(running) == 0


async def _hold(running: Occupancy, end: asyncio.Event | None = None) -> None:
    async with running.holding("192.0.2.1"):
        if end is not None:
            await end.wait()


def test_who_has_no_queries_running_takes_no_memory() -> None:
    async def asked() -> None:
        running = Occupancy(2, PATIENCE)
        for number in range(1000):
            async with running.holding(f"10.0.{number // 256}.{number % 256}"):
                assert len(running) == 1
        assert len(running) == 0

    asyncio.run(asked())


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:0:2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "unix:", True),
    ],
)
def test_a_client_is_an_address_or_a_household_of_them(one: str, other: str, same: object) -> None:
    async def known() -> int:
        running = Occupancy(2, PATIENCE)
        async with running.holding(one), running.holding(other):
            return len(running)

    assert asyncio.run(known()) == (1 if same else 2)


def test_a_client_that_is_refused_is_told_when_to_come_back() -> None:
    assert (TooMany.status, TooMany.retry_after) == (429, 1)
