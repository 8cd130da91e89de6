"""What a node holds, as its VoID description counts it: which properties and classes its default graph has."""

from collections import Counter
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from genoderm.graph.partitions import CLASS, CLASS_PARTITION, ENTITIES, PATTERN, PROPERTY, PROPERTY_PARTITION, TRIPLES
from genoderm.graph.spaces import Spaces, read_pattern
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
    """The properties and classes of a default graph, in angle brackets, with their counts: no triple has others.

    `subjects` tells of properties in which spaces all their subjects are; others may have any, blank nodes too.
    """

    properties: Mapping[str, int]
    classes: Mapping[str, int]
    subjects: Mapping[str, Spaces] = field(default_factory=dict)

    def spaces(self, pattern: Pattern) -> Spaces | None:
        """In which all subjects are that fit a pattern; None if that is not known."""
        if pattern.path.step is Step.LINK:
            return self.subjects.get(pattern.path.iri)
        if pattern.path.step is Step.VARIABLE and self.subjects.keys() == self.properties.keys():
            return tuple({space for spaces in self.subjects.values() for space in spaces})
        return None

    def may_have(self, pattern: Pattern) -> bool:
        """Whether any triple may fit; none does where this says no."""
        path, subject, spaces = pattern.path, pattern.subject.constant, self.spaces(pattern)
        if subject.startswith("<") and spaces is not None and not subject[1:].startswith(spaces):
            return False
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
    subjects = _spaces(triples, datasets)
    counts = [_number(triples, datasets, of) for of in (PROPERTIES, CLASSES)]
    return Holdings(properties, classes, subjects) if counts == [len(properties), len(classes)] else None


def _of(triples: Sequence[Triple], datasets: Container[object], words: Sequence[NamedNode]) -> Mapping[str, int]:
    """Of each part of a kind, by what it is a part: how many there are, in the words of VoID for these three."""
    kind, by, of = words
    parts = {one.object for one in triples if one.predicate == kind and one.subject in datasets}
    counts = {one.subject: _count(one.object) for one in triples if one.predicate == of and one.subject in parts}
    found = [one for one in triples if one.predicate == by and one.subject in parts]
    return {str(one.object): counts.get(one.subject, MANY) for one in found}


def _spaces(triples: Sequence[Triple], datasets: Container[object]) -> Mapping[str, Spaces]:
    """Of each property whose partition tells one pattern, in a form that is known."""
    parts = {one.object for one in triples if one.predicate == PROPERTY_PARTITION and one.subject in datasets}
    told = {(one.subject, one.object) for one in triples if one.predicate == PATTERN and one.subject in parts}
    times = Counter(part for part, _ in told)
    once = {part: value for part, value in told if times[part] == 1}
    found = ((one, once[one.subject]) for one in triples if one.predicate == PROPERTY and one.subject in once)
    read = ((str(one.object), read_pattern(value.value)) for one, value in found if isinstance(value, Literal))
    return {name: spaces for name, spaces in read if spaces}


def _count(told: object) -> int:
    return int(told.value) if isinstance(told, Literal) and told.value.isdecimal() else MANY


def _number(triples: Iterable[Triple], datasets: Container[object], of: NamedNode) -> int | None:
    found = [one.object for one in triples if one.predicate == of and one.subject in datasets]
    values = [one.value for one in found if isinstance(one, Literal) and one.value.isdecimal()]
    return int(values[0]) if len(values) == 1 else None
