"""What lasts as long as a release does is asked of it once, whichever query wants to know."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from cachetools import LRUCache

from genoderm.api import errands
from genoderm.api.errands import SHORT, Here
from genoderm.sparql.workers.tasks import Task

ASK = Task("ASK {}", "application/sparql-results+json")


class Answering:
    """A pool that notes what it is asked; a release may follow while it answers."""

    def __init__(self, body: bytes = b"yes") -> None:
        self.manifest, self.asked, self.following = SimpleNamespace(id="first"), list[str](), ""
        self._body = body

    @asynccontextmanager
    async def answer(self, task: Task) -> AsyncIterator[Any]:
        self.asked.append(task.query)
        if self.following:
            self.manifest = SimpleNamespace(id=self.following)

        async def whole() -> bytes:
            return self._body

        yield SimpleNamespace(manifest=self.manifest, whole=whole)


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "KNOWN", LRUCache(errands.KNOWN.maxsize))


def told(pool: Any, task: Task = ASK) -> set[str]:
    """The releases that an answer is from."""
    here = Here(pool)
    asyncio.run(here.lasting(task))
    return here.releases


def test_the_same_is_asked_once_of_each_release() -> None:
    pool = Answering()
    assert [told(pool), told(pool)] == [{"first"}] * 2
    assert len(pool.asked) == 1
    pool.manifest = SimpleNamespace(id="second")
    assert [told(pool), told(pool)] == [{"second"}] * 2
    assert len(pool.asked) == 2


def test_another_base_or_format_is_another_question() -> None:
    pool = Answering()
    for task in (ASK, Task(ASK.query, "text/csv"), Task(ASK.query, ASK.media_type, base="http://a.example/")):
        told(pool, task)
    assert len(pool.asked) == 3


def test_an_answer_is_not_taken_for_that_of_the_release_before() -> None:
    pool = Answering()
    pool.following = "second"
    assert told(pool) == {"first", "second"}
    pool.following = ""
    assert told(pool) == {"second"}
    assert len(pool.asked) == 2


@pytest.mark.parametrize(("query", "body"), [("ASK {}", b"." * SHORT), (f"ASK {{}}{' ' * SHORT}", b"yes")])
def test_what_is_long_is_not_kept(query: str, body: bytes) -> None:
    pool = Answering(body)
    for _ in range(2):
        told(pool, Task(query, ASK.media_type))
    assert len(pool.asked) == 2
