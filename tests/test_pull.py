"""Taking over the release of another node: a real one on loopback, and a proxy before it that does what goes wrong."""

import asyncio
import gzip
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic, sleep
from urllib.parse import urlsplit

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, Store
from typer.testing import CliRunner

from genoderm.__main__ import app
from genoderm.graph.federation_settings import ListedPeer
from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.loaders.pulled import INDEX, folder_of, pulled, read_pulled
from genoderm.loaders.recognise import Found
from genoderm.ontology.errors import GenodermError
from genoderm.ontology.files import VOCABULARY, ontology_file
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.harvest.choice import Wanted
from genoderm.sparql.harvest.licences import is_open
from genoderm.sparql.harvest.pull import Outcome, pull
from tests.network import Told, home_of, settings_file
from tests.patience import PATIENCE
from tests.releases import edition, made, names
from tests.serving import served

MODEL = "0.1.0"
CENTRES = (Told("x", "h", "Skin Centre"), Told("only-b", "b-h", "MAGEC"))
MORE = (*CENTRES, Told("new-b", "b-i", "Clinic", land="BE"))
GRAPH = "small"
CC_BY = "https://creativecommons.org/licenses/by/4.0/"
PIECE = 400  # bytes after which an answer is cut off


@dataclass
class Proxy:
    """A proxy before a node; the first part of a path is what it does."""

    node: str = ""
    address: str = ""
    asked: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)


class Exchange(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    proxy: Proxy

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""

    def do_GET(self) -> None:
        _, way, path = self.path.split("/", 2)
        self.proxy.asked.append(urlsplit(path).path)
        headers = {name: self.headers[name] for name in ("Accept", "Range") if name in self.headers}
        if "Range" in headers and path.endswith(".gz"):
            self.proxy.ranges.append(headers["Range"])
        if way == "without-ranges":
            headers.pop("Range", None)
        answer = httpx.get(f"{self.proxy.node}/{path}", headers=headers, timeout=PATIENCE)
        WAYS[way](self, path, answer)

    def send(self, answer: httpx.Response, body: bytes | None = None, *, length: int | None = None) -> None:
        """What the node answers, but for its body; a longer length than there is breaks it off."""
        told = answer.content if body is None else body
        self.send_response(answer.status_code)
        for name in ("content-type", "content-range"):
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(told) if length is None else length))
        self.end_headers()
        self.wfile.write(told)
        if length is not None:
            self.close_connection = True


Way = Callable[[Exchange, str, httpx.Response], None]


def _replacing(where: str, what: str, by: str) -> Way:
    """A node whose documents at this path say something else."""

    def way(exchange: Exchange, path: str, answer: httpx.Response) -> None:
        body = re.sub(what, by, answer.text).encode() if path.startswith(where) else None
        exchange.send(answer, body)

    return way


def _graph(change: Callable[[bytes], bytes]) -> Way:
    """A node that sends other files."""

    def way(exchange: Exchange, path: str, answer: httpx.Response) -> None:
        exchange.send(answer, change(answer.content) if path.endswith(".gz") else None)

    return way


def _garbled(exchange: Exchange, path: str, answer: httpx.Response) -> None:
    """A node whose files are what their checksums say, and no graphs."""
    garbage = gzip.compress(b"<!DOCTYPE html>", mtime=0)
    if path.endswith(".gz"):
        exchange.send(answer, garbage)
    elif path.startswith("dumps/"):
        told = re.sub(r'"sha256":"[0-9a-f]{64}"', f'"sha256":"{sha256(garbage).hexdigest()}"', answer.text)
        exchange.send(answer, re.sub(r'"bytes":\d+', f'"bytes":{len(garbage)}', told).encode())
    else:
        exchange.send(answer)


def _cut(exchange: Exchange, path: str, answer: httpx.Response) -> None:
    """Each answer with a file breaks off after some bytes."""
    if path.endswith(".gz"):
        exchange.send(answer, answer.content[:PIECE], length=len(answer.content))
    else:
        exchange.send(answer)


def _ended(exchange: Exchange, path: str, answer: httpx.Response) -> None:
    """Each file ends at once."""
    if path.endswith(".gz"):
        exchange.send(answer, b"", length=len(answer.content))
    else:
        exchange.send(answer)


