"""The API over engines: the answers of the embedded store; releases that follow each other; replicas that die."""

import json
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from genoderm.graph.engines.mark import DEFAULT
from genoderm.graph.engines.publishing import publish, rollback
from genoderm.graph.home import Home
from genoderm.graph.store_settings import StoreSettings
from tests import engines
from tests.in_process import client_of
from tests.patience import PATIENCE
from tests.releases import copied, names
from tests.serving import served
from tests.test_command_line import run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(engines.missing("Oxigraph")), reason=engines.missing("Oxigraph") or "it is here"),
]
URL = "http://genoderm.test"
ASKED = ("disease-by-code", "disease=304")
BROWSER = {"accept": "text/html", "accept-language": "en"}
SEARCH = """
PREFIX gd: <https://w3id.org/genoderm/ns#>
SELECT ?thing ?score ?matched { SERVICE gd:textSearch { ?thing gd:matches "epidermolysis" ; gd:score ?score ;
  gd:matchedLabel ?matched } }"""
NEARBY = """
PREFIX gd: <https://w3id.org/genoderm/ns#>
SELECT ?thing ?far { SERVICE gd:nearby { ?thing gd:latitude 48.85 ; gd:longitude 2.35 ; gd:distance ?far } }"""
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } { ?s a <https://w3id.org/genoderm/ns#Disease> ; ?p ?o }"
PAGES = ("/", "/?q=ORPHA:79361", "/?q=ORPHA:79361&place=Paris", "/gaps", "/gaps?by=country", "/disease/79361",
         "/centre/fr-necker-magec", "/hospital/fr-necker", "/data", "/api/docs", "/federation")  # fmt: skip
ANSWERS = (
    "/api/v1/diseases/ORPHA:79361/centres",
    "/api/v1/diseases/ORPHA:79408/centres?near=48.85,2.35&limit=1",
    "/api/v1/diseases/ORPHA:none/centres",
    "/api/v1/resolve/ORPHA:79361",
    "/api/v1/resolve/OMIM:226600",
    "/api/v1/search?q=epidermolysis",
    "/api/v1/search?q=necker&kind=centre,hospital",
    "/api/v1/diseases",
    "/api/v1/diseases/79361",
    "/api/v1/centres?near=48.85,2.35&country=FR",
    "/api/v1/hospitals",
    "/api/v1/networks",
    "/api/v1/associations",
    "/api/v1/specialties",
    "/api/v1/mappings",
    "/api/v1/gaps/diseases",
    "/disease/79361.ttl",
    "/centre/fr-necker-magec.jsonld",
    "/sitemap.xml",
    "/.well-known/void",
    "/queries/finder.rq",
    "/reconcile?queries=" + '{"q0":{"query":"epidermolysis bullosa"}}',
)
FORMATS = {
    SEARCH: ("application/sparql-results+json", "text/csv", "text/tab-separated-values"),
    NEARBY: ("application/sparql-results+json",),
    "ASK { ?s ?p ?o }": ("application/sparql-results+json", "application/sparql-results+xml"),
    "SELECT ?s ?p ?o { ?s ?p ?o } ORDER BY ?s ?p ?o": ("application/sparql-results+xml", "text/csv"),
    CONSTRUCT: ("application/n-triples",),
    "SELECT * { ?s ?p }": ("text/csv",),
    "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }": ("text/csv",),
    "SELECT (<urn:x:unknown>(1) AS ?x) {}": ("text/csv",),
}
D = "?d a <https://w3id.org/genoderm/ns#Disease>"
COUNTED = (
    f"SELECT ?n ?m {{ {{ SELECT (COUNT(*) AS ?n) {{ {D} }} }} {{ SELECT (COUNT(*) AS ?m) {{ GRAPH ?g {{ {D} }} }} }} }}"
)


@pytest.fixture(scope="module")
def clients(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, httpx.Client]]:
    """One over an engine, and one over the embedded store."""
    folder = tmp_path_factory.mktemp("engine")
    home = copied(sample_home, folder)
    with engines.oxigraph(folder) as (store, _):
        publish(Home(home), store, tell=lambda _: None, wait=lambda _: None)
        with client_of(home, URL, store=store) as one, client_of(home, URL) as other:
            yield one, other


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same(path: str, clients: tuple[httpx.Client, httpx.Client]) -> None:
    one, other = (client.get(path, headers=BROWSER) for client in clients)
    assert (one.status_code, one.text) == (other.status_code, other.text)
    assert one.status_code == 200


@pytest.mark.parametrize("path", ANSWERS)
def test_an_answer_is_the_same(path: str, clients: tuple[httpx.Client, httpx.Client]) -> None:
    one, other = (client.get(path) for client in clients)
    assert (one.status_code, one.headers["content-type"]) == (other.status_code, other.headers["content-type"])
    assert _lines(one) == _lines(other)


