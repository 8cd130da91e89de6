"""What the command line prints: tables on a terminal, tab-separated lines elsewhere, JSON for scripts."""

import sys
from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.table import Table

from genoderm.graph.build import Built
from genoderm.graph.sources import Sources
from genoderm.loaders.check import Check, FileCheck

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


def print_plan(found: Sources) -> None:
    """What a build took for what, what it left out, and what it did not recognise."""
    editions = [known.edition for known in found.plan.editions]
    print_table(
        ("file", "taken for", "version", "graph"),
        (
            (e.path.name, f"{e.source.title}{' (older edition)' if e.role == 'former' else ''}", e.version, e.graph)
            for e in editions
        ),
    )
    for known, reason in found.plan.superseded:
        out.print(f"left out: {known.edition.path.name}: {reason}", highlight=False, markup=False)
    for path, reason in found.plan.unrecognised:
        out.print(f"not recognised: {path}: {reason}", highlight=False, markup=False)


def print_built(built: Built) -> None:
    """The account of a build: what became of each input's records, and the release."""
    manifest = built.manifest
    print_table(
        ("file", "read", "loaded", "set aside", "quarantined"),
        (
            (told.file, *(f"{n:,}" for n in (told.read, told.loaded, sum(told.aside.values()), told.quarantined)))
            for told in manifest.inputs
        ),
    )
    word = "made" if built.fresh else "unchanged: nothing that it depends on has changed"
    out.print(
        f"Release {manifest.id} {word}. {manifest.triples:,} triples, {manifest.warnings:,} warnings.", highlight=False
    )


def print_check(told: Check) -> None:
    """The faults and warnings of checked tables, then their account."""
    for file in told.files:
        for fault in (*file.faults, file.error):
            if fault:
                err.print(fault, style="red", highlight=False, markup=False)
        for warning in file.warnings:
            err.print(f"{file.path.name}: {warning}", style="yellow", highlight=False, markup=False)
    print_table(
        ("file", "tables", "read", "sound", "set aside", "quarantined"),
        ((f.path.name, ", ".join(f.kinds), *map(str, _counts(f))) for f in told.files if f.kinds or not f.sound),
    )
    for pair in told.refused:
        err.print(f"{pair.one} and {pair.other} share {pair.through}, but not their ROR id", highlight=False)


def _counts(file: FileCheck) -> tuple[int, int, int, int]:
    return file.read, file.loaded, sum(rows for _, rows in file.set_aside), file.quarantined
