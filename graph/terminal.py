"""What the command line prints: tables on a terminal, tab-separated lines elsewhere, JSON for scripts."""

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

out, err = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)


def print_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """A table on a terminal, tab-separated lines elsewhere."""
    if not out.is_terminal:
        for row in (header, *rows):
            sys.stdout.write("\t".join(row) + "\n")
        return
    table = Table(*header)
    for row in rows:
        table.add_row(*row)
    out.print(table)


def print_found(header: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, as_json: bool) -> None:
    """Rows of one kind: a table, or JSON for a script."""
    if as_json:
        print_json([dict(zip(header, row, strict=True)) for row in rows])
    else:
        print_table(header, rows)


def print_json(value: Any) -> None:
    """JSON, as scripts read it; on a terminal in colours."""
    out.print_json(data=value, default=str)
