"""Solutions as comma-separated values (SPARQL 1.1 Query Results CSV and TSV Formats, section 3).

The engine's own writer (pyoxigraph 0.5.13) leaves an IRI with a comma in it unquoted, which moves every later column.
"""

import csv
from io import StringIO

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Triple

Value = NamedNode | BlankNode | Literal | Triple | None


def comma_separated(solutions: QuerySolutions) -> bytes:
    """A header of the variables, then a row for each solution; lines end in CR LF, as RFC 4180 has them."""
    written = StringIO(newline="")
    rows = csv.writer(written)
    rows.writerow(variable.value for variable in solutions.variables)
    for solution in solutions:
        rows.writerow(_text(value) for value in solution)
    return written.getvalue().encode()


def _text(value: Value) -> str:
    match value:
        case None:
            return ""
        case NamedNode() | Literal():
            return value.value
        case _:
            return str(value)
