"""Solutions as comma-separated values (SPARQL 1.1 Query Results CSV and TSV Formats, section 3).

The engine's own writer (pyoxigraph 0.5.13) leaves an IRI with a comma in it unquoted, which moves every later column.
"""

import csv
from io import StringIO
from itertools import islice
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolution, QuerySolutions, Triple

Value = NamedNode | BlankNode | Literal | Triple | None
TOGETHER = 100  # rows written at a time: more gain nothing, and each waits for the last of them


class Output(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""


def write_comma_separated(solutions: QuerySolutions, output: Output) -> None:
    """A header of the variables, then a row for each solution; lines end in CR LF, as RFC 4180 has them."""
    output.write(_lines([[variable.value for variable in solutions.variables]]))
    while some := list(islice(solutions, TOGETHER)):
        output.write(_lines([_cells(solution) for solution in some]))


def _lines(rows: list[list[str]]) -> bytes:
    written = StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def _cells(solution: QuerySolution) -> list[str]:
    return [_text(value) for value in solution]


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case NamedNode() | Literal():
            return value.value
        case _:
            return str(value)
