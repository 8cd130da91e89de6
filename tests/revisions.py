"""Writing to releases in a test: updates, graphs, and the whole dataset as it is afterwards."""

from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat, Store, parse

from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE, Manifest, read_manifest
from genoderm.graph.revision import Condition, Revised, revise
from genoderm.graph.revision_documents import Document
from genoderm.graph.revision_graphs import Drop, Post, Put
from genoderm.graph.revision_ours import OURS
from genoderm.graph.revision_provenance import Author
from genoderm.graph.verification import verify
from genoderm.ontology.terms import Iris
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.protocol import Update
from genoderm.sparql.update import read_steps
from tests.releases import PREFIXES

ANNA = Author("anna", "0" * 64)
SOMEWHERE = "http://example.org/update"
Lines = set[str]


def updated(home: Path, text: str, dataset: Dataset = WHOLE) -> Revised:
    """Carry an update out."""
    return revise(Home(home), read_steps(Update(text, dataset), SOMEWHERE), ANNA)


def document(home: Path, body: str, media_type: str = "text/turtle") -> tuple[Document, ...]:
    """A document that somebody sends; Turtle gets the usual prefixes."""
    path = home / "sent"
    path.write_text(PREFIXES + body if media_type == "text/turtle" else body, "utf-8")
    return (Document(path, media_type, "sent.ttl"),)


def put(home: Path, graph: str, body: str, condition: Condition | None = None) -> Revised:
    """Have a graph hold these statements."""
    return revise(Home(home), Put(graph, document(home, body), SOMEWHERE), ANNA, condition)


def posted(home: Path, graph: str, body: str) -> Revised:
    """Have a graph hold these statements too."""
    return revise(Home(home), Post(graph, document(home, body), SOMEWHERE), ANNA)


def dropped(home: Path, graph: str) -> Revised:
    """Have a graph be gone."""
    return revise(Home(home), Drop(graph), ANNA)


def manifest(home: Path) -> Manifest:
    """Of the current release."""
    return read_manifest(home / "current")


def store(home: Path) -> Store:
    """Of the current release."""
    return Store.read_only(str(home / "current" / STORE))


def said(home: Path, graph: str = "") -> Lines:
    """The statements of a graph, "" being the default graph, as N-Triples."""
    return _lines(store(home), graph)


def _lines(opened: Store, graph: str) -> Lines:
    of = Iris().graph(graph) if graph else DefaultGraph()
    return {str(quad.triple) for quad in opened.quads_for_pattern(None, None, None, of)}


def whole(home: Path) -> bool:
    """Whether the release is what its manifest says, and its default graph what its graphs say."""
    told = manifest(home)
    assert verify(home / "current") == []
    opened = store(home)
    named = [graph.name for graph in told.graphs if not graph.name.endswith("-mappings") and graph.name != "withdrawn"]
    union = set().union(*(_lines(opened, name) for name in named)) if told.union else set()
    withdrawn = _lines(opened, "withdrawn")
    assert withdrawn <= union
    assert _lines(opened, "") == (union - withdrawn) | in_dump(home)
    return True


def in_dump(home: Path) -> Lines:
    """The statements of the default graph that the dump holds."""
    quads = parse(path=home / "current" / DUMP, format=RdfFormat.N_QUADS)
    return {str(quad.triple) for quad in quads if isinstance(quad.graph_name, DefaultGraph)}


def by_others(home: Path) -> set[str]:
    """The names of the graphs that are not worked out anew by every write."""
    return {graph.name for graph in manifest(home).graphs} - set(OURS)
