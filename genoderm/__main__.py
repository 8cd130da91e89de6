"""The command line: `genoderm`, also `python -m genoderm`.

Thin: a command reads its arguments, calls one function of a room, and prints what it gives. The exit status is 0 when
all is well, 1 when faults were found, 2 for wrong usage. Only the command that runs is imported.
"""

import gc
import os
import sys
from importlib import import_module
from typing import Annotated, Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

from genoderm import __version__
from genoderm.ontology.errors import GenodermError

FAULTS = 1
NO_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}  # who looks for some reads what every package says of itself


class Known(NamedTuple):
    """Where a command is, and the first sentence of its help."""

    module: str
    function: str
    sentence: str


COMMANDS = {
    "publish": Known(
        "graph.engines.commands",
        "publish",
        "Put the current release on the engine of `[store]` and its replicas, verified, and switch to it.",
    ),
    "build": Known(
        "api.commands.building",
        "build",
        "Build a release from the shipped tables and the sources given, and make it current.",
    ),
    "check": Known(
        "api.commands.checking",
        "check",
        "Check a partner's tables before they are loaded: what is wrong, where, and what would be right.",
    ),
    "fetch": Known(
        "api.commands.fetching",
        "fetch",
        "Download a source as its publisher has it, for `build --sources`.",
    ),
    "pull": Known(
        "api.commands.pulling",
        "pull_peer",
        "Take over the open release of another node as sources of the next `genoderm build`; "
        "only what changed is fetched.",
    ),
    "serve": Known(
        "api.commands.serving",
        "serve",
        "Serve the current release over HTTP; builds the shipped tables first if there is none.",
    ),
    "query": Known(
        "api.commands.asking",
        "query",
        "Answer a SPARQL query over the current release, or over that of the engine that `[store]` names.",
    ),
    "ask": Known(
        "api.commands.asking",
        "ask",
        "Ask one of the questions that ship, of the current release or of the engine that `[store]` names.",
    ),
    "releases": Known("api.commands.releases", "releases", "List the releases, oldest first; * marks the current one."),
    "diff": Known(
        "api.commands.releases",
        "diff",
        "What came, went or was renamed between two releases (by id, or the beginning of one).",
    ),
    "rollback": Known("api.commands.releases", "rollback", "Serve an earlier release again."),
    "verify": Known(
        "api.commands.releases",
        "verify",
        "Check every file and every graph of a release against its checksums.",
    ),
    "prune": Known("api.commands.releases", "prune", "Remove old releases; the current one always stays."),
    "backup": Known("api.commands.releases", "backup", "Copy the current release to a folder, and verify the copy."),
    "restore": Known("api.commands.releases", "restore", "Take a backup in as a release and serve it, if it is whole."),
    "token": Known("api.commands.tokens", "commands", "Make, list and remove the tokens of those who may write."),
    "federation": Known(
        "api.commands.federation",
        "commands",
        "Ask the other nodes of the network that `[[federation.peers]]` lists.",
    ),
}


def command(name: str) -> Any:
    """A command, of those there are, with all its options."""
    known = COMMANDS[name]
    gc.disable()  # what is imported stays: to look for garbage in it is a sixth of the time
    found = getattr(import_module(f"genoderm.{known.module}"), known.function)
    gc.enable()
    if isinstance(found, typer.Typer):
        group = typer.main.get_command(found)
        group.name = name
        return group
    alone = typer.Typer(add_completion=False, rich_markup_mode="markdown", pretty_exceptions_enable=False)
    alone.command(name)(found)
    return typer.main.get_command(alone)


class Commands(TyperGroup):
    """The commands, each of which is imported when it is called: until then a name and a sentence."""

    def __init__(self, **given: Any) -> None:
        """As typer has it."""
        super().__init__(**given)
        self.commands.update((name, TyperCommand(name, help=known.sentence)) for name, known in COMMANDS.items())

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        """The command that is called, with its options."""
        name, _, rest = super().resolve_command(ctx, args)
        return name, command(name) if name else None, rest


app = typer.Typer(
    cls=Commands,
    help="Genoderm: who has expertise on genodermatoses and rare skin disorders, where, and by what evidence.",
    epilog="Begin with `genoderm serve`, then `genoderm ask` for a list of questions.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
)


def main() -> None:
    """Run the command line; a fault is one sentence on standard error."""
    os.environ.update(NO_PLUGINS)
    try:
        app()
    except BrokenPipeError:  # whoever read the answer has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (GenodermError, OSError) as fault:
        _complain(fault)
        sys.exit(FAULTS)


def _complain(fault: Exception) -> None:
    from genoderm.graph.terminal import err  # noqa: PLC0415 - colours take a while to import

    err.print(f"genoderm: {fault}", style="red", markup=False, highlight=False)


def _version(wanted: bool) -> None:  # noqa: FBT001 - typer's callbacks get the option's value
    if wanted:
        typer.echo(f"genoderm {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Genoderm: who has expertise on genodermatoses and rare skin disorders, where, and by what evidence."""


if __name__ == "__main__":
    main()
