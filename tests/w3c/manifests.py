"""The cases of the suites, as their manifests list them (https://w3c.github.io/rdf-tests/sparql/)."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from pyoxigraph import NamedNode

from genoderm.ontology.vocabularies import RDF, RDFS
from tests.w3c.archive import BASE, Archive
from tests.w3c.exchanges import MF, Exchange, exchanges
from tests.w3c.statements import Node, Statements, text

QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
UT = "http://www.w3.org/2009/sparql/tests/test-update#"
ROOTS = ("sparql10/manifest.ttl", "sparql11/manifest-all.ttl")


class Kind(StrEnum):
    """What a case asks for, by its class in the manifest."""

    QUERY = "QueryEvaluationTest"
    CSV = "CSVResultFormatTest"
    POSITIVE_10 = "PositiveSyntaxTest"
    NEGATIVE_10 = "NegativeSyntaxTest"
    POSITIVE = "PositiveSyntaxTest11"
    NEGATIVE = "NegativeSyntaxTest11"
    UPDATE = "UpdateEvaluationTest"
    POSITIVE_UPDATE = "PositiveUpdateSyntaxTest11"
    NEGATIVE_UPDATE = "NegativeUpdateSyntaxTest11"
    PROTOCOL = "ProtocolTest"
    GRAPH_STORE = "GraphStoreProtocolTest"
    DESCRIPTION = "ServiceDescriptionTest"


@dataclass(frozen=True, slots=True)
class State:
    """The dataset before or after a case: files for the default graph, and named graphs with the file of each."""

    default: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Case:
    """One test; files are told by their IRIs, and what a kind of test does not have is empty."""

    iri: str
    folder: str
    kind: Kind
    asked: str = ""  # the file of the query or update
    given: State = State()
    result: str = ""  # the file of the result of a query
    left: State = State()  # after an update
    lax: bool = False  # a REDUCED query may leave duplicates out
    exchanges: tuple[Exchange, ...] = ()

    @property
    def name(self) -> str:
        """What the case is called within its folder."""
        return self.iri.partition("#")[2]


@cache
def cases(archive: Archive) -> tuple[Case, ...]:
    """All the cases of SPARQL 1.0 and 1.1, in the order of the manifests."""
    return tuple(case for root in ROOTS for case in _listed(archive, BASE + root))


def _listed(archive: Archive, manifest: str) -> Iterator[Case]:
    told = Statements.read(archive.file(manifest), manifest)
    for included in _members(told, "include"):
        yield from _listed(archive, text(included))
    for entry in _members(told, "entries"):
        yield _case(told, entry, manifest.removeprefix(BASE).rpartition("/")[0])


def _members(told: Statements, lists: str) -> Iterator[Node]:
    """The manifest itself is a blank node in some, so what it lists is found by the property."""
    return (member for here in told.subjects(MF + lists) for member in told.items(here, MF + lists))


def _case(told: Statements, entry: Node, folder: str) -> Case:
    """A case; its action is a file, a dataset with a file, or a conversation."""
    name, kind = text(entry), Kind(told.text(entry, RDF + "type").partition("#")[2])
    action = next(iter(told.values(entry, MF + "action")), None)
    if action is None or kind in {Kind.PROTOCOL, Kind.GRAPH_STORE}:
        return Case(name, folder, kind, given=_state(told, entry, UT), exchanges=tuple(exchanges(told, action)))
    if isinstance(action, NamedNode):
        update = action.value.endswith(".ru")  # some are called tests of query syntax
        return Case(name, folder, Kind.NEGATIVE_UPDATE if update and kind is Kind.NEGATIVE else kind, action.value)
    if kind is Kind.UPDATE:
        left = _state(told, told.value(entry, MF + "result"), UT)
        return Case(name, folder, kind, told.text(action, UT + "request"), _state(told, action, UT), left=left)
    lax = told.text(entry, MF + "resultCardinality").endswith("LaxCardinality")
    given = _state(told, action, QT)
    return Case(name, folder, kind, told.text(action, QT + "query"), given, told.text(entry, MF + "result"), lax=lax)


def _state(told: Statements, node: Node, vocabulary: str) -> State:
    default = tuple(text(file) for file in told.values(node, vocabulary + "data"))
    return State(default, tuple(_named(told, file) for file in told.values(node, vocabulary + "graphData")))


def _named(told: Statements, graph: Node) -> tuple[str, str]:
    """The name of a graph and its file: a graph without a label of its own is named as its file."""
    if isinstance(graph, NamedNode):
        return graph.value, graph.value
    return told.text(graph, RDFS + "label"), told.text(graph, UT + "graph")
