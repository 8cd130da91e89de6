"""A release of quads as they are, without sources: its default graph is a graph of its own, blank nodes stay.

For datasets that are not ours, such as those of the W3C's test suites: a write to such a release does what SPARQL 1.1
Update says and nothing beside it.
"""

import shutil
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from pyoxigraph import BlankNode, DefaultGraph, Quad, Store, Triple

from genoderm import __version__
from genoderm.graph.checksums import file_checksum
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.findings import write_findings
from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.manifest import FORMAT, ID_DIGITS, QUARANTINE, REPORT, STORE, Manifest, write_manifest
from genoderm.graph.ntriples import Writer
from genoderm.graph.revision import STANDING, Story, revise_release
from genoderm.graph.revision_content import UNNAMED, Change
from genoderm.graph.revision_provenance import Author, described
from genoderm.graph.revision_workplace import Changes, Workplace
from genoderm.graph.storage import storage
from genoderm.graph.text_index import FILES as INDEX
from genoderm.graph.text_index import write_index
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import DEFAULT_BASE, Iris

AUTHOR = Author("bare_release", "")


def bare_release(home: Home, quads: Iterable[Quad], base: str = DEFAULT_BASE) -> Manifest:
    """Make a release of these quads, and serve it."""
    iris = Iris(base)
    with storage(home.path, STANDING), locked(home.path, "bare release"):
        previous = home.current_release().name if home.serves() else ""
        story = Story(previous, AUTHOR, lambda *_: (), lambda name: described(name, AUTHOR.name, iris))
        made = revise_release(home, _empty(home, base), _Quads(tuple(quads)), story).manifest
        home.switch(home.release(made.id))
    return made


@dataclass(frozen=True, slots=True)
class _Quads:
    """A dataset shall hold these quads."""

    quads: tuple[Quad, ...]

    def changes(self, place: Workplace) -> Changes:
        """What it changes: all graphs that the quads are of."""
        graphs: dict[str, list[Triple]] = defaultdict(list)
        for quad in self.quads:
            graphs[_name(quad, place.iris)].append(quad.triple)
        return Changes({name: _put(place, name, triples) for name, triples in graphs.items()})


def _put(place: Workplace, name: str, triples: Iterable[Triple]) -> Change:
    writer = Writer(place.content.fresh())
    writer.add(triples)
    return place.content.put(name, writer.finish())


def _name(quad: Quad, iris: Iris) -> str:
    match quad.graph_name:
        case DefaultGraph():
            return UNNAMED
        case BlankNode() as graph:
            raise BadInput(f"{graph} names a graph; expected an IRI")
        case graph:
            return iris.graph_name(graph.value)


def _empty(home: Home, base: str) -> Path:
    """A release of nothing."""
    staged = home.stage()
    try:
        Store(staged / STORE).flush()
        write_index(Store(), staged)
        (staged / DUMP).touch()
        (staged / QUARANTINE).touch()
        write_findings((), staged / REPORT)
        manifest = _nothing(staged, base)
        write_manifest(manifest, staged)
        return home.adopt(staged, manifest.id)
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _nothing(staged: Path, base: str) -> Manifest:
    files = {name: file_checksum(staged / name) for name in (DUMP, REPORT, QUARANTINE, *INDEX)}
    return Manifest(
        format=FORMAT,
        id=files[DUMP][:ID_DIGITS],
        created=datetime.now(UTC).isoformat(timespec="milliseconds"),
        tool=__version__,
        base=base,
        previous="",
        inputs=(),
        graphs=(),
        triples=0,
        warnings=0,
        files=files,
        union=False,
    )
