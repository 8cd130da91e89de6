"""Dumps to download: whole, with checksums, in parts if a client wants; one that is killed leaves nothing half."""

import gzip
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest
from filelock import FileLock
from pyoxigraph import RdfFormat, parse

from genoderm.api.dumps.shelf import INDEX, SUMS, Dump, dump_of, dumps_of, folder_of
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from tests.patience import PATIENCE
from tests.releases import copied, names
from tests.serving import served

zstandard = pytest.importorskip("zstandard", reason="the package zstandard is not installed")
from genoderm.api.dumps.making import LOCK, MAKING, main, make  # noqa: E402 - it needs zstandard

# makes the first files, and then takes its time
HALF = """
import sys, time
from genoderm.api.dumps import making
making._graph = lambda *_: time.sleep(600)
making.main(*sys.argv[1:])
"""


@pytest.fixture(scope="module")
def served_home(two_releases: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that dumps can be put into."""
    return copied(two_releases, tmp_path_factory.mktemp("dumps"))


@pytest.fixture(scope="module")
def client(served_home: Path) -> Iterator[httpx.Client]:
    with served(served_home) as address, httpx.Client(base_url=address, timeout=PATIENCE) as client:
        yield client


@pytest.fixture(scope="module")
def dump(client: httpx.Client, served_home: Path) -> Dump:
    """The dumps of the current release, which the server has made once somebody asks for them."""
    assert client.get("/dumps").status_code == 200
    release = Home(served_home).current_release().name
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := dump_of(Home(served_home), release):
            return found
        time.sleep(0.1)
    raise AssertionError("nobody made the dumps")


def unpacked(path: Path) -> bytes:
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    return bytes(zstandard.ZstdDecompressor().stream_reader(path.read_bytes()).read())


def test_the_dumps_hold_the_release_in_both_compressions(dump: Dump, served_home: Path) -> None:
    release = Home(served_home).current_release()
    whole = (release / DUMP).read_bytes()
    for file in dump.files:
        content = unpacked(folder_of(Home(served_home)) / dump.release / file.name)
        if file.graph:
            graph = f" <{file.graph}> .".encode()
            lines = [line for line in whole.splitlines() if line.endswith(graph)]
            told = {quad.triple for quad in parse(content, format=RdfFormat.TURTLE)}
            assert told == {quad.triple for quad in parse(b"\n".join(lines), format=RdfFormat.N_QUADS)}
        else:
            assert content == whole
    graphs = {graph.iri for graph in read_manifest(release).graphs}
    for compression in ("gzip", "zstd"):
        assert {file.graph for file in dump.files if file.compression == compression} == graphs | {""}


def test_sizes_and_checksums_are_those_of_the_files(dump: Dump, served_home: Path) -> None:
    folder = folder_of(Home(served_home)) / dump.release
    told = dict(line.split("  ")[::-1] for line in (folder / SUMS).read_text().splitlines())
    for file in dump.files:
        content = (folder / file.name).read_bytes()
        assert (len(content), sha256(content).hexdigest()) == (file.bytes, file.sha256)
        assert told[file.name] == file.sha256
    assert len(told) == len(dump.files)


def test_every_file_is_where_the_list_says(client: httpx.Client, dump: Dump) -> None:
    listing = client.get("/dumps").json()
    (shown,) = listing["items"]
    assert (listing["total"], shown["release"], shown["made"]) == (1, dump.release, True)
    for file in shown["files"]:
        answer = client.get(file["href"])
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"application/{file['compression']}"
        assert "content-encoding" not in answer.headers
        assert sha256(answer.content).hexdigest() == file["sha256"]
    assert client.get(shown["checksums"]).text.count("\n") == len(shown["files"])


def test_a_file_can_be_had_in_parts_and_not_twice(client: httpx.Client, dump: Dump) -> None:
    file = dump.files[0]
    path = f"/dumps/{dump.release}/{file.name}"
    whole = client.get(path)
    part = client.get(path, headers={"range": "bytes=100-199", "if-range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{file.bytes}"
    assert client.get(path, headers={"range": f"bytes={file.bytes}-"}).status_code == 416
    assert client.get(path, headers={"if-none-match": whole.headers["etag"]}).status_code == 304
    assert "immutable" in whole.headers["cache-control"]
    assert client.head(path).headers["content-length"] == str(file.bytes)


def test_the_newest_has_an_address_without_a_date(client: httpx.Client, dump: Dump) -> None:
    for name in ("genoderm.nq.zst", "genoderm.nq.gz", "genoderm-small.ttl.gz", dump.files[0].name):
        answer = client.get(f"/dumps/latest/{name}")
        assert answer.status_code == 302
        assert client.head(answer.headers["location"]).status_code == 200
    assert client.get("/dumps/latest").headers["location"].endswith(f"/dumps/{dump.release}")


def test_what_is_no_dump_is_not_found(client: httpx.Client, dump: Dump) -> None:
    for path in (
        "0123456789abcdef",
        f"{dump.release}/{INDEX}",
        f"{dump.release}/nothing",
        "latest/nothing",
        "..%2F..%2Fcurrent",
    ):
        assert client.get(f"/dumps/{path}").status_code == 404, path


def test_dumps_that_are_being_made_are_asked_for_again_in_a_while(client: httpx.Client, served_home: Path) -> None:
    first = names(served_home)[0]
    answer = client.get(f"/dumps/{first}/{SUMS}")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0


def test_a_browser_is_led_to_the_page_about_data(client: httpx.Client) -> None:
    answer = client.get("/dumps", headers={"accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{client.base_url}/data")


def test_a_process_that_is_killed_halfway_leaves_nothing_half(home: Path) -> None:
    at = Home(home)
    release = at.current_release().name
    with subprocess.Popen([sys.executable, "-c", HALF, str(home), release]) as process:
        until = time.monotonic() + PATIENCE
        while not list(home.glob(f"dumps/{MAKING}*/*.nq.gz")) and time.monotonic() < until:
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert list(home.glob(f"dumps/{MAKING}*/*.nq.gz"))
    assert dumps_of(at) == []
    assert not (folder_of(at) / release).exists()
    assert make(at, release) == dump_of(at, release)
    assert sorted(path.name for path in folder_of(at).iterdir()) == [release, LOCK]


def test_the_same_release_gives_the_same_files(home: Path, tmp_path: Path) -> None:
    other = copied(home, tmp_path, "other")
    release = Home(home).current_release().name
    assert make(Home(home), release) == make(Home(other), release)


def test_the_dumps_of_a_release_go_with_it(home: Path) -> None:
    at = Home(home)
    first, second = names(home)
    make(at, first)
    at.remove(at.release(first))
    make(at, second)
    assert [dump.release for dump in dumps_of(at)] == [second]


def test_two_processes_do_not_make_the_same(home: Path) -> None:
    at = Home(home)
    folder_of(at).mkdir()
    with FileLock(folder_of(at) / LOCK):
        assert make(at, at.current_release().name) is None
    assert dumps_of(at) == []


def test_a_release_that_is_not_there_has_no_dumps(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.nice", lambda _: 0)
        assert main(str(home), "0123456789abcdef") == 1
    assert "is no release here" in capsys.readouterr().err
