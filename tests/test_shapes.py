"""The shapes, tried on a graph without faults and on its twin full of them, by both engines.

Each node of shapes/invalid.ttl tells by test:breaks which shapes it breaks.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize
from pyrudof import RDFFormat, Rudof, RudofConfig

from genoderm.ontology import terms
from genoderm.ontology.files import SHAPES, ontology_file, turtle, vocabulary
from genoderm.ontology.shapes import GSH, shape_messages
from genoderm.ontology.vocabularies import RDF_TYPE

FOLDER = Path(__file__).parent / "shapes"
BREAKS = NamedNode("https://example.org/test#breaks")
SH = "http://www.w3.org/ns/shacl#"
SHAPE_TYPES = (NamedNode(SH + "NodeShape"), NamedNode(SH + "PropertyShape"))
TARGETS = {t.object for t in turtle(SHAPES) if t.predicate.value == SH + "targetClass"}

Finding = tuple[str, str]  # IRI of the node at fault, IRI of the shape it breaks
Engine = Callable[..., set[Finding]]

# warnings that do not ask for something more, as those named "-wished" do
POOR = {"label-fr", "disease-known", "Disease-label", "Phenotype-label", "Designation-evidence-weak"}


def triples(*names: str) -> list[Triple]:
    found = [quad.triple for name in names for quad in parse(path=FOLDER / name)]
    return [triple for triple in found if triple.predicate != BREAKS]


def n_triples(*names: str) -> bytes:
    text = serialize([*vocabulary(), *triples(*names)], format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text


@lru_cache
def by_pyrudof(*names: str) -> set[Finding]:
    engine = Rudof(RudofConfig())
    engine.read_shacl(ontology_file(SHAPES).read_text("utf-8"))
    engine.read_data(n_triples(*names).decode(), format=RDFFormat.NTriples)
    return {(entry.focus_node, str(entry.source_shape)) for entry in engine.validate_shacl()}


@lru_cache
def by_pyshacl(*names: str) -> set[Finding]:
    import pyshacl
    from rdflib import Graph, URIRef

    shapes = Graph().parse(data=ontology_file(SHAPES).read_text("utf-8"), format="turtle")
    data = Graph().parse(data=n_triples(*names), format="nt")
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inference="none", advanced=False)
    return {
        (str(report.value(result, URIRef(SH + "focusNode"))), str(report.value(result, URIRef(SH + "sourceShape"))))
        for result in report.subjects(URIRef(SH + "resultSeverity"))
    }


def declared() -> set[Finding]:
    faults = (quad for quad in parse(path=FOLDER / "invalid.ttl") if quad.predicate == BREAKS)
    return {(fault.subject.value, fault.object.value) for fault in faults}


def shape_name(triple: Triple) -> str:
    return str(triple.subject).strip("<>")


def shapes() -> Iterator[str]:
    for triple in turtle(SHAPES):
        if triple.predicate == RDF_TYPE and triple.object in SHAPE_TYPES:
            yield shape_name(triple)


@pytest.mark.parametrize("engine", [by_pyrudof, by_pyshacl])
def test_no_fault_is_found_where_there_is_none(engine: Engine) -> None:
    assert engine("valid.ttl") == set()


@pytest.mark.parametrize("engine", [by_pyrudof, by_pyshacl])
def test_every_fault_is_found_and_nothing_else(engine: Engine) -> None:
    assert sorted(engine("valid.ttl", "invalid.ttl")) == sorted(declared())


def test_every_shape_is_broken_by_some_fault() -> None:
    assert set(shape_messages()) == {shape for _, shape in declared()}


def test_every_class_of_ours_has_a_shape_and_an_example() -> None:
    examples = {triple.object for triple in triples("valid.ttl") if triple.predicate == RDF_TYPE}
    ours = {node for name, node in vars(terms).items() if isinstance(node, NamedNode) and name[0].isupper()}
    classes = ours - {terms.ONTOLOGY}
    assert classes <= examples
    shaped = {
        triple.subject for triple in triples("valid.ttl") if triple.predicate == RDF_TYPE and triple.object in TARGETS
    }
    assert {triple.subject for triple in triples("valid.ttl")} <= shaped
    assert examples >= TARGETS


def test_every_shape_has_an_iri_of_its_own_and_says_what_is_wrong_in_two_languages() -> None:
    found = list(shapes())
    assert len(found) == len(set(found)) > 150
    assert all(shape.startswith(GSH) for shape in found)
    property_shapes = {shape_name(t) for t in turtle(SHAPES) if t.predicate.value == SH + "path"}
    assert property_shapes <= set(shape_messages())
    assert {tuple(sorted(sentences)) for sentences in shape_messages().values()} == {("en", "fr")}


def test_what_is_merely_poor_is_a_warning_and_what_makes_an_answer_wrong_a_violation() -> None:
    severity = {
        shape_name(t): str(t.object)[len(SH) + 1 : -1] for t in turtle(SHAPES) if t.predicate.value == SH + "severity"
    }
    warnings = {shape for shape, level in severity.items() if level == "Warning"}
    assert set(severity) == set(shape_messages())
    assert {shape for shape in warnings if not shape.endswith("-wished")} == {GSH + name for name in POOR}
    assert {shape for shape in severity if shape.endswith("-wished")} <= warnings


def test_every_property_shape_is_asked_by_some_node_shape() -> None:
    asked = {str(t.object).strip("<>") for t in turtle(SHAPES) if t.predicate.value == SH + "property"}
    assert asked == {shape_name(t) for t in turtle(SHAPES) if t.predicate.value == SH + "path"}


def test_shapes_look_no_further_than_a_node_and_the_classes_of_what_it_names() -> None:
    used = {t.predicate.value.removeprefix(SH) for t in turtle(SHAPES) if t.predicate.value.startswith(SH)}
    assert used.isdisjoint(
        {"node", "sparql", "inversePath", "zeroOrMorePath", "oneOrMorePath", "targetObjectsOf", "js"}
    )


@lru_cache
def slice_findings() -> set[Finding]:
    everything = triples("valid.ttl", "invalid.ttl")
    types = [triple for triple in [*vocabulary(), *everything] if triple.predicate == RDF_TYPE]
    found: set[Finding] = set()
    engine = Rudof(RudofConfig())
    engine.read_shacl(ontology_file(SHAPES).read_text("utf-8"))
    for node in {triple.subject for triple in everything}:
        own = [triple for triple in everything if triple.subject == node]
        named = {triple.object for triple in own}
        part = serialize(
            own + [t for t in types if t.subject in named and t.subject != node], format=RdfFormat.N_TRIPLES
        )
        assert part is not None
        engine.read_data(part.decode(), format=RDFFormat.NTriples)
        entries = engine.validate_shacl()
        found |= {(e.focus_node, str(e.source_shape)) for e in entries if e.focus_node == str(node).strip("<>")}
    return found


def test_a_slice_of_one_node_and_the_classes_it_names_gives_the_same_findings() -> None:
    assert slice_findings() == by_pyrudof("valid.ttl", "invalid.ttl")


def test_the_sentence_of_a_finding_is_found_by_the_shape_that_it_names() -> None:
    assert shape_messages()[GSH + "Expertise-centre"] == {
        "en": "An expertise must name one centre that the graph knows.",
        "fr": "Une expertise doit nommer un seul centre connu du graphe.",
    }
