"""Whatever is sent, the answer is HTTP, a fault is a problem document of a foreseen status, and the server goes on."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genoderm.sparql.formats import GRAPHS, RESULTS
from tests.fuzzing.changes import TOKEN, changes
from tests.fuzzing.exchanges import PATIENCE, Sent, answered, expect_readable, expect_sound
from tests.fuzzing.queries import DEEP, mutated, soup
from tests.fuzzing.requests import requests
from tests.releases import copied
from tests.serving import served

DIRECT = (b"Content-Type", b"application/sparql-query")
ONE = Sent(b"GET", b"/sparql?query=ASK%7B%7D")
fuzz = settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def server(sample_home: Path) -> Iterator[str]:
    """The address of a server with narrow bounds, in whose log is no unforeseen fault when all is over."""
    bounds = {"timeout": "0.5", "max_timeout": "0.5", "worker_memory": "256", "per_client": "64"}
    with served(sample_home, **bounds) as address:
        yield address
    assert faults_of(sample_home, address) == []


@pytest.fixture(scope="module")
def writable(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of another, which a token may write to."""
    home = copied(two_releases, tmp_path_factory.mktemp("written"))
    with served(home, token=TOKEN, timeout="2", max_timeout="2", write_timeout="5") as address:
        yield address
    assert faults_of(home, address) == []


def faults_of(home: Path, address: str) -> list[object]:
    """What the log of a server has of faults that nobody foresaw."""
    log = home.parent / f"{home.name}-{urlsplit(address).port}.log"
    told = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    return [line for line in told if line["level"] in {"error", "critical"}]


def expect_alive(server: str) -> None:
    began = time.monotonic()
    assert answered(server, ONE).body == b'{"head":{},"boolean":true}'
    assert time.monotonic() - began < PATIENCE / 2


@fuzz
@given(requests)
def test_whatever_is_asked_the_answer_is_http(server: str, sent: Sent) -> None:
    expect_sound(answered(server, sent), sent)
    expect_alive(server)


@fuzz
@given(soup | mutated(), st.sampled_from([*RESULTS, *GRAPHS, "*/*"]), st.sampled_from([b"POST", b"QUERY"]))
def test_whatever_is_written_as_a_query_the_answer_can_be_read(
    server: str, query: str, accept: str, method: bytes
) -> None:
    headers = (DIRECT, (b"Accept", accept.encode()))
    heard = answered(server, Sent(method, b"/sparql", headers, query.encode("utf-8", "replace")))
    expect_sound(heard)
    if heard.status == 200 and heard.whole:
        expect_readable(heard)
    expect_alive(server)


@pytest.mark.parametrize("service", ["", "\n# SERVICE"], ids=["plain", "looked at for SERVICE"])
@pytest.mark.parametrize("name", [*DEEP])
def test_what_nests_too_deep_ends_no_more_than_a_worker(server: str, name: str, service: str) -> None:
    query = f"SELECT * {{ {DEEP[name]} }}{service}"
    expect_sound(answered(server, Sent(b"POST", b"/sparql", (DIRECT,), query.encode())))
    expect_alive(server)


@pytest.mark.parametrize("piece", ["(", "\\", "@", "%", "a.", "<", "BASE<a>", "SERVICE<a:a>{"])
def test_a_long_text_of_nothing_lets_others_go_on(server: str, piece: str) -> None:
    query = piece * (1_000_000 // len(piece))
    expect_sound(answered(server, Sent(b"POST", b"/sparql", (DIRECT,), query.encode())))
    expect_alive(server)


@pytest.mark.slow
@settings(fuzz, max_examples=40)
@given(changes)
def test_whatever_is_written_the_answer_is_http(writable: str, sent: Sent) -> None:
    expect_sound(answered(writable, sent), sent)
    expect_alive(writable)
