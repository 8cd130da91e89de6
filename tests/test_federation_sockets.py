"""Endpoints over real sockets: the odd are coped with, those that fail are named, nobody off the list is asked."""

import asyncio
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from genoderm.graph.federation_settings import Federation
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.federation.errand import Errand
from genoderm.sparql.federation.peers.breaker import FAILURES, State
from genoderm.sparql.federation.peers.directory import Directory
from genoderm.sparql.federation.peers.errors import (
    AnswerCut,
    EndpointFailed,
    EndpointSlow,
    Forbidden,
    Rejected,
    TooMuch,
)
from genoderm.sparql.federation.peers.received import read_rows
from genoderm.sparql.federation.sending.local import Question
from genoderm.sparql.federation.sending.requests import Sent
from tests.federated import asking
from tests.federated_peers import Exchange, Peer, peer
from tests.patience import PATIENCE
from tests.serving import free_port

LOOPBACK = "127.0.0.1/32"
LINKED, LEADS = "urn:x:linked", "urn:x:leads"
QUERY = "SELECT ?o ?t { ?o <urn:x:linked> ?t }"
ROWS = 500  # at the endpoint
HERE = 150  # of them are of any use here
COPED_WITH = (
    "sparql",
    "xml",
    "tsv",
    "lying",
    "get-only",
    "no-values",
    "no-bindings",
    "few-at-once",
    "busy-once",
    "moved",
    "forgetful",
    "packed-and-more",
)


def thing(number: int) -> NamedNode:
    return NamedNode(f"urn:x:thing:{number}")


def filled(predicate: str, number: int) -> Store:
    store = Store()
    for at in range(number):
        store.add(Quad(thing(at), NamedNode(predicate), thing(at + 1), DefaultGraph()))
    return store


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Peer]:
    """A server that nobody has listed."""
    with peer(filled(LINKED, 3)) as told:
        yield told


@pytest.fixture(scope="module")
def there(elsewhere: Peer) -> Iterator[Peer]:
    with peer(filled(LINKED, ROWS), f"{elsewhere.address}/sparql") as told:
        yield told


def listed(url: str, **given: Any) -> Federation:
    """A list of this endpoint and, where redirects may lead, the plain one beside it."""
    urls = dict.fromkeys((url, f"{url.rpartition('/')[0]}/sparql"))
    told = {"address": LOOPBACK, **given}
    return Federation.model_validate(
        {"endpoints": [{"name": f"e{at}", "url": one, **told} for at, one in enumerate(urls)]}
    )


def asked(url: str, times: int = 1, **given: Any) -> int:
    """How many rows an endpoint gives, asked so often."""

    async def ask() -> int:
        directory = Directory(listed(url, **given))
        endpoint = directory[url]
        read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10_000)
        try:
            for _ in range(times):
                answered = await endpoint.ask(QUERY, asyncio.get_running_loop().time() + PATIENCE, read)
            return len(answered.rows.rows)
        finally:
            await directory.close()

    return asyncio.run(ask())


def test_connections_that_nobody_uses_are_closed_and_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("genoderm.sparql.federation.peers.correspondent.KEPT", 0.02)

    async def ask(address: str) -> None:
        directory = Directory(listed(f"{address}/moved"))
        read = partial(read_rows, endpoint=directory[f"{address}/moved"].name, node="<urn:{}>".format, most=10_000)
        for _ in range(3):
            until = asyncio.get_running_loop().time() + PATIENCE
            answered = await directory[f"{address}/moved"].ask(QUERY, until, read)
            assert len(answered.rows.rows) == 3
            assert all(endpoint._connected for endpoint in directory.values())
            while any(endpoint._connected for endpoint in directory.values()):
                assert asyncio.get_running_loop().time() < until
                await asyncio.sleep(0.01)
        await directory.close()

    with peer(filled(LINKED, 3)) as told:
        asyncio.run(ask(told.address))


def run(query: str, url: str, **given: Any) -> tuple[list[dict[str, str]], list[Sent]]:
    """The solutions of a query that asks this endpoint, and the requests that it took."""
    store, bounds = filled(LEADS, HERE), listed(url, **given)

    async def errand() -> tuple[str, list[Sent]]:
        directory = Directory(bounds)
        errand = Errand(Question(query, WHOLE), directory, bounds)
        try:
            return await errand.run(asking(store)), [*errand.sent]
        finally:
            await directory.close()

    text, sent = asyncio.run(errand())
    found = store.query(text)
    assert isinstance(found, QuerySolutions)
    return [{one.value: str(row[one]) for one in found.variables} for row in found], sent


def joined(url: str, **given: Any) -> tuple[int, int, int]:
    """A selective join with an endpoint: its solutions, the rows that came, the requests."""
    query = f"SELECT * {{ ?s <{LEADS}> ?o SERVICE <{url}> {{ ?o <{LINKED}> ?t }} }}"
    solutions, sent = run(query, url, **given)
    return len(solutions), sum(one.rows for one in sent), len(sent)


