"""The queries behind records, asked of the release that answers now."""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import NotRequired, TypedDict

from pyoxigraph import NamedNode

from genoderm.sparql.composition import Given, api_query, composed
from genoderm.sparql.workers.pool import RESULTS, Pool
from genoderm.sparql.workers.tasks import Task

BOUND = frozenset({"bound"})  # the part without an example: the engine binds the thing, so the text is always the same


class Cell(TypedDict):
    """A term of an answer, as SPARQL 1.1 Query Results JSON Format, 3.2.2, has it: `type` is uri or literal."""

    type: str
    value: str
    datatype: NotRequired[str]


Row = Mapping[str, Cell]  # what is not bound is not there


async def rows_about(thing: NamedNode, query: str, variable: str, pool: Pool) -> list[Row]:
    """What a query of the API says of one thing."""
    return await _rows(Task(_text(query), RESULTS, values={variable: str(thing)}), pool)


async def rows_of_names(things: Iterable[str], pool: Pool) -> list[Row]:
    """What these things are called, and what else cards.rq tells."""
    nodes = [NamedNode(iri) for iri in things]
    return await _rows(Task(composed(api_query("cards"), {"thing": nodes}), RESULTS), pool)


async def rows_of_all(given: Given, pool: Pool) -> list[Row]:
    """The things of classes, or of schemes."""
    return await _rows(Task(composed(api_query("things-of-class"), given), RESULTS), pool)


def language_of(cell: Cell) -> str:
    """The language of a text, "" if nobody told it."""
    tag = str(cell.get("xml:lang", ""))
    return "" if tag == "und" else tag


async def _rows(task: Task, pool: Pool) -> list[Row]:
    async with pool.answer(task) as answer:
        rows: list[Row] = json.loads(await answer.whole())["results"]["bindings"]
    return rows


@cache
def _text(query: str) -> str:
    return composed(api_query(query), {}, BOUND)
