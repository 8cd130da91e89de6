"""The command that downloads sources."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from genoderm.api.commands.options import HomeFolder
from genoderm.graph.progress_shown import shown
from genoderm.graph.settings import settings
from genoderm.graph.terminal import err, out, print_table
from genoderm.loaders.fetch import fetch as fetch_file
from genoderm.loaders.fetchable import fetchable, fetchables


def fetch(
    source: Annotated[
        str | None, typer.Argument(help="What to fetch; without it, all that there is is listed.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The folder for it.", show_default="sources in the home folder")
    ] = None,
    home: HomeFolder = None,
) -> None:
    """Download a source as its publisher has it, for `build --sources`.

    Example: `genoderm fetch hpo`
    """
    if source is None:
        print_table(("source", "version", "files", "bytes", "licence"), _fetchable_rows())
        return
    wanted, folder = fetchable(source), to or settings(home=home).home / "sources"
    with shown(err) as watch:
        watch.stage(f"fetching {source}", sum(entry.bytes for entry in wanted))
        for entry in wanted:
            fetch_file(entry, folder, watch.advance)
    out.print(f"{len(wanted)} files are in {folder}; next: genoderm build --sources {folder}", highlight=False)


def _fetchable_rows() -> Iterable[tuple[str, ...]]:
    for name, entries in fetchables().items():
        size = sum(entry.bytes for entry in entries)
        yield name, entries[0].version, str(len(entries)), f"{size:,}", entries[0].licence
