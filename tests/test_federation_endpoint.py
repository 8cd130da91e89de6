"""Queries that ask others, sent to a server that lists them, over real sockets."""

import json
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from genoderm.api.logs import HASH_DIGITS
from tests.federated_peers import Peer, peer
from tests.patience import PATIENCE
from tests.serving import served

OWN = "https://w3id.org/genoderm/ns#"
KNOWS = NamedNode("urn:x:knows")
DISEASE = "?d a <https://w3id.org/genoderm/ns#Disease> ; <http://www.w3.org/2004/02/skos/core#notation> ?code"
OTHERS = 2_000  # things that the endpoint knows and this server does not


@pytest.fixture(scope="module")
def there(sample_home: Path) -> Iterator[Peer]:
    """An endpoint that knows something of a disease of the sample, and of many other things."""
    store = Store()
    store.add(Quad(NamedNode("http://www.orpha.net/ORDO/Orphanet_79361"), KNOWS, Literal("blisters"), DefaultGraph()))
    for number in range(OTHERS):
        store.add(Quad(NamedNode(f"urn:x:{number}"), KNOWS, Literal(str(number)), DefaultGraph()))
    with peer(store) as told:
        yield told


@pytest.fixture(scope="module")
def unlisted() -> Iterator[Peer]:
    with peer(Store()) as told:
        yield told


@pytest.fixture(scope="module")
def other(sample_home: Path) -> Iterator[str]:
    """Another server like this one."""
    with served(sample_home) as address:
        yield f"{address}/sparql"


