"""Watching a process and all that it starts: how long, and how much memory all of them held at once.

Memory is the resident set of every process of the tree at one instant, added up, sampled from /proc (proc(5)); pages
that processes share count once for each, so the sum errs on the high side. Only processes started here are ended.
"""

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.02  # seconds between two samples
PAGE = os.sysconf("SC_PAGE_SIZE")
PATIENCE = 15  # seconds for a process to end when asked


class Watched:
    """A running command, its output in a file, and the most memory that its tree held at once, in bytes."""

    def __init__(self, process: subprocess.Popen[bytes], output: Path) -> None:
        self.process = process
        self.output = output
        self.began = time.perf_counter()
        self.peak = 0

    @property
    def seconds(self) -> float:
        """Since it was started."""
        return time.perf_counter() - self.began

    def sample(self) -> None:
        """Look at the tree once."""
        self.peak = max(self.peak, sum(resident(pid) for pid in tree(self.process.pid)))

    def told(self) -> str:
        """What it wrote so far."""
        return self.output.read_text("utf-8", "replace")

    def errors(self) -> str:
        """What it wrote to standard error so far."""
        return self.output.with_suffix(".err").read_text("utf-8", "replace").strip()

    def stages(self) -> str:
        """When each stage of a build began, from the lines that it writes where there is no terminal."""
        return ", ".join(f"{name} from {at} s" for at, name in re.findall(r"([0-9.]+) s  (\w+) \(", self.errors()))


@contextmanager
def watched(command: Sequence[str], output: Path, **environment: str) -> Iterator[Watched]:
    """Start a command in a session of its own, watch it, and end it and all that it started on leaving."""
    with output.open("wb") as file, output.with_suffix(".err").open("wb") as errors:
        process = subprocess.Popen(
            command, stdout=file, stderr=errors, env={**os.environ, **environment}, start_new_session=True
        )
    watch, done = Watched(process, output), threading.Event()
    watcher = threading.Thread(target=_keep_sampling, args=(watch, done))
    watcher.start()
    try:
        yield watch
    finally:
        done.set()
        watcher.join()
        _end(process)


def _keep_sampling(watch: Watched, done: threading.Event) -> None:
    while not done.wait(PAUSE):
        watch.sample()


def _end(process: subprocess.Popen[bytes]) -> None:
    children = [pid for pid in tree(process.pid) if pid != process.pid]
    if process.poll() is None:
        process.terminate()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pid in children:
        if PROC.joinpath(str(pid)).exists() and os.getsid(pid) == process.pid:
            os.kill(pid, 9)


def tree(root: int) -> list[int]:
    """The process and all its descendants that are alive."""
    children = _children()
    found = [root]
    for pid in found:
        found.extend(children.get(pid, ()))
    return found


def _children() -> Mapping[int, list[int]]:
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                told = (entry / "stat").read_text()
            except OSError:  # it ended meanwhile
                continue
            parent = int(told.rpartition(")")[2].split()[1])  # the name in brackets may hold anything
            parents.setdefault(parent, []).append(int(entry.name))
    return parents


def resident(pid: int) -> int:
    """Bytes that a process holds in memory; 0 when it has ended."""
    try:
        return int((PROC / str(pid) / "statm").read_text().split()[1]) * PAGE
    except (OSError, IndexError):
        return 0
