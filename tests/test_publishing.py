"""Publishing on an engine: what is there before, during and after; and whatever breaks, one release or the other."""

import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from pyoxigraph import NamedNode

from genoderm.graph.engines import publishing
from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.errors import EngineAway, EngineFailed, NotPublished
from genoderm.graph.engines.mark import DEFAULT, mark_of
from genoderm.graph.engines.planning import Published
from genoderm.graph.engines.publishing import plan, publish, rollback, status
from genoderm.graph.home import Home
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import BadInput, Conflict, NotFound
from tests import engines
from tests.releases import names

pytestmark = pytest.mark.skipif(bool(engines.missing("Oxigraph")), reason=engines.missing("Oxigraph") or "it is here")
DISEASES = "SELECT (COUNT(*) AS ?n) { ?d a <https://w3id.org/genoderm/ns#Disease> }"
IN_GRAPH = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?d a <https://w3id.org/genoderm/ns#Disease> } }"
GRAPHS = "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"


class Killed(BaseException):
    """What no handler of ours catches, as the end of a process."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoreSettings]:
    with engines.oxigraph(tmp_path) as (settings, _):
        yield settings


@pytest.fixture
def releases(home: Path) -> tuple[Home, str, str]:
    """A home that serves the first of two releases."""
    first, second = names(home)
    place = Home(home)
    place.switch(place.release(first))
    return place, first, second


def put(place: Home, release: str, store: StoreSettings, **further: Any) -> list[Published]:
    """Publish a release, with nobody to wait for."""
    place.switch(place.release(release))
    return publish(place, store, tell=lambda _: None, wait=lambda _: None, **further)


def counted(place: Home, store: StoreSettings) -> tuple[str, str]:
    """How many diseases the default graph and the named graphs tell of."""
    with engines.remote(store, place.path) as engine:
        one, other = (engines.asked(engine, query, "text/csv").decode().split()[1] for query in (DISEASES, IN_GRAPH))
    return one, other


def held(store: StoreSettings) -> str:
    """The release that the engine holds, if it holds it whole."""
    (told,) = status(store)
    assert told.faults == ()
    return told.release


def test_the_first_release_is_put_whole_and_told_by_its_mark(
    releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, _ = releases
    assert status(store)[0].faults == ("nothing was published there yet",)
    (told,) = put(place, first, store)
    assert (told.release, told.sequence, told.fresh, told.lost) == (first, 1, True, 0)
    assert held(store) == first
    assert counted(place, store) == ("1", "1")
    assert not put(place, first, store)[0].fresh


def test_a_release_that_follows_costs_its_difference_and_leads_back(
    releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, second = releases
    (whole,) = put(place, first, store)
    place.switch(place.release(second))
    (planned,) = plan(place, store, tell=lambda _: None)
    assert held(store) == first
    (told,) = put(place, second, store)
    assert told == planned
    assert 0 < told.gained < whole.gained / 10
    assert (held(store), counted(place, store)) == (second, ("2", "2"))
    for expected, diseases in ((first, "1"), (second, "2"), (first, "1")):
        assert rollback(place, store, wait=lambda _: None)[0].release == expected
        assert (held(store), counted(place, store)) == (expected, (diseases, diseases))


def test_what_was_staged_for_earlier_switches_is_removed(releases: tuple[Home, str, str], store: StoreSettings) -> None:
    place, first, second = releases
    for release in (first, second, first, second):
        put(place, release, store)
    with Connection(store, store.kind, 10) as connection:
        mark = mark_of(connection)
        assert mark is not None
        there = {row["g"] for row in connection.rows(GRAPHS)}
    kept = {graph.value for change in mark.changes for graph in change.staged}
    assert there == {iri for iri, told in mark.graphs.items() if told.triples} | kept | {"urn:genoderm:store:mark"}


def test_nobody_sees_what_is_staged_nor_what_is_of_others(
    releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, second = releases
    with Connection(store, store.kind, 10) as connection:
        connection.update("INSERT DATA { GRAPH <urn:x:theirs> { <urn:x:a> <urn:x:b> <urn:x:c> } }")
    put(place, first, store)
    put(place, second, store)
    with engines.remote(store, place.path) as engine:
        told = engines.asked(engine, GRAPHS, "text/csv").decode().split()[1:]
    assert sorted(told) == sorted(engines.asked(engines.embedded(place.path), GRAPHS, "text/csv").decode().split()[1:])


def test_before_the_first_release_there_is_no_way_back(releases: tuple[Home, str, str], store: StoreSettings) -> None:
    place, first, _ = releases
    put(place, first, store)
    with pytest.raises(NotFound, match="the engine first held no release before"):
        rollback(place, store, wait=lambda _: None)


@pytest.mark.slow
def test_killed_at_any_request_it_leaves_one_release_or_the_other(
    releases: tuple[Home, str, str], store: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, first, second = releases
    put(place, first, store)
    sent, seen = Connection._sent, []
    for last in range(0, 60, 7):
        left = iter(range(last))

        def dying(*given: Any, **further: Any) -> Any:
            if next(left, None) is None:  # noqa: B023 - used before the next turn
                raise Killed
            return sent(*given, **further)

        monkeypatch.setattr(Connection, "_sent", dying)
        try:
            put(place, second, store)
        except Killed:
            seen.append(last)
        monkeypatch.setattr(Connection, "_sent", sent)
        with Connection(store, store.kind, 10) as connection:
            mark = mark_of(connection)
        assert mark is not None
        place.switch(place.release(mark.release))
        expected = {first: "1", second: "2"}[mark.release]
        assert counted(place, store) == (expected, expected)
        assert put(place, second, store)[0].release == held(store) == second
        assert put(place, first, store)[0].release == held(store) == first
    assert len(seen) > 4, "the switch comes late"


def test_two_that_publish_at_once_are_told(releases: tuple[Home, str, str], store: StoreSettings) -> None:
    place, first, second = releases
    put(place, first, store)
    place.switch(place.release(second))

    def other(_: float) -> None:
        with Connection(store, store.kind, 10) as connection:
            mark = mark_of(connection)
            assert mark is not None
            connection.update(mark.model_copy(update={"switching": 1.0}).told())

    with pytest.raises(Conflict, match="somebody else publishes on first"):
        publish(place, store, tell=lambda _: None, wait=other)
    assert counted(place, store) == ("1", "1")


def test_an_engine_that_loses_a_triple_is_found_out(
    releases: tuple[Home, str, str], store: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, first, second = releases
    put(place, first, store)
    replace = Connection.replace

    def losing(connection: Connection, graph: NamedNode, file: Path) -> None:
        replace(connection, graph, file)
        one = f"GRAPH {graph} {{ ?s ?p ?o }}"
        connection.update(f"DELETE {{ {one} }} WHERE {{ {{ SELECT * {{ {one} }} LIMIT 1 }} }}")

    monkeypatch.setattr(Connection, "replace", losing)
    with pytest.raises(EngineFailed, match=r"has [\d,]+ triples in .*, sent were .*; nothing was switched"):
        put(place, second, store)
    assert (held(store), counted(place, store)) == (first, ("1", "1"))


def test_an_engine_that_changes_a_triple_is_found_out(
    releases: tuple[Home, str, str], store: StoreSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    place, first, second = releases
    put(place, first, store)
    replace = Connection.replace

    def changing(connection: Connection, graph: NamedNode, file: Path) -> None:
        changed = file.with_suffix(".changed")
        lines = file.read_bytes().splitlines(keepends=True)
        changed.write_bytes(b"".join([*lines[:-1], b"<urn:x:a> <urn:x:b> <urn:x:c> .\n"]))
        replace(connection, graph, changed)

    monkeypatch.setattr(Connection, "replace", changing)
    with pytest.raises(EngineFailed, match=r"back otherwise than it was sent: its SHA-256 is .*; nothing was switched"):
        put(place, second, store)
    assert (held(store), counted(place, store)) == (first, ("1", "1"))


def test_a_release_that_is_not_in_the_home_is_read_back_from_the_engine(
    releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, second = releases
    put(place, first, store)
    place.switch(place.release(second))
    place.remove(place.release(first))
    said: list[str] = []
    publish(place, store, tell=said.append, wait=lambda _: None)
    assert f"first: {first} is not in {place.path}, so it is read back" in said
    assert (held(store), counted(place, store)) == (second, ("2", "2"))
    with pytest.raises(NotFound, match=first):  # whose index is gone
        rollback(place, store, wait=lambda _: None)


def test_a_graph_that_somebody_changed_is_told_and_mended(
    releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, _ = releases
    put(place, first, store)
    with Connection(store, store.kind, 10) as connection:
        connection.update(f"DELETE WHERE {{ GRAPH {DEFAULT} {{ ?d a <https://w3id.org/genoderm/ns#Disease> }} }}")
    assert "the engine first has " in status(store)[0].faults[0]
    assert put(place, first, store)[0].fresh
    assert (held(store), counted(place, store)) == (first, ("1", "1"))


def test_an_engine_behind_gets_what_the_others_have(releases: tuple[Home, str, str], tmp_path: Path) -> None:
    place, first, second = releases
    (tmp_path / "other").mkdir()
    with engines.oxigraph(tmp_path) as (one, _), engines.oxigraph(tmp_path / "other") as (other, _):
        replica = {"name": "second", **other.model_dump(include={"query", "update", "graph_store"})}
        both = StoreSettings.model_validate({**one.model_dump(), "replicas": [replica]})
        put(place, first, both)
        put(place, second, both, to="first")
        assert [told.release for told in status(both)] == [second, first]
        told = put(place, second, both)
        assert [(one.release, one.fresh) for one in told] == [(second, False), (second, True)]
        assert [(one.release, one.sequence, one.faults) for one in status(both)] == [(second, 2, ())] * 2
    with pytest.raises(EngineFailed, match=r"first cannot be reached or breaks off.*; nothing was switched"):
        put(place, first, both)
    with pytest.raises(NotFound, match=r"\[store\] has no engine 'third' .*; there are: first, second"):
        put(place, first, both, to="third")


def test_a_server_starts_from_what_an_engine_holds_or_says_what_is_to_be_done(
    releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, _ = releases
    with pytest.raises(NotPublished, match="nothing is published on the engine yet: `genoderm publish`"):
        publishing.held(store)
    put(place, first, store)
    assert publishing.held(store) == first
    away = store.model_copy(update={"query": "http://127.0.0.1:9/query"})
    with pytest.raises(EngineAway, match="the engine first cannot be reached"):
        publishing.held(away)


def test_without_an_engine_there_is_nowhere_to_publish(releases: tuple[Home, str, str]) -> None:
    with pytest.raises(BadInput, match=r"\[store\] names no engine"):
        publish(releases[0], StoreSettings(), tell=lambda _: None)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (401, "answers 401: no; look at `credentials` in"),
        (403, "answers 403: no; look at `credentials` in"),
        (507, "answers 507: no; is its disk full"),
        (500, "answers 500: no; nothing was switched"),
    ],
)
def test_an_engine_that_says_no_is_told_in_its_words(
    code: int, told: str, releases: tuple[Home, str, str], store: StoreSettings
) -> None:
    place, first, second = releases
    put(place, first, store)
    with refusing(code) as address:
        closed = store.model_copy(update={"graph_store": address})
        with pytest.raises(EngineFailed, match=told):
            put(place, second, closed)
    assert (held(store), counted(place, store)) == (first, ("1", "1"))


class refusing:  # noqa: N801 - as a context manager is called
    """A Graph Store that refuses all."""

    def __init__(self, code: int) -> None:
        class Refusing(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                self.send_response(code)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"no")

            do_DELETE = do_GET = do_POST  # noqa: N815 - as they are called there

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
        self._thread = Thread(target=self._server.serve_forever)

    def __enter__(self) -> str:
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}/store"

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.mark.slow
def test_a_full_disk_of_the_engine_is_told_and_the_release_before_served_on(
    releases: tuple[Home, str, str], tmp_path: Path
) -> None:
    place, first, second = releases
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("mounting a small disk needs privileges that this process has not")
    try:
        with engines.oxigraph(disk, "--location", str(disk / "data")) as (store, _):
            put(place, first, store)
            with pytest.raises(OSError, match="No space left"):
                _fill(disk)
            with pytest.raises(EngineFailed, match="nothing was switched"):
                _publish_until_it_fails(place, (second, first), store)
            place.switch(place.release(first))
            assert counted(place, store) in {("1", "1"), ("2", "2")}
    finally:
        subprocess.run(["umount", disk], check=False, capture_output=True)


def _fill(disk: Path) -> None:
    with (disk / "filler").open("wb", buffering=0) as filler:
        while True:
            filler.write(bytes(1 << 12))


def _publish_until_it_fails(place: Home, releases: tuple[str, str], store: StoreSettings) -> None:
    """What the engine has set aside beforehand is used up first."""
    for _ in range(200):
        for release in releases:
            put(place, release, store)
