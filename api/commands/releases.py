"""The commands that look after the releases."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from genoderm.api.commands.options import FAULTS, AsJson, HomeFolder
from genoderm.graph import upkeep
from genoderm.graph.difference import difference
from genoderm.graph.home import Home
from genoderm.graph.manifest import REMEDY
from genoderm.graph.settings import settings
from genoderm.graph.terminal import err, out, print_json, print_table
from genoderm.graph.verification import verify as verify_release


def releases(home: HomeFolder = None, json: AsJson = False) -> None:
    """List the releases, oldest first; * marks the current one.

    Example: `genoderm releases --json`
    """
    place = Home(settings(home=home).home)
    current = place.current_release().name if place.serves() else ""
    found = place.releases()
    for fault in place.unreadable().values():
        err.print(fault, style="red", highlight=False, markup=False)
    if json:
        print_json([{"current": told.id == current, **told.model_dump()} for told in found])
        return
    rows = (("*" if told.id == current else "", told.id, told.created, f"{told.triples:,}") for told in found)
    print_table(("", "release", "created", "triples"), rows)


def diff(before: str, after: str, home: HomeFolder = None, json: AsJson = False) -> None:
    """What came, went or was renamed between two releases (by id, or the beginning of one).

    Example: `genoderm diff 3f2a 9c01`
    """
    place = Home(settings(home=home).home)
    found = difference(place.release(before), place.release(after))
    if json:
        print_json(asdict(found))
        return
    print_table(("graph", "came", "went"), ((c.graph, f"+{c.added:,}", f"-{c.removed:,}") for c in found.graphs))
    print_table(("thing", "before", "after"), ((c.thing, c.before, c.after) for c in found.things))


def rollback(
    release: Annotated[str, typer.Argument(help="The release to serve; without it, the one before.")] = "",
    home: HomeFolder = None,
) -> None:
    """Serve an earlier release again.

    Example: `genoderm rollback 3f2a`; without an id, the one that the current release replaced is served
    """
    manifest = upkeep.rollback(Home(settings(home=home).home), release)
    out.print(f"current is now {manifest.id}, of {manifest.created}", highlight=False)


def verify(
    release: Annotated[str, typer.Argument(help="The release to verify; without it, the current one.")] = "",
    home: HomeFolder = None,
) -> None:
    """Check every file and every graph of a release against its checksums.

    Example: `genoderm verify`
    """
    place = Home(settings(home=home).home)
    folder = place.release(release) if release else place.current_release()
    faults = verify_release(folder)
    for fault in faults:
        err.print(fault, style="red", highlight=False, markup=False)
    if faults:
        err.print(f"{REMEDY}; remove {folder} first if it is to be made anew", highlight=False, markup=False)
        raise typer.Exit(FAULTS)
    out.print(f"{folder.name} is what was released", highlight=False)


def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest releases stay.")] = 3, home: HomeFolder = None
) -> None:
    """Remove old releases; the current one always stays.

    Example: `genoderm prune --keep 3`
    """
    gone = upkeep.prune(Home(settings(home=home).home), keep)
    out.print(f"removed {len(gone)}: {', '.join(gone) or 'nothing'}", highlight=False)


def backup(folder: Annotated[Path, typer.Argument(help="A new folder.")], home: HomeFolder = None) -> None:
    """Copy the current release to a folder, and verify the copy.

    Example: `genoderm backup /mnt/backups/genoderm-2026-01`
    """
    manifest = upkeep.backup(Home(settings(home=home).home), folder.absolute())
    out.print(f"{manifest.id} is in {folder}", highlight=False)


def restore(folder: Annotated[Path, typer.Argument(help="A backup.")], home: HomeFolder = None) -> None:
    """Take a backup in as a release and serve it, if it is whole.

    Example: `genoderm restore /mnt/backups/genoderm-2026-01`
    """
    manifest = upkeep.restore(Home(settings(home=home).home), folder.absolute())
    out.print(f"current is now {manifest.id}, of {manifest.created}", highlight=False)
