"""What a write makes of a release: its default graph, derived facts, findings, provenance, statistics."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path

from pyoxigraph import RdfFormat, serialize

from genoderm.graph import statistics
from genoderm.graph.derivation import GRAPH as DERIVED
from genoderm.graph.findings import Finding
from genoderm.graph.manifest import Manifest
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.revision_content import UNNAMED, WITHDRAWN, Change
from genoderm.graph.revision_derivation import derive_again, matters
from genoderm.graph.revision_index import index_again
from genoderm.graph.revision_ours import OURS, refuse_ours
from genoderm.graph.revision_provenance import Written
from genoderm.graph.revision_union import Union, apply
from genoderm.graph.revision_validation import validate_again
from genoderm.graph.revision_workplace import Changes, Workplace
from genoderm.graph.text_index import write_index

Retell = Callable[[Workplace, Written], Iterable[bytes]]  # the lines of `provenance`, sorted


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the manifest tells beside the graphs."""

    written: Written
    findings: tuple[Finding, ...]
    triples: int  # of the default graph


def work_out(place: Workplace, changes: Changes, release: Path, manifest: Manifest, retell: Retell) -> Outcome:
    """Have the store, the index and the graphs of `place` be as they are after these changes of `release`."""
    if place.union:
        return _of_union(place, _by_others(place, changes), release, manifest, retell)
    for name, change in changes.named.items():
        apply(place.store, place.graph(name), change)
    write_index(place.store, place.folder)
    own = place.content.file(UNNAMED)
    return Outcome(_written(place, changes, manifest), (), own.triples if own else 0)


def _of_union(place: Workplace, changes: Changes, release: Path, manifest: Manifest, retell: Retell) -> Outcome:
    union = Union(place)
    followed = [union.follow(changes.named, changes.direct)]
    if matters(_lines(followed)):
        followed.append(union.derive(DERIVED, derive_again(place.content)))
    findings = validate_again(place.store, release, manifest, _lines(followed))
    written = _written(place, changes, manifest)
    followed.append(union.describe(PROVENANCE, retell(place, written)))
    union.describe(statistics.GRAPH, place.content.lines(statistics.GRAPH))  # before `withdrawn` is counted
    described, triples = _counted(place)
    followed.append(union.describe(statistics.GRAPH, described))
    index_again(place.store, place.folder, release, _lines(followed))
    return Outcome(written, tuple(findings), triples)


def _counted(place: Workplace) -> tuple[list[bytes], int]:
    """The lines of the graph `statistics`, sorted, and how many triples the default graph holds with them."""
    names = [name for name in place.content.names if name not in {UNNAMED, statistics.GRAPH}]
    named = {name: partial(place.content.lines, name) for name in names}
    default = partial(place.content.default_lines, without=statistics.GRAPH)
    described, triples = statistics.statistics(named, default, place.iris)
    lines = bytes(serialize(described, format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True)
    return sorted(set(lines)), triples


def _by_others(place: Workplace, changes: Changes) -> Changes:
    """The changes, but for what was taken from graphs that are worked out anew; WorkedOut for what was added."""
    refuse_ours(name for name, change in changes.named.items() if change.added)
    for name in OURS:
        place.content.revert(name)
    return Changes({name: change for name, change in changes.named.items() if name not in OURS}, changes.direct)


def _written(place: Workplace, changes: Changes, manifest: Manifest) -> Written:
    names = {name for name, change in changes.named.items() if change} | ({UNNAMED} if changes.direct else set())
    told = names | {WITHDRAWN}
    before = {graph.name for graph in manifest.graphs}
    now = set(place.content.names)
    made, gone = told & now - before - {UNNAMED}, told & before - now
    return Written(frozenset(made), frozenset(names - made - gone), frozenset(gone))


def _lines(changes: Iterable[Change]) -> list[bytes]:
    return [*chain.from_iterable((*change.added, *change.removed) for change in changes)]
