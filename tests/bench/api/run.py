"""The API under load: `make bench-api`, or `python -m tests.bench.api.run --data DIR --markdown FILE`.

On the release of all real sources, with eight clients on the same machine: p95 with the cache of answers off, answers a
second with it on, and the questions that RAMOSE can be set up for beside it. Only loopback is used, and only processes
started here are ended.
"""

import argparse
import signal
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE
from tests.bench.api.load import Generator
from tests.bench.api.painting import painted
from tests.bench.api.ramose import Ramose
from tests.bench.api.subjects import Subject, subjects
from tests.bench.measures import machine
from tests.bench.sparql.data import Data, real
from tests.bench.sparql.installing import NotInstalled
from tests.bench.sparql.peers.genoderm import Genoderm
from tests.bench.sparql.running import NotStarted
from tests.bench.sparql.warm import Load, wrk

ROOT = Path(__file__).resolve().parents[3]
P95 = 20.0  # milliseconds, cache off
RATE = 1500  # answers a second, cache on
TIMES = 5  # faster than RAMOSE
KEPT = 1 << 28  # bytes of answers
SOON = 1000  # milliseconds to the first contentful paint
REMEMBERED = (
    "With the cache off each answer is made anew; what the server has read of the release for answers before, such as "
    "the names of a disease or what a code means, it remembers."
)
SAME = 50  # addresses that are asked again and again with the cache on


@dataclass(slots=True)
class Line:
    """What was measured of one kind of question."""

    name: str
    cold: Load
    warm: Load | None = None
    peer: Load | None = None

    @property
    def missed(self) -> bool:
        """Whether a target was."""
        loads = [load for load in (self.cold, self.warm) if load]
        slow = self.cold.p95 >= P95 or (self.warm is not None and self.warm.rate < RATE)
        return slow or any(load.failed for load in loads) or (self.peer is not None and self.times < TIMES)

    @property
    def times(self) -> float:
        """How many times as many answers a second as the peer's, caches off."""
        return self.cold.rate / self.peer.rate if self.peer else 0


def main() -> int:
    """Measure; 1 if a target was missed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))  # so that the servers end too
    asked = _arguments().parse_args()
    where = machine()
    data = real(asked.data, asked.home, asked.cache)
    with tempfile.TemporaryDirectory(prefix="run-", dir=asked.cache) as folder:
        lines, paints, version = measured(data, Path(folder), asked)
    told = markdown(
        lines, paints, version, f"{where.date}, {where.processor}, {where.cores} cores, load {where.load:.1f}"
    )
    sys.stdout.write(told)
    if asked.markdown:
        asked.markdown.write_text(told, "utf-8")
    late = not isinstance(paints, str) and max(paints.values()) >= SOON
    return int(late or any(line.missed for line in lines))


def measured(data: Data, folder: Path, asked: argparse.Namespace) -> tuple[list[Line], dict[str, float] | str, str]:
    """A line for each kind of question, how soon pages can be read, and the peer, or why there is none."""
    generator = Generator(wrk(asked.cache), folder, asked.seconds)
    asking = list(subjects(Store.read_only(str(Home(data.home).current_release() / STORE))))
    with Genoderm().serve(data.home, folder) as server:
        for each in asking:  # what is read of a release once, as it would be after an hour
            generator.run(server.port, each.addresses, each.headers)
        lines = [Line(each.name, _load(generator, server.port, each, each.addresses)) for each in asking]
        paints = _paints(server.port)
    with Genoderm().serve(data.home, folder, cache_bytes=str(KEPT)) as server:
        for line, each in zip(lines, asking, strict=True):
            line.warm = _load(generator, server.port, each, each.addresses[:SAME])
    return lines, paints, _beside(lines, asking, data, generator, asked)


def _paints(port: int) -> dict[str, float] | str:
    """Milliseconds until each page can be read, or why that was not measured."""
    try:
        return dict(painted(f"http://127.0.0.1:{port}"))
    except NotInstalled as fault:
        return f"left out: {fault}"


def _load(generator: Generator, port: int, subject: Subject, addresses: Iterable[str]) -> Load:
    load = generator.run(port, list(addresses), subject.headers)
    sys.stderr.write(f"{subject.name}: {load}\n")
    return load


def _beside(
    lines: list[Line], asking: list[Subject], data: Data, generator: Generator, asked: argparse.Namespace
) -> str:
    if not asked.peers:
        return "not asked for"
    try:
        peer = Ramose(asked.cache)
        with peer.serve(data.quads, generator.folder) as server:
            for line, subject in zip(lines, asking, strict=True):
                if addresses := list(_peer_addresses(subject)):
                    line.peer = _load(generator, server.port, subject, addresses)
    except (NotInstalled, NotStarted, OSError) as fault:
        return f"left out: {fault}"
    return f"{peer.name} {peer.version}"


def _peer_addresses(subject: Subject) -> Iterator[str]:
    """The same question as it is put to the peer."""
    for address in subject.addresses:
        match subject.name:
            case "finder":
                yield f"/api/centres/{address.split('/')[-2].removeprefix('ORPHA%3A')}"
            case "resolver":
                yield f"/api/diseases/{address.split('/')[-1]}"


def markdown(lines: Iterable[Line], paints: dict[str, float] | str, peer: str, where: str) -> str:
    """The table."""
    rows = "".join(
        f"| {line.name} | {line.cold.p95:.1f} | {line.cold.rate:,.0f} | {_told(line.warm)} | {_told(line.peer)} | "
        f"{f'{line.times:.1f}' if line.peer else ''} | {'**no**' if line.missed else 'yes'} |\n"
        for line in lines
    )
    return (
        f"{where}. Eight clients, each asking as soon as it is answered. {REMEMBERED} Peer: {peer}.\n\n"
        f"| question | p95, cache off, ms (< {P95:g}) | answers a second | answers a second, cache on (>= {RATE:,}) | "
        f"answers a second of the peer | times (>= {TIMES}) | met |\n|---|--:|--:|--:|--:|--:|---|\n{rows}\n"
        f"First contentful paint in Chromium, nothing kept from before, ms (< {SOON}): {_painted(paints)}\n"
    )


def _painted(paints: dict[str, float] | str) -> str:
    if isinstance(paints, str):
        return paints
    return ", ".join(f"`{page}` {milliseconds:.0f}" for page, milliseconds in paints.items())


def _told(load: Load | None) -> str:
    if load is None:
        return ""
    return f"{load.rate:,.0f}" + (f" ({load.failed} failed)" if load.failed else "")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="a folder of sources")
    parser.add_argument("--home", type=Path, help="a home whose current release stands for the real one")
    parser.add_argument("--cache", type=Path, default=ROOT / ".bench", help="for peers and data")
    parser.add_argument("--peers", action=argparse.BooleanOptionalAction, default=True, help="beside RAMOSE")
    parser.add_argument("--seconds", type=int, default=10, help="for each measurement")
    parser.add_argument("--markdown", type=Path, help="write the table here as well")
    return parser


if __name__ == "__main__":
    sys.exit(main())
