"""What is read of a release is kept for it, and for no other."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from genoderm.api.collections.memory import Remembered
from genoderm.graph.manifest import Manifest, read_manifest


@dataclass
class Held:
    """What answers from a release."""

    manifest: Manifest


@dataclass
class Reader:
    """Reads the length of each word, and notes which were asked for; another release may come meanwhile."""

    pool: Held
    asked: list[list[str]] = field(default_factory=list)
    comes: Manifest | None = None

    async def read(self, words: Iterable[str]) -> dict[str, int]:
        self.asked.append([*words])
        await asyncio.sleep(0)
        if self.comes:
            self.pool.manifest = self.comes
        return {word: len(word) for word in self.asked[-1]}


@pytest.fixture
def reader(two_releases: Path) -> Reader:
    return Reader(Held(read_manifest(two_releases / "current")))


@pytest.fixture
def other(reader: Reader) -> Manifest:
    return reader.pool.manifest.model_copy(update={"id": "f" * 16})


def told(reader: Reader, remembered: Remembered[str, int], *words: str) -> dict[str, int]:
    return asyncio.run(remembered.of(words, reader.pool, reader.read))


def test_what_is_known_is_not_read_again(reader: Reader) -> None:
    remembered = Remembered[str, int](10)
    assert told(reader, remembered, "one", "three") == {"one": 3, "three": 5}
    assert told(reader, remembered, "three", "two", "three") == {"three": 5, "two": 3}
    assert reader.asked == [["one", "three"], ["two"]]


def test_more_than_can_be_kept_are_told_all_the_same(reader: Reader) -> None:
    remembered = Remembered[str, int](2)
    assert told(reader, remembered, "a", "bb", "ccc") == {"a": 1, "bb": 2, "ccc": 3}


def test_what_was_read_while_another_release_came_is_told_and_not_kept(reader: Reader, other: Manifest) -> None:
    remembered, before = Remembered[str, int](10), reader.pool.manifest
    reader.comes = other
    assert told(reader, remembered, "one") == {"one": 3}
    for manifest in (before, other):
        reader.pool.manifest = reader.comes = manifest
        told(reader, remembered, "one")
    assert reader.asked == [["one"]] * 3


def test_each_release_has_its_own(reader: Reader, other: Manifest) -> None:
    remembered, before = Remembered[str, int](10), reader.pool.manifest
    for manifest in (before, other, before):
        reader.pool.manifest = manifest
        told(reader, remembered, "one")
    assert reader.asked == [["one"]] * 2
