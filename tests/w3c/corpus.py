"""Releases of test data: for the query cases one, in which every data file is a named graph, named by its IRI.

So each case is a request that makes its dataset by `default-graph-uri` and `named-graph-uri`, and one server answers
them all. Blank nodes are labelled by their file, so that no two files share one.
"""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import TypeVar

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from genoderm.graph.home import Home
from genoderm.graph.revision_bare import bare_release
from tests.w3c.archive import BASE, Archive
from tests.w3c.manifests import Case, Kind, State
from tests.w3c.statements import Node, parse_file

ASKED = {Kind.QUERY, Kind.CSV, Kind.PROTOCOL}
EMPTY = BASE + "no-such-graph"  # names the dataset of a case without data
Part = TypeVar("Part", bound=Node)


def corpus(archive: Archive, cases: Iterable[Case]) -> State:
    """The named graphs that these cases ask of, each with its file; some say FROM themselves."""
    asked = [case for case in cases if case.kind in ASKED]
    defaults = {file: file for case in asked for file in case.given.default}
    named = {name: file for case in asked for name, file in case.given.named}
    beside = {archive.iri(file): archive.iri(file) for file in archive.files(".ttl") if file.parent.name == "dataset"}
    return State(named=tuple(sorted((defaults | named | beside).items())))


class Datasets:
    """A home whose release can be any dataset of test data; each is made once."""

    def __init__(self, home: Home, archive: Archive) -> None:
        """For this home, which may be there or not."""
        home.path.mkdir(parents=True, exist_ok=True)
        self.home = home
        self._archive = archive
        self._made: dict[State, str] = {}

    def serve(self, state: State) -> str:
        """Have this dataset be the current release; its id."""
        if state not in self._made:
            self._made[state] = bare_release(self.home, _dataset(self._archive, state)).id
        elif self.home.current_release().name != self._made[state]:
            self.home.switch(self.home.release(self._made[state]))
        return self._made[state]


def _dataset(archive: Archive, state: State) -> Iterator[Quad]:
    for file in state.default:
        yield from _quads(archive, file, DefaultGraph())
    for name, file in state.named:
        yield from _quads(archive, file, NamedNode(name))


def _quads(archive: Archive, file: str, graph: NamedNode | DefaultGraph) -> Iterator[Quad]:
    label = sha256(file.encode()).hexdigest()[:8]
    for quad in parse_file(archive.file(file), file):
        yield Quad(_apart(quad.subject, label), quad.predicate, _apart(quad.object, label), graph)


def _apart(node: Part, label: str) -> Part | BlankNode:
    return BlankNode(f"f{label}{node.value}") if isinstance(node, BlankNode) else node
