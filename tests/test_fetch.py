"""Downloads against a real server on loopback; what the world's servers hold is compared where the real data is."""

import lzma
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from genoderm.__main__ import app
from genoderm.loaders.download import FetchFailed, Patience, _allowed
from genoderm.loaders.fetch import fetch
from genoderm.loaders.fetchable import Fetchable, fetchable, fetchables
from genoderm.ontology.errors import Conflict, NotFound

CONTENT = bytes(range(256)) * 2000
Reply = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Publisher:
    """A server, what it answers with, and what it was asked for."""

    port: int
    reply: Reply
    ranges: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hp.obo"

    @property
    def entry(self) -> Fetchable:
        return Fetchable("hpo", "hp.obo", self.url, "2025-01-16", sha256(CONTENT).hexdigest(), len(CONTENT), "CC0", "")


@pytest.fixture
def publisher(monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    monkeypatch.setenv("NO_PROXY", "*")
    told: list[Publisher] = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            told[0].ranges.append(self.headers.get("Range", ""))
            told[0].reply(self)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as http.server has it
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        told.append(Publisher(server.server_port, whole))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield told[0]
        server.shutdown()


def answer(handler: BaseHTTPRequestHandler, status: int, body: bytes, promised: int | None = None, **more: str) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body) if promised is None else promised))
    for name, value in more.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def whole(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 200, CONTENT)


def cut(handler: BaseHTTPRequestHandler) -> None:
    answer(handler, 200, CONTENT[:100_000], promised=len(CONTENT))


def ended_early_without_a_length(handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    handler.wfile.write(CONTENT[:100_000])


def the_rest(handler: BaseHTTPRequestHandler) -> None:
    start = int(handler.headers["Range"].removeprefix("bytes=").removesuffix("-"))
    told = f"bytes {start}-{len(CONTENT) - 1}/{len(CONTENT)}"
    answer(handler, 206, CONTENT[start:], Content_Range=told)


def redirect(place: str) -> Reply:
    return lambda handler: answer(handler, 302, b"", Location=place)


def ignored(count: int) -> None:
    """Nobody watches."""


def test_a_file_gets_its_name_when_it_is_whole(publisher: Publisher, tmp_path: Path) -> None:
    seen: list[int] = []
    path = fetch(publisher.entry, tmp_path / "new" / "folder", seen.append)
    assert path.read_bytes() == CONTENT
    assert sum(seen) == len(CONTENT)
    assert [child.name for child in path.parent.iterdir()] == ["hp.obo"]


def test_a_file_that_is_there_is_not_asked_for_again(publisher: Publisher, tmp_path: Path) -> None:
    fetch(publisher.entry, tmp_path, ignored)
    seen: list[int] = []
    fetch(publisher.entry, tmp_path, seen.append)
    assert (publisher.ranges, seen) == ([""], [len(CONTENT)])


def test_another_file_of_that_name_is_left_alone(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "hp.obo").write_text("mine")
    with pytest.raises(Conflict, match=r"hp\.obo is there already .* move it away, or fetch to another folder"):
        fetch(publisher.entry, tmp_path, ignored)
    assert (tmp_path / "hp.obo").read_text() == "mine"
    assert publisher.ranges == []


def test_other_content_is_thrown_away_and_both_checksums_are_told(publisher: Publisher, tmp_path: Path) -> None:
    other = CONTENT[::-1]
    publisher.reply = lambda handler: answer(handler, 200, other)
    both = rf"SHA-256 {sha256(other).hexdigest()}, expected {sha256(CONTENT).hexdigest()} of version 2025-01-16"
    with pytest.raises(FetchFailed, match=both):
        fetch(publisher.entry, tmp_path, ignored)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("broken", [cut, ended_early_without_a_length])
def test_a_download_cut_in_the_middle_is_continued_there(broken: Reply, publisher: Publisher, tmp_path: Path) -> None:
    publisher.reply = broken
    with pytest.raises(FetchFailed, match=r"broke off after 100,000 of 512,000 bytes .* continues from there"):
        fetch(publisher.entry, tmp_path, ignored)
    assert [child.name for child in tmp_path.iterdir()] == ["hp.obo.part"]
    publisher.reply = the_rest
    seen: list[int] = []
    assert fetch(publisher.entry, tmp_path, seen.append).read_bytes() == CONTENT
    assert publisher.ranges == ["", "bytes=100000-"]
    assert sum(seen) == len(CONTENT)


def test_a_server_that_cannot_continue_sends_all_again(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "hp.obo.part").write_bytes(b"x" * 1000)
    assert fetch(publisher.entry, tmp_path, ignored).read_bytes() == CONTENT


def test_a_server_that_continues_elsewhere_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "hp.obo.part").write_bytes(CONTENT[:1000])
    publisher.reply = lambda handler: answer(handler, 206, CONTENT[2000:], Content_Range="bytes 2000-511999/512000")
    with pytest.raises(FetchFailed, match="answers 206"):
        fetch(publisher.entry, tmp_path, ignored)


