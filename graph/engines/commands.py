"""`genoderm publish`: a release onto the engines of `[store]`, the way back, and how they are."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from genoderm.graph.engines.planning import Published
from genoderm.graph.engines.publishing import State, plan, rollback, status
from genoderm.graph.engines.publishing import publish as publish_release
from genoderm.graph.home import Home
from genoderm.graph.settings import settings
from genoderm.graph.terminal import err, print_json, print_table
from genoderm.ontology.errors import BadInput

FAULTS = 1


def publish(  # noqa: PLR0913 - the options of a command
    *,
    to: Annotated[str, typer.Option(help="One engine, by its name; without it, all that can be written to.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only tell what would be sent.")] = False,
    back: Annotated[bool, typer.Option("--rollback", help="Go back to the release before, on the engine.")] = False,
    show: Annotated[bool, typer.Option("--status", help="Tell what each engine holds, and count it.")] = False,
    home: Annotated[
        Path | None,
        typer.Option("--home", envvar="GENODERM_HOME", help="The folder of the releases.", show_default=False),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")] = False,
) -> None:
    """Put the current release on the engine of `[store]` and its replicas, verified, and switch to it.

    Servers of that engine follow at once. Example: `genoderm publish --dry-run`
    """
    chosen = settings(home=home)
    place = Home(chosen.home)
    if sum((dry_run, back, show)) > 1:
        raise BadInput("--dry-run, --rollback and --status exclude each other")
    if show:
        _tell_states(status(chosen.store), json=json)
    elif back:
        _tell(rollback(place, chosen.store, to), json=json)
    elif dry_run:
        _tell(plan(place, chosen.store, to, tell=_say), json=json)
    else:
        _tell(publish_release(place, chosen.store, to, tell=_say), json=json)


def _say(line: str) -> None:
    err.print(line, highlight=False, markup=False)


def _tell(told: Sequence[Published], *, json: bool) -> None:
    if json:
        print_json([asdict(one) for one in told])
        return
    print_table(
        ("engine", "release", "switch", "gained", "lost", ""),
        ((one.engine, one.release, str(one.sequence), f"{one.gained:,}", f"{one.lost:,}", _word(one)) for one in told),
    )


def _word(one: Published) -> str:
    return "" if one.fresh else "was there already"


def _tell_states(told: Sequence[State], *, json: bool) -> None:
    if json:
        print_json([asdict(one) for one in told])
    else:
        rows = ((one.engine, one.release, str(one.sequence), one.before, f"{one.triples:,}") for one in told)
        print_table(("engine", "release", "switch", "before", "triples"), rows)
    for one in told:
        for fault in one.faults:
            err.print(f"{one.engine}: {fault}", style="red", highlight=False, markup=False)
    if any(one.faults for one in told):
        raise typer.Exit(FAULTS)
