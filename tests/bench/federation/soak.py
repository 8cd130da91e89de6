"""Ten thousand queries that ask others, many of which fail: what the server holds of memory and connections meanwhile.

Every third query goes to an endpoint that works; the others to one that answers garbage, cuts its answers off, sends
without end, leads to a host that is on no list, has a certificate that does not fit, is slow, dead, or killed again and
again. Each way to fail is listed under many addresses, since one address that fails five times is left in peace for
half a minute. A listener stands where the redirects lead, and counts who comes: nobody may.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import httpx
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from genoderm.graph.home import Home
from genoderm.graph.revision_bare import bare_release
from genoderm.sparql.federation.peers.correspondent import KEPT
from tests.bench.federation.odd_endpoints import THINGS, encrypted, listener, mortal
from tests.bench.processes import PROC, resident, tree, watched
from tests.federated_peers import peer
from tests.patience import PATIENCE
from tests.serving import free_port

SOUND = ("sparql", "xml", "tsv", "get-only", "no-values", "forgetful", "busy-once", "moved", "lying")
BAD = (
    *("garbage", "html", "empty", "deep", "cut", "cut-between", "silent-end", "gigabytes", "packed-gigabytes"),
    *("dripping", "slow", "moving", "nowhere", "moved-away", "busy", "csv", "in-part"),
)
OWN, DEAD, MORTAL = "other-certificate", "dead", "killed"
ADDRESSES = 25  # for each way to fail
CLIENTS = 8
WARM = 0.1  # of the requests, before memory and connections are looked at first
GROWTH = 1.15  # of memory, at the end: what is kept of queries and texts has its bounds, but is not full at first
SPARE = 4  # sockets, of who has just asked
IDLE = KEPT + 2  # seconds until connections that nobody uses are closed
MB = 1 << 20
ENTRY = (
    '[[federation.endpoints]]\nname = "{name}"\nurl = "{url}"\naddress = "127.0.0.1"\ntimeout = {timeout}\n'
    "bytes = 1_000_000\n"
)
NEXT = NamedNode("urn:invented:next")


@dataclass
class Soaked:
    """What came of it: statuses by the way that was asked, megabytes and sockets before and after, and strangers."""

    requests: int
    seconds: float = 0.0
    statuses: dict[str, Counter[int]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    sockets: list[int] = field(default_factory=list)
    strangers: int = 0
    right: int = 0  # answers of endpoints that work, with the rows that there are
    peers_killed: int = 0

    @property
    def unexpected(self) -> int:
        """Answers that are neither rows nor the name of an endpoint that failed."""
        return sum(
            number
            for way, found in self.statuses.items()
            for status, number in found.items()
            if status not in ({200} if way in SOUND else {502, 504, *({200} if way == MORTAL else ())})
        )


def soaked(requests: int, folder: Path) -> Soaked:
    """Ask so many queries, and watch."""
    told = Soaked(requests)
    with ExitStack() as stack:
        dying = stack.enter_context(mortal(told))
        stranger = stack.enter_context(listener(told))
        there = stack.enter_context(peer(_store(), elsewhere=f"http://127.0.0.1:{stranger}/sparql"))
        untrusted = stack.enter_context(encrypted(folder, there))
        urls = _urls(there.address, untrusted, dying)
        address, pid = stack.enter_context(_served(folder, urls))
        began = time.perf_counter()
        _ask_all(told, address, urls, pid)
        told.seconds = time.perf_counter() - began
    return told


def _store() -> Store:
    store = Store()
    things = [NamedNode(f"urn:invented:thing:{number}") for number in range(THINGS)]
    store.extend(Quad(thing, NEXT, Literal(f"label {thing.value}"), DefaultGraph()) for thing in things)
    return store


def _urls(address: str, untrusted: int, dying: int) -> dict[str, list[str]]:
    """The addresses by what they do."""
    urls = {way: [f"{address}/{way}"] for way in SOUND}
    urls |= {way: [f"{address}/{way}?{number}" for number in range(ADDRESSES)] for way in BAD}
    urls[OWN] = [f"https://127.0.0.1:{untrusted}/sparql?{number}" for number in range(ADDRESSES)]
    urls[DEAD] = [f"http://127.0.0.1:{free_port()}/sparql?{number}" for number in range(ADDRESSES)]
    urls[MORTAL] = [f"http://127.0.0.1:{dying}/sparql?{number}" for number in range(ADDRESSES)]
    return urls


@contextmanager
def _served(folder: Path, urls: dict[str, list[str]]) -> Iterator[tuple[str, int]]:
    home, file, port = folder / "home", folder / "genoderm.toml", free_port()
    home.mkdir(parents=True)
    here = (Quad(NamedNode(f"urn:invented:thing:{n}"), NEXT, Literal("here"), DefaultGraph()) for n in range(THINGS))
    bare_release(Home(home), here)
    listed = [(way, url) for way, found in urls.items() for url in found]
    entries = (
        ENTRY.format(name=f"e{at}", url=url, timeout=30 if way in {*SOUND, "busy"} else 0.5)
        for at, (way, url) in enumerate(listed)
    )
    file.write_text("[federation]\ntimeout = 30\n" + "".join(entries), "utf-8")
    command = [sys.executable, "-m", "genoderm", "serve", "--port", str(port), "--home", str(home)]
    settings = {"GENODERM_CONFIG": str(file), "GENODERM_CACHE_BYTES": "0", "GENODERM_PER_CLIENT": "64"}
    with watched(command, folder / "server.log", **settings) as process:
        _await(f"http://127.0.0.1:{port}")
        yield f"http://127.0.0.1:{port}", process.process.pid


def _await(address: str) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            if httpx.get(f"{address}/health", trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise TimeoutError(f"{address} did not answer")


def _ask_all(told: Soaked, address: str, urls: dict[str, list[str]], pid: int) -> None:
    random, warm = Random(1), int(told.requests * WARM)  # noqa: S311 - the same each time
    ways = [random.choice(SOUND) if number % 3 == 0 else random.choice([*urls]) for number in range(told.requests)]
    asked = [(way, random.choice(urls[way])) for way in ways]
    with (
        httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client,
        ThreadPoolExecutor(CLIENTS) as pool,
    ):
        for part in (asked[:warm], asked[warm:]):
            for way, answer in pool.map(lambda one: (one[0], _ask(client, one[1])), part):
                told.statuses.setdefault(way, Counter())[answer.status_code] += 1
                told.right += way in SOUND and answer.status_code == 200 and _rows(answer) == THINGS
            time.sleep(IDLE)
            told.memory.append(sum(map(resident, tree(pid))) / MB)
            told.sockets.append(sum(map(sockets, tree(pid))))


def _ask(client: httpx.Client, url: str) -> httpx.Response:
    query = f"SELECT ?s ?o WHERE {{ ?s <{NEXT.value}> 'here' . SERVICE <{url}> {{ ?s <{NEXT.value}> ?o }} }}"
    return client.post("/sparql", data={"query": query}, headers={"Accept": "application/sparql-results+json"})


def _rows(answer: httpx.Response) -> int:
    return len(answer.json()["results"]["bindings"])


def sockets(pid: int) -> int:
    """The sockets that a process holds open (proc(5))."""
    found = 0
    for entry in (PROC / str(pid) / "fd").glob("*"):
        try:
            found += str(entry.readlink()).startswith("socket:")
        except OSError:  # it was closed meanwhile
            continue
    return found


def _statuses(found: Counter[int]) -> str:
    return ", ".join(f"{number:,} × {status}" for status, number in sorted(found.items()))


def markdown(told: Soaked) -> str:
    """A table, and the targets."""
    lines = "".join(
        f"| {way} | {found.total():,} | {_statuses(found)} |\n" for way, found in sorted(told.statuses.items())
    )
    sound = sum(told.statuses[way][200] for way in SOUND if way in told.statuses)
    (before, after), (open_before, open_after) = told.memory, told.sockets
    more = open_after - open_before
    targets = {
        f"{after:,.0f} MB after, {before:,.0f} MB after the first {WARM:.0%} (target: at most {GROWTH:g} times)": after
        <= before * GROWTH,
        f"{open_after:,} sockets open after, {open_before:,} before (target: no more)": more <= SPARE,
        f"{told.unexpected:,} answers that are neither rows nor a named failure (target: none)": not told.unexpected,
        f"{told.right:,} of {sound:,} answers of sound endpoints have all rows (target: all)": told.right == sound,
        f"{told.strangers:,} connections to the host that is on no list (target: none)": not told.strangers,
    }
    return (
        f"## {told.requests:,} queries that ask others, most of which fail\n\n"
        f"In {told.seconds:,.0f} s, {CLIENTS} at a time; one peer was killed {told.peers_killed:,} times.\n\n"
        f"| the endpoint | queries | answers |\n|---|--:|---|\n{lines}\n"
        + "".join(f"- {target}: {'met' if met else '**NOT MET**'}\n" for target, met in targets.items())
    )