def _redirecting(exchange: Exchange, path: str, answer: httpx.Response) -> None:
    if not path.endswith(".gz"):
        exchange.send(answer)
        return
    exchange.send_response(302)
    exchange.send_header("Location", exchange.proxy.node)
    exchange.send_header("Content-Length", "0")
    exchange.end_headers()


FULL = """
import resource, sys
from pathlib import Path
from genoderm.graph.storage import StorageFailed
from tests.test_pull import taken
resource.setrlimit(resource.RLIMIT_FSIZE, (600, 600))
try: taken(Path(sys.argv[1]), sys.argv[2])
except StorageFailed as fault: sys.exit(str(fault))
"""
LICENCE = r"<[^>]*> <http://purl.org/dc/terms/license> <([^>]*)> \.\n"
WAYS: dict[str, Way] = {
    "sound": lambda exchange, _, answer: exchange.send(answer),
    "cut": _cut,
    "without-ranges": _cut,
    "ended": _ended,
    "wrong": _graph(lambda body: bytes([*body[:-1], body[-1] ^ 1])),
    "longer": _graph(lambda body: body + b"more"),
    "garbled": _garbled,
    "redirecting": _redirecting,
    "unlicensed": _replacing("catalog", LICENCE, ""),
    "closed": _replacing("catalog", re.escape(CC_BY), "https://creativecommons.org/licenses/by-nc-nd/4.0/"),
    "older": _replacing(".well-known/void", "ns/0[.]1[.]0", "ns/0.0.9"),
    "newer": _replacing(".well-known/void", "ns/0[.]1[.]0", "ns/1.0.0"),
    "without-model": _replacing(".well-known/void", "ns/0[.]1[.]0", "other"),
    "large": _replacing("dumps/", r'"bytes":\d+', '"bytes":5000000000'),
    "miscounted": _replacing("catalog", r'(void#triples> ")\d+', r"\g<1>7"),
    "html": _replacing("dumps/", "(?s).*", "<!DOCTYPE html>"),
    "elsewhere": _replacing("dumps/", r'"name":"', '"name":"../'),
}
REFUSED = {
    "wrong": r"with SHA-256 [0-9a-f]{64}, expected [0-9a-f]{64}",
    "longer": "sends more than the",
    "ended": "breaks off",
    "garbled": "sends what is no graph of its release: .* is no Turtle",
    "redirecting": "redirects",
    "unlicensed": "tells of no licence for its graph small, expected an open one",
    "closed": "which is none of the open licences",
    "older": "has an older version of the model, 0.0.9; expected 0.1.0: update that node",
    "newer": "has a newer version of the model, 1.0.0; expected 0.1.0: update this node",
    "without-model": "does not say which version of the model",
    "large": "expected at most 1,073,741,824, which is release_bytes",
    "miscounted": "and its catalogue says 7",
    "html": "sends what is no list of dumps",
    "elsewhere": "sends what is no list of dumps",
}


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """The home and the address of a node whose dumps were made."""
    home = home_of(tmp_path_factory.mktemp("there") / "b", "b", *CENTRES)
    with served(home) as address:
        yield home, address


