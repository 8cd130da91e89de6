"""The ontology: it equals terms.py, speaks two languages, and reasoners find it sound."""

import shutil
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse, serialize

from genoderm.ontology import terms
from genoderm.ontology.files import SHAPES, turtle, vocabulary
from genoderm.ontology.vocabularies import OWL, RDF_TYPE, RDFS, RDFS_LABEL, SKOS

EXAMPLES = Path(__file__).parent / "shapes" / "valid.ttl"
TERMS = {name: node for name, node in vars(terms).items() if isinstance(node, NamedNode) and name != "ONTOLOGY"}
CLASS = NamedNode(OWL + "Class")
PROPERTIES = {NamedNode(OWL + "ObjectProperty"), NamedNode(OWL + "DatatypeProperty")}
DEFINITION = NamedNode(SKOS + "definition")
SERVICES = {terms.textSearch, terms.nearby}
SUBCLASS_OF = NamedNode(RDFS + "subClassOf")
CONTRADICTION = f"<https://example.org/centre> a <{terms.ExpertCentre.value}>, <{terms.Laboratory.value}> ."


@lru_cache
def ontology() -> tuple[Triple, ...]:
    return tuple(turtle("genoderm.ttl"))


def declared(*types: NamedNode) -> set[NamedNode]:
    found = {t.subject for t in ontology() if t.predicate == RDF_TYPE and t.object in types}
    return {node for node in found if isinstance(node, NamedNode) and node.value.startswith(terms.GD)}


def with_examples(more: str = "") -> bytes:
    sample = [quad.triple for quad in parse(path=EXAMPLES)]
    extra = [quad.triple for quad in parse(more.encode(), format=RdfFormat.TURTLE)]
    text = serialize([*vocabulary(), *sample, *extra], format=RdfFormat.N_TRIPLES)
    assert text is not None
    return text


def test_the_classes_of_terms_py_are_those_of_the_ontology() -> None:
    assert {node for name, node in TERMS.items() if name[0].isupper()} == declared(CLASS)


def test_the_properties_of_terms_py_are_those_of_the_ontology() -> None:
    assert {node for name, node in TERMS.items() if name[0].islower()} - SERVICES == declared(*PROPERTIES)


def test_the_virtual_services_of_terms_py_are_those_of_the_ontology() -> None:
    assert declared(NamedNode(OWL + "NamedIndividual")) == SERVICES


def test_a_term_is_called_in_python_as_in_the_ontology() -> None:
    assert {name: node.value for name, node in TERMS.items()} == {name: terms.GD + name for name in TERMS}


@pytest.mark.parametrize("predicate", [RDFS_LABEL, DEFINITION])
def test_every_term_has_one_label_and_one_definition_in_english_and_in_french(predicate: NamedNode) -> None:
    told = Counter(
        (t.subject, t.object.language) for t in ontology() if t.predicate == predicate and isinstance(t.object, Literal)
    )
    assert told == dict.fromkeys(((node, language) for node in TERMS.values() for language in ("en", "fr")), 1)


def test_no_two_terms_of_a_kind_share_an_english_label() -> None:
    labels = [(t.subject in declared(CLASS), t.object) for t in ontology() if t.predicate == RDFS_LABEL]
    english = [label for label in labels if isinstance(label[1], Literal) and label[1].language == "en"]
    assert len(english) == len(set(english)) == len(TERMS)


def test_the_ontology_and_the_schemes_have_no_blank_nodes() -> None:
    assert not [t for t in vocabulary() if isinstance(t.subject, BlankNode) or isinstance(t.object, BlankNode)]


def test_no_file_of_the_ontology_uses_a_term_that_is_not_defined() -> None:
    nodes = {node for t in (*vocabulary(), *turtle(SHAPES)) for node in (t.subject, t.predicate, t.object)}
    ours = {
        node.value.removeprefix(terms.GD) for node in nodes if isinstance(node, NamedNode) and terms.GD in node.value
    }
    assert {name for name in ours if "/" not in name and name} == set(TERMS)