@pytest.mark.parametrize(("query", "accept"), [(query, accept) for query, all_ in FORMATS.items() for accept in all_])
def test_a_query_has_the_same_answer_in_each_format(
    query: str, accept: str, clients: tuple[httpx.Client, httpx.Client]
) -> None:
    one, other = (client.post("/sparql", data={"query": query}, headers={"accept": accept}) for client in clients)
    assert (one.status_code, one.headers["content-type"]) == (other.status_code, other.headers["content-type"])
    if one.status_code == 200:
        assert _lines(one) == _lines(other)


def test_a_graph_is_the_same(clients: tuple[httpx.Client, httpx.Client]) -> None:
    graph = {"graph": "https://w3id.org/genoderm/id/graph/sample"}
    for given in (graph, {"default": ""}):
        accept = {"accept": "application/n-triples"}
        one, other = (client.get("/graphs", params=given, headers=accept) for client in clients)
        assert (one.status_code, _lines(one)) == (other.status_code, _lines(other))
        assert one.status_code == 200


def test_its_health_tells_of_the_engine(clients: tuple[httpx.Client, httpx.Client]) -> None:
    told = clients[0].get("/health/ready").json()
    assert told["held"] == "engine"
    assert told["engines"] == [{"name": "first", "release": told["release"], "fault": ""}]
    assert "engines" not in clients[1].get("/health/ready").json()


def test_a_federated_query_has_the_same_answer(sample_home: Path, tmp_path: Path) -> None:
    home = copied(sample_home, tmp_path)
    with engines.oxigraph(tmp_path) as (store, _):
        publish(Home(home), store, tell=lambda _: None, wait=lambda _: None)
        listed = {"endpoints": [{"name": "other", "url": store.query, "address": ["127.0.0.1/32"]}]}
        block = f"SERVICE <{store.query}> {{ GRAPH ?g {{ ?d skos:prefLabel ?l }} FILTER(?g = <{DEFAULT.value}>) }}"
        query = f"PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT ?d ?l {{ {D} . {block} }}"
        told = []
        for given in ({"store": store}, {}):
            with client_of(home, URL, federation=listed, **given) as client:
                answer = client.post("/sparql", data={"query": query}, headers={"accept": "text/csv"})
                assert answer.status_code == 200, answer.text
                told.append(_lines(answer))
        assert told[0] == told[1]
        assert len(told[0]) > 3


def test_a_write_is_served_once_the_engine_has_it(home: Path, tmp_path: Path) -> None:
    token = {"authorization": "Bearer 0123456789abcdef"}
    with engines.oxigraph(tmp_path) as (store, _):
        publish(Home(home), store, tell=lambda _: None, wait=lambda _: None)
        with client_of(home, URL, store=store, token="0123456789abcdef") as client:
            update = {"update": "INSERT DATA { GRAPH <urn:x:new> { <urn:x:a> <urn:x:b> 1.50 } }"}
            answer = client.post("/update", data=update, headers=token)
            assert answer.status_code == 200, answer.text
            found = client.get("/sparql", params={"query": "SELECT ?g ?o { GRAPH ?g { <urn:x:a> ?p ?o } }"})
            assert [cell["value"] for cell in found.json()["results"]["bindings"][0].values()] == ["urn:x:new", "1.5"]
            assert client.get("/health").json()["release"] == answer.json()["release"]


def test_every_server_follows_the_engine_and_no_answer_is_mixed(home: Path, tmp_path: Path) -> None:
    place, (first, second) = Home(home), names(home)
    place.switch(place.release(first))
    with ExitStack() as stack:
        store, _ = stack.enter_context(engines.oxigraph(tmp_path))
        publish(place, store, tell=lambda _: None)
        servers = [stack.enter_context(_serving(home, store, tmp_path)) for _ in range(2)]
        with _asking(servers) as answers:
            for switch, release in (
                (partial(_publish, place, second, store), second),
                (partial(rollback, place, store), first),
                (partial(rollback, place, store), second),
            ):
                switch()
                _until(partial(_all_hold, servers, release))
        assert {status for status, _ in answers} == {200}
        assert {text for _, text in answers} == {"1,1", "2,2"}
        assert _release(servers[0]) == place.current_release().name


def test_a_replica_that_is_killed_under_load_loses_no_request(home: Path, tmp_path: Path) -> None:
    with _replicated(home, tmp_path) as (server, process):
        with _asking([server]) as answers:
            _until(lambda: len(answers) > 30)
            process.kill()
            before = len(answers)
            _until(lambda: len(answers) > before + 60)
        assert set(answers) == {(200, "2,2")}
        told = _faults(server)
        assert told["second"] == ""
        assert told["first"] != ""


