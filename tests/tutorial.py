"""The tutorial of three networks, run as its reader would: `python -m tests.tutorial` writes its answers anew."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.settings import PREFIX
from tests.patience import PATIENCE
from tests.readme import BLOCK, ROOT, Step, blocks, steps
from tests.serving import free_port

PAGES = tuple(ROOT / "api" / "pages" / "data" / name for name in ("network.md", "network.fr.md"))
PORTS = ("8001", "8002", "8003")
PIDS = Path("nodes") / "pids"


@dataclass(frozen=True, slots=True)
class Reader:
    """Runs the commands one after another in a folder, with other ports than those that are written."""

    folder: Path
    ports: dict[str, str]

    def run(self, command: str) -> str:
        """What a command prints, as if the ports were those of the page; AssertionError with its errors if it fails."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", _replaced(command, self.ports)],
            cwd=self.folder,
            env=_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=10 * PATIENCE,
        )
        if done.returncode:
            raise AssertionError(f"{command}\nexit status {done.returncode}: {done.stdout}{done.stderr[-2000:]}")
        written = {port: name for name, port in self.ports.items()}
        return _replaced(done.stdout.replace("\r\n", "\n"), written)


@contextmanager
def reader(folder: Path) -> Iterator[Reader]:
    """Somebody in an empty folder that sees the example tables; what they started and did not stop is stopped."""
    (folder / "loaders").symlink_to(ROOT / "loaders")
    try:
        yield Reader(folder, {port: str(free_port()) for port in PORTS})
    finally:
        pids = (folder / PIDS).read_text("utf-8").split() if (folder / PIDS).is_file() else []
        subprocess.run(["kill", *pids], capture_output=True, check=False)


def told(text: str, running: Reader) -> list[Step]:
    """All commands of a page, in their order, each with what it prints; of the plain ones that is not told."""
    ran = []
    for block in blocks(text):
        if block.kind == "sh":
            running.run(block.body)
        if block.kind == "console":
            ran += [Step(step.command, running.run(step.command)) for step in steps(block.body)]
    return ran


def commands(text: str) -> list[str]:
    """What a page has its reader type."""
    return [
        command
        for block in blocks(text)
        for command in ([step.command for step in steps(block.body)] if block.kind == "console" else [block.body])
    ]


def written(text: str) -> list[Step]:
    """The commands whose output a page tells, with that."""
    return [step for block in blocks(text) if block.kind == "console" for step in steps(block.body)]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return kept | {"PATH": path, "NO_PROXY": "*", f"{PREFIX}WORKERS": "1"}  # one question at a time needs no more


def _replaced(text: str, by: dict[str, str]) -> str:
    return re.sub("|".join(rf"\b{one}\b" for one in by), lambda found: by[found[0]], text)


def main() -> None:
    """Run the English page, and write what it prints into both."""
    with tempfile.TemporaryDirectory() as folder, reader(Path(folder)) as running:
        answers = iter(told(PAGES[0].read_text("utf-8"), running))
    said = {step.command: step for step in answers}
    for page in PAGES:
        page.write_text(BLOCK.sub(lambda found: _answered(found, said), page.read_text("utf-8")), "utf-8")


def _answered(found: re.Match[str], said: dict[str, Step]) -> str:
    if found["kind"] != "console":
        return found[0]
    return "```console\n" + "".join(str(said[step.command]) for step in steps(found["body"])) + "```"


if __name__ == "__main__":
    main()