@pytest.fixture(scope="module")
def proxy(node: tuple[Path, str]) -> Iterator[Proxy]:
    told = Proxy(node[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Exchange,), {"proxy": told}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def taken(home: Path, address: str, *only: str, ours: frozenset[str] = frozenset({"ontology"})) -> Outcome:
    """The release at an address pulled into a home."""
    listed = ListedPeer.model_validate({"name": "b", "url": address, "address": "127.0.0.1", "timeout": PATIENCE})

    async def run() -> Outcome:
        peer = Node(listed)
        try:
            return await pull(peer, Wanted(home, MODEL, only, ours), lambda *_: lambda _: None)
        finally:
            await peer.close()

    return asyncio.run(run())


def files(home: Path) -> set[str]:
    """What stands of the node, beside locks."""
    return {file.name for file in folder_of(home, "b").glob("*") if not file.name.startswith("lock")}


def test_a_release_is_taken_over_graph_by_graph_and_built_with_its_provenance(
    node: tuple[Path, str], tmp_path: Path
) -> None:
    outcome = taken(tmp_path, node[1])
    (graph,) = outcome.pulled.graphs
    assert (outcome.is_new, outcome.fetched, graph.licence) == (True, (GRAPH,), CC_BY)
    assert dict(outcome.left).keys() == {"ontology", "derived", "provenance", "statistics", "examples"}
    own = home_of(tmp_path / "own", "a", Told("x", "h", "Skin Centre"), Told("only-a", "h", "Clinic A"))
    built = made(own, *pulled(tmp_path), *_vocabulary())
    assert built.fresh
    store = open_release(Home(own).current_release()).store
    name = NamedNode("https://w3id.org/genoderm/id/graph/peer-b-small")
    there = open_release(Home(node[0]).current_release()).store
    theirs = there.quads_for_pattern(None, None, None, NamedNode("https://w3id.org/genoderm/id/graph/small"))
    assert {quad.triple for quad in store.quads_for_pattern(None, None, None, name)} == {q.triple for q in theirs}
    told = {quad.predicate.value.rpartition("/")[2]: str(quad.object) for quad in _about(store, name)}
    assert told["license"] == f"<{CC_BY}>"
    assert "(node b)" in told["title"]
    assert made(own, *pulled(tmp_path), *_vocabulary()).manifest.id == built.manifest.id


def _vocabulary() -> list[Found]:
    return [edition(Path(str(ontology_file(name))), "ontology") for name in VOCABULARY]


def _about(store: Store, name: NamedNode) -> Iterator[Quad]:
    graph = NamedNode("https://w3id.org/genoderm/id/graph/provenance")
    return store.quads_for_pattern(name, None, None, graph)


def test_a_release_that_is_here_already_is_not_fetched_again(proxy: Proxy, tmp_path: Path) -> None:
    taken(tmp_path, f"{proxy.address}/sound")
    before = files(tmp_path)
    proxy.asked.clear()
    outcome = taken(tmp_path, f"{proxy.address}/sound")
    assert proxy.asked == ["health"]
    assert (outcome.is_new, outcome.fetched) == (False, ())
    assert files(tmp_path) == before


@pytest.mark.slow
def test_of_a_later_release_only_what_changed_is_fetched(tmp_path: Path) -> None:
    home = home_of(tmp_path / "b", "b", *CENTRES)
    with served(home) as address:
        first = taken(tmp_path, address, ours=frozenset())
        home_of(home, "b", *MORE)
        _until_another(address, first.pulled.release)
        second = taken(tmp_path, address, ours=frozenset())
    assert set(first.fetched) == {GRAPH, "ontology"}
    assert second.fetched == (GRAPH,)
    releases = {one.name: one.release for one in second.pulled.graphs}
    assert releases == {GRAPH: second.pulled.release, "ontology": first.pulled.release}
    assert files(tmp_path) == {INDEX, *(one.file for one in second.pulled.graphs)}


def _until_another(address: str, release: str) -> None:
    until = monotonic() + PATIENCE
    while httpx.get(f"{address}/health").json()["release"] == release and monotonic() < until:
        sleep(0.1)


def test_a_file_that_was_lost_or_changed_is_fetched_again(node: tuple[Path, str], tmp_path: Path) -> None:
    (graph,) = taken(tmp_path, node[1]).pulled.graphs
    file = folder_of(tmp_path, "b") / graph.file
    for change in (file.unlink, lambda: file.write_bytes(bytes(graph.bytes))):
        change()
        assert taken(tmp_path, node[1]).fetched == (GRAPH,)
        assert sha256(file.read_bytes()).hexdigest() == graph.sha256


def test_what_breaks_off_is_continued_where_it_did(proxy: Proxy, tmp_path: Path) -> None:
    proxy.ranges.clear()
    with pytest.raises(GenodermError, match="breaks off"):  # after three pieces
        taken(tmp_path, f"{proxy.address}/cut")
    assert read_pulled(folder_of(tmp_path, "b")) is None
    outcome = taken(tmp_path, f"{proxy.address}/sound")
    assert outcome.fetched == (GRAPH,)
    assert [told.removeprefix("bytes=") for told in proxy.ranges[:2]] == [f"{PIECE}-", f"{2 * PIECE}-"]
    assert outcome.pulled.graphs == taken(tmp_path / "whole", f"{proxy.address}/sound").pulled.graphs


def test_what_cannot_be_continued_begins_anew(proxy: Proxy, tmp_path: Path) -> None:
    with pytest.raises(GenodermError, match="breaks off"):
        taken(tmp_path, f"{proxy.address}/without-ranges")
    (part,) = folder_of(tmp_path, "b").glob("*.part")
    assert part.stat().st_size == PIECE
    assert taken(tmp_path, f"{proxy.address}/sound").fetched == (GRAPH,)


@pytest.mark.parametrize("way", REFUSED)
def test_what_is_not_to_be_taken_is_refused_and_what_stood_stays(proxy: Proxy, tmp_path: Path, way: str) -> None:
    (graph,) = taken(tmp_path, f"{proxy.address}/sound").pulled.graphs
    index = folder_of(tmp_path, "b") / INDEX
    told = index.read_text("utf-8").replace(read_pulled(index.parent).release, "0" * 16)  # type: ignore[union-attr]
    told = told.replace(graph.sha256, "0" * 64)
    index.write_text(told, "utf-8")
    (index.parent / graph.file).rename(index.parent / "kept")
    with pytest.raises(GenodermError, match=REFUSED[way]):
        taken(tmp_path, f"{proxy.address}/{way}")
    assert index.read_text("utf-8") == told
    assert (index.parent / "kept").exists()


def test_every_way_to_go_wrong_is_tried() -> None:
    assert set(WAYS) == {*REFUSED, "sound", "cut", "without-ranges"}


def test_a_full_disk_is_named_and_nothing_half_stands(node: tuple[Path, str], tmp_path: Path) -> None:
    """In a process of its own, whose files may not grow: this one writes others, too."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), node[1]], capture_output=True, text=True, check=False
    )
    assert "is full" in done.stderr
    assert done.stderr.strip().endswith("nothing was taken over, and what was pulled before stays as it was")
    assert read_pulled(folder_of(tmp_path, "b")) is None
    assert taken(tmp_path, node[1]).is_new


def test_some_graphs_can_be_asked_for_by_name(node: tuple[Path, str], tmp_path: Path) -> None:
    assert taken(tmp_path, node[1], "ontology").fetched == ("ontology",)
    assert taken(tmp_path, node[1], "ontology").fetched == ()
    assert taken(tmp_path, node[1]).fetched == (GRAPH,)
    with pytest.raises(GenodermError, match="has no graph 'nmae'; there are "):
        taken(tmp_path, node[1], "nmae")


def test_the_command_tells_what_came_and_the_next_build_has_it(
    node: tuple[Path, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = settings_file(tmp_path, {"b": node[1]})
    monkeypatch.setenv("GENODERM_CONFIG", str(file))
    run = CliRunner()
    first = run.invoke(app, ["pull", "b", "--home", str(tmp_path / "home")])
    assert first.exit_code == 0, first.output
    assert f"{GRAPH}\tfetched" in first.output
    assert "next: genoderm build" in first.output
    second = run.invoke(app, ["pull", "b", "--home", str(tmp_path / "home"), "--json"])
    assert '"new": false' in second.output
    unknown = run.invoke(app, ["pull", "c", "--home", str(tmp_path / "home")])
    assert "'c' is no node of [[federation.peers]]; there are: b" in str(unknown.exception)
    assert names(tmp_path / "home") == []


@pytest.mark.parametrize(
    ("licence", "told"),
    [
        (CC_BY, True),
        ("http://creativecommons.org/licenses/by-sa/3.0/fr/", True),
        ("https://creativecommons.org/publicdomain/zero/1.0/", True),
        ("https://opendatacommons.org/licenses/odbl/1-0/", True),
        ("https://www.etalab.gouv.fr/licence-ouverte-open-licence/", True),
        ("https://creativecommons.org/licenses/by-nc/4.0/", False),
        ("https://creativecommons.org/licenses/by-nd/4.0/", False),
        ("https://example.org/creativecommons.org/licenses/by/4.0/", False),
        ("", False),
    ],
)
def test_a_licence_is_open_if_others_may_pass_on_what_they_take(licence: str, told: bool) -> None:  # noqa: FBT001
    assert is_open(licence) is told