def test_a_replica_that_hangs_under_load_costs_no_query_its_time_limit(home: Path, tmp_path: Path) -> None:
    """Stopped, it takes connections and never answers; queries that it has are asked of the other one."""
    with _replicated(home, tmp_path, timeout="30") as (server, process), ExitStack() as stack:
        with _asking([server] * 4) as answers:
            _until(lambda: len(answers) > 60)
            process.send_signal(signal.SIGSTOP)
            stack.callback(process.send_signal, signal.SIGCONT)
            before = len(answers)
            _until(lambda: len(answers) > before + 60 and _faults(server)["first"] != "")
            process.send_signal(signal.SIGCONT)
            _until(lambda: _faults(server)["first"] == "")
        assert set(answers) == {(200, "2,2")}
        assert _faults(server) == {"first": "", "second": ""}


def test_the_command_line_asks_the_engine_and_not_the_home(home: Path, tmp_path: Path) -> None:
    """Of the release that the engine holds, be it not the current one; and it says so when there is no engine."""
    place, (first, _) = Home(home), names(home)
    query = "SELECT (COUNT(?d) AS ?n) { ?d a <https://w3id.org/genoderm/ns#Disease> }"
    with engines.oxigraph(tmp_path) as (store, process):
        settings = {"GENODERM_CONFIG": str(engines.written(store, tmp_path))}
        unpublished = run("query", "-", home=home, text=query, **settings)
        assert "nothing is published on the engine yet" in unpublished.stderr
        place.switch(place.release(first))
        publish(place, store, tell=lambda _: None, wait=lambda _: None)
        place.switch(place.release(names(home)[1]))
        assert run("query", "-", home=home, text=query).stdout == "n\n2\n"
        assert run("query", "-", home=home, text=query, **settings).stdout == "n\n1\n"
        asked = [json.loads(run("ask", *ASKED, "--json", home=home, **told).stdout) for told in (settings, {})]
        assert [len(rows) for rows in asked] == [0, 1]
        process.kill()
        process.wait()
        away = run("ask", *ASKED, home=home, **settings)
    assert (away.returncode, "the engine first cannot be reached" in away.stderr) == (1, True)


def test_when_no_engine_is_left_that_is_told(home: Path, tmp_path: Path) -> None:
    with engines.oxigraph(tmp_path) as (store, process):
        publish(Home(home), store, tell=lambda _: None, wait=lambda _: None)
        with client_of(home, URL, store=store) as client:
            process.kill()
            answer = client.get("/sparql", params={"query": "ASK { ?a ?b ?c }"})
            assert (answer.status_code, answer.json()["title"]) == (503, "EngineAway")
            assert "the engine first cannot be reached" in answer.json()["detail"]
            assert client.get("/health/live").status_code == 200
            assert client.get("/health/ready").status_code == 503


@contextmanager
def _replicated(home: Path, folder: Path, **settings: str) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """A server over two engines with the same release, and the process of the first."""
    with ExitStack() as stack:
        (folder / "second").mkdir()
        one, process = stack.enter_context(engines.oxigraph(folder))
        other, _ = stack.enter_context(engines.oxigraph(folder / "second"))
        replica = {"name": "second", **other.model_dump(include={"query", "update", "graph_store"})}
        both = StoreSettings.model_validate({**one.model_dump(), "replicas": [replica]})
        publish(Home(home), both, tell=lambda _: None, wait=lambda _: None)
        yield stack.enter_context(_serving(home, both, folder, **settings)), process


def _faults(server: str) -> dict[str, str]:
    return {one["name"]: one["fault"] for one in httpx.get(f"{server}/health").json()["engines"]}


def _lines(answer: httpx.Response) -> list[str]:
    """Rows and triples come in any order; those of JSON are compared as they are, but for the engine's own."""
    text = re.sub(r"b[0-9a-f]{30,}", "", answer.text)
    return sorted(re.split(r"\n|\},\{|</result>", text))


def _publish(place: Home, release: str, store: StoreSettings) -> None:
    place.switch(place.release(release))
    publish(place, store, tell=lambda _: None)


@contextmanager
def _serving(home: Path, store: StoreSettings, folder: Path, **settings: str) -> Iterator[str]:
    file = engines.written(store, folder)
    with served(home, config=str(file), cache_bytes="0", **settings) as address:
        yield address


@contextmanager
def _asking(servers: list[str]) -> Iterator[list[tuple[int, str]]]:
    """Somebody who asks each of these servers again and again, as long as the block runs; the answers as they come."""
    answers: list[tuple[int, str]] = []
    over = threading.Event()

    def ask(server: str) -> None:
        with httpx.Client(timeout=PATIENCE) as client:
            while not over.is_set():
                answer = client.get(f"{server}/sparql", params={"query": COUNTED}, headers={"accept": "text/csv"})
                answers.append((answer.status_code, answer.text.split()[-1]))
                time.sleep(0.03)

    with ThreadPoolExecutor(len(servers)) as pool:
        running = [pool.submit(ask, server) for server in servers]
        try:
            yield answers
        finally:
            over.set()
        for one in running:
            one.result()


def _all_hold(servers: list[str], release: str) -> bool:
    return all(_release(server) == release for server in servers)


def _release(server: str) -> str:
    return str(httpx.get(f"{server}/health").json()["release"])


def _until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.05)
