"""What was found: times by server and query, and what follows from them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import geometric_mean

from tests.bench.sparql.cold import Timed

TIMES = 2.0  # faster than the best peer, as a geometric mean
SLOWEST = 1.5  # times slower than the best peer on any one query


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing measured, its target, and whether that is met; None where there is none."""

    what: str
    value: str
    target: str = ""
    met: bool | None = None
    note: str = ""


@dataclass(slots=True)
class Column:
    """One server with one set of data; without times where it could not be installed or started."""

    name: str
    version: str = ""
    timed: Mapping[str, Timed] = field(default_factory=dict)
    loaded: float | None = None  # seconds
    memory: int | None = None  # bytes, after the queries
    rates: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""

    def milliseconds(self, query: str) -> float | None:
        """Of one query, if it was answered."""
        return self.timed[query].milliseconds if query in self.timed else None

    def mean(self, queries: Sequence[str]) -> float | None:
        """The geometric mean over these queries, if all of them were answered."""
        found = [told for query in queries if (told := self.milliseconds(query))]
        return geometric_mean(found) if found and len(found) == len(queries) else None


@dataclass(frozen=True, slots=True)
class Table:
    """Our server and its peers with one set of data."""

    title: str
    ours: Column
    peers: Sequence[Column]
    measured: Sequence[Finding] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """All servers, ours first."""
        return self.ours, *self.peers

    def ratio(self, query: str) -> float | None:
        """How many times the time of the best peer ours takes for a query."""
        own = self.ours.milliseconds(query)
        others = [told for column in self.peers if (told := column.milliseconds(query))]
        return own / min(others) if own and others else None

    def findings(self, queries: Sequence[str]) -> Iterator[Finding]:
        """What follows from the times, what was measured beside them, and who answered otherwise."""
        yield from self._faster(queries)
        yield self._slowest(queries)
        yield from self.measured
        for query in queries:
            yield from self._differences(query)

    def _faster(self, queries: Sequence[str]) -> Iterator[Finding]:
        own, means = self.ours.mean(queries), {one.name: told for one in self.peers if (told := one.mean(queries))}
        if own and means:
            best = min(means, key=means.__getitem__)
            what = f"geometric mean over {len(queries)} queries; best peer: {best}, {means[best]:.2f} ms"
            times = means[best] / own
            yield Finding(what, f"{own:.2f} ms, {times:.1f} times faster", f"{TIMES:g} times faster", times >= TIMES)

    def _slowest(self, queries: Sequence[str]) -> Finding:
        slower = {query: told for query in queries if (told := self.ratio(query)) and told > SLOWEST}
        names = ", ".join(f"{query} {told:.1f} times" for query, told in slower.items())
        what = f"queries that are more than {SLOWEST:g} times slower than at the best peer on them"
        return Finding(what, names or "none", "none", not slower)

    def _differences(self, query: str) -> Iterator[Finding]:
        own = self.ours.timed[query].content if query in self.ours.timed else None
        for column in self.peers:
            other = column.timed[query].content if query in column.timed else None
            if own and other and (told := other.difference(own)):
                yield Finding(f"{query}: {column.name} answers otherwise", f"{told} than our {own.count:,}")
