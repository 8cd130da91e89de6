"""VoID: what is in a release, in numbers that a query confirms; the graph `statistics`.

W3C Interest Group Note, Describing Linked Datasets with the VoID Vocabulary, https://www.w3.org/TR/void/.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, QuerySolutions, Store, Triple

from genoderm.ontology.terms import Iris, digest
from genoderm.ontology.vocabularies import RDF_TYPE, VOID, XSD_INTEGER

GRAPH = "statistics"
DATASET = NamedNode(VOID + "Dataset")
TRIPLES = NamedNode(VOID + "triples")
SUBSET = NamedNode(VOID + "subset")
ENTITIES = NamedNode(VOID + "entities")
CLASS = NamedNode(VOID + "class")
CLASS_PARTITION = NamedNode(VOID + "classPartition")
PROPERTY = NamedNode(VOID + "property")
PROPERTY_PARTITION = NamedNode(VOID + "propertyPartition")
CLASSES = "SELECT ?what (COUNT(*) AS ?number) WHERE { ?thing a ?what } GROUP BY ?what"
PROPERTIES = "SELECT ?what (COUNT(*) AS ?number) WHERE { ?subject ?what ?object } GROUP BY ?what"


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each class and each property occurs."""

    classes: Counter[NamedNode]
    properties: Counter[NamedNode]


def statistics(store: Store, graphs: Mapping[str, int], iris: Iris) -> tuple[list[Triple], int]:
    """The counts of the default graph, of its classes and properties, and of every named graph, these included.

    Gives the statements, and how many triples the default graph holds with them.

    They count themselves: what they add is worked out until it no longer changes, which is after its own classes and
    properties are among those counted.
    """
    found = Counts(_counts(store, CLASSES), _counts(store, PROPERTIES))
    described: list[Triple] = []
    while True:
        counts = _with(found, described)
        again = list(_describe(counts, {**graphs, GRAPH: len(described)}, iris))
        if again == described:
            return described, counts.properties.total()
        described = again


def _with(found: Counts, further: Iterable[Triple]) -> Counts:
    classes, properties = Counter(found.classes), Counter(found.properties)
    for triple in further:
        properties[triple.predicate] += 1
        if triple.predicate == RDF_TYPE and isinstance(triple.object, NamedNode):
            classes[triple.object] += 1
    return Counts(classes, properties)


def _describe(counts: Counts, graphs: Mapping[str, int], iris: Iris) -> Iterator[Triple]:
    dataset = iris.thing("dataset", "genoderm")
    yield Triple(dataset, RDF_TYPE, DATASET)
    yield Triple(dataset, TRIPLES, _number(counts.properties.total()))
    for name, triples in sorted(graphs.items()):
        yield Triple(dataset, SUBSET, iris.graph(name))
        yield Triple(iris.graph(name), RDF_TYPE, DATASET)
        yield Triple(iris.graph(name), TRIPLES, _number(triples))
    for what, number in _sorted(counts.classes):
        partition = iris.thing("partition", digest("class", what.value))
        yield from _partition(dataset, CLASS_PARTITION, partition)
        yield Triple(partition, CLASS, what)
        yield Triple(partition, ENTITIES, _number(number))
    for what, number in _sorted(counts.properties):
        partition = iris.thing("partition", digest("property", what.value))
        yield from _partition(dataset, PROPERTY_PARTITION, partition)
        yield Triple(partition, PROPERTY, what)
        yield Triple(partition, TRIPLES, _number(number))


def _partition(dataset: NamedNode, kind: NamedNode, partition: NamedNode) -> Iterator[Triple]:
    yield Triple(dataset, kind, partition)
    yield Triple(partition, RDF_TYPE, DATASET)


def _sorted(counts: Counter[NamedNode]) -> list[tuple[NamedNode, int]]:
    return sorted(counts.items(), key=lambda item: item[0].value)


def _counts(store: Store, query: str) -> Counter[NamedNode]:
    rows = store.query(query)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("counts are rows")
    found = Counter[NamedNode]()
    for row in rows:
        match row["what"], row["number"]:
            case NamedNode() as what, Literal() as number:
                found[what] = int(number.value)
    return found


def _number(number: int) -> Literal:
    return Literal(str(number), datatype=XSD_INTEGER)
