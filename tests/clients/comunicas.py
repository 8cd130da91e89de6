"""Comunica, from npm: what it is asked together goes through one process, since it takes a second to start."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, parse

from tests.clients.questions import Answer, of_json

HERE = Path(__file__).parent / "comunica"
INSTALLED = HERE / "node_modules" / ".package-lock.json"
PATH = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
WANTED = tuple(
    map(int, json.loads((HERE / "package.json").read_text())["engines"]["node"].removeprefix(">=").split("."))
)


@dataclass(frozen=True, slots=True)
class Job:
    """A query and the sources that it is asked of."""

    query: str
    sources: Sequence[str | dict[str, str]]


def missing() -> str:
    """What is not here that Comunica needs; "" if it is all there."""
    node = shutil.which("node", path=PATH)
    if node is None:
        return "there is no node here"
    told = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout.strip()
    if tuple(map(int, told.removeprefix("v").split("."))) < WANTED:
        return f"node is {told}, and Comunica wants {'.'.join(map(str, WANTED))}"
    return "" if INSTALLED.exists() else "Comunica is not installed here: `make` does it"


def version() -> str:
    """Of what is installed."""
    told = json.loads((HERE / "node_modules" / "@comunica" / "query-sparql" / "package.json").read_text())
    return str(told["version"])


def asked(jobs: Sequence[Job]) -> list[Answer | str]:
    """The answer to each, or the words of the fault."""
    with begun() as process:
        told, _ = process.communicate("".join(map(line, jobs)), timeout=120)
    found = map(json.loads, told.splitlines())
    return [one["fault"] if "fault" in one else _answer(one) for one in found]


@contextmanager
def begun() -> Iterator["subprocess.Popen[str]"]:
    """Comunica, which answers the lines that are written to it; it ends with the block."""
    environment = os.environ | {"PATH": PATH}
    process = subprocess.Popen(
        ["node", "ask.mjs"], cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def line(job: Job) -> str:
    """A job as it is written to Comunica."""
    return json.dumps({"query": job.query, "sources": job.sources}) + "\n"


def _answer(told: dict[str, str]) -> Answer:
    if told["format"] == "application/n-triples":
        return frozenset(str(quad.triple) for quad in parse(told["answer"], format=RdfFormat.N_TRIPLES))
    results = json.loads(told["answer"])
    if "boolean" in results:
        return bool(results["boolean"])
    return Counter(map(of_json, results["results"]["bindings"]))
