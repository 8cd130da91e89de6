"""VoID partitions: how many things of each class there are, with which properties, and what these lead to."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.graph.spaces import pattern_of
from genoderm.graph.totals import Totals
from genoderm.ontology.terms import Iris, digest
from genoderm.ontology.vocabularies import RDF_TYPE, VOID, VOID_EXT, XSD_INTEGER

DATASET = NamedNode(VOID + "Dataset")
TRIPLES = NamedNode(VOID + "triples")
ENTITIES = NamedNode(VOID + "entities")
CLASS = NamedNode(VOID + "class")
CLASS_PARTITION = NamedNode(VOID + "classPartition")
PROPERTY = NamedNode(VOID + "property")
PROPERTY_PARTITION = NamedNode(VOID + "propertyPartition")
PATTERN = NamedNode(VOID + "uriRegexPattern")
DATATYPE = NamedNode(VOID_EXT + "datatype")
DATATYPE_PARTITION = NamedNode(VOID_EXT + "datatypePartition")


def partitions(totals: Totals, dataset: NamedNode, iris: Iris) -> Iterator[Triple]:
    """The partitions of a dataset by class and by property, and those of each class by property."""
    yield from _by_class(totals, dataset, iris)
    yield from _by_property(totals, dataset, iris)
    yield from _within_classes(totals, iris)


def number(count: int) -> Literal:
    """A count as VoID has it."""
    return Literal(str(count), datatype=XSD_INTEGER)


def _by_class(totals: Totals, dataset: NamedNode, iris: Iris) -> Iterator[Triple]:
    for of, entities in totals.classes.items():
        part = _part(iris, "class", of)
        yield from _partition(dataset, CLASS_PARTITION, part)
        yield Triple(part, CLASS, of)
        yield Triple(part, ENTITIES, number(entities))


def _by_property(totals: Totals, dataset: NamedNode, iris: Iris) -> Iterator[Triple]:
    for told, triples in totals.properties.items():
        part = _part(iris, "property", told)
        yield from _partition(dataset, PROPERTY_PARTITION, part)
        yield Triple(part, PROPERTY, told)
        yield Triple(part, TRIPLES, number(triples))
        if told in totals.spaces:
            yield Triple(part, PATTERN, Literal(pattern_of(totals.spaces[told])))


def _within_classes(totals: Totals, iris: Iris) -> Iterator[Triple]:
    for (of, told), triples in totals.class_properties.items():
        part = _part(iris, "class", of, told)
        yield from _partition(_part(iris, "class", of), PROPERTY_PARTITION, part)
        yield Triple(part, PROPERTY, told)
        yield Triple(part, TRIPLES, number(triples))
    for (of, told, to), triples in totals.object_classes.items():
        part = _part(iris, "object", of, told, to)
        yield from _partition(_part(iris, "class", of, told), CLASS_PARTITION, part)
        yield Triple(part, CLASS, to)
        yield Triple(part, TRIPLES, number(triples))
    for (of, told, to), triples in totals.datatypes.items():
        part = _part(iris, "datatype", of, told, to)
        yield from _partition(_part(iris, "class", of, told), DATATYPE_PARTITION, part)
        yield Triple(part, DATATYPE, to)
        yield Triple(part, TRIPLES, number(triples))


def _partition(whole: NamedNode, kind: NamedNode, part: NamedNode) -> Iterator[Triple]:
    yield Triple(whole, kind, part)
    yield Triple(part, RDF_TYPE, DATASET)


def _part(iris: Iris, kind: str, *by: NamedNode) -> NamedNode:
    return iris.thing("partition", digest(kind, *(node.value for node in by)))