def test_a_whole_partial_file_is_only_checked(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "hp.obo.part").write_bytes(CONTENT)
    assert fetch(publisher.entry, tmp_path, ignored).read_bytes() == CONTENT
    assert publisher.ranges == []


def test_a_partial_file_that_is_too_long_is_begun_anew(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "hp.obo.part").write_bytes(CONTENT + b"more")
    assert fetch(publisher.entry, tmp_path, ignored).read_bytes() == CONTENT
    assert publisher.ranges == [""]


def test_what_is_longer_than_promised_is_stopped(publisher: Publisher, tmp_path: Path) -> None:
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            sent.extend(handler.wfile.write(CONTENT) for _ in range(10_000))
        except OSError:
            return

    publisher.reply = endless
    with pytest.raises(FetchFailed, match=r"sends more than the 512,000 bytes that were expected: stopped"):
        fetch(publisher.entry, tmp_path, ignored)
    assert sum(sent) < 100 * len(CONTENT)
    assert (tmp_path / "hp.obo.part").stat().st_size <= len(CONTENT)


def test_a_file_that_moved_is_told_with_its_status(publisher: Publisher, tmp_path: Path) -> None:
    publisher.reply = lambda handler: answer(handler, 404, b"gone")
    with pytest.raises(FetchFailed, match="answers 404 Not Found, expected 200 OK"):
        fetch(publisher.entry, tmp_path, ignored)
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_within_loopback_is_followed(publisher: Publisher, tmp_path: Path) -> None:
    publisher.reply = lambda handler: (whole if handler.path == "/moved" else redirect("/moved"))(handler)
    assert fetch(publisher.entry, tmp_path, ignored).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "place", ["http://example.org/hp.obo", "https://example.org/hp.obo", "ftp://127.0.0.1/hp.obo", "file:/etc/hosts"]
)
def test_a_redirect_to_elsewhere_is_refused(place: str, publisher: Publisher, tmp_path: Path) -> None:
    publisher.reply = redirect(place)
    with pytest.raises(FetchFailed, match=f"leads to {re.escape(place)}, and nothing is fetched from there"):
        fetch(publisher.entry, tmp_path, ignored)
    assert list(tmp_path.iterdir()) == []


def test_a_redirect_to_no_address_is_refused(publisher: Publisher, tmp_path: Path) -> None:
    publisher.reply = redirect("http://127.0.0.1:port/")
    with pytest.raises(FetchFailed, match="broke off after 0 of"):
        fetch(publisher.entry, tmp_path, ignored)


@pytest.mark.parametrize(
    ("place", "first"),
    [
        ("https://objects.example.org/x", "https://github.com/y"),
        ("https://127.0.0.1@example.org/x", "https://github.com/y"),
        ("http://127.0.0.1:81/x", "http://localhost/y"),
    ],
)
def test_the_world_is_asked_by_https_and_loopback_from_loopback(place: str, first: str) -> None:
    assert _allowed(httpx.URL(place), httpx.URL(first)) == place


@pytest.mark.parametrize(
    ("place", "first"),
    [
        ("http://objects.example.org/x", "https://github.com/y"),
        ("https://127.0.0.1/x", "https://github.com/y"),
        ("https://[::1]/x", "https://github.com/y"),
        ("https://localhost/x", "https://github.com/y"),
        ("http://example.org/x", "http://example.org/x"),
    ],
)
def test_nobody_is_asked_in_the_open_nor_loopback_for_the_world(place: str, first: str) -> None:
    with pytest.raises(FetchFailed, match="expected https, and no loopback"):
        _allowed(httpx.URL(place), httpx.URL(first))


