"""The generated parts of README.md: its tables and its answers. `python -m tests.readme` writes them anew.

A `console` block is commands after "$ " (continued after "> ") and what they print; a `sh` block is commands whose
output does not matter. All of them run, in a temporary home, but those after a comment `<!-- not run: reason -->`.
"""

import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel

from genoderm.__main__ import app
from genoderm.graph.federation_settings import Federation, ListedEndpoint, ListedPeer
from genoderm.graph.settings import PREFIX, NamedSource, Settings
from genoderm.graph.store_settings import Replica, StoreSettings
from tests.patience import PATIENCE

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?P<before>(?:<!-- not run: [^\n]+ -->\n)?)```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.M | re.S)
OF_THE_MACHINE = {
    "home": "`genoderm` in the user's data folder (on Linux `~/.local/share/genoderm`)",
    "shelf": "`share/genoderm` in the environment",
    "workers": "one more than cores, at most 4",
}
IN_THE_FILE: dict[str, type[BaseModel]] = {
    "[[sources]]": NamedSource,
    "[federation]": Federation,
    "[[federation.endpoints]]": ListedEndpoint,
    "[[federation.peers]]": ListedPeer,
    "[store]": StoreSettings,
    "[[store.replicas]]": Replica,
}
PORT = "127.0.0.1:8000"  # as the README has it; the server of a test listens elsewhere


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its kind, what is in it, whether it runs."""

    kind: str
    body: str
    runs: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A command, and what the README says that it prints."""

    command: str
    output: str

    def __str__(self) -> str:
        """As in a console block."""
        first, *rest = self.command.splitlines()
        return "\n".join([f"$ {first}", *(f"> {line}" for line in rest)]) + "\n" + self.output


def blocks(text: str) -> list[Block]:
    """The fenced blocks, in their order."""
    return [Block(found["kind"], found["body"], not found["before"]) for found in BLOCK.finditer(text)]


def steps(body: str) -> Iterator[Step]:
    """The commands of a console block with their output."""
    for piece in re.split(r"^\$ ", body, flags=re.M)[1:]:
        command, lines = [], piece.splitlines()
        command.append(lines.pop(0))
        while lines and lines[0].startswith("> "):
            command.append(lines.pop(0)[2:])
        yield Step("\n".join(command), "".join(f"{line}\n" for line in lines))


@dataclass(frozen=True, slots=True)
class Shell:
    """Runs commands as a reader would, with a home of their own."""

    home: Path
    address: str = PORT
    shelf: Path | None = None

    def run(self, command: str) -> str:
        """What the command prints; CalledProcessError with its errors if any part of it fails."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command.replace(PORT, self.address)],
            cwd=ROOT,
            env=environment(self.home, self.shelf),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"{command}\nexit status {done.returncode}: {done.stderr[-2000:]}")
        return done.stdout.replace("\r\n", "\n")


def environment(home: Path, shelf: Path | None = None) -> dict[str, str]:
    """The reader's environment: this environment's commands, the home, no proxy between here and here.

    The shelf is a home with the release of the shipped tables, as `make` leaves one.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    shelved = {f"{PREFIX}SHELF": str(shelf)} if shelf else {}
    return kept | shelved | {"PATH": path, f"{PREFIX}HOME": str(home), "NO_PROXY": "*", "COLUMNS": "100"}


@contextmanager
def served(home: Path, shelf: Path | None = None) -> Iterator[Shell]:
    """A shell beside `genoderm serve`, once that answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = ["genoderm", "serve", "--port", address.partition(":")[2]]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment(home, shelf), stdout=log, stderr=log)
    try:
        _await(address, server)
        yield Shell(home, address, shelf)
    finally:
        server.terminate()
        server.wait(PATIENCE)


def _await(address: str, server: subprocess.Popen[bytes]) -> None:
    host, _, port = address.partition(":")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"genoderm serve does not listen at {address}")


def settings_table() -> str:
    """All settings: name, environment variable, default, meaning; then those of the tables in the file."""
    named = (
        f"| `{table}` `{name}` | | {_default(model, name)} | {_meaning(model, name)} |\n"
        for table, model in IN_THE_FILE.items()
        for name in model.model_fields
        if name not in {"endpoints", "peers", "replicas"}
    )
    own = (
        f"| `{name}` | `{PREFIX}{name.upper()}` | {_default(Settings, name)} | {_meaning(Settings, name)} |\n"
        for name in Settings.model_fields
        if name not in {"sources", "federation", "store"}
    )
    return "| setting | environment | default | what it is |\n|---|---|---|---|\n" + "".join((*own, *named))


def _meaning(model: type[BaseModel], name: str) -> str:
    return model.model_fields[name].description or ""


def _default(model: type[BaseModel], name: str) -> str:
    field = model.model_fields[name]
    if field.is_required():
        return "must be given"
    if name in OF_THE_MACHINE:
        return OF_THE_MACHINE[name]
    if isinstance(field.default, tuple):
        return ", ".join(f"`{value}`" for value in field.default)
    return "" if field.default in ("", None) else f"`{str(field.default).lower()}`"


def commands_table() -> str:
    """All commands and the first sentence of their help."""
    group: Any = typer.main.get_command(app)
    rows = (f"| `genoderm {name}` | {command.help.splitlines()[0]} |\n" for name, command in group.commands.items())
    return "| command | what it does |\n|---|---|\n" + "".join(rows)


TABLES = {"settings": settings_table, "commands": commands_table}


def with_tables(text: str) -> str:
    """The text with its tables, each between `<!-- name -->` and `<!-- end of name -->`, made anew."""
    for name, table in TABLES.items():
        start, end = f"<!-- {name} -->\n", f"<!-- end of {name} -->"
        before, _, rest = text.partition(start)
        text = before + start + table() + end + rest.partition(end)[2]
    return text


def with_answers(text: str, shell: Shell) -> str:
    """The text with the output of its console blocks made anew."""

    def answered(found: re.Match[str]) -> str:
        if found["kind"] != "console" or found["before"]:
            return found[0]
        ran = [Step(step.command, shell.run(step.command)) for step in steps(found["body"])]
        return "```console\n" + "".join(map(str, ran)) + "```"

    return BLOCK.sub(answered, text)


def main() -> None:
    """Write README.md anew, from a release of the shipped tables."""
    with tempfile.TemporaryDirectory() as home, served(Path(home)) as shell:
        README.write_text(with_answers(with_tables(README.read_text("utf-8")), shell), "utf-8")


if __name__ == "__main__":
    main()
