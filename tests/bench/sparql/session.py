"""One server after another with one set of data."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE
from tests.bench.sparql.catalogue import Benchmark, questions
from tests.bench.sparql.cold import cold
from tests.bench.sparql.data import Data
from tests.bench.sparql.findings import Column, Finding, Table
from tests.bench.sparql.installing import NotInstalled
from tests.bench.sparql.peers import PEERS, Peer
from tests.bench.sparql.peers.genoderm import Genoderm
from tests.bench.sparql.running import NotStarted, Server, available_memory
from tests.bench.sparql.soak import soak
from tests.bench.sparql.synthetic import disorders
from tests.bench.sparql.warm import Load, Wrk, wrk

WARM, SMALL = 5000, 4000  # answers a second
BUDGET = 500  # milliseconds for a competency question: a page asks one or two
KEPT = 1 << 26  # bytes of answers
FAULTS = (NotInstalled, NotStarted, OSError)


@dataclass(frozen=True, slots=True)
class Session:
    """What is measured, with which peers, how long."""

    cache: Path
    parts: Sequence[str]
    queries: Sequence[Benchmark]
    peers: Sequence[str]
    rounds: int
    patience: float  # seconds for one answer
    seconds: int  # for each measurement of throughput
    row: int  # queries of death

    def table(self, data: Data) -> Table:
        """Our server, then each peer."""
        size = f"{data.manifest.triples:,} triples in the default graph, {data.size:,} quads in all"
        _say(f"{data.title}: {size}")
        with tempfile.TemporaryDirectory(prefix="run-", dir=self.cache) as name:
            folder = Path(name)
            load = Wrk(wrk(self.cache), _codes(data), folder, self.seconds)
            ours, findings = self._own(data, folder, load)
            peers = [self._peer(PEERS[name], data, folder, load) for name in self.peers]
        return Table(f"{data.title} ({size})", ours, peers, findings)

    def _own(self, data: Data, folder: Path, load: Wrk) -> tuple[Column, list[Finding]]:
        ours, findings = Genoderm(), list[Finding]()
        column = Column(ours.name, ours.version)
        with ours.serve(data.home, folder) as running:
            if lookups := self._measure(running, column, load):
                findings.append(_rate("the smallest lookup, the cache off", lookups, SMALL))
            if "cold" in self.parts:
                findings += _told(self._questions(running))
            if "soak" in self.parts:
                findings += _told(soak(running, load, self.row))
        if "warm" in self.parts:
            with ours.serve(data.home, folder, cache_bytes=str(KEPT)) as running:
                findings += _told(_warm(running, load))
        return column, findings

    def _questions(self, running: Server) -> Iterator[Finding]:
        timed = cold(running, questions(), 1, self.patience)
        took = {name: told for name, one in timed.items() if (told := one.milliseconds) is not None}
        slow = {name: told for name, told in took.items() if told > BUDGET}
        value = f"{len(took)} of {len(timed)} answered, the slowest in {max(took.values()):.0f} ms"
        note = ", ".join(f"{name} {told:.0f} ms" for name, told in slow.items())
        met = len(took) == len(timed) and not slow
        yield Finding("competency questions", value, f"all, each in {BUDGET} ms", met, note)

    def _peer(self, peer: type[Peer], data: Data, folder: Path, load: Wrk) -> Column:
        column, place = Column(peer.name), folder / peer.__name__
        try:
            installed = peer(self.cache)
            column.version = installed.version
            _need(peer.memory * data.size)
            place.mkdir()
            with installed.serve(data.quads, place) as running:
                self._measure(running, column, load)
        except FAULTS as fault:
            column.fault = f"{fault}"
            _say(f"{column.name}: {fault}")
        finally:
            shutil.rmtree(place, ignore_errors=True)
        return column

    def _measure(self, running: Server, column: Column, load: Wrk) -> Load | None:
        """What goes into the column of a server, with how fast it answers lookups if that was measured."""
        column.loaded = running.loaded
        _say(f"{column.name} {column.version}: loaded in {running.loaded:.0f} s, {running.memory() / 1e9:.2f} GB")
        if "cold" in self.parts:
            column.timed = cold(running, self.queries, self.rounds, self.patience)
            _show(column)
        column.memory = running.memory()
        if "warm" not in self.parts:
            return None
        found = load.lookups(running)
        told = f"{found.rate:,.0f}" + (f" ({found.failed} failed)" if found.failed else "")
        column.rates = {"lookups a second": told}
        return found


def _warm(running: Server, load: Wrk) -> Iterator[Finding]:
    yield _rate("an answer that is kept", load.repeated(running), WARM)
    found = _rate("the smallest lookup, none asked before, each answer kept for others", load.lookups(running), SMALL)
    yield replace(found, target="", met=None)


def _rate(what: str, load: Load, target: int) -> Finding:
    value = f"{load.rate:,.0f} a second, p95 {load.p95:.2f} ms, {load.failed} failed"
    met = load.rate >= target and not load.failed
    return Finding(f"{what}, 8 connections", value, f"at least {target:,} a second", met)


def _need(memory: int) -> None:
    """A server that would have the machine swap, or end others, is not started."""
    if memory > available_memory():
        free = available_memory() / 1e9
        raise NotStarted(f"would take about {memory / 1e9:.0f} GB of memory, {free:.0f} GB are free")


def _codes(data: Data) -> list[str]:
    return disorders(Store.read_only(str(Home(data.home).current_release() / STORE)))


def _show(column: Column) -> None:
    for query, timed in column.timed.items():
        told = timed.fault or f"{timed.milliseconds:10.2f} ms, {timed.processor_milliseconds:10.2f} of processors"
        rows = f"{timed.content.count:8,} rows" if timed.content else ""
        _say(f"  {query:28} {told} {rows}")


def _told(findings: Iterator[Finding]) -> Iterator[Finding]:
    for finding in findings:
        _say(f"  {finding.what}: {finding.value}; {finding.note}")
        yield finding


def _say(line: str) -> None:
    """On standard error as it comes: the whole takes an hour."""
    sys.stderr.write(f"{line}\n")
