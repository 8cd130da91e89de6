"""The command that checks a partner's tables."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from genoderm.api.commands.options import FAULTS, AsJson
from genoderm.graph.terminal import err, print_json, print_table
from genoderm.loaders.check import Check, FileCheck
from genoderm.loaders.check import check as check_tables
from genoderm.loaders.directory.shipped import FOLDER as SHIPPED_TABLES


def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Tables: CSV, TSV or XLSX files, or folders.")] = None,
    duplicates: Annotated[bool, typer.Option("--duplicates", help="List what may be one thing twice.")] = False,
    json: AsJson = False,
) -> None:
    """Check a partner's tables before they are loaded: what is wrong, where, and what would be right.

    Without files, the shipped tables are checked. Example: `genoderm check centres.xlsx expertise.csv --duplicates`
    """
    told = check_tables(files or [SHIPPED_TABLES])
    if json:
        print_json(asdict(told))
    else:
        _print_check(told)
        if duplicates:
            print_table(
                ("table", "one", "other", "alike", "why"),
                ((d.table, d.one, d.other, f"{d.score:.2f}", d.why) for d in told.duplicates),
            )
    if not told.sound:
        raise typer.Exit(FAULTS)


def _print_check(told: Check) -> None:
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
