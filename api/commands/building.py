"""The command that builds, and what `serve` builds where there is no release yet."""

from pathlib import Path
from typing import Annotated

import typer

from genoderm.api.commands.options import AsJson, HomeFolder
from genoderm.graph.build import Built
from genoderm.graph.build import build as build_release
from genoderm.graph.home import Home
from genoderm.graph.progress_shown import shown
from genoderm.graph.revision_carry import Writes
from genoderm.graph.settings import Settings, settings
from genoderm.graph.sources import Sources, sources
from genoderm.graph.terminal import err, out, print_json, print_table


def build(
    folders: Annotated[
        list[Path] | None,
        typer.Option("--sources", help="A folder (or file) of sources; repeat it for more.", show_default=False),
    ] = None,
    replace_writes: Annotated[
        bool, typer.Option("--replace-writes", help="Let go of what was written at /update and /graphs.")
    ] = False,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Build a release from the shipped tables and the sources given, and make it current.

    Each file is recognised by what is in it. Example: `genoderm build --sources ../shared/data`
    """
    chosen = settings(home=home)
    found = sources(folders or (), chosen)
    if not json:
        _print_plan(found)
    built = made(found, chosen, Writes.REPLACED if replace_writes else Writes.KEPT)
    if json:
        print_json({"fresh": built.fresh, **built.manifest.model_dump()})
    else:
        _print_built(built)


def made(found: Sources, chosen: Settings, writes: Writes = Writes.KEPT) -> Built:
    """Build while the terminal is told."""
    with shown(err) as watch:
        home, shelf = Home(chosen.home), Home(chosen.shelf)
        return build_release(found.plan, found.context, home, chosen.processes, watch, shelf, writes)


def build_shipped(chosen: Settings) -> None:
    """Build the shipped tables, and the sources that the settings name."""
    made(sources((), chosen), chosen)


def _print_plan(found: Sources) -> None:
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


def _print_built(built: Built) -> None:
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
