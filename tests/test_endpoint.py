"""The endpoint over a real socket."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse

from genoderm.graph.home import Home
from genoderm.graph.upkeep import prune, rollback
from genoderm.sparql.formats import GRAPHS, RESULTS
from tests.patience import PATIENCE
from tests.releases import EB, edition, made, names, turtle
from tests.serving import served, started

COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
NOTATIONS = """SELECT ?code WHERE {
  ?d a <https://w3id.org/genoderm/ns#Disease> ; <http://www.w3.org/2004/02/skos/core#notation> ?code
} ORDER BY DESC(?code) LIMIT 3"""
FORM = {"content-type": "application/x-www-form-urlencoded"}
DIRECT = {"content-type": "application/sparql-query"}
PROBLEM = "application/problem+json"


@pytest.fixture(scope="module")
def client(sample_home: Path) -> Iterator[httpx.Client]:
    """A client of a server that serves the sample."""
    with started(sample_home) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def problem(answer: httpx.Response, status: int) -> str:
    """The detail of a problem document, once it is one."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM
    told = answer.json()
    assert {"type", "title", "status", "detail"} <= set(told) <= {"type", "title", "status", "detail", "line", "column"}
    assert told["status"] == status
    return str(told["detail"])


def test_all_three_ways_of_asking_give_the_same_answer(client: httpx.Client) -> None:
    by_get = client.get("/sparql", params={"query": NOTATIONS})
    by_form = client.post("/sparql", data={"query": NOTATIONS})
    direct = client.post("/sparql", content=NOTATIONS, headers=DIRECT)
    assert by_get.status_code == by_form.status_code == direct.status_code == 200
    assert by_get.json() == by_form.json() == direct.json()
    assert len(by_get.json()["results"]["bindings"]) == 3


def test_a_content_type_with_a_charset_is_the_same(client: httpx.Client) -> None:
    headers = {"content-type": "Application/SPARQL-Query; charset=utf-8"}
    assert client.post("/sparql", content="ASK {}", headers=headers).json()["boolean"] is True


