"""What a monitor counts: `/metrics` for Prometheus, in its text format or in OpenMetrics.

Requests are counted as they end; the pool, the cache and the processes are asked when somebody looks.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import cache
from http import HTTPMethod

from fastapi import APIRouter, Request, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.types import Scope

from genoderm import __version__
from genoderm.api.access import Exchange
from genoderm.api.forwarded import address
from genoderm.api.memory import Memory
from genoderm.api.proxies import client_of, disguised
from genoderm.api.query_log import Record, record_of
from genoderm.graph.manifest import Manifest
from genoderm.graph.setting_values import EVERYBODY
from genoderm.graph.settings import Settings
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.cache import Cache
from genoderm.sparql.workers.pool import State

router = APIRouter()
SECONDS = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1,
    2.5,
    5,
    10,
    30,
    60,
    120,
)  # a lookup … max_timeout
METHODS = frozenset(HTTPMethod) | {"QUERY"}

disable_created_metrics()  # type: ignore[no-untyped-call]  # a second sample for each counter, which nobody asks for


class MetricsRefused(GenodermError):
    """The counters are for the operator."""

    status = 403


class Metrics:
    """The counters of one server."""

    def __init__(
        self, state: Callable[[], State], kept: Cache, manifest: Callable[[], Manifest], *others: Collector
    ) -> None:
        """Watching a pool and a cache, and what others collect."""
        self.registry = CollectorRegistry()
        for collector in (_Workings(state, kept), _Release(manifest), Memory(), *others):
            self.registry.register(collector)
        ProcessCollector(registry=self.registry)
        self._requests = self._counter("genoderm_requests", "Requests.", "method", "status")
        self._queries = self._counter("genoderm_queries", "Queries.", "form", "outcome")
        self._updates = self._counter("genoderm_updates", "Writes.", "form", "outcome")
        self._sent = Counter("genoderm_sent_bytes", "Bytes of answers.", registry=self.registry)
        self._rows = Counter("genoderm_rows", "Rows of answers, where they were counted.", registry=self.registry)
        self._seconds = Histogram(
            "genoderm_query_seconds",
            "From a query's first byte to its answer's last.",
            labelnames=["cache"],
            buckets=SECONDS,
            registry=self.registry,
        )
        self._times = cache(self._seconds.labels)

    def __call__(self, exchange: Exchange) -> None:
        """Count a request that is over."""
        method = exchange.scope["method"]
        self._requests(method if method in METHODS else "other", str(exchange.status)).inc()
        self._sent.inc(exchange.sent)
        if (record := record_of(exchange.scope)) is not None:
            self._count(record, exchange.seconds)

    def _count(self, record: Record, seconds: float) -> None:
        if record.writes:
            self._updates(record.form, record.outcome.value).inc()
            return
        self._queries(record.form, record.outcome.value).inc()
        self._rows.inc(record.rows or 0)
        self._times(record.cache).observe(seconds)

    def _counter(self, name: str, documentation: str, *labels: str) -> Callable[..., Counter]:
        """A counter's children by their labels, remembered: there are few, and looking them up takes a lock."""
        return cache(Counter(name, documentation, labelnames=labels, registry=self.registry).labels)


class _Workings(Collector):
    """The pool and the cache."""

    def __init__(self, state: Callable[[], State], kept: Cache) -> None:
        self._state = state
        self._kept = kept

    def collect(self) -> Iterator[Metric]:
        state = self._state()
        workers = GaugeMetricFamily("genoderm_workers", "Workers, by what they do.", labels=["state"])
        for name, count in (("idle", state.idle), ("busy", state.busy - state.long), ("long", state.long)):
            workers.add_metric([name], count)
        yield workers
        yield GaugeMetricFamily("genoderm_queue_length", "Queries that wait for a worker.", state.waiting)
        yield CounterMetricFamily("genoderm_workers_started", "Workers that were started.", state.started)
        yield CounterMetricFamily("genoderm_workers_killed", "Workers that were ended in a query.", state.killed)
        yield GaugeMetricFamily("genoderm_cache_bytes", "Bytes of answers that are kept.", self._kept.kept)
        yield CounterMetricFamily("genoderm_cache_hits", "Answers from the cache.", self._kept.hits)
        yield CounterMetricFamily("genoderm_cache_misses", "Answers that were not in it.", self._kept.misses)


class _Release(Collector):
    """The release that answers now; nothing while there is none."""

    def __init__(self, manifest: Callable[[], Manifest]) -> None:
        self._manifest = manifest

    def collect(self) -> Iterable[Metric]:
        try:
            manifest = self._manifest()
        except GenodermError:
            return []
        told = {"version": __version__, "release": manifest.id, "created": manifest.created, "tool": manifest.tool}
        return [
            InfoMetricFamily("genoderm_release", "The release that answers.", told),
            GaugeMetricFamily("genoderm_release_triples", "Triples of its default graph.", manifest.triples),
        ]


def may_read(scope: Scope, settings: Settings) -> bool:
    """Whether the client is one of those that the settings let read the counters."""
    if set(EVERYBODY) <= set(map(str, settings.metrics)):
        return True
    known = address(client_of(scope))
    listed = (*settings.metrics, *settings.trusted_proxies)
    return known is not None and not disguised(scope) and any(known in network for network in listed)


@router.head("/metrics", include_in_schema=False)
@router.get("/metrics", include_in_schema=False)
def metrics(request: Request) -> Response:
    """The counters; 403 for those who may not read them."""
    if not may_read(request.scope, request.app.state.settings):
        raise MetricsRefused("the setting metrics lists who may read the counters; you are not one of them")
    counted: Metrics = request.app.state.metrics
    try:
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
    except TypeError:  # a version in Accept that is no number
        encode, media_type = choose_encoder("")
    return Response(encode(counted.registry), media_type=media_type)
