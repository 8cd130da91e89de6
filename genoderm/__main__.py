"""The command line: `genoderm`, also `python -m genoderm`.

Thin: a command reads its arguments, calls one function of a room, and prints what it gives. The exit status is 0 when
all is well, 1 when faults were found, 2 for wrong usage.
"""

import os
import sys
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from genoderm import __version__
from genoderm.api.federation_commands import commands as federation_commands
from genoderm.api.pull_command import pull_peer
from genoderm.api.server import serve as listen
from genoderm.api.token_commands import commands as token_commands
from genoderm.graph import upkeep
from genoderm.graph.build import Built
from genoderm.graph.build import build as build_release
from genoderm.graph.difference import difference
from genoderm.graph.engines.commands import publish
from genoderm.graph.engines.publishing import held
from genoderm.graph.home import Home
from genoderm.graph.manifest import REMEDY, read_manifest
from genoderm.graph.progress import shown
from genoderm.graph.revision_carry import Writes
from genoderm.graph.settings import Settings, settings
from genoderm.graph.sources import Sources, sources
from genoderm.graph.terminal import err, out, print_built, print_check, print_found, print_json, print_plan, print_table
from genoderm.graph.verification import verify as verify_release
from genoderm.loaders.check import check as check_tables
from genoderm.loaders.directory.shipped import FOLDER as SHIPPED_TABLES
from genoderm.loaders.fetch import fetch as fetch_file
from genoderm.loaders.fetchable import fetchable, fetchables
from genoderm.ontology.errors import GenodermError, NotFound
from genoderm.ontology.examples import Form
from genoderm.ontology.questions import catalogue, question
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import bound
from genoderm.sparql.formats import OFFERED
from genoderm.sparql.negotiation import choose
from genoderm.sparql.once import answering
from genoderm.sparql.reading import read

