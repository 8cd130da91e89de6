"""Comunica, from npm: all that it is asked goes through one process, since it takes a second to start."""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
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


def asked(jobs: Sequence[Job]) -> list[Answer | str]:
    """The answer to each, or the words of the fault."""
    sent = json.dumps([{"query": job.query, "sources": job.sources} for job in jobs])
    environment = os.environ | {"PATH": PATH}
    done = subprocess.run(
        ["node", "ask.mjs"],
        cwd=HERE,
        input=sent,
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=True,
    )
    return [told["fault"] if "fault" in told else _answer(told) for told in json.loads(done.stdout)]


def _answer(told: dict[str, str]) -> Answer:
    if told["format"] == "application/n-triples":
        return frozenset(str(quad.triple) for quad in parse(told["answer"], format=RdfFormat.N_TRIPLES))
    results = json.loads(told["answer"])
    if "boolean" in results:
        return bool(results["boolean"])
    return Counter(map(of_json, results["results"]["bindings"]))
