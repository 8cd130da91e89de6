"""What a monitor counts of those that this server asks: the endpoints of queries, and the other nodes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from genoderm.sparql.federation.peers.breaker import State
from genoderm.sparql.federation.peers.correspondent import Correspondent
from genoderm.sparql.federation.peers.directory import Directory
from genoderm.sparql.federation.peers.node import Nodes
from genoderm.sparql.network.sources import Source

Listed = tuple[str, Correspondent]  # the list that it is of, and who it is
NOBODY: Mapping[str, Source] = MappingProxyType({})
COUNTED: Sequence[tuple[str, str, Callable[[Correspondent], float]]] = (
    ("requests", "Requests to others.", lambda one: one.health.requests),
    ("errors", "Requests to others that failed or were refused.", lambda one: one.health.failures),
    ("timeouts", "Of the errors, those that took all the time there is.", lambda one: one.health.timeouts),
    ("rows", "Rows that endpoints sent, and centres that nodes told of.", lambda one: one.health.rows),
    ("seconds", "Seconds of the requests that were answered.", lambda one: one.health.seconds),
)


class Others(Collector):
    """All that are listed; nothing where nobody is."""

    def __init__(self, directory: Directory, nodes: Nodes, sources: Mapping[str, Source] = NOBODY) -> None:
        """The two lists, and the SPARQL endpoints of the nodes."""
        self._directory, self._nodes, self._sources = directory, nodes, sources

    def collect(self) -> Iterator[Metric]:
        """A family for each count, and the state of each circuit as a set of states (0 or 1)."""
        listed: list[Listed] = [
            *(("endpoints", one) for one in self._directory.values()),
            *(("peers", one) for one in self._nodes),
            *(("peers-sparql", one.endpoint) for one in self._sources.values()),
        ]
        if not listed:
            return
        for name, told, count in COUNTED:
            counter = CounterMetricFamily(f"genoderm_federation_{name}", told, labels=["list", "name"])
            for of, one in listed:
                counter.add_metric([of, one.name.name], count(one))
            yield counter
        yield _circuits(listed)


def _circuits(listed: Iterable[Listed]) -> Metric:
    gauge = GaugeMetricFamily(
        "genoderm_federation_circuit", "1 for the state that the circuit is in.", labels=["list", "name", "state"]
    )
    for of, one in listed:
        for state in State:
            gauge.add_metric([of, one.name.name, state.value], float(one.breaker.state is state))
    return gauge