@pytest.mark.parametrize("name", COPED_WITH)
def test_an_odd_endpoint_gives_the_same_rows(there: Peer, name: str) -> None:
    assert asked(f"{there.address}/{name}", times=2) == ROWS


@pytest.mark.parametrize("name", COPED_WITH)
def test_a_join_with_an_odd_endpoint_is_the_same(there: Peer, name: str) -> None:
    assert joined(f"{there.address}/{name}")[0] == HERE


def test_a_selective_join_moves_the_matching_rows(there: Peer) -> None:
    assert joined(f"{there.address}/sparql") == (HERE, HERE, 2)


def test_an_endpoint_that_cuts_its_answers_is_asked_in_smaller_batches(there: Peer) -> None:
    solutions, rows, requests = joined(f"{there.address}/cutting")
    assert (solutions, rows) == (HERE, HERE)
    assert requests > HERE / 20


def test_an_endpoint_that_is_known_to_cut_is_asked_in_smaller_batches(there: Peer) -> None:
    assert joined(f"{there.address}/sparql", cuts_at=40)[:2] == (HERE, HERE)


@pytest.mark.parametrize(
    ("name", "fault", "told"),
    [
        ("html", EndpointFailed, "a page"),
        ("csv", EndpointFailed, "CSV"),
        ("garbage", EndpointFailed, "no SPARQL results"),
        ("empty", EndpointFailed, "no SPARQL results"),
        ("yes", EndpointFailed, "yes or no"),
        ("deep", EndpointFailed, "within each other"),
        ("cut", AnswerCut, "broke off"),
        ("cut-between", AnswerCut, "broke off"),
        ("silent-end", AnswerCut, "broke off"),
        ("in-part", AnswerCut, "in part"),
        ("gigabytes", AnswerCut, "more than"),
        ("packed-gigabytes", AnswerCut, "more than"),
        ("busy", Rejected, "429 Too Many Requests: 'one moment'"),
        ("nowhere", Rejected, "404 Not Found"),
        ("moved-away", Forbidden, "not among the endpoints"),
        ("moving", Forbidden, "redirects more than"),
    ],
)
def test_an_endpoint_that_fails_is_named_with_its_fault(
    there: Peer, elsewhere: Peer, name: str, fault: type, told: str
) -> None:
    with pytest.raises(fault, match=told) as raised:
        asked(f"{there.address}/{name}", bytes=1 << 22)
    assert f"{there.address}/{name}" in str(raised.value)
    assert not elsewhere.asked


@pytest.mark.parametrize("name", ["slow", "dripping"])
def test_an_endpoint_that_takes_too_long_is_let_go(there: Peer, name: str) -> None:
    with pytest.raises(EndpointSlow, match=r"more than 0\.2 seconds"):
        asked(f"{there.address}/{name}", timeout=0.2)


def test_an_endpoint_that_is_dead_is_told_as_such() -> None:
    with pytest.raises(EndpointFailed, match="cannot be reached"):
        asked(f"http://127.0.0.1:{free_port()}/sparql")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "0.0.0.0", "127.1"])  # noqa: S104
def test_a_private_address_is_not_asked_unless_it_is_listed(elsewhere: Peer, host: str) -> None:
    with pytest.raises((Forbidden, EndpointFailed)):
        asked(f"{elsewhere.address.replace('127.0.0.1', host)}/sparql", address=())
    assert not elsewhere.asked


def test_a_name_that_is_not_there_is_told_as_such() -> None:
    with pytest.raises(EndpointFailed, match="cannot be found"):
        asked("http://nowhere.invalid/sparql")


def test_an_endpoint_that_fails_again_and_again_is_left_in_peace(there: Peer) -> None:
    async def ask() -> tuple[State, int]:
        url = f"{there.address}/html"
        directory = Directory(listed(url))
        endpoint = directory[url]
        before = there.asked["html"]
        read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10)
        for _ in range(FAILURES + 3):
            with pytest.raises(EndpointFailed):
                await endpoint.ask(QUERY, asyncio.get_running_loop().time() + PATIENCE, read)
        await directory.close()
        return endpoint.breaker.state, there.asked["html"] - before

    assert asyncio.run(ask()) == (State.OPEN, FAILURES)


@pytest.mark.parametrize(("name", "state"), [("heavy", State.CLOSED), ("slow", State.OPEN)])
def test_queries_that_take_too_long_close_an_endpoint_only_if_it_gives_no_sign_of_life(
    there: Peer, name: str, state: State
) -> None:
    async def ask() -> tuple[State, int, int]:
        url = f"{there.address}/{name}"
        directory = Directory(listed(url, timeout=0.2))
        endpoint = directory[url]
        read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10)
        for _ in range(2 * FAILURES):
            with pytest.raises(EndpointFailed):
                await endpoint.ask(QUERY, asyncio.get_running_loop().time() + PATIENCE, read)
        await directory.close()
        return endpoint.breaker.state, endpoint.health.timeouts, there.queries.count("ASK {}")

    there.queries.clear()
    assert asyncio.run(ask()) == (state, 2 * FAILURES if state is State.CLOSED else FAILURES, 1)