@pytest.fixture(scope="module")
def client(
    sample_home: Path, there: Peer, other: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[httpx.Client]:
    """A client of a server that lists some of the ways of that endpoint."""
    names = {f"way-{way}": f"{there.address}/{way}" for way in ("sparql", "html", "dripping", "moved-away")}
    entries = "".join(
        f'[[federation.endpoints]]\nname = "{name}"\nurl = "{url}"\naddress = "127.0.0.1"\n\n'
        for name, url in {**names, "other": other}.items()
    )
    file = tmp_path_factory.mktemp("settings") / "genoderm.toml"
    file.write_text(entries, "utf-8")
    with served(sample_home, config=str(file)) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


def ask(client: httpx.Client, query: str, **further: str) -> httpx.Response:
    return client.post("/sparql", data={"query": query, **further})


def joined(there: Peer, way: str = "sparql", silent: str = "") -> str:
    return f"SELECT * {{ {DISEASE} SERVICE {silent} <{there.address}/{way}> {{ ?d <{KNOWS.value}> ?what }} }}"


def test_rows_of_another_endpoint_are_joined_with_those_here(client: httpx.Client, there: Peer) -> None:
    answer = ask(client, joined(there))
    assert [row["what"]["value"] for row in answer.json()["results"]["bindings"]] == ["blisters"]
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_an_answer_with_others_is_asked_for_anew_each_time(client: httpx.Client, there: Peer) -> None:
    before = there.asked["sparql"]
    assert ask(client, joined(there)).content == ask(client, joined(there)).content
    assert there.asked["sparql"] == before + 2


def test_an_answer_explains_whom_it_asked(client: httpx.Client, there: Peer) -> None:
    told = ask(client, joined(there), explain="federation").json()
    (endpoint,), (request,) = told["endpoints"], told["requests"]
    assert (endpoint["name"], endpoint["url"]) == ("way-sparql", f"{there.address}/sparql")
    assert (endpoint["requests"], endpoint["rows"], endpoint["errors"]) == (1, 1, [])
    assert 1 <= request["bindings"] < OTHERS
    assert request["bytes"] > 0
    assert told["answer"]["rows"] == 1


def test_a_query_that_asks_nobody_explains_that(client: httpx.Client) -> None:
    told = ask(client, f"SELECT * {{ {DISEASE} }}", explain="federation").json()
    assert (told["endpoints"], told["requests"]) == ([], [])
    assert told["answer"]["rows"] > 0


def test_nothing_else_can_be_explained(client: httpx.Client) -> None:
    answer = ask(client, "ASK {}", explain="everything")
    assert answer.status_code == 400
    assert answer.json()["detail"] == "explain is 'everything', expected federation"


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_who_is_not_listed_is_not_asked(client: httpx.Client, unlisted: Peer, silent: str) -> None:
    answer = ask(client, joined(unlisted, silent=silent))
    assert answer.status_code == 403
    assert "not among the endpoints in [federation]" in answer.json()["detail"]
    assert answer.json()["line"] == 1
    assert not unlisted.asked


@pytest.mark.parametrize(
    "written",
    [
        "VALUES ?e {{ <{url}> }} SERVICE ?e {{ ?s ?p ?o }}",
        "PREFIX e: <{url}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
        "BASE <{url}> SELECT * {{ SERVICE <> {{ ?s ?p ?o }} }}",
        "SELECT * {{ {{ SERVICE/*<*/<{url}> {{ ?s ?p ?o }} }} }}",
        "SELECT * {{ SERVICE <{listed}> {{ ?s ?p ?o SERVICE <{url}> {{ ?s ?p ?o }} }} }}",
        "SELECT * {{ SERVICE <{listed}> {{ ?s ?p ?o SERVICE ?e {{ ?s ?p ?o }} }} }}",
        "SELECT * {{ SERVICE <{listed}> {{ ?s ?p ?o FILTER EXISTS {{ SERVICE:x {{ ?s ?p ?o }} }} }} }}",
        "SELECT * {{ ?s ?p ?o FILTER(?s<?p)SERVICE#>\n<{url}> {{ ?s ?p ?o }} }}",
        "SELECT * {{ \\u0053ERVICE <{url}> {{ ?s ?p ?o }} }}",
    ],
)
def test_no_spelling_reaches_who_is_not_listed(client: httpx.Client, there: Peer, unlisted: Peer, written: str) -> None:
    text = written.format(url=f"{unlisted.address}/sparql", listed=f"{there.address}/sparql")
    answer = ask(client, text if "SELECT" in text else f"SELECT * {{ {text} }}")
    assert answer.status_code in {400, 403}
    assert not unlisted.asked


def test_an_endpoint_that_fails_is_named(client: httpx.Client, there: Peer) -> None:
    answer = ask(client, joined(there, "html"))
    assert answer.status_code == 502
    assert answer.json()["name"] == "way-html"
    assert "answers with a page (HTML)" in answer.json()["detail"]


def test_an_endpoint_that_fails_is_explained(client: httpx.Client, there: Peer) -> None:
    answer = ask(client, joined(there, "html"), explain="federation")
    assert answer.status_code == 502
    assert answer.json()["endpoints"][0]["errors"] == ["answers with a page (HTML), expected SPARQL results"]


def test_a_silent_one_that_fails_binds_nothing(client: httpx.Client, there: Peer) -> None:
    rows = ask(client, joined(there, "html", "SILENT")).json()["results"]["bindings"]
    assert rows
    assert all("what" not in row for row in rows)


def test_a_fault_of_the_query_is_told_where_it_is(client: httpx.Client, there: Peer) -> None:
    before = there.asked["sparql"]
    answer = ask(client, f"SELECT * {{\n  {DISEASE}\n  SERVICE <{there.address}/sparql> {{\n    ?d ?p }} }}")
    assert answer.status_code == 400
    assert answer.json()["line"] == 4
    assert there.asked["sparql"] == before


def test_another_server_of_this_kind_can_be_asked(client: httpx.Client, other: str) -> None:
    query = f"SELECT ?d ?code {{ SERVICE <{other}> {{ {DISEASE} }} {DISEASE} }}"
    here = ask(client, f"SELECT ?d ?code {{ {DISEASE} }}").json()["results"]["bindings"]
    rows = ask(client, query).json()["results"]["bindings"]
    assert sorted(map(json.dumps, rows)) == sorted(map(json.dumps, here))
    assert rows


def test_services_of_ours_and_of_others_go_together(client: httpx.Client, there: Peer) -> None:
    ours = f'SERVICE <{OWN}textSearch> {{ ?d <{OWN}matches> "epidermolysis" }}'
    theirs = f"SERVICE <{there.address}/sparql> {{ ?d <{KNOWS.value}> ?what }}"
    told = ask(client, f"SELECT DISTINCT ?d ?what {{ {ours} {theirs} }}")
    assert [row["what"]["value"] for row in told.json()["results"]["bindings"]] == ["blisters"]


def test_who_leaves_has_nobody_asked_any_more(client: httpx.Client, there: Peer) -> None:
    there.left.clear()
    with pytest.raises(httpx.ReadTimeout):
        client.post("/sparql", data={"query": joined(there, "dripping")}, timeout=1)
    assert there.left.wait(PATIENCE)


def test_the_line_of_a_query_tells_what_others_were_asked(sample_home: Path, client: httpx.Client, there: Peer) -> None:
    """The line is written once the answer has gone out, and others may come between."""
    query = joined(there) + " # for the log"
    ask(client, query)
    log = sample_home.parent / f"{sample_home.name}-{client.base_url.port}.log"
    told = line_of(log, sha256(query.encode()).hexdigest()[:HASH_DIGITS])["federation"]
    assert {**told, "bytes": 0, "ms": 0} == {"requests": 1, "rows": 1, "bytes": 0, "ms": 0, "endpoints": ["way-sparql"]}


def line_of(log: Path, query: str) -> dict[str, dict[str, object]]:
    """The line of the log of the query with this hash, once it is there."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for line in log.read_text("utf-8").splitlines():
            if f'"query":"{query}"' in line:
                return dict(json.loads(line))
        time.sleep(0.05)
    raise AssertionError(f"the log has no line of {query}")


def test_the_description_promises_what_runs(client: httpx.Client) -> None:
    told = client.get("/sparql", headers={"accept": "application/n-triples"}).text
    assert "<http://www.w3.org/ns/sparql-service-description#BasicFederatedQuery>" in told


def test_the_page_tells_how_each_endpoint_is_doing(client: httpx.Client, there: Peer) -> None:
    ask(client, joined(there))
    ask(client, joined(there, "html"))
    told = {one["name"]: one for one in client.get("/federation").json()["endpoints"]}
    assert list(told) == ["way-sparql", "way-html", "way-dripping", "way-moved-away", "other"]
    well, badly = told["way-sparql"], told["way-html"]
    assert (well["up"], well["circuit"], well["failures"]) == (True, "closed", 0)
    assert well["mean_milliseconds"] > 0
    assert (badly["up"], badly["last_fault"]) == (False, "answers with a page (HTML), expected SPARQL results")
    assert (told["way-moved-away"]["up"], told["way-moved-away"]["since"]) == (None, None)


@pytest.mark.parametrize(("lang", "words"), [("en", "answers with a page"), ("fr", "pas encore interrogé")])
def test_the_page_is_for_people_too(client: httpx.Client, there: Peer, lang: str, words: str) -> None:
    ask(client, joined(there, "html"))
    answer = client.get("/federation", params={"lang": lang}, headers={"accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert (answer.headers["content-language"], answer.headers["cache-control"]) == (lang, "no-store")
    assert words in answer.text
    assert there.address in answer.text
