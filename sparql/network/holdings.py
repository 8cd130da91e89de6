"""What a node holds, as its VoID description counts it: which properties and classes its default graph has."""

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from genoderm.graph.partitions import CLASS, CLASS_PARTITION, ENTITIES, PROPERTY, PROPERTY_PARTITION, TRIPLES
from genoderm.graph.statistics import CLASSES, PROPERTIES
from genoderm.ontology.vocabularies import RDF_TYPE
from genoderm.sparql.federation.peers.errors import EndpointFailed, Name
from genoderm.sparql.network.flat import is_negated, links
from genoderm.sparql.rewriting.patterns import Step
from genoderm.sparql.rewriting.patterns import Triple as Pattern
from genoderm.sparql.void_document import PRIMARY_TOPIC

TYPE = str(RDF_TYPE)
MANY = 1_000_000  # of what is not counted


@dataclass(frozen=True, slots=True)
class Holdings:
    """The properties and classes of a default graph, in angle brackets, with their counts: no triple has others."""

    properties: Mapping[str, int]
    classes: Mapping[str, int]

    def may_have(self, pattern: Pattern) -> bool:
        """Whether any triple may fit; none does where this says no."""
        path = pattern.path
        if path.step is Step.VARIABLE or is_negated(path):
            return bool(self.properties)
        if path.iri == TYPE and pattern.object.constant:
            return pattern.object.constant in self.classes
        return not self.properties.keys().isdisjoint(links(path))

    def tells_all(self, pattern: Pattern) -> bool:
        """Whether a yes is a yes: with further constants, it has to be asked."""
        if pattern.path.step is not Step.LINK or not pattern.subject.variable:
            return False
        return bool(pattern.object.variable) or (pattern.path.iri == TYPE and bool(pattern.object.constant))

    def triples(self, pattern: Pattern) -> int:
        """How many fit a pattern of which they tell all."""
        if pattern.path.iri == TYPE and pattern.object.constant:
            return self.classes[pattern.object.constant]
        return self.properties[pattern.path.iri or ""]


def read_holdings(name: Name) -> Callable[[bytes], Holdings | None]:
    """How the VoID document of a node is read: None if it does not count all that it has."""

    def read(body: bytes) -> Holdings | None:
        try:
            return holdings([quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)])
        except (SyntaxError, ValueError) as fault:
            raise EndpointFailed(name, "sends a VoID description that is no N-Triples") from fault

    return read


def holdings(triples: Sequence[Triple]) -> Holdings | None:
    """Those of the dataset that a document is about, if there are as many partitions as it says."""
    datasets = {one.object for one in triples if one.predicate == PRIMARY_TOPIC}
    if len(datasets) != 1:
        return None
    properties = _of(triples, datasets, (PROPERTY_PARTITION, PROPERTY, TRIPLES))
    classes = _of(triples, datasets, (CLASS_PARTITION, CLASS, ENTITIES))
    counts = [_number(triples, datasets, of) for of in (PROPERTIES, CLASSES)]
    return Holdings(properties, classes) if counts == [len(properties), len(classes)] else None


def _of(triples: Sequence[Triple], datasets: Container[object], words: Sequence[NamedNode]) -> Mapping[str, int]:
    """Of each part of a kind, by what it is a part: how many there are, in the words of VoID for these three."""
    kind, by, of = words
    parts = {one.object for one in triples if one.predicate == kind and one.subject in datasets}
    counts = {one.subject: _count(one.object) for one in triples if one.predicate == of and one.subject in parts}
    found = [one for one in triples if one.predicate == by and one.subject in parts]
    return {str(one.object): counts.get(one.subject, MANY) for one in found}


def _count(told: object) -> int:
    return int(told.value) if isinstance(told, Literal) and told.value.isdecimal() else MANY


def _number(triples: Iterable[Triple], datasets: Container[object], of: NamedNode) -> int | None:
    found = [one.object for one in triples if one.predicate == of and one.subject in datasets]
    values = [one.value for one in found if isinstance(one, Literal) and one.value.isdecimal()]
    return int(values[0]) if len(values) == 1 else None
