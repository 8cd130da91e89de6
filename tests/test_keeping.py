"""Answers that may be kept: their tags, what is confirmed in place of them, and what no two releases had a part in."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest
from starlette.types import Receive, Scope, Send

from genoderm.api.keeping import CONTROL, Keeping
from genoderm.api.occupancy import Occupancy
from genoderm.api.serving import Serving
from genoderm.graph.federation_settings import Federation
from genoderm.graph.manifest import Manifest
from genoderm.graph.settings import Settings
from genoderm.sparql.cache import Cache
from genoderm.sparql.federation.peers.directory import Directory
from genoderm.sparql.workers.pool import Pool
from tests.asgi import Heard, hear, heard, scope

MAY = (b"cache-control", CONTROL.encode())
CREATED = "2026-11-22T10:00:00.123+00:00"


class Release:
    """Stands for a pool of which only the release matters."""

    ready = True

    def __init__(self) -> None:
        self.id = "a"

    @property
    def manifest(self) -> Manifest:
        return Manifest.model_construct(id=self.id, created=CREATED)


class Counting:
    """An application that counts how often it is asked, and says so."""

    def __init__(self, *headers: tuple[bytes, bytes], status: int = 200, size: int = 0) -> None:
        self.asked = 0
        self.then: Callable[[], None] = lambda: None
        self._headers, self._status, self._size = list(headers), status, size

    async def __call__(self, _: Scope, __: Receive, send: Send) -> None:
        self.asked += 1
        self.then()
        body = str(self.asked).encode() + b" " * self._size
        await send({"type": "http.response.start", "status": self._status, "headers": self._headers})
        await send({"type": "http.response.body", "body": body, "more_body": True})
        await send({"type": "http.response.body", "body": b"."})


def keeping(app: Counting, size: int = 1 << 20) -> tuple[Keeping, Release]:
    release = Release()
    settings = Settings(home=Path("unused"))
    return Keeping(
        app, Serving(settings, cast("Pool", release), Cache(size), Occupancy(1, 1), Directory(Federation()))
    ), release


def got(app: Keeping, path: str = "/centre/x", headers: Mapping[str, str] | None = None, method: str = "GET") -> Heard:
    return heard(app, scope(path, method=method, headers=headers))


def test_an_answer_that_may_be_kept_is_made_once() -> None:
    app = Counting(MAY)
    kept, _ = keeping(app)
    first, second = got(kept), got(kept)
    assert (first.body, second.body, app.asked) == (b"1.", b"1.", 1)
    assert first.header("cache-status") == "genoderm; fwd=uri-miss"
    assert second.header("cache-status") == "genoderm; hit"
    assert first.header("etag") == second.header("etag")
    assert first.header("last-modified") == "Sun, 22 Nov 2026 10:00:00 GMT"
    assert second.header("content-length") == "2"


def test_one_that_does_not_say_so_passes_as_it_comes() -> None:
    app = Counting((b"cache-control", b"no-store"))
    kept, _ = keeping(app)
    assert [got(kept).body, got(kept).body] == [b"1.", b"2."]
    assert got(kept).header("etag") is None


@pytest.mark.parametrize("status", [303, 404, 410, 503])
def test_a_fault_is_never_kept(status: int) -> None:
    kept, _ = keeping(Counting(MAY, status=status))
    assert [got(kept).body, got(kept).body] == [b"1.", b"2."]


@pytest.mark.parametrize(
    "headers",
    [{"accept": "text/turtle"}, {"accept-language": "fr"}, {"host": "example.org"}],
    ids="".join,
)
def test_who_asks_otherwise_gets_an_answer_of_its_own(headers: dict[str, str]) -> None:
    app = Counting(MAY)
    kept, _ = keeping(app)
    got(kept)
    assert got(kept, headers=headers).body == b"2."
    assert got(kept, "/centre/y").body == b"3."


def test_a_new_release_is_asked_anew() -> None:
    kept, release = keeping(Counting(MAY))
    got(kept)
    release.id = "b"
    assert got(kept).body == b"2."


def test_an_answer_that_two_releases_had_a_part_in_is_asked_for_anew() -> None:
    app = Counting(MAY)
    kept, release = keeping(app)

    def switch() -> None:
        release.id = "b"

    app.then = switch
    assert got(kept).body == b"2."
    assert app.asked == 2


def test_a_tag_that_the_client_has_is_confirmed_with_what_stays_true() -> None:
    kept, _ = keeping(Counting(MAY, (b"vary", b"Accept"), (b"content-type", b"text/turtle"), (b"link", b"<a>; rel=b")))
    tag = got(kept).header("etag") or ""
    for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        told = got(kept, headers={"if-none-match": asked})
        assert (told.status, told.body) == (304, b"")
        assert {name for name, _ in told.headers} >= {b"etag", b"vary", b"link", b"cache-control", b"last-modified"}
        assert told.header("content-length") is None
        assert told.header("content-type") is None
    assert got(kept, headers={"if-none-match": '"other"'}).status == 200


def test_head_is_answered_from_what_get_left() -> None:
    app = Counting(MAY)
    kept, _ = keeping(app)
    tag = got(kept).header("etag")
    assert got(kept, method="HEAD").header("etag") == tag
    assert app.asked == 1


def test_what_is_longer_than_the_cache_may_hold_still_arrives_whole() -> None:
    app = Counting(MAY, size=3 << 20)
    kept, _ = keeping(app, size=1 << 10)
    assert len(got(kept).body) == (3 << 20) + 2
    assert got(kept).body.startswith(b"2")


def test_writes_are_none_of_its_business() -> None:
    app = Counting(MAY)
    kept, _ = keeping(app)
    assert asyncio.run(hear(kept, scope("/update", method="POST"))).body == b"1."
    assert asyncio.run(hear(kept, scope("/update", method="POST"))).body == b"2."