def test_time_that_a_query_has_not_is_no_fault_of_the_endpoint(there: Peer) -> None:
    async def ask() -> tuple[State, int, int]:
        url = f"{there.address}/slow"
        directory = Directory(listed(url, timeout=PATIENCE))
        endpoint = directory[url]
        read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10)
        for _ in range(FAILURES + 1):
            with pytest.raises(EndpointSlow):
                await endpoint.ask(QUERY, asyncio.get_running_loop().time() + 0.05, read)
        await directory.close()
        return endpoint.breaker.state, endpoint.breaker.slow, endpoint.health.failures

    assert asyncio.run(ask()) == (State.CLOSED, 0, 0)


@pytest.mark.slow
def test_thousands_of_requests_leave_no_connection_and_no_task_behind(there: Peer) -> None:
    ways = ("sparql", "html", "cut", "nowhere", "moved-away", "forgetful", "in-part", "packed-gigabytes")

    async def ask() -> tuple[int, int]:
        directories = [Directory(listed(f"{there.address}/{name}", bytes=1 << 16)) for name in ways]
        before = 0
        for turn in range(150):
            before = opened() if turn == 50 else before
            await asyncio.gather(*(_any(directory) for directory in directories))
        left = opened() - before
        for directory in directories:
            await directory.close()
        return left, len(asyncio.all_tasks())

    left, tasks = asyncio.run(ask())
    assert left <= len(ways)
    assert tasks == 1


def opened() -> int:
    """How many files and connections this process has open."""
    return len(list(Path("/proc/self/fd").iterdir()))


async def _any(directory: Directory) -> None:
    """A request, whatever comes of it; an endpoint that would be left in peace is asked all the same."""
    endpoint = next(iter(directory.values()))
    endpoint.breaker.succeeded()
    read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10_000)
    with suppress(EndpointFailed):
        await endpoint.ask(QUERY, asyncio.get_running_loop().time() + PATIENCE, read)


def test_a_query_that_wants_too_much_costs_others_nothing(there: Peer) -> None:
    async def ask() -> State:
        url = f"{there.address}/sparql"
        directory = Directory(listed(url))
        endpoint = directory[url]
        read = partial(read_rows, endpoint=endpoint.name, node="<urn:{}>".format, most=10)
        for _ in range(FAILURES):
            with pytest.raises(TooMuch):
                await endpoint.ask(QUERY, asyncio.get_running_loop().time() + PATIENCE, read)
        await directory.close()
        return endpoint.breaker.state

    assert asyncio.run(ask()) == State.CLOSED


def test_a_query_that_is_given_up_closes_its_connections(there: Peer) -> None:
    there.left.clear()

    async def ask() -> None:
        url = f"{there.address}/gigabytes"
        bounds = listed(url)
        directory = Directory(bounds)
        errand = Errand(Question(f"SELECT * {{ SERVICE <{url}> {{ ?o <{LINKED}> ?t }} }}", WHOLE), directory, bounds)
        before = there.asked["gigabytes"]
        run = asyncio.create_task(errand.run(asking(Store())))
        while there.asked["gigabytes"] == before:
            await asyncio.sleep(0.01)
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run
        assert [sent.error[:8] for sent in errand.sent] == ["given up"]
        await directory.close()

    asyncio.run(ask())
    assert there.left.wait(PATIENCE)


def test_blank_nodes_of_several_batches_are_told_apart() -> None:
    """One that is in two answers has another name in each, so that both are asked for again in one."""
    store = Store()
    for at in range(HERE + 1):
        store.add(Quad(thing(at), NamedNode(LINKED), BlankNode("same"), DefaultGraph()))
    with peer(store) as told:
        url = f"{told.address}/sparql"
        block = f"SERVICE <{url}> {{ ?o <{LINKED}> ?t }}"
        solutions, sent = run(f"SELECT (COUNT(DISTINCT ?t) AS ?n) {{ ?s <{LEADS}> ?o {block} }}", url)
    assert solutions == [{"n": str(Literal(1))}]
    assert sorted(one.bindings for one in sent) == [50, 100, 150]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of localhost, signed by itself."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("certificate")
    files = "-keyout", "key.pem", "-out", "cert.pem", "-addext", "subjectAltName=DNS:localhost"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", *files]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def encrypted(certificate: tuple[Path, Path]) -> Iterator[int]:
    """The port of an endpoint behind TLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    told = Peer(filled(LINKED, 3))
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Exchange,), {"peer": told}))
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_certificate_has_to_be_trusted_and_of_the_name(encrypted: int, certificate: tuple[Path, Path]) -> None:
    named, numbered = f"https://localhost:{encrypted}/sparql", f"https://127.0.0.1:{encrypted}/sparql"
    with pytest.raises(EndpointFailed, match="certificate"):
        asked(named)
    with pytest.raises(EndpointFailed, match="certificate"):
        asked(numbered, ca=certificate[0])
    assert asked(named, ca=certificate[0]) == 3
