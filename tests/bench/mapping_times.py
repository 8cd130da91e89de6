"""Mapping alone, per loader: one process reads, maps, sorts and writes N-Triples; nothing is stored or validated."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from genoderm.graph.fragments import make_fragment
from genoderm.graph.settings import Settings
from genoderm.graph.sources import sources
from genoderm.graph.tasks import Task, tasks
from genoderm.loaders.catalogue import LOADERS
from tests.bench.measures import Measure


@dataclass(frozen=True, slots=True)
class Mapped:
    """What mapping one graph's files took."""

    seconds: float
    peak: int  # bytes
    quads: int
    records: int


def mapping_times(data: Path, folder: Path) -> Iterator[Measure]:
    """A measure for each loader of the catalogue that has a file, in the catalogue's order."""
    found = sources([data], Settings(home=folder))
    planned = tasks(found.plan.editions, found.context)
    for loader in LOADERS:
        own = [task for task in planned if task.loader == loader.source.name]
        if own:
            yield _summed(loader.source.name, [mapped(task, folder) for task in own])


def _summed(name: str, done: list[Mapped]) -> Measure:
    records = sum(one.records for one in done)
    return Measure(
        f"mapping {name}",
        sum(one.seconds for one in done),
        max(one.peak for one in done),
        sum(one.quads for one in done),
        note=f"{records:,} records",
    )


def mapped(task: Task, folder: Path) -> Mapped:
    """Map one task in a new process, whose start is not counted."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(map_here, task, folder).result()


def map_here(task: Task, folder: Path) -> Mapped:
    """Map one task in this process."""
    began = time.perf_counter()
    make_fragment(task, folder)
    seconds = time.perf_counter() - began
    account = json.loads((folder / task.key / "account.json").read_text("utf-8"))
    quads = sum(triples for triples, _ in account["graphs"].values())
    return Mapped(seconds, _peak(), quads, sum(told["loaded"] for told in account["inputs"]))


def _peak() -> int:
    """Bytes: getrusage would tell the parent's, which a new process inherits (proc(5): VmHWM)."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
