"""A release of another node taken over: what changed of it is fetched, what did not is kept, all of it or nothing.

The files stand beside those of the release before, until one table takes the place of the other while the home is held,
so that no build ever reads half of each.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path

from genoderm.graph.lock import locked
from genoderm.graph.storage import storage
from genoderm.loaders.pulled import INDEX, Pulled, PulledGraph, folder_of, read_pulled
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.federation.peers.presence import told
from genoderm.sparql.harvest.choice import Wanted, choose
from genoderm.sparql.harvest.download import count, have
from genoderm.sparql.harvest.offer import DUMPS, Offer, Offered, offer

STANDING = "nothing was taken over, and what was pulled before stays as it was"
LOCKS = {"lock", "lock.holder"}
PATIENCE = 300.0  # seconds for all that is told of a release: its files may have to be made first
Watch = Callable[[str, int], Callable[[int], None]]  # a stage of so many bytes begins; who hears of them


@dataclass(frozen=True, slots=True)
class Outcome:
    """What stands now; `fetched` are the graphs that came, `left` those that were not taken, with the reason."""

    pulled: Pulled
    is_new: bool = False
    fetched: tuple[str, ...] = ()
    left: tuple[tuple[str, str], ...] = ()


async def pull(node: Node, wanted: Wanted, watch: Watch) -> Outcome:
    """Take over the release that a node has now.

    EndpointFailed if the node cannot be asked, PullRefused if its release is none to take over, StorageFailed if the
    disk gives out, Held while another pulls it, or a build runs at the end; in each case what was pulled before stays.
    """
    folder = folder_of(wanted.home, node.name.name)
    with storage(wanted.home, STANDING), locked(folder, "pull"):
        before = read_pulled(folder)
        until = asyncio.get_running_loop().time() + PATIENCE
        release = await told(node, until)
        same = before is not None and (before.release, before.only) == (release.release, tuple(wanted.only))
        if before is not None and same and all(_is_whole(folder, one) for one in before.graphs):
            return Outcome(before)
        return await _taken(node, await offer(node, release, until), wanted, before, watch)


async def _taken(node: Node, offered: Offer, wanted: Wanted, before: Pulled | None, watch: Watch) -> Outcome:
    folder = folder_of(wanted.home, node.name.name)
    chosen = choose(node, offered, wanted)
    kept = {one.iri: one for one in before.graphs if _is_whole(folder, one)} if before else {}
    fetched = [one for one in chosen.graphs if one.iri not in kept or kept[one.iri].sha256 != one.file.sha256]
    tell = watch(f"pulling {node.name.name}", sum(one.file.bytes for one in fetched))
    made = {one.iri: await _fetched(node, offered, one, folder, tell) for one in fetched}
    pulled = Pulled(
        node=node.name.name,
        url=node.name.url,
        release=offered.release,
        created=offered.created,
        only=tuple(wanted.only),
        graphs=tuple(made.get(one.iri) or kept[one.iri] for one in chosen.graphs),
    )
    with locked(wanted.home, f"pull {node.name.name}"):
        _switch(folder, pulled)
    is_new = before is None or before.graphs != pulled.graphs
    return Outcome(pulled, is_new, tuple(one.name for one in fetched), chosen.left)


async def _fetched(node: Node, offered: Offer, one: Offered, folder: Path, tell: Callable[[int], None]) -> PulledGraph:
    target = folder / f"{one.name}-{one.file.sha256[:16]}.ttl.gz"
    await have(node, f"{DUMPS}/{offered.release}/{one.file.name}", one.file, target, tell)
    return PulledGraph(
        name=one.name,
        iri=one.iri,
        file=target.name,
        sha256=one.file.sha256,
        bytes=one.file.bytes,
        triples=await asyncio.to_thread(count, node, target, one.triples),
        release=offered.release,
        title=one.title,
        publisher=one.publisher,
        homepage=one.homepage,
        licence=one.licence,
    )


def _switch(folder: Path, pulled: Pulled) -> None:
    """Let the new table take the place of the old one; then remove the files that it does not name."""
    making = folder / f".{INDEX}"
    making.write_text(pulled.model_dump_json(indent=1) + "\n", "utf-8")
    making.replace(folder / INDEX)
    named = {INDEX, *LOCKS, *(one.file for one in pulled.graphs)}
    for file in folder.iterdir():
        if file.name not in named:
            file.unlink()


def _is_whole(folder: Path, one: PulledGraph) -> bool:
    file = folder / one.file
    if not file.is_file() or file.stat().st_size != one.bytes:
        return False
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest() == one.sha256
