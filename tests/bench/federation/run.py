"""Queries that ask others: `make bench-federation`, or `python -m tests.bench.federation.run`.

A selective join: fifty rows here, a million triples at `oxigraph serve`, asked by us, pyoxigraph, rdflib, Fuseki and
Comunica. Ten nodes at once: `network`. Ten queries over ten nodes, beside Comunica and FedX: `ten`. Ten thousand
requests, most of which fail: `soak`. Rows are counted by a proxy between, in a run of its own; times are without it.
Only loopback is used, and only processes started here are ended.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from genoderm import __version__
from tests.bench.federation import network, soak
from tests.bench.federation.askers import Ask, Rows, comunica, fuseki, genoderm, pyoxigraph, rdflib
from tests.bench.federation.counting import Passed, counting
from tests.bench.federation.synthetic import Size, here, selective_join, there
from tests.bench.federation.ten import measuring, reporting
from tests.bench.measures import GB, Machine, machine
from tests.bench.sparql.installing import NotInstalled
from tests.bench.sparql.peers.fuseki import VERSION as FUSEKI_VERSION
from tests.bench.sparql.peers.oxigraph import OxigraphOnDisk
from tests.bench.sparql.running import NotStarted
from tests.clients import comunicas

ROOT = Path(__file__).resolve().parents[3]
FEWER_ROWS, FASTER = 20, 10  # than the engine's own SERVICE
OURS, ENGINE, RDFLIB, FUSEKI, COMUNICA = "Genoderm", "pyoxigraph", "rdflib", "Fuseki", "Comunica"
PAST = "Comunica asks at the address in the endpoint's service description, past the proxy that counts.\n\n"
ENOUGH = 60.0  # seconds of rounds for one who asks


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one who asks: the median of the seconds, the longest, what passed, and the answer."""

    seconds: float
    longest: float
    passed: Passed
    rows: Rows


def main() -> int:
    """Measure and tell; 1 if a target was missed."""
    asked = _arguments().parse_args()
    asked.cache.mkdir(parents=True, exist_ok=True)
    (asked.cache / ".gitignore").write_text("*\n")
    parts = [heading(machine())]
    for section in asked.only or SECTIONS:
        with TemporaryDirectory() as folder:
            parts.append(SECTIONS[section](asked, Path(folder)))
    told = "\n".join(parts)
    sys.stdout.write(told)
    if asked.markdown:
        asked.markdown.write_text(told, "utf-8")
    return int("NOT MET" in told)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cache", type=Path, default=ROOT / ".bench", help="for the endpoint and its data")
    parser.add_argument("--triples", type=int, default=Size().triples, help="at the endpoint")
    parser.add_argument("--rows", type=int, default=Size().rows, help="here")
    parser.add_argument("--rounds", type=int, default=5, help="how often each asks")
    parser.add_argument("--nodes", type=int, default=10, help="of the network, one of them dead, one slow")
    parser.add_argument("--requests", type=int, default=10_000, help="that the server is watched over")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, help="measure these alone")
    parser.add_argument("--markdown", type=Path, help="write the table here as well")
    return parser


def _selective(asked: argparse.Namespace, folder: Path) -> str:
    size, remote = Size(asked.triples, asked.rows), OxigraphOnDisk(asked.cache)
    with _asking(remote, size, asked.cache, folder) as (askers, url, passed):
        found = {name: _measured(ask, url, passed, asked.rounds) for name, ask in askers.items()}
    return markdown(remote.version, size, found)


def _network(asked: argparse.Namespace, folder: Path) -> str:
    return network.markdown(network.measured(folder, asked.nodes))


def _ten(_: argparse.Namespace, folder: Path) -> str:
    return reporting.markdown(measuring.measured(folder))


def _soak(asked: argparse.Namespace, folder: Path) -> str:
    return soak.markdown(soak.soaked(asked.requests, folder))


SECTIONS: Mapping[str, Callable[[argparse.Namespace, Path], str]] = {
    "join": _selective,
    "network": _network,
    "ten": _ten,
    "soak": _soak,
}


