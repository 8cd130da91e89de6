"""The counters: what was asked and how it ended, how the pool does, and only for those who may know."""

import subprocess
import sys
from typing import Any

import pytest
from fastapi import FastAPI
from prometheus_client.openmetrics.parser import text_string_to_metric_families as openmetrics
from prometheus_client.parser import text_string_to_metric_families as plain

from genoderm.api import problems
from genoderm.api.access import Access
from genoderm.api.federation_metrics import COUNTED, Others
from genoderm.api.memory import Memory
from genoderm.api.metrics import Metrics, may_read, router
from genoderm.api.proxies import Proxies
from genoderm.api.query_log import Outcome, Record, log_query
from genoderm.graph.federation_settings import Federation
from genoderm.graph.manifest import Manifest
from genoderm.graph.settings import Settings, settings
from genoderm.ontology.errors import Conflict
from genoderm.sparql.cache import Cache
from genoderm.sparql.federation.peers.breaker import FAILURES
from genoderm.sparql.federation.peers.directory import Directory
from genoderm.sparql.federation.peers.node import Nodes
from genoderm.sparql.network.sources import Sources
from genoderm.sparql.workers.pool import State
from tests.asgi import Heard, heard, hello, scope

STATE = State(idle=1, busy=3, long=2, waiting=5, started=9, killed=4)
MANIFEST = Manifest(
    format=1, id="0123456789abcdef", created="2026-01-01T00:00:00Z", tool="genoderm 0.1.0", base="https://x.example/",
    previous="", inputs=(), graphs=(), triples=42, warnings=0, files={},
)  # fmt: skip


def counted() -> Metrics:
    return Metrics(lambda: STATE, Cache(1000), lambda: MANIFEST)


def samples(metrics: Metrics) -> dict[str, float]:
    """All samples by name and labels."""
    app = FastAPI()
    app.state.metrics, app.state.settings = metrics, settings(metrics="all")
    app.include_router(router)
    found = plain(heard(app, scope("/metrics")).body.decode())
    return {_named(sample.name, sample.labels): sample.value for family in found for sample in family.samples}


def _named(name: str, labels: Any) -> str:
    return name + "".join(f" {key}={value}" for key, value in sorted(labels.items()))


def asked(metrics: Metrics, *records: Record, **changed: Any) -> None:
    """Have requests counted, each with its record."""

    for record in records:

        async def app(scope: Any, receive: Any, send: Any, told: Record = record) -> None:
            log_query(scope, told)
            await hello(scope, receive, send)

        heard(Access(app, metrics), scope(**changed))


def test_queries_are_counted_by_form_and_outcome() -> None:
    metrics = counted()
    asked(
        metrics,
        Record("q", "SELECT", Outcome.OK, rows=3, cache="miss"),
        Record("q", "SELECT", Outcome.OK, rows=3, cache="hit"),
        Record("q", "SELECT", Outcome.TIMEOUT),
        Record("q", "", Outcome.SYNTAX),
    )
    told = samples(metrics)
    assert told["genoderm_queries_total form=SELECT outcome=ok"] == 2
    assert told["genoderm_queries_total form=SELECT outcome=timeout"] == 1
    assert told["genoderm_queries_total form= outcome=syntax"] == 1
    assert told["genoderm_query_seconds_count cache=hit"] == 1
    assert told["genoderm_query_seconds_bucket cache=miss le=120.0"] == 1
    assert told["genoderm_rows_total"] == 6
    assert told["genoderm_sent_bytes_total"] == 20
    assert told["genoderm_requests_total method=GET status=200"] == 4


def test_writes_are_counted_apart_from_queries() -> None:
    metrics = counted()
    asked(metrics, Record("u", "UPDATE", Outcome.REFUSED, writes=True))
    told = samples(metrics)
    assert told["genoderm_updates_total form=UPDATE outcome=refused"] == 1
    assert not any(name.startswith("genoderm_queries_total") for name in told)


def test_endpoints_and_nodes_are_counted_each_by_its_list_and_name() -> None:
    federation = Federation.model_validate(
        {
            "endpoints": [{"name": "a", "url": "https://a.example/sparql"}],
            "peers": [{"name": "a", "url": "https://a.example"}],
        }
    )
    directory, nodes = Directory(federation), Nodes.of(federation)
    endpoint = directory["https://a.example/sparql"]
    endpoint.health.answered(0.5)
    endpoint.health.rows += 7
    endpoint.health.refused("no")
    endpoint.health.timed_out("too long")
    for _ in range(FAILURES):
        nodes[0].breaker.failed()
    told = samples(Metrics(lambda: STATE, Cache(1000), lambda: MANIFEST, Others(directory, nodes, Sources(nodes))))
    counts = {name: told[f"genoderm_federation_{name}_total list=endpoints name=a"] for name, *_ in COUNTED}
    assert counts == {"requests": 3, "errors": 2, "timeouts": 1, "rows": 7, "seconds": 0.5}
    assert told["genoderm_federation_circuit list=endpoints name=a state=closed"] == 1
    assert told["genoderm_federation_circuit list=peers name=a state=open"] == 1
    assert told["genoderm_federation_circuit list=peers name=a state=closed"] == 0
    assert told["genoderm_federation_requests_total list=peers name=a"] == 0
    assert told["genoderm_federation_requests_total list=peers-sparql name=a"] == 0


