"""How answers travel: kept, confirmed, streamed, cut, left."""

import json
import re
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from select import select
from urllib.parse import quote, urlsplit

import httpx
import pytest

from genoderm.api.occupancy import TURNS
from tests.patience import PATIENCE
from tests.serving import served

LABELS = "SELECT ?thing ?label WHERE { ?thing <http://www.w3.org/2004/02/skos/core#prefLabel> ?label } ORDER BY ?label"
LOOKUP = "SELECT ?class WHERE { <http://www.orpha.net/ORDO/Orphanet_79361> a ?class }"
EVERYTHING = "SELECT * WHERE { ?s ?p ?o }"
DEATH = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DRIPPING = "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"  # rows without end
WORKING = re.compile(r'genoderm_workers\{state="(?:busy|long)"\} (\S+)')


@pytest.fixture(scope="module")
def client(shipped_home: Path) -> Iterator[httpx.Client]:
    """A client of a server that serves the shipped tables."""
    with (
        served(shipped_home, per_client="3") as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        yield client


def asked(client: httpx.Client, query: str, **headers: str) -> httpx.Response:
    return client.get("/sparql", params={"query": query}, headers={k.replace("_", "-"): v for k, v in headers.items()})


def drain(answer: httpx.Response) -> None:
    for _ in answer.iter_bytes():
        pass


def until(client: httpx.Client, busy: int) -> None:
    end = time.monotonic() + PATIENCE
    while sum(map(float, WORKING.findall(client.get("/metrics").text))) != busy:
        assert time.monotonic() < end, f"never are {busy} workers busy"
        time.sleep(0.05)


def test_what_was_asked_before_is_answered_from_the_cache_with_the_same_bytes(client: httpx.Client) -> None:
    first, second = asked(client, LABELS), asked(client, LABELS)
    assert (first.headers["cache-status"], second.headers["cache-status"]) == (
        "genoderm; fwd=uri-miss",
        "genoderm; hit",
    )
    assert first.content == second.content


def test_who_wants_no_kept_answer_gets_a_new_one(client: httpx.Client) -> None:
    asked(client, LABELS)
    assert asked(client, LABELS, cache_control="no-cache").headers["cache-status"] == "genoderm; fwd=uri-miss"


def test_the_same_question_in_another_format_is_another_answer(client: httpx.Client) -> None:
    as_json, as_csv = asked(client, LABELS), asked(client, LABELS, accept="text/csv")
    assert as_json.headers["etag"] != as_csv.headers["etag"]
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"


def test_an_answer_that_the_client_has_is_confirmed_and_not_sent(client: httpx.Client) -> None:
    tag = asked(client, LABELS).headers["etag"]
    again = asked(client, LABELS, if_none_match=f'"other", {tag}')
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert asked(client, LABELS, if_none_match='"other"').status_code == 200


@pytest.mark.parametrize("function", ["NOW()", "RAND()", "UUID()", "STRUUID()"])
def test_what_differs_from_moment_to_moment_is_kept_by_nobody(client: httpx.Client, function: str) -> None:
    query = f"SELECT ({function} AS ?x) {{}}"
    first, second = asked(client, query), asked(client, query)
    assert first.headers["cache-control"] == "no-store"
    assert "etag" not in first.headers
    assert first.content != second.content


def test_head_tells_what_get_would(client: httpx.Client) -> None:
    told = client.head("/sparql", params={"query": LABELS})
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"] == "application/sparql-results+json"


def test_the_query_method_is_answered_like_post(client: httpx.Client) -> None:
    answer = client.request("QUERY", "/sparql", content=LABELS, headers={"content-type": "application/sparql-query"})
    assert answer.content == asked(client, LABELS).content


def test_a_large_answer_begins_at_once_and_is_whole(client: httpx.Client) -> None:
    began = time.perf_counter()
    with client.stream("GET", "/sparql", params={"query": EVERYTHING}) as answer:
        first = None
        body = bytearray()
        for piece in answer.iter_bytes():
            first = first or time.perf_counter() - began
            body += piece
    assert "content-length" not in answer.headers
    assert len(json.loads(body)["results"]["bindings"]) == client.get("/health").json()["triples"] > 250_000


def test_a_query_that_runs_too_long_is_a_504_that_says_so(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": DEATH, "timeout": "0.3"})
    assert answer.status_code == 504
    assert answer.headers["content-type"] == "application/problem+json"
    assert "time limit" in answer.json()["detail"]


@pytest.mark.parametrize("timeout", ["0", "-1", "soon", "nan", "inf", str(PATIENCE + 1), ""])
def test_a_time_limit_that_is_none_or_too_long_is_refused(client: httpx.Client, timeout: str) -> None:
    answer = client.get("/sparql", params={"query": LABELS, "timeout": timeout})
    assert answer.status_code == 400
    assert "timeout" in answer.json()["detail"]


def test_an_answer_that_is_cut_at_its_time_cannot_be_taken_for_a_whole_one(client: httpx.Client) -> None:
    for seconds in ("3", "30", str(PATIENCE)):  # a machine with much else to do may need more for the first row
        with client.stream("GET", "/sparql", params={"query": DRIPPING, "timeout": seconds}) as answer:
            if answer.status_code == 200:
                with pytest.raises(httpx.RemoteProtocolError):
                    drain(answer)
                break
    assert answer.status_code == 200
    until(client, busy=0)


def test_a_client_that_leaves_frees_its_worker(client: httpx.Client) -> None:
    place = urlsplit(str(client.base_url))
    with socket.create_connection((place.hostname, place.port)) as raw:
        raw.sendall(f"GET /sparql?query={quote(DEATH)} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        until(client, busy=1)
    until(client, busy=0)


def test_a_client_that_reads_nothing_holds_nothing_but_its_own(client: httpx.Client) -> None:
    place = urlsplit(str(client.base_url))
    with socket.create_connection((place.hostname, place.port)) as raw:
        raw.sendall(f"GET /sparql?query={quote(DRIPPING)} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode())
        for _ in range(20):
            assert asked(client, LOOKUP, cache_control="no-cache").status_code == 200
    until(client, busy=0)


@contextmanager
def dying(client: httpx.Client, queries: int) -> Iterator[list[socket.socket]]:
    """Connections on which queries of death were sent."""
    place = urlsplit(str(client.base_url))
    request = f"GET /sparql?query={quote(DEATH)} HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    with ExitStack() as stack:
        told = [stack.enter_context(socket.create_connection((place.hostname, place.port))) for _ in range(queries)]
        for raw in told:
            raw.sendall(request)
        yield told


def test_a_query_of_a_client_that_has_all_it_may_waits_for_one_of_them_to_end(client: httpx.Client) -> None:
    with dying(client, 3) as open_, ThreadPoolExecutor(1) as beside:
        until(client, busy=3)
        answer = beside.submit(asked, client, LABELS, cache_control="no-cache")
        open_[0].close()
        assert answer.result().status_code == 200
    until(client, busy=0)


def test_one_client_may_have_so_many_queries_at_once(client: httpx.Client) -> None:
    with dying(client, 3 + 3 * TURNS + 1) as open_:
        refused = select(open_, [], [], PATIENCE)[0][0].recv(1 << 16).decode()
        assert refused.startswith("HTTP/1.1 429 ")
        assert "retry-after: 1\r\n" in refused
    until(client, busy=0)


def test_memory_that_a_query_takes_is_bounded(sample_home: Path) -> None:
    query = "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?c), STR(?d))) AS ?all) WHERE { ?a ?b ?c . ?d ?e ?f }"
    with served(sample_home, worker_memory="64") as address:
        answer = httpx.get(f"{address}/sparql", params={"query": query}, timeout=PATIENCE)
        assert answer.status_code == 507
        assert "memory" in answer.json()["detail"]
        assert httpx.get(f"{address}/sparql", params={"query": LABELS}, timeout=PATIENCE).status_code == 200
