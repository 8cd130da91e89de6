"""VoID: what is in a release, in numbers that a query confirms; the graph `statistics`.

W3C Interest Group Note, Describing Linked Datasets with the VoID Vocabulary, https://www.w3.org/TR/void/. How the
properties of each class are told, with the classes and datatypes that they lead to, is as the tools of SIB read it
(https://github.com/sib-swiss/sparql-guidelines).

A graph is a document as well as a dataset: under the Graph Store Protocol its IRI is where it can be read. So it is the
graphs that link back to the dataset (VoID, 6.3), and a thing leads to it by the graph that tells of it: that takes a
statement for each graph, and not one for each thing.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from genoderm.graph.census import Size, survey
from genoderm.graph.linksets import SUBSET, linksets
from genoderm.graph.partitions import DATASET, ENTITIES, TRIPLES, number, partitions
from genoderm.graph.totals import Census, Lines, Totals
from genoderm.ontology import terms
from genoderm.ontology.prefixes import VOCABULARIES
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import FORMATS, RDF_TYPE, VOID

GRAPH = "statistics"
IN_DATASET = NamedNode(VOID + "inDataset")
SPARQL_ENDPOINT = NamedNode(VOID + "sparqlEndpoint")
DATA_DUMP = NamedNode(VOID + "dataDump")
FEATURE = NamedNode(VOID + "feature")
VOCABULARY = NamedNode(VOID + "vocabulary")
EXAMPLE = NamedNode(VOID + "exampleResource")
SUBJECTS = NamedNode(VOID + "distinctSubjects")
OBJECTS = NamedNode(VOID + "distinctObjects")
CLASSES = NamedNode(VOID + "classes")
PROPERTIES = NamedNode(VOID + "properties")
ROUNDS = 10  # three or four are enough for numbers that depend on the statements and not on one another
WRITTEN_AS = ("N-Quads", "Turtle", "N-Triples", "RDF_XML", "JSON-LD")  # http://www.w3.org/ns/formats/
SHOWN = (terms.Disease, terms.ExpertCentre, terms.Network, terms.Hospital, terms.Gene)


def statistics(named: Mapping[str, Lines], default: Lines, iris: Iris) -> tuple[list[Triple], int]:
    """The numbers of the default graph, by class and property, of every named graph, and of the links to others.

    Gives the statements, and how many triples the default graph holds with them. `named` are all graphs but this one,
    by name; `default` is what the default graph holds without it.

    They count themselves: what they add is worked out until it no longer changes. A number of distinct objects may not
    come to rest, being an object itself that there is or is not already; then such numbers are left out.
    """
    graphs = tuple(iris.graph(name) for name in (*named, GRAPH))
    sizes = {name: survey(lines()) for name, lines in named.items()}
    about = (iris.thing(kind, "") for kind in ("partition", "linkset", "dataset"))
    census = Census(default, dict.fromkeys((dataset_iri(iris), *graphs), DATASET), about)
    shown = tuple(filter(None, map(census.first, SHOWN)))
    counted = Counted(census, sizes, shown, iris)
    settled = _settled(counted, untold=()) or _settled(counted, untold=(OBJECTS,))
    if settled is None:
        raise ArithmeticError("the numbers of this release change whenever they are told")
    return settled


def dataset_iri(iris: Iris) -> NamedNode:
    """What the default graph is called: the dataset that a deployment publishes."""
    return iris.thing("dataset", "genoderm")


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted, before it is told."""

    census: Census
    sizes: Mapping[str, Size]
    shown: tuple[NamedNode, ...]
    iris: Iris


def _settled(counted: Counted, untold: Container[NamedNode]) -> tuple[list[Triple], int] | None:
    described = set[Triple]()
    for _ in range(ROUNDS):
        lines = _lines(described)
        totals = counted.census.with_further(lines)
        told = _describe(counted, totals, survey(lines))
        again = {triple for triple in told if triple.predicate not in untold}
        if again == described:
            return list(described), totals.size.triples
        described = again
    return None


def _describe(counted: Counted, totals: Totals, own: Size) -> Iterator[Triple]:
    iris, dataset = counted.iris, dataset_iri(counted.iris)
    yield from _dataset(counted, totals)
    yield from _sized(dataset, totals.size)
    for name, size in (*counted.sizes.items(), (GRAPH, own)):
        graph = iris.graph(name)
        yield Triple(dataset, SUBSET, graph)
        yield Triple(graph, RDF_TYPE, DATASET)
        yield Triple(graph, IN_DATASET, dataset)
        yield from _sized(graph, size)
    yield from partitions(totals, dataset, iris)
    yield from linksets(totals.links, dataset, iris)


def _dataset(counted: Counted, totals: Totals) -> Iterator[Triple]:
    iris, dataset = counted.iris, dataset_iri(counted.iris)
    yield Triple(dataset, RDF_TYPE, DATASET)
    yield Triple(dataset, SPARQL_ENDPOINT, iris.place("sparql"))
    yield Triple(dataset, DATA_DUMP, iris.place("dump.nq"))
    for name in WRITTEN_AS:
        yield Triple(dataset, FEATURE, NamedNode(FORMATS + name))
    for namespace in _vocabularies(totals):
        yield Triple(dataset, VOCABULARY, NamedNode(namespace))
    for example in counted.shown:
        yield Triple(dataset, EXAMPLE, example)


def _sized(dataset: NamedNode, size: Size) -> Iterator[Triple]:
    """An entity is what has an IRI and something told of it; without blank nodes, that is every subject."""
    yield Triple(dataset, TRIPLES, number(size.triples))
    yield Triple(dataset, ENTITIES, number(size.subjects))
    yield Triple(dataset, SUBJECTS, number(size.subjects))
    yield Triple(dataset, OBJECTS, number(size.objects))
    yield Triple(dataset, CLASSES, number(size.classes))
    yield Triple(dataset, PROPERTIES, number(size.properties))


def _vocabularies(totals: Totals) -> list[str]:
    """The namespaces of the classes and properties that there are."""
    used = [node.value for node in (*totals.classes, *totals.properties)]
    known = (namespace for namespace in VOCABULARIES.values() if any(iri.startswith(namespace) for iri in used))
    return sorted(known)


def _lines(triples: Iterable[Triple]) -> list[bytes]:
    return sorted(bytes(serialize(triples, format=RdfFormat.N_TRIPLES) or b"").splitlines(keepends=True))