def test_where_nobody_is_listed_nothing_is_counted_of_others() -> None:
    none = Federation()
    metrics = Metrics(lambda: STATE, Cache(1000), lambda: MANIFEST, Others(Directory(none), Nodes.of(none)))
    assert not any("federation" in name for name in samples(metrics))


def test_methods_that_somebody_made_up_are_one() -> None:
    metrics = counted()
    for number in range(20):
        heard(Access(hello, metrics), scope(method=f"MADE{number}"))
    heard(Access(hello, metrics), scope(method="QUERY"))
    told = {name: count for name, count in samples(metrics).items() if name.startswith("genoderm_requests_total")}
    assert told == {
        "genoderm_requests_total method=other status=200": 20,
        "genoderm_requests_total method=QUERY status=200": 1,
    }


def test_the_pool_the_cache_and_the_release_are_asked_when_somebody_looks() -> None:
    told = samples(counted())
    assert {name: told[name] for name in told if "worker" in name and "memory" not in name} == {
        "genoderm_workers state=idle": 1,
        "genoderm_workers state=busy": 1,
        "genoderm_workers state=long": 2,
        "genoderm_workers_started_total": 9,
        "genoderm_workers_killed_total": 4,
    }
    assert told["genoderm_queue_length"] == 5
    assert told["genoderm_cache_bytes"] == told["genoderm_cache_hits_total"] == 0
    assert told["genoderm_release_triples"] == 42
    assert any("release=0123456789abcdef" in name for name in told)
    assert told["process_resident_memory_bytes"] > 1 << 20


def test_there_are_counters_before_there_is_a_release() -> None:
    def none() -> Manifest:
        raise Conflict("no release is held yet")

    told = samples(Metrics(lambda: STATE, Cache(1000), none))
    assert told["genoderm_queue_length"] == 5
    assert "genoderm_release_triples" not in told


def reading(accept: str, **changed: Any) -> Heard:
    app = FastAPI()
    app.state.metrics, app.state.settings = counted(), settings(metrics="all")
    app.include_router(router)
    problems.install(app)
    return heard(app, scope("/metrics", headers={"accept": accept}, **changed))


def test_a_monitor_that_takes_openmetrics_gets_it() -> None:
    told = reading("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5")
    assert (told.header("content-type") or "").startswith("application/openmetrics-text; version=1.0.0")
    families = openmetrics(told.body.decode())  # type: ignore[no-untyped-call]
    assert {"genoderm_requests", "genoderm_workers"} <= {family.name for family in families}


@pytest.mark.parametrize("accept", ["", "*/*", "text/plain", "application/openmetrics-text;version=abc", ";;;,,,"])
def test_everyone_else_gets_text(accept: str) -> None:
    told = reading(accept)
    assert told.status == 200
    assert (told.header("content-type") or "").startswith("text/plain")
    assert list(plain(told.body.decode()))


@pytest.mark.parametrize(
    ("client", "headers", "chosen", "may"),
    [
        ("127.0.0.1", {}, {}, True),
        ("::1", {}, {}, True),
        ("::ffff:127.0.0.1", {}, {}, True),
        ("192.0.2.1", {}, {}, False),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, {}, False),
        ("127.0.0.1", {"forwarded": "for=127.0.0.1"}, {}, False),
        ("127.0.0.1", {"x-forwarded-for": "192.0.2.1"}, {"trusted_proxies": "127.0.0.1"}, False),
        ("127.0.0.1", {"x-forwarded-for": "unknown"}, {"trusted_proxies": "127.0.0.1"}, False),
        ("127.0.0.1", {"x-forwarded-proto": "https"}, {"trusted_proxies": "127.0.0.1"}, False),
        ("10.0.0.1", {}, {"trusted_proxies": "10.0.0.0/8"}, True),
        ("10.0.0.1", {"x-forwarded-for": "10.0.0.9"}, {"trusted_proxies": "10.0.0.1"}, False),
        ("10.0.0.1", {"x-forwarded-for": "10.0.0.9"}, {"trusted_proxies": "10.0.0.1", "metrics": "10.0.0.9"}, True),
        ("192.0.2.1", {}, {"metrics": "192.0.2.0/24"}, True),
        ("127.0.0.1", {}, {"metrics": "none"}, False),
        ("192.0.2.1", {}, {"metrics": "all"}, True),
        ("192.0.2.1", {"x-forwarded-for": "1.1.1.1"}, {"metrics": "all"}, True),
    ],
)
def test_who_may_read(client: str, headers: dict[str, str], chosen: dict[str, str], may: object) -> None:
    known = settings(**chosen)
    asking = scope("/metrics", headers=headers, client=(client, 1))
    heard(Proxies(hello, known.trusted_proxies), asking)
    assert may_read(asking, known) is may


def test_who_may_not_read_is_told_which_setting_says_so() -> None:
    app = FastAPI()
    app.state.metrics, app.state.settings = counted(), Settings()
    app.include_router(router)
    problems.install(app)
    told = heard(app, scope("/metrics"))
    assert told.status == 403
    assert b"the setting metrics lists" in told.body
    assert b"genoderm_queue_length" not in told.body


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of other processes")
def test_memory_is_that_of_the_server_and_of_what_it_started() -> None:
    grow = "import os, sys; held = b'x' * (50 << 20); print(flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", grow], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        child.stdout.readline()
        (gauge,) = Memory().collect()
        child.communicate()
    told = {sample.labels["process"]: sample.value for sample in gauge.samples}
    assert set(told) == {"server", "holder", "worker"}
    assert told["holder"] > 50 << 20
    assert told["server"] > 1 << 20
