"""Who is asked about ten nodes: our node that lists them, Comunica and FedX over their endpoints; each stays warm."""

import json
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

from tests.bench.federation.counting import PATIENCE
from tests.bench.sparql.installing import NotInstalled
from tests.clients import comunicas
from tests.clients.comunicas import Job
from tests.clients.engines import rdf4js
from tests.clients.questions import Answer, of_solutions

JSON = QueryResultsFormat.JSON.media_type
NANOSECONDS = 1e9


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and the seconds from the query to its last byte, as JSON has it; `fault` if there is none."""

    seconds: float
    answer: Answer | None = None
    fault: str = ""


Ask = Callable[[str], Told]


@contextmanager
def genoderm(address: str) -> Iterator[Ask]:
    """A node of ours, by HTTP: it is asked about the whole network."""
    with httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client:

        def ask(query: str) -> Told:
            fields = {"query": query, "scope": "network", "deadline": "60"}
            began = time.perf_counter()
            answer = client.post("/sparql", data=fields, headers={"Accept": JSON, "Cache-Control": "no-cache"})
            seconds = time.perf_counter() - began
            if not answer.is_success or answer.headers["genoderm-complete"] != "?1":
                return Told(seconds, fault=answer.headers.get("genoderm-nodes", answer.text))
            return Told(seconds, _read(answer.content))

        yield ask


@contextmanager
def comunica(endpoints: Sequence[str]) -> Iterator[Ask]:
    """Comunica over endpoints: one engine, which keeps what it learns of them; NotInstalled without it."""
    if lacking := comunicas.missing():
        raise NotInstalled(lacking)
    sources = [{"type": "sparql", "value": url} for url in endpoints]
    with comunicas.begun() as process:

        def ask(query: str) -> Told:
            told = json.loads(_exchanged(process, comunicas.line(Job(query, sources))))
            if "fault" in told:
                return Told(0.0, fault=told["fault"])
            found = json.loads(told["answer"])  # with more at its end than rows
            return Told(told["seconds"], _read(json.dumps({one: found[one] for one in ("head", "results")}).encode()))

        yield ask


@contextmanager
def fedx(endpoints: Sequence[str], folder: Path) -> Iterator[Ask]:
    """FedX over endpoints, in one virtual machine; NotInstalled without it."""
    if lacking := rdf4js.missing():
        raise NotInstalled(lacking)
    with rdf4js.federated(endpoints, folder / "fedx.log") as process:

        def ask(query: str) -> Told:
            file = folder / "asked.rq"
            file.write_text(query, "utf-8")
            told = _exchanged(process, f"{file}\n").strip()
            if not told.isdecimal():
                return Told(0.0, fault=told)
            return Told(int(told) / NANOSECONDS, _read(Path(f"{file}.answer").read_bytes()))

        yield ask


def _exchanged(process: "subprocess.Popen[str]", line: str) -> str:
    assert process.stdin
    assert process.stdout
    process.stdin.write(line)
    process.stdin.flush()
    return process.stdout.readline()


def _read(body: bytes) -> Answer:
    found = parse_query_results(body, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return of_solutions(found)
