"""Statements of expertise on an engine: read for the diseases asked for, kept within bounds, the same as among all."""

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from pyoxigraph import QueryResultsFormat, QuerySolutions

from genoderm.api.collections.memory import PerRelease, Remembered
from genoderm.api.finder import statements
from genoderm.api.finder.statements import KEPT, Statement, statements_about
from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.sparql.evaluation import Row, rows_told

SOME = 5  # diseases, those with the most statements


class Engine:
    """A release as a pool answers from it, and how many statements it was asked for."""

    def __init__(self, home: Path, place: str) -> None:
        opened = open_release(Home(home).current_release())
        self.place, self.manifest, self.read = place, opened.manifest, list[int]()
        self._store = opened.store

    async def rows(self, query: str) -> list[Row]:
        found = self._store.query(query)
        assert isinstance(found, QuerySolutions)
        rows = rows_told(found.serialize(format=QueryResultsFormat.JSON) or b"")
        self.read.append(len(rows))
        return rows


@pytest.fixture(autouse=True)
def nothing_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "STATEMENTS", PerRelease(statements._read))
    monkeypatch.setattr(statements, "ABOUT", Remembered(KEPT, len))


def about(pool: Any, *diseases: str) -> dict[str, list[Statement]]:
    found = asyncio.run(statements_about(diseases, pool))
    return {via: list(told) for via, told in found.items() if told}


def all_of(home: Path) -> dict[str, list[Statement]]:
    """As a release has them that is held here; nothing is known of them afterwards."""
    every = about(Engine(home, "memory"))
    statements.STATEMENTS._kept.clear()
    return every


def test_those_about_some_diseases_are_as_among_all(shipped_home: Path) -> None:
    every = all_of(shipped_home)
    assert len(every) > SOME
    some = sorted(every, key=lambda via: -len(every[via]))[:SOME]
    engine = Engine(shipped_home, "engine")
    for _ in range(2):
        assert [about(engine, via) for via in some] == [{via: every[via]} for via in some]
    assert engine.read == [len(every[via]) for via in some]
    assert about(engine, *every) == every


def test_those_about_many_diseases_are_asked_for_some_at_a_time(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(statements, "AT_ONCE", 2)
    every = all_of(sample_home)
    engine = Engine(sample_home, "engine")
    none = [f"https://example.org/none/{number}" for number in range(3)]
    assert about(engine, *none, *every) == every
    assert len(engine.read) == -(-(len(every) + 3) // 2)


@pytest.mark.parametrize(("few", "reads"), [(statements.FEW, []), (0, [1])])
def test_where_they_are_few_all_are_read_ahead(
    sample_home: Path, monkeypatch: pytest.MonkeyPatch, few: int, reads: list[int]
) -> None:
    monkeypatch.setattr(statements, "FEW", few)
    every = all_of(sample_home)
    engine: Any = Engine(sample_home, "engine")
    asyncio.run(statements.read_all_if_few(engine))
    engine.read.clear()
    assert about(engine, *every) == every
    assert engine.read == reads


def test_what_is_larger_than_all_that_may_be_kept_is_told_and_not_kept() -> None:
    kept = Remembered[str, str](10, len)
    pool: Any = SimpleNamespace(manifest=SimpleNamespace(id="r"))
    asked: list[str] = []

    async def read(keys: list[str]) -> dict[str, str]:
        asked.extend(keys)
        return {key: key * (3 if key == "a" else 11) for key in keys}

    async def ask() -> None:
        for _ in range(2):
            assert await kept.of(["a", "b"], pool, read) == {"a": "aaa", "b": "b" * 11}

    asyncio.run(ask())
    assert asked == ["a", "b", "b"]
