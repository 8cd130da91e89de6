"""Ten nodes asked at once, one of them dead, one that answers after two seconds: by the finder, and by SPARQL."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx

from tests.bench.federation.counting import PATIENCE
from tests.network import Told, home_of, settings_file
from tests.serving import free_port, started

SLOW, SHORT, LONG = 2.0, 0.5, 10.0  # seconds: of the slow node, and two deadlines
BIT = 0.7  # beyond the slow node's, for all that is done here and by nine other processes on few cores
ROUNDS = 3
DEAD_NODE, SLOW_NODE = "dead", "slow"
FINDER = "the finder"
ONE, JOIN = "a plain query, one pattern", "a plain query, three patterns"
QUERIES = {
    ONE: "SELECT ?c { ?c a <https://w3id.org/genoderm/ns#ExpertCentre> }",
    JOIN: "SELECT ?c ?n ?h { ?c a <https://w3id.org/genoderm/ns#ExpertCentre> ; <http://www.w3.org/ns/org#unitOf> ?h ; "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?n }",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer took, how many centres it has, which nodes are missing."""

    seconds: float
    rows: int
    missing: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """By who asks: the first time, the median of the next, and that with a short deadline."""

    nodes: int
    each: int
    first: dict[str, Asked]
    again: dict[str, Asked]
    short: dict[str, Asked]


def measured(folder: Path, nodes: int = 10, each: int = 20) -> Measured:
    """With so many nodes in all, each with so many centres of its own."""
    with ExitStack() as stack:
        homes = [
            home_of(
                folder / f"n{at}", f"n{at}", *(Told(f"n{at}-{one}", f"h{at}", f"Centre {one}") for one in range(each))
            )
            for at in range(nodes - 1)
        ]
        urls = {f"n{at}": stack.enter_context(started(home)) for at, home in enumerate(homes[1:], start=1)}
        last = max(urls)
        urls[SLOW_NODE] = stack.enter_context(_slow(urls.pop(last)))
        urls[DEAD_NODE] = f"http://127.0.0.1:{free_port()}"
        address = stack.enter_context(started(homes[0], config=str(settings_file(folder, urls, timeout=60))))
        client = stack.enter_context(httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE))
        askers: dict[str, Callable[[float], Asked]] = {FINDER: lambda deadline: _finder(client, deadline)}
        askers |= {name: _plain(client, query) for name, query in QUERIES.items()}
        first = {name: ask(LONG) for name, ask in askers.items()}
        again = {name: _median(ask, LONG) for name, ask in askers.items()}
        short = {name: _median(ask, SHORT) for name, ask in askers.items()}
    return Measured(nodes, each, first, again, short)


def _median(ask: Callable[[float], Asked], deadline: float) -> Asked:
    return sorted((ask(deadline) for _ in range(ROUNDS)), key=lambda one: one.seconds)[ROUNDS // 2]


def _finder(client: httpx.Client, deadline: float) -> Asked:
    began = time.perf_counter()
    params: dict[str, str | float] = {"scope": "network", "deadline": deadline, "limit": 1, "fresh": "true"}
    answer = client.get("/api/v1/diseases/79361/centres", params=params).json()
    missing = frozenset(one["name"] for one in answer["nodes"] if not one["answered"])
    return Asked(time.perf_counter() - began, answer["total"], missing)


def _plain(client: httpx.Client, query: str) -> Callable[[float], Asked]:
    def ask(deadline: float) -> Asked:
        began = time.perf_counter()
        fields = {"query": query, "scope": "network", "deadline": str(deadline)}
        answer = client.post("/sparql", data=fields, headers={"Accept": "application/sparql-results+json"})
        rows = len(answer.json()["results"]["bindings"])
        told = answer.headers["genoderm-nodes"].split(', "')
        missing = frozenset(one.partition('"')[0] for one in told if "answered=?0" in one)
        return Asked(time.perf_counter() - began, rows, missing)

    return ask


@contextmanager
def _slow(url: str) -> Iterator[str]:
    """A proxy before a node that lets each of its answers wait."""
    with httpx.Client(base_url=url, trust_env=False, timeout=PATIENCE) as client:
        server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (_Waiting,), {"client": client}))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Waiting(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    client: httpx.Client

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""

    def do_GET(self) -> None:
        """Pass on what is in the address."""
        self._pass(None)

    def do_POST(self) -> None:
        """Pass on the body."""
        self._pass(self.rfile.read(int(self.headers["Content-Length"])))

    def _pass(self, body: bytes | None) -> None:
        time.sleep(SLOW)
        headers = {name: self.headers[name] for name in ("Accept", "Content-Type") if name in self.headers}
        try:
            answer = self.client.request(self.command, self.path, content=body, headers=headers)
            self.send_response(answer.status_code)
            self.send_header("Content-Type", answer.headers.get("content-type", "text/plain"))
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)
        except (BrokenPipeError, ConnectionResetError, RuntimeError):  # who asked has left, or all is over
            self.close_connection = True


def markdown(told: Measured) -> str:
    """A table, and the targets."""
    lines = "".join(
        f"| {name} | {told.first[name].seconds:.2f} | {one.seconds:.2f} | {one.rows:,} | {_names(one)} "
        f"| {told.short[name].seconds:.2f} | {told.short[name].rows:,} | {_names(told.short[name])} |\n"
        for name, one in told.again.items()
    )
    return (
        f"## {told.nodes} nodes with {told.each} centres each, one dead, one that answers after {SLOW:g} s\n\n"
        f"Deadlines of {LONG:g} s and of {SHORT:g} s; medians of {ROUNDS}, and the first time, when nothing is "
        "known of any node.\n\n"
        f"| who asks | s, first | s | centres | missing | s, by {SHORT:g} s | centres | missing |\n"
        f"|---|--:|--:|--:|---|--:|--:|---|\n{lines}\n"
        + "".join(f"- {target}: {'met' if met else '**NOT MET**'}\n" for target, met in targets(told).items())
    )


def targets(told: Measured) -> dict[str, bool]:
    """What is promised, and whether it is kept."""
    kept: dict[str, bool] = {}
    everyone, quick = (told.nodes - 1) * told.each, (told.nodes - 2) * told.each
    for name in (FINDER, *QUERIES):
        one, short = told.again[name], told.short[name]
        whole = one.rows == everyone and one.missing == {DEAD_NODE}
        kept[f"{name}: complete but for the dead node in {one.seconds:.2f} s (target: {SLOW:g} s and a bit)"] = (
            whole and one.seconds <= SLOW + BIT
        )
        kept[f"{name}, deadline {SHORT:g} s: partial in {short.seconds:.2f} s, and says so"] = (
            short.rows == quick and short.missing == {DEAD_NODE, SLOW_NODE} and short.seconds <= SHORT + BIT / 2
        )
    return kept


def _names(one: Asked) -> str:
    return ", ".join(sorted(one.missing)) or "none"