def test_every_class_that_a_term_of_ours_leans_on_is_declared() -> None:
    leans_on = {t.object for t in ontology() if t.predicate == SUBCLASS_OF or t.predicate.value == RDFS + "range"}
    literal = {node for node in leans_on if isinstance(node, NamedNode) and "XMLSchema#" in node.value}
    assert leans_on - literal <= {t.subject for t in ontology() if t.predicate == RDF_TYPE and t.object == CLASS}


@lru_cache
def closure(more: str = "") -> frozenset[tuple[str, str, str]]:
    """What the rules of OWL 2 RL make of the ontology and the examples; owlrl tells a contradiction as an error."""
    from owlrl import DeductiveClosure, OWLRL_Semantics
    from rdflib import Graph

    graph = Graph().parse(data=with_examples(more), format="nt")
    DeductiveClosure(OWLRL_Semantics).expand(graph)
    return frozenset((str(s), str(p), str(o)) for s, p, o in graph)


def contradictions(more: str = "") -> set[str]:
    return {o for _, p, o in closure(more) if p.endswith("#error")}


@pytest.mark.slow
def test_an_owl_rl_reasoner_finds_no_contradiction_in_the_examples() -> None:
    assert contradictions() == set()


@pytest.mark.slow
def test_an_owl_rl_reasoner_finds_a_laboratory_that_is_also_a_clinic() -> None:
    assert len(contradictions(CONTRADICTION)) == 1


@pytest.mark.slow
def test_reasoning_gives_a_thing_no_class_of_ours_but_those_above_its_own() -> None:
    above: dict[str, set[str]] = {}
    for subject, predicate, obj in closure():
        if predicate == SUBCLASS_OF.value and subject.startswith(terms.GD) and obj.startswith(terms.GD):
            above.setdefault(subject, {subject}).add(obj)
    stated = [(q.subject, q.object) for q in parse(path=EXAMPLES) if q.predicate == RDF_TYPE]
    expected = {(s.value, up) for s, c in stated if isinstance(c, NamedNode) for up in above.get(c.value, {c.value})}
    things = {subject for subject, _ in expected}
    inferred = {(s, o) for s, p, o in closure() if p == RDF_TYPE.value and s in things and o.startswith(terms.GD)}
    assert inferred == {(s, o) for s, o in expected if o.startswith(terms.GD)}


def hermit(text: bytes, folder: Path) -> set[str]:
    """Names of unsatisfiable classes that HermiT finds; raises owlready2's OwlReadyInconsistentOntologyError."""
    import owlready2

    file = folder / "ontology.nt"
    file.write_bytes(text)
    world = owlready2.World()
    world.get_ontology(file.as_uri()).load()
    owlready2.sync_reasoner_hermit(world, debug=0, ignore_unsupported_datatypes=True)  # xsd:date is none of OWL 2's
    return {c.iri for c in world.inconsistent_classes()} - {OWL + "Nothing"}


needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT runs in Java, and there is no java here")


@needs_java
@pytest.mark.slow
def test_hermit_finds_every_class_satisfiable_and_the_examples_consistent(tmp_path: Path) -> None:
    assert hermit(with_examples(), tmp_path) == set()


@needs_java
@pytest.mark.slow
def test_hermit_finds_a_laboratory_that_is_also_a_clinic(tmp_path: Path) -> None:
    import owlready2

    with pytest.raises(owlready2.OwlReadyInconsistentOntologyError):
        hermit(with_examples(CONTRADICTION), tmp_path)


@needs_java
@pytest.mark.slow
def test_hermit_finds_a_class_that_nothing_can_belong_to(tmp_path: Path) -> None:
    both = "https://w3id.org/genoderm/ns#Both"
    impossible = f"<{both}> a <{CLASS.value}> ; <{SUBCLASS_OF.value}> <{terms.Disease.value}>, <{terms.Centre.value}> ."
    assert hermit(with_examples(impossible), tmp_path) == {both}
