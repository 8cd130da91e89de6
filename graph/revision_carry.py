"""What writes made outlives a build, and nothing that writes did is lost without a word.

A graph that only writes made is carried over to the release that a build makes. What writes did to the graphs that the
build makes itself, or directly to the default graph, the build cannot know whether to do again: it is refused until its
caller says that this may go. The release before stays for `genoderm rollback` either way.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from genoderm.graph.home import Home
from genoderm.graph.manifest import Graph, Manifest, read_manifest
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.revision import Story, revise_release
from genoderm.graph.revision_content import WITHDRAWN, Content
from genoderm.graph.revision_provenance import Author, Written, about
from genoderm.graph.revision_workplace import Changes, Workplace
from genoderm.ontology.errors import BadRelease, Conflict, NotFound
from genoderm.ontology.terms import digest


class Writes(StrEnum):
    """What becomes of writes to the graphs that a build makes."""

    KEPT = "kept"  # the build is refused
    REPLACED = "replaced"


class Overwritten(Conflict):
    """The build would undo what somebody wrote."""


def refuse_loss(home: Home, writes: Writes) -> None:
    """Raise Overwritten if a build would undo what was written to the current release, and may not."""
    known = _current(home)
    if known and writes is Writes.KEPT:
        _refuse(list(_lost(known)))


def carry_over(home: Home, release: Path, writes: Writes) -> Path:
    """The release that holds the graphs of `release`, and those that only writes made of the current one.

    Overwritten if both have a graph of one name and it may not be replaced. Call it while holding the lock.
    """
    known, made = _current(home), read_manifest(release)
    if not known or known.id == made.id:
        return release
    before = home.current_release()
    whole = [graph for graph in known.graphs if graph.written == "whole"] if known.union else []
    both = [graph.name for graph in whole if made.graph(graph.name)]
    if both and writes is Writes.KEPT:
        _refuse([f"the graph {name}, which a source has now" for name in both])
    carried = {graph.name: graph for graph in whole if graph.name not in both}
    if not carried:
        return release
    revised = revise_release(home, release, _Carry(before, known, tuple(carried)), _story(before, known, carried))
    return home.release(revised.manifest.id)


@dataclass(frozen=True, slots=True)
class _Carry:
    """Graphs of another release, by name, shall be in this one."""

    before: Path
    manifest: Manifest
    names: tuple[str, ...]

    def changes(self, place: Workplace) -> Changes:
        """What it changes."""
        source = Content(self.before, self.manifest, place.content.fresh())
        return Changes({name: place.content.replace(name, source.lines(name)) for name in self.names})


def _story(before: Path, known: Manifest, carried: dict[str, Graph]) -> Story:
    def retell(place: Workplace, _: Written) -> list[bytes]:
        told = Content(before, known, place.content.fresh()).lines(PROVENANCE)
        return sorted({*place.content.lines(PROVENANCE), *about(told, carried, place.iris)})

    author = Author("build", digest(*(graph.sha256 for graph in carried.values())))
    return Story(known.id, author, retell, carried.__getitem__)


def _current(home: Home) -> Manifest | None:
    """The manifest of the current release; None for one that cannot be read, which a build is the remedy for."""
    try:
        return read_manifest(home.current_release())
    except (BadRelease, NotFound):
        return None


def _lost(manifest: Manifest) -> Iterator[str]:
    if not manifest.union:
        yield "all of it, which no source gives"
    for graph in manifest.graphs:
        if graph.written == "changed":
            yield f"the graph {graph.name}, which was written to"
        if graph.name == WITHDRAWN:
            yield f"{graph.triples:,} statements withdrawn from the default graph"
    yield from (f"the removal of the graph {name}" for name in manifest.dropped)
    if manifest.unnamed:
        yield f"{manifest.unnamed.triples:,} statements of the default graph alone"


def _refuse(lost: list[str]) -> None:
    if lost:
        told = "\n".join(f"  {what}" for what in lost)
        raise Overwritten(
            f"this build would undo what was written to the current release, so it was not done:\n{told}\n"
            "it is done when told that writes are to be replaced; what only writes made is kept either way"
        )