FAULTS = 1
app = typer.Typer(
    help="Genoderm: who has expertise on genodermatoses and rare skin disorders, where, and by what evidence.",
    epilog="Begin with `genoderm serve`, then `genoderm ask` for a list of questions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)
app.add_typer(token_commands, name="token")
app.add_typer(federation_commands, name="federation")
app.command()(publish)
HomeFolder = Annotated[
    Path | None, typer.Option("--home", envvar="GENODERM_HOME", help="The folder of the releases.", show_default=False)
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def main() -> None:
    """Run the command line; a fault is one sentence on standard error."""
    try:
        app()
    except BrokenPipeError:  # whoever read the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (GenodermError, OSError) as fault:
        err.print(f"genoderm: {fault}", style="red", markup=False, highlight=False)
        sys.exit(FAULTS)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callbacks get the option's value
    if wanted:
        out.print(f"genoderm {__version__}", highlight=False)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Genoderm: who has expertise on genodermatoses and rare skin disorders, where, and by what evidence."""


@app.command()
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
        print_plan(found)
    built = _build(found, chosen, Writes.REPLACED if replace_writes else Writes.KEPT)
    if json:
        print_json({"fresh": built.fresh, **built.manifest.model_dump()})
    else:
        print_built(built)


@app.command()
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
        print_check(told)
        if duplicates:
            print_table(
                ("table", "one", "other", "alike", "why"),
                ((d.table, d.one, d.other, f"{d.score:.2f}", d.why) for d in told.duplicates),
            )
    if not told.sound:
        raise typer.Exit(FAULTS)


@app.command()
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


app.command("pull")(pull_peer)


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on.", show_default="127.0.0.1")] = None,
    port: Annotated[int | None, typer.Option(help="The port to listen on.", show_default="8000")] = None,
    home: HomeFolder = None,
) -> None:
    """Serve the current release over HTTP; builds the shipped tables first if there is none.

    Example: `genoderm serve --port 8080`
    """
    chosen = settings(host=host, port=port, home=home)
    if chosen.store.remote:
        release = Home(chosen.home).release(held(chosen.store)).name
        err.print(f"Release {release} at http://{chosen.host}:{chosen.port} ; stop it with Ctrl-C", highlight=False)
        listen(chosen)
        return
    releases = Home(chosen.home)
    if not releases.serves():
        err.print("There is no release yet: building one from the tables that ship.")
        _build(sources((), chosen), chosen)
    manifest = read_manifest(releases.current_release())
    err.print(f"Release {manifest.id} at http://{chosen.host}:{chosen.port} ; stop it with Ctrl-C", highlight=False)
    listen(chosen)


@app.command()
def query(
    file: Annotated[Path, typer.Argument(help="A file with a SPARQL query, or - for standard input.")],
    accept: Annotated[str, typer.Option(help="Media type of the answer.")] = "text/csv, text/turtle;q=0.9, */*;q=0.1",
    home: HomeFolder = None,
) -> None:
    """Answer a SPARQL query over the current release, or over that of the engine that `[store]` names.

    Example: `echo 'SELECT (COUNT(*) AS ?n) { ?s ?p ?o }' | genoderm query -`
    """
    with answering(settings(home=home)) as release:
        text = _read(file)
        release.write(text, choose(accept, OFFERED[read(text).form or Form.SELECT]), sys.stdout.buffer)


@app.command()
def ask(
    name: Annotated[str | None, typer.Argument(help="The question's name; without it, all are listed.")] = None,
    values: Annotated[list[str] | None, typer.Argument(help="Parameters, as key=value.")] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Ask one of the questions that ship, of the current release or of the engine that `[store]` names.

    Example: `genoderm ask centres-for-disease disease=ORPHA:79408`
    """
    if name is None:
        listed = [(known.name, known.english, _example(known.name)) for known in catalogue().values()]
        print_found(("question", "asks", "with"), listed, as_json=json)
        return
    asked = question(name)
    with answering(settings(home=home)) as release:
        terms = bound(asked, dict(_pair(value) for value in values or ()), Iris(release.manifest.base))
        rows = release.rows(asked.text, terms)
    header = tuple(rows[0]) if rows else ("no answer",)
    print_found(header, [tuple(_plain(term) for term in row.values()) for row in rows], as_json=json)


@app.command()
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


@app.command()
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


@app.command()
def rollback(
    release: Annotated[str, typer.Argument(help="The release to serve; without it, the one before.")] = "",
    home: HomeFolder = None,
) -> None:
    """Serve an earlier release again.

    Example: `genoderm rollback 3f2a`; without an id, the one that the current release replaced is served
    """
    manifest = upkeep.rollback(Home(settings(home=home).home), release)
    out.print(f"current is now {manifest.id}, of {manifest.created}", highlight=False)


@app.command()
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


@app.command()
def prune(
    keep: Annotated[int, typer.Option(min=1, help="How many of the newest releases stay.")] = 3, home: HomeFolder = None
) -> None:
    """Remove old releases; the current one always stays.

    Example: `genoderm prune --keep 3`
    """
    gone = upkeep.prune(Home(settings(home=home).home), keep)
    out.print(f"removed {len(gone)}: {', '.join(gone) or 'nothing'}", highlight=False)


@app.command()
def backup(folder: Annotated[Path, typer.Argument(help="A new folder.")], home: HomeFolder = None) -> None:
    """Copy the current release to a folder, and verify the copy.

    Example: `genoderm backup /mnt/backups/genoderm-2026-01`
    """
    manifest = upkeep.backup(Home(settings(home=home).home), folder.absolute())
    out.print(f"{manifest.id} is in {folder}", highlight=False)


@app.command()
def restore(folder: Annotated[Path, typer.Argument(help="A backup.")], home: HomeFolder = None) -> None:
    """Take a backup in as a release and serve it, if it is whole.

    Example: `genoderm restore /mnt/backups/genoderm-2026-01`
    """
    manifest = upkeep.restore(Home(settings(home=home).home), folder.absolute())
    out.print(f"current is now {manifest.id}, of {manifest.created}", highlight=False)


def _fetchable_rows() -> Iterable[tuple[str, ...]]:
    for name, entries in fetchables().items():
        size = sum(entry.bytes for entry in entries)
        yield name, entries[0].version, str(len(entries)), f"{size:,}", entries[0].licence


def _build(found: Sources, chosen: Settings, writes: Writes = Writes.KEPT) -> Built:
    with shown(err) as watch:
        home, shelf = Home(chosen.home), Home(chosen.shelf)
        return build_release(found.plan, found.context, home, chosen.processes, watch, shelf, writes)


def _read(file: Path) -> str:
    if str(file) == "-":
        return sys.stdin.read()
    if not file.is_file():
        raise NotFound(f"{file} is no file")
    return file.read_text("utf-8")


def _pair(text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is no parameter; write key=value", param_hint="VALUES")
    return key, value


def _example(name: str) -> str:
    return " ".join(f"{told.name}={told.example}" for told in question(name).parameters)


def _plain(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))


if __name__ == "__main__":
    main()
