"""Work that tells what it is doing: bars on a terminal, plain lines in a log."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from genoderm.graph.progress import Watch


class Lines:
    """A line when a stage begins, with the seconds since the start."""

    def __init__(self, console: Console) -> None:
        """Write to this console."""
        self._console = console
        self._start = monotonic()

    def stage(self, name: str, total: int) -> None:
        """Tell the stage and its size."""
        self._console.print(f"{monotonic() - self._start:6.1f} s  {name} ({total:,})", highlight=False)

    def advance(self, units: int) -> None:
        """Tell nothing: a log needs no bar."""


class Bars:
    """A bar for each stage."""

    def __init__(self, progress: Progress) -> None:
        """Draw in this display."""
        self._progress = progress
        self._task: TaskID | None = None

    def stage(self, name: str, total: int) -> None:
        """Fill the bar before, and begin the next."""
        self._fill()
        self._task = self._progress.add_task(name, total=total)

    def advance(self, units: int) -> None:
        """Move the bar."""
        if self._task is not None:
            self._progress.advance(self._task, units)

    def _fill(self) -> None:
        for task in self._progress.tasks:
            self._progress.update(task.id, completed=task.total)


@contextmanager
def shown(console: Console) -> Iterator[Watch]:
    """Bars if the console is a terminal, lines otherwise."""
    if not console.is_terminal:
        yield Lines(console)
        return
    columns = (TextColumn("{task.description:>12}"), BarColumn(), TextColumn("{task.percentage:3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        yield Bars(progress)
