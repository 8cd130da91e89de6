"""The command that takes over the release of another node."""

import asyncio
from collections.abc import Callable
from typing import Annotated

import typer
from pyoxigraph import Literal, NamedNode

from genoderm.api.commands.options import AsJson, HomeFolder
from genoderm.graph.federation_settings import ListedPeer
from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.graph.progress import Watch
from genoderm.graph.progress_shown import shown
from genoderm.graph.settings import Settings, settings
from genoderm.graph.sources import sources
from genoderm.graph.terminal import err, out, print_json, print_table
from genoderm.loaders.pulled import PREFIX
from genoderm.loaders.shipped import shipped
from genoderm.ontology.files import turtle
from genoderm.ontology.terms import ONTOLOGY
from genoderm.ontology.vocabularies import OWL
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.harvest.choice import Wanted
from genoderm.sparql.harvest.errors import UnknownPeer
from genoderm.sparql.harvest.pull import Outcome, pull

VERSION = NamedNode(OWL + "versionInfo")
PARTNERS = "directory-"  # names of graphs that each node gives to its own tables


def pull_peer(
    peer: Annotated[str, typer.Argument(help="The node, by its name in `[[federation.peers]]`.")],
    graphs: Annotated[
        list[str] | None, typer.Option("--graph", help="Take only this graph; repeat it for more.", show_default=False)
    ] = None,
    home: HomeFolder = None,
    json: AsJson = False,
) -> None:
    """Take over the open release of another node as sources of the next `genoderm build`; only what changed is fetched.

    Example: `genoderm pull ern-skin`
    """
    chosen = settings(home=home)
    node = Node(_listed(peer, chosen))
    wanted = Wanted(chosen.home, _model(), tuple(graphs or ()), _ours(chosen))
    with shown(err) as watch:
        outcome = asyncio.run(_pulled(node, wanted, _telling(watch)))
    if json:
        print_json({"new": outcome.is_new, "fetched": outcome.fetched, **outcome.pulled.model_dump()})
    else:
        _print(outcome)


async def _pulled(node: Node, wanted: Wanted, watch: Callable[[str, int], Callable[[int], None]]) -> Outcome:
    try:
        return await pull(node, wanted, watch)
    finally:
        await node.close()


def _telling(watch: Watch) -> Callable[[str, int], Callable[[int], None]]:
    def begin(stage: str, size: int) -> Callable[[int], None]:
        watch.stage(stage, size)
        return watch.advance

    return begin


def _listed(peer: str, chosen: Settings) -> ListedPeer:
    for listed in chosen.federation.peers:
        if listed.name == peer:
            return listed
    known = ", ".join(one.name for one in chosen.federation.peers) or "none"
    raise UnknownPeer(f"{peer!r} is no node of [[federation.peers]]; there are: {known}")


def _model() -> str:
    """The version of our ontology."""
    found = (one.object for one in turtle("genoderm.ttl") if one.subject == ONTOLOGY and one.predicate == VERSION)
    return str(next(one.value for one in found if isinstance(one, Literal)))


def _ours(chosen: Settings) -> frozenset[str]:
    """The graphs of sources that this node has itself; the tables of partners are another's even if called the same."""
    names = {known.edition.graph for known in sources((), chosen).plan.editions}
    place = Home(chosen.home)
    if place.serves():
        names |= {graph.name for graph in read_manifest(place.current_release()).graphs}
    own = {name for name in names if not name.startswith((PARTNERS, PREFIX))}
    return frozenset(own | {known.edition.graph for known in shipped()})


def _print(outcome: Outcome) -> None:
    told = outcome.pulled
    came = dict.fromkeys(outcome.fetched, "fetched")
    rows = (
        (one.name, came.get(one.name, "kept"), f"{one.triples:,}", f"{one.bytes:,}", one.licence) for one in told.graphs
    )
    print_table(("graph", "", "triples", "bytes", "licence"), rows)
    for name, reason in outcome.left:
        out.print(f"left: {name}: {reason}", highlight=False, markup=False)
    if outcome.is_new:
        out.print(f"Release {told.release} of {told.node} is here; next: genoderm build", highlight=False)
    else:
        out.print(f"Release {told.release} of {told.node} was here already: nothing has changed.", highlight=False)
