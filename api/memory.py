"""How much memory the server, the holder of the release and its workers take, as Linux tells; elsewhere nothing."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

PROCESSES = Path("/proc")
ROLES = ("server", "holder", "worker")  # the server starts the holder, which forks the workers


class Memory(Collector):
    """Proportional set sizes: a page that three processes share counts for a third in each, so the sum is true."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        """One gauge, by role."""
        gauge = GaugeMetricFamily("genoderm_memory_bytes", "Memory, shared pages shared out.", labels=["process"])
        totals = dict.fromkeys(ROLES, 0)
        for pid, depth in _tree("self"):
            totals[ROLES[min(depth, len(ROLES) - 1)]] += _proportional(pid)
        for role, total in totals.items():
            gauge.add_metric([role], total)
        return [gauge]


def _tree(pid: str, depth: int = 0) -> Iterator[tuple[str, int]]:
    yield pid, depth
    for thread in PROCESSES.glob(f"{pid}/task/*/children"):
        for child in _text(thread).split():
            yield from _tree(child, depth + 1)


def _proportional(pid: str) -> int:
    """Bytes; 0 for a process that ended meanwhile."""
    lines = _text(PROCESSES / pid / "smaps_rollup").splitlines()
    return next((int(line.split()[1]) << 10 for line in lines if line.startswith("Pss:")), 0)


def _text(file: Path) -> str:
    try:
        return file.read_text("ascii")
    except OSError:  # it has ended, or there is no such file on this system
        return ""
