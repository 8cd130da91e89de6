"""What changed between two releases: by graph in numbers, by thing in words.

Both dumps are sorted, so their graphs are walked side by side in little memory, and equal graphs are told by checksum.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.dump import Section, read_section
from genoderm.graph.manifest import STORE, Graph, Manifest, Unnamed, read_manifest
from genoderm.graph.provenance import GRAPH as PROVENANCE
from genoderm.graph.statistics import GRAPH as STATISTICS
from genoderm.ontology.example_statements import GRAPH as EXAMPLES

UNNAMED = "(default graph)"
DESCRIBING = {PROVENANCE, STATISTICS, EXAMPLES}  # graphs about the release itself and how to ask it
NAMES = """
PREFIX gd: <https://w3id.org/genoderm/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX owl: <http://www.w3.org/2002/07/owl#>
SELECT ?thing ?name WHERE {
  VALUES ?class { gd:Disease gd:Centre gd:Hospital gd:Network gd:ThematicGroup gd:PatientAssociation gd:Resource }
  ?thing a ?class .
  FILTER NOT EXISTS { ?thing owl:deprecated true }
  OPTIONAL { ?thing skos:prefLabel ?english FILTER(LANG(?english) = "en") }
  OPTIONAL { ?thing skos:prefLabel ?other }
  OPTIONAL { ?thing dct:title ?title }
  BIND(COALESCE(STR(?english), STR(?other), STR(?title), STR(?thing)) AS ?name)
}"""


@dataclass(frozen=True, slots=True)
class GraphChange:
    """How many triples of a named graph came and went; those of the default graph alone go by UNNAMED."""

    graph: str
    added: int
    removed: int


@dataclass(frozen=True, slots=True)
class ThingChange:
    """A disease, centre, network … that came ("" before), went or was retired ("" after) or has another name."""

    thing: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the release `after` has that `before` had not, and the other way round."""

    before: str
    after: str
    graphs: tuple[GraphChange, ...]
    things: tuple[ThingChange, ...]


def difference(before: Path, after: Path) -> Difference:
    """Compare two release folders."""
    old, new = read_manifest(before), read_manifest(after)
    graphs = tuple(change for change in _graphs(before, after, old, new) if change.added or change.removed)
    return Difference(old.id, new.id, graphs, tuple(_things(before, after)))


def _graphs(before: Path, after: Path, old: Manifest, new: Manifest) -> Iterator[GraphChange]:
    for name in sorted({"", *(graph.name for graph in (*old.graphs, *new.graphs))} - DESCRIBING):
        had, has = _section(old, name), _section(new, name)
        if had and has and had.sha256 == has.sha256:
            continue
        came = gone = 0
        for added, _ in changed_lines(_lines(before, old, name), _lines(after, new, name)):
            came += added
            gone += not added
        yield GraphChange(name or UNNAMED, came, gone)


def changed_quads(before: Path, after: Path, graph: str) -> Iterator[tuple[bool, Quad]]:
    """The quads of a graph that came (True) or went (False), sorted; "" are those of the default graph alone."""
    old, new = read_manifest(before), read_manifest(after)
    for added, line in changed_lines(_lines(before, old, graph), _lines(after, new, graph)):
        for quad in parse(line, format=RdfFormat.N_QUADS):
            yield added, quad


def _lines(release: Path, manifest: Manifest, name: str) -> Iterable[bytes]:
    graph = _section(manifest, name)
    return read_section(release / DUMP, [Section(graph.offset, graph.length)] if graph else [])


def _section(manifest: Manifest, name: str) -> Graph | Unnamed | None:
    return manifest.graph(name) if name else manifest.unnamed


def changed_lines(before: Iterable[bytes], after: Iterable[bytes]) -> Iterator[tuple[bool, bytes]]:
    """The lines that only one of two sorted sequences has: (True, line) if only the second."""
    left, right = iter(before), iter(after)
    old, new = next(left, None), next(right, None)
    while old is not None or new is not None:
        if new is None or (old is not None and old < new):
            yield False, old or b""
            old = next(left, None)
        elif old is None or new < old:
            yield True, new
            new = next(right, None)
        else:
            old, new = next(left, None), next(right, None)


def _things(before: Path, after: Path) -> Iterator[ThingChange]:
    old, new = _names(before), _names(after)
    for thing in sorted(old.keys() | new.keys()):
        if old.get(thing) != new.get(thing):
            yield ThingChange(thing, old.get(thing, ""), new.get(thing, ""))


def _names(release: Path) -> dict[str, str]:
    """The first name, in the order of the alphabet, of everything that has a page of its own."""
    rows = Store.read_only(str(release / STORE)).query(NAMES)
    names: dict[str, str] = {}
    if isinstance(rows, QuerySolutions):
        for row in rows:
            match row["thing"], row["name"]:
                case NamedNode() as thing, Literal() as name:
                    names[thing.value] = min(names.get(thing.value, name.value), name.value)
    return names
