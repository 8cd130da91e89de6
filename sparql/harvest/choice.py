"""Which graphs of a release are taken over, and whether they may be."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.derivation import GRAPH as DERIVED
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.statistics import GRAPH as STATISTICS
from genoderm.loaders.pulled import PREFIX
from genoderm.ontology.errors import shown
from genoderm.ontology.example_statements import GRAPH as EXAMPLES
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.harvest.errors import PullRefused
from genoderm.sparql.harvest.licences import is_open
from genoderm.sparql.harvest.offer import Offer, Offered

MADE = {DERIVED, PROVENANCE, STATISTICS, EXAMPLES}  # of every release anew
BESIDE = ("-mappings", "-history")
BY_RELEASE, BY_OTHERS, HAD = (
    "every release makes its own",
    "another node's: pull that one",
    "this node has its own edition of this source",
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be taken over, into which home: `only` these graphs if any are named, without them never `ours`."""

    home: Path
    model: str
    only: tuple[str, ...] = ()
    ours: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Choice:
    """The graphs to take, and those that are left, with the reason."""

    graphs: tuple[Offered, ...]
    left: tuple[tuple[str, str], ...]


def choose(node: Node, offer: Offer, wanted: Wanted) -> Choice:
    """The graphs of an offer to take over; PullRefused if one of them may not be taken."""
    _refuse_model(node, offer.model, wanted.model)
    if unknown := sorted(set(wanted.only) - {one.name for one in offer.graphs}):
        known = ", ".join(one.name for one in offer.graphs)
        raise PullRefused(f"{node.name.name} has no graph {', '.join(map(shown, unknown))}; there are {known}")
    reasons = {one.name: _reason(one.name, wanted) for one in offer.graphs}
    graphs = tuple(one for one in offer.graphs if not reasons[one.name])
    for one in graphs:
        _refuse_licence(node, one)
    _refuse_size(node, graphs)
    return Choice(graphs, tuple((name, reason) for name, reason in reasons.items() if reason))


def _reason(name: str, wanted: Wanted) -> str:
    """Why a graph is left; "" if it is taken."""
    if name in MADE:
        return BY_RELEASE
    if name.startswith(PREFIX):
        return BY_OTHERS
    if wanted.only:
        return "" if name in wanted.only else "not asked for"
    plain = name
    for ending in BESIDE:
        plain = plain.removesuffix(ending)
    return HAD if plain in wanted.ours else ""


def _refuse_model(node: Node, model: str | None, ours: str) -> None:
    if model is None:
        raise PullRefused(f"{node.name.name} does not say which version of the model its release is of")
    if _line(model) != _line(ours):
        which = "an older" if _line(model) < _line(ours) else "a newer"
        who = "that node" if _line(model) < _line(ours) else "this node"
        raise PullRefused(f"{node.name.name} has {which} version of the model, {model}; expected {ours}: update {who}")


def _line(version: str) -> tuple[int, ...]:
    """What has to be the same: 0.1 of 0.1.0, since releases of one line mean the same by their words."""
    return tuple(int(part) if part.isdecimal() else -1 for part in version.split(".")[:2])


def _refuse_licence(node: Node, one: Offered) -> None:
    if not one.licence:
        raise PullRefused(f"{node.name.name} tells of no licence for its graph {one.name}, expected an open one")
    if not is_open(one.licence):
        told = f"has its graph {one.name} under {one.licence}, which is none of the open licences"
        raise PullRefused(f"{node.name.name} {told} (CC BY, CC BY-SA, CC0, ODC, national open licences)")


def _refuse_size(node: Node, graphs: Collection[Offered]) -> None:
    size, most = sum(one.file.bytes for one in graphs), node.listed.release_bytes
    if size > most:
        told = f"has {size:,} bytes of graphs to take over, expected at most {most:,}"
        raise PullRefused(f"{node.name.name} {told}, which is release_bytes of its entry in [[federation.peers]]")