@pytest.mark.parametrize("media_type", [*RESULTS])
def test_rows_come_in_every_format_over_http(client: httpx.Client, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": NOTATIONS}, headers={"accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert answer.headers["vary"] == "Accept"
    assert "ORPHA:79" in answer.text


@pytest.mark.parametrize("media_type", [*GRAPHS])
def test_graphs_come_in_every_format_over_http(client: httpx.Client, media_type: str) -> None:
    query = "CONSTRUCT { ?d ?p ?o } WHERE { VALUES ?d { <http://www.orpha.net/ORDO/Orphanet_79361> } ?d ?p ?o }"
    answer = client.get("/sparql", params={"query": query}, headers={"accept": media_type})
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert len(list(parse(answer.content, format=GRAPHS[media_type]))) > 3


def test_accept_in_two_lines_is_one_list(client: httpx.Client) -> None:
    lines = [("accept", "text/html"), ("accept", "text/csv")]
    answer = client.get("/sparql", params={"query": NOTATIONS}, headers=lines)
    assert answer.headers["content-type"].startswith("text/csv")


def test_the_dataset_of_a_request_is_heeded_wherever_it_stands(client: httpx.Client) -> None:
    graph = "https://w3id.org/genoderm/id/graph/sample"
    asked = {"query": COUNT, "default-graph-uri": graph}
    whole = client.get("/sparql", params={"query": COUNT}).json()
    by_get, by_form = client.get("/sparql", params=asked).json(), client.post("/sparql", data=asked).json()
    direct = client.post("/sparql", params={"default-graph-uri": graph}, content=COUNT, headers=DIRECT).json()
    assert by_get == by_form == direct != whole


def test_a_syntax_error_is_told_with_its_place(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT *\n{ ?s ?p }"})
    assert "line 2, column" in problem(answer, 400)
    assert answer.json()["line"] == 2


def test_an_update_is_no_query(client: httpx.Client) -> None:
    problem(client.post("/sparql", data={"query": "DELETE WHERE { ?s ?p ?o }"}), 400)
    assert "'update' is no parameter" in problem(client.post("/sparql", data={"update": "CLEAR ALL"}), 400)


def test_a_departure_is_forbidden(client: httpx.Client) -> None:
    query = "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"
    assert "asks no other" in problem(client.get("/sparql", params={"query": query}), 403)


def test_a_format_that_cannot_be_had_is_answered_with_those_that_can(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": COUNT}, headers={"accept": "image/png"})
    assert "application/sparql-results+json" in problem(answer, 406)


def test_a_body_longer_than_any_query_is_refused(client: httpx.Client) -> None:
    assert "1,048,576" in problem(client.post("/sparql", content=b"#" * 1_100_000, headers=DIRECT), 413)


@pytest.mark.parametrize("media_type", ["text/plain", "application/json", "multipart/form-data; boundary=x"])
def test_a_body_of_another_type_is_refused_with_those_that_are_taken(client: httpx.Client, media_type: str) -> None:
    answer = client.post("/sparql", content=COUNT, headers={"content-type": media_type})
    assert "application/sparql-query" in problem(answer, 415)


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (b"", FORM, "no query was sent"),
        (b"query=ASK{}&query=ASK{}", FORM, "sent 2 times"),
        (b"qery=ASK{}", FORM, "'qery' is no parameter of a query"),
        (b"\xff\xfe", DIRECT, "not UTF-8"),
    ],
)
def test_a_request_that_is_none_is_told_why(
    client: httpx.Client, body: bytes, headers: dict[str, str], told: str
) -> None:
    assert told in problem(client.post("/sparql", content=body, headers=headers), 400)


def test_a_query_in_the_address_and_in_the_body_is_one_too_many(client: httpx.Client) -> None:
    answer = client.post("/sparql", params={"query": COUNT}, content=COUNT, headers=DIRECT)
    assert "sent 2 times" in problem(answer, 400)


def test_no_such_address_and_no_such_method_are_problems_too(client: httpx.Client) -> None:
    assert "GET /nowhere" in problem(client.get("/nowhere"), 404)
    answer = client.delete("/sparql")
    problem(answer, 405)
    assert "GET" in answer.headers["allow"]


def test_health_tells_what_is_served(client: httpx.Client, sample_home: Path) -> None:
    told = client.get("/health").json()
    counted = client.get("/sparql", params={"query": COUNT}).json()["results"]["bindings"][0]["n"]["value"]
    assert (told["release"], str(told["triples"])) == (Home(sample_home).current_release().name, counted)


def test_a_parameter_that_an_address_does_not_have_is_refused(client: httpx.Client) -> None:
    assert "'verbose' is no parameter of /health" in problem(client.get("/health?verbose=1"), 400)


def test_the_address_itself_says_what_is_here(client: httpx.Client) -> None:
    assert "/sparql" in client.get("/").text


@pytest.mark.slow
def test_a_server_picks_up_builds_and_rollbacks_without_dropping_a_request(home: Path) -> None:
    third = edition(turtle(home / "third.ttl", EB + 'orpha:7 a gd:Disease ; skos:prefLabel "Seven"@en .'))
    seen: dict[str, set[str]] = {}
    faults: list[str] = []
    stop = threading.Event()

    def ask(address: str) -> None:
        with httpx.Client(base_url=address, timeout=PATIENCE) as client:
            while not stop.is_set():
                release = client.get("/health").json().get("release")
                answer = client.get("/sparql", params={"query": COUNT})
                if answer.status_code != 200:
                    faults.append(answer.text)
                    continue
                seen.setdefault(release, set()).add(json.dumps(answer.json()["results"]))

    with served(home) as address:
        clients = [threading.Thread(target=ask, args=(address,)) for _ in range(3)]
        for client in clients:
            client.start()
        try:
            made(home, third)
            for name in (*names(home), *names(home)):
                rollback(Home(home), name)
            prune(Home(home), keep=1)
            last = made(home, edition(home / "sources" / "first.ttl", version="1")).manifest.id
            until = time.monotonic() + PATIENCE
            while httpx.get(f"{address}/health").json()["release"] != last:
                assert time.monotonic() < until, "the last release is not taken up"
        finally:
            stop.set()
            for client in clients:
                client.join()
    assert faults == []
    assert len(seen) > 1


def test_turtle_of_the_endpoint_is_turtle(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, headers={"accept": "text/turtle"})
    assert len(list(parse(answer.content, format=RdfFormat.TURTLE))) > 3000