@contextmanager
def _asking(
    remote: OxigraphOnDisk, size: Size, cache: Path, folder: Path
) -> Iterator[tuple[Mapping[str, Ask], str, Passed]]:
    """Who asks, the endpoint, and the proxy before it."""
    with ExitStack() as stack:
        server = stack.enter_context(remote.serve(there(size, cache), folder))
        url = f"http://127.0.0.1:{server.port}{server.path}"
        passed = stack.enter_context(counting(url))
        ours = stack.enter_context(genoderm(here(size), (url, passed.address), folder))
        askers = {OURS: ours, ENGINE: pyoxigraph(here(size)), RDFLIB: rdflib(here(size))}
        others = {FUSEKI: fuseki(here(size), cache, folder), COMUNICA: comunica(here(size))}
        for name, asker in others.items():
            try:
                askers[name] = stack.enter_context(asker)
            except (NotInstalled, NotStarted, OSError) as fault:
                sys.stderr.write(f"{name} is left out: {fault}\n")
        yield askers, url, passed


def _measured(ask: Ask, url: str, passed: Passed, rounds: int) -> Measured:
    before = Passed(passed.address, passed.requests, passed.rows, passed.bytes)
    rows = ask(selective_join(passed.address))
    moved = Passed("", passed.requests - before.requests, passed.rows - before.rows, passed.bytes - before.bytes)
    seconds = [_seconds(ask, selective_join(url))]
    while len(seconds) < rounds and sum(seconds) < ENOUGH:
        seconds.append(_seconds(ask, selective_join(url)))
    return Measured(median(seconds), max(seconds), moved, rows)


def _seconds(ask: Ask, query: str) -> float:
    began = time.perf_counter()
    ask(query)
    return time.perf_counter() - began


def heading(where: Machine) -> str:
    """What was measured where."""
    return (
        "# Queries that ask others\n\nAs `make bench-federation` prints it.\n\n"
        f"{where.date}, {where.processor}, {where.cores} cores, {where.memory / GB:.1f} GB, {where.system}, "
        f"load before {where.load:.1f}.\n"
    )


def markdown(remote: str, size: Size, found: Mapping[str, Measured]) -> str:
    """A table, and the targets."""
    versions = {OURS: __version__, ENGINE: version("pyoxigraph"), RDFLIB: version("rdflib")}
    versions |= {FUSEKI: FUSEKI_VERSION, COMUNICA: comunicas.version() if COMUNICA in found else ""}
    lines = "".join(
        f"| {name} {versions[name]} | {one.seconds * 1000:,.1f} | {one.longest * 1000:,.1f} | {one.passed.requests:,} "
        f"| {one.passed.rows:,} | {one.passed.bytes:,} | {len(one.rows):,} |\n"
        for name, one in found.items()
    )
    return (
        f"## A selective join: {size.rows} rows here, {size.triples:,} invented triples at `oxigraph` {remote}\n\n"
        "| who asks | ms, median | ms, longest | requests | rows moved | bytes moved | rows of the answer |\n"
        f"|---|--:|--:|--:|--:|--:|--:|\n{lines}\n{PAST if COMUNICA in found else ''}"
        + "".join(f"- {target}: {'met' if met else '**NOT MET**'}\n" for target, met in _targets(found).items())
    )


def _targets(found: Mapping[str, Measured]) -> Mapping[str, bool]:
    ours, engine = found[OURS], found[ENGINE]
    others = {name: one for name, one in found.items() if name in {RDFLIB, FUSEKI, COMUNICA}}
    fewer, faster = engine.passed.rows / max(1, ours.passed.rows), engine.seconds / ours.seconds
    return {
        f"{fewer:,.0f} times fewer rows than the engine's own SERVICE (target: {FEWER_ROWS})": fewer >= FEWER_ROWS,
        f"{faster:,.0f} times faster (target: {FASTER})": faster >= FASTER,
        **{
            f"{one.seconds / ours.seconds:,.1f} times as fast as {name} (target: faster)": one.seconds > ours.seconds
            for name, one in others.items()
        },
        "all have the same answer": len({one.rows for one in found.values()}) == 1,
    }


if __name__ == "__main__":
    sys.exit(main())
