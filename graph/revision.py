"""Writing to a release: each write makes a new release of the current one, or nothing.

    current -> hard-linked copy of its store -> the request -> default graph -> derived facts -> validation
            -> provenance, statistics -> dump -> manifest -> release -> current

A write holds the home's lock, as a build does; nothing that is served is touched before the last step, so a write that
fails, is refused, or is killed at any instant leaves `current` as it was, and `genoderm rollback` undoes one. A request
that changes nothing makes no release.

Named graphs. Any absolute IRI names a graph. A graph that holds nothing is not there: CREATE makes none, and DROP and
CLEAR do the same. The graphs `derived`, `provenance`, `statistics` and `withdrawn` are worked out at every write; what
a request adds to them is refused, what it takes from them is there again afterwards.

The default graph is the union of the named graphs, but for those whose name ends in -mappings. A request is evaluated
as SPARQL 1.1 Update has it, default graph and named graphs apart; then the default graph follows the named ones (see
`revision_union`). What a request writes to the default graph directly stays so: statements that no named graph holds
are a section of their own in the dump (`manifest.unnamed`), and statements that a named graph holds and the default
graph no longer does stand in the graph `withdrawn`, so that dump and manifest tell the whole dataset.

Blank nodes become IRIs (see `revision_blank_nodes`). Derived facts are worked out again where the write touched what
they follow from. Validation is that of a build; a write that would bring errors is refused. Provenance names who wrote
and what was asked, by its checksum; when it was is told in the manifest.

A bare release (`manifest.union` is false, see `revision_bare`) has none of this: its default graph is a graph of its
own, blank nodes stay, nothing is derived, validated or described.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.revision_content import UNNAMED
from genoderm.graph.revision_outcome import Retell, work_out
from genoderm.graph.revision_provenance import Author, Written, described, provenance_of
from genoderm.graph.revision_release import Describe, Finish, finish
from genoderm.graph.revision_workplace import SCRATCH, Request, Workplace
from genoderm.graph.storage import storage
from genoderm.graph.usage import is_used
from genoderm.ontology.errors import GenodermError
from genoderm.ontology.terms import Iris

STANDING = "nothing was written, and the current release stays as it was"
KEPT = 10  # releases made by writes, by default


class PreconditionFailed(GenodermError):
    """The graph is not in the state that the request asks for."""

    status = 412


@dataclass(frozen=True, slots=True)
class Condition:
    """What a graph has to be for a write to be done: tags as `tag` gives them, "*" for any that is there.

    RFC 9110, 13.1.1 and 13.1.2.
    """

    graph: str
    match: tuple[str, ...] = ()
    none_match: tuple[str, ...] = ()

    def check(self, manifest: Manifest) -> None:
        """PreconditionFailed if the graph is otherwise."""
        now = tag(manifest, self.graph)
        if self.match and not _fits(now, self.match):
            raise PreconditionFailed(f"the graph is {now or 'not there'}, expected {', '.join(self.match)}; {STANDING}")
        if self.none_match and _fits(now, self.none_match):
            raise PreconditionFailed(f"the graph is {now}, expected anything but that; {STANDING}")


@dataclass(frozen=True, slots=True)
class Revised:
    """The release after a write, whether the write made it, and which graphs were not there before."""

    manifest: Manifest
    fresh: bool
    made: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Story:
    """How a revision is told: the release before it, who asked for it, its provenance, its new graphs."""

    previous: str
    author: Author
    retell: Retell
    describe: Describe


def tag(manifest: Manifest, name: str) -> str:
    """What changes whenever this graph does ("" is the default graph), and "" for a graph that is not there."""
    if name == UNNAMED:
        return manifest.id
    graph = manifest.graph(name)
    return graph.sha256[:16] if graph else ""


def revise(
    home: Home, request: Request, author: Author, condition: Condition | None = None, kept: int = KEPT
) -> Revised:
    """Do what is asked and serve the outcome; of the releases made by writes, so many newest are kept.

    Conflict while a build or another write holds the home; PreconditionFailed; InvalidRelease if the outcome has
    errors; StorageFailed if the disk gives out; what the request itself raises.
    """
    with storage(home.path, STANDING), locked(home.path, f"write of {author.name}"):
        current = home.current_release()
        manifest = read_manifest(current)
        if condition:
            condition.check(manifest)
        revised = revise_release(home, current, request, _story(manifest, author))
        if revised.fresh:
            home.switch(home.release(revised.manifest.id))
            _prune(home, kept)
    return revised


def revise_release(home: Home, release: Path, request: Request, story: Story) -> Revised:
    """The release that a request makes of `release`, which is not served yet; call it while holding the lock."""
    staged = home.stage()
    manifest = read_manifest(release)
    try:
        with Workplace(release, manifest, staged) as place:
            changes = request.changes(place)
            if not changes:
                return Revised(manifest, fresh=False)
            outcome = work_out(place, changes, release, manifest, story.retell)
            place.store.flush()
            told = Finish(release, manifest, story.previous, story.author, story.describe)
            after = finish(staged, place.content, changes, outcome, told)
        shutil.rmtree(staged / SCRATCH)
        home.adopt(staged, after.id)
        return Revised(after, fresh=True, made=outcome.written.made)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _story(manifest: Manifest, author: Author) -> Story:
    def retell(place: Workplace, written: Written) -> list[bytes]:
        return provenance_of(place.content.lines(PROVENANCE), written, author, manifest.id, place.iris)

    return Story(manifest.id, author, retell, lambda name: described(name, author.name, Iris(manifest.base)))


def _fits(now: str, tags: tuple[str, ...]) -> bool:
    return now in tags or (bool(now) and "*" in tags)


def _prune(home: Home, kept: int) -> None:
    """Remove the oldest of the releases that writes made and nobody uses; others stay until `genoderm prune`."""
    current = home.current_release().name
    written = [manifest.id for manifest in home.releases() if manifest.write]
    for name in written[:-kept]:
        if name != current and not is_used(home.release(name)):
            home.remove(home.release(name))
