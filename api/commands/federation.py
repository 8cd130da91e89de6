"""The commands that tell of the other nodes of the network."""

import asyncio
from dataclasses import asdict

import typer

from genoderm.api.commands.options import FAULTS, AsJson
from genoderm.graph.federation_settings import Federation
from genoderm.graph.settings import settings
from genoderm.graph.terminal import print_json, print_table
from genoderm.sparql.federation.peers.node import Nodes
from genoderm.sparql.federation.peers.presence import Presence, presences

HELP = """Ask the other nodes of the network that `[[federation.peers]]` lists.

Example: `genoderm federation status`
"""
commands = typer.Typer(help=HELP, no_args_is_help=True)


@commands.callback()
def _commands() -> None:
    """One command is a group too."""


@commands.command()
def status(*, json: AsJson = False) -> None:
    """Tell which nodes are up: release, centres, version of the model, milliseconds, or why not. 1 if one is down.

    Example: `genoderm federation status --json`
    """
    found = asyncio.run(_found(settings().federation))
    if json:
        print_json([asdict(one) for one in found])
    else:
        print_table(("node", "up", "release", "centres", "model", "ms", "why not"), map(_row, found))
    if not all(one.up for one in found):
        raise typer.Exit(FAULTS)


async def _found(federation: Federation) -> list[Presence]:
    nodes = Nodes.of(federation)
    try:
        return await presences(nodes, asyncio.get_running_loop().time() + federation.deadline)
    finally:
        await nodes.close()


def _row(one: Presence) -> tuple[str, ...]:
    centres = "" if one.centres is None else f"{one.centres:,}"
    known = (one.release or "", centres, one.model or "", f"{one.milliseconds:.0f}", one.why or "")
    return (one.name, "yes" if one.up else "no", *known)