def test_redirects_without_end_are_left(publisher: Publisher, tmp_path: Path) -> None:
    publisher.reply = redirect("/hp.obo")
    with pytest.raises(FetchFailed, match="redirects more than 5 times"):
        fetch(publisher.entry, tmp_path, ignored)
    assert len(publisher.ranges) == 6


def test_a_silent_server_is_left_and_what_it_sent_is_kept(publisher: Publisher, tmp_path: Path) -> None:
    awake = threading.Event()

    def silent(handler: BaseHTTPRequestHandler) -> None:
        cut(handler)
        handler.wfile.flush()
        awake.wait(5)

    publisher.reply = silent
    with pytest.raises(FetchFailed, match="broke off after 100,000 of 512,000 bytes"):
        fetch(publisher.entry, tmp_path, ignored, Patience(silence=0.2))
    awake.set()
    assert (tmp_path / "hp.obo.part").read_bytes() == CONTENT[:100_000]


def test_a_trickling_server_is_left_when_the_time_is_up(publisher: Publisher, tmp_path: Path) -> None:
    def trickle(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(200):
                handler.wfile.write(b"x")
                time.sleep(0.02)
        except OSError:
            return

    publisher.reply = trickle
    began = time.monotonic()
    with pytest.raises(FetchFailed, match=r"not whole after 0\.3 s"):
        fetch(publisher.entry, tmp_path, ignored, Patience(silence=5, file=0.3))
    assert time.monotonic() - began < 3


def test_without_a_network_the_other_way_is_told(publisher: Publisher, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = replace(publisher.entry, url=f"http://127.0.0.1:{free.getsockname()[1]}/hp.obo")
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1 cannot be reached .* name its folder to `genoderm build"):
        fetch(nobody, tmp_path, ignored)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_told(publisher: Publisher, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FetchFailed, match="cannot be kept"):
        fetch(publisher.entry, tmp_path / "file", ignored)


def test_the_command_lists_what_there_is() -> None:
    told = CliRunner().invoke(app, ["fetch"])
    assert told.exit_code == 0
    rows = [line.split("\t") for line in told.stdout.splitlines()]
    assert rows[0] == ["source", "version", "files", "bytes", "licence"]
    assert [row[0] for row in rows[1:]] == list(fetchables())
    assert ["hpo", "2025-01-16", "2", "43,691,175", "https://hpo.jax.org/app/license"] in rows


def test_the_command_fetches_and_tells_what_is_next(
    publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("genoderm.api.commands.fetching.fetchable", {"hpo": (publisher.entry,)}.__getitem__)
    told = CliRunner().invoke(app, ["fetch", "hpo", "--home", str(tmp_path)])
    assert told.exit_code == 0
    assert f"next: genoderm build --sources {tmp_path / 'sources'}" in told.stdout
    assert (tmp_path / "sources" / "hp.obo").read_bytes() == CONTENT


def test_an_unknown_source_is_told_with_those_there_are() -> None:
    with pytest.raises(NotFound, match="'ror' cannot be fetched; there are: hpo, mondo, mondo-clinical"):
        fetchable("ror")


def entries() -> list[Fetchable]:
    return [entry for known in fetchables().values() for entry in known]


def test_every_address_means_one_version_and_every_row_is_complete() -> None:
    assert len(entries()) > 30
    for entry in entries():
        assert entry.url.startswith("https://")
        assert f"/v{entry.version}/" in entry.url
        assert entry.url.endswith(f"/{entry.file}")
        assert re.fullmatch(r"[\w.\-]+", entry.file)
        assert re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        assert entry.licence.startswith("https://")
        assert entry.note


def test_no_two_files_have_one_name() -> None:
    names = [entry.file for entry in entries()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.file)
def test_the_table_tells_the_content_of_the_published_files(entry: Fetchable, shared: Path) -> None:
    content = lzma.decompress((shared / entry.source.split("-")[0] / f"{entry.file}.xz").read_bytes())
    assert (len(content), sha256(content).hexdigest()) == (entry.bytes, entry.sha256)
