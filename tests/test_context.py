"""The JSON-LD context: every term has its short name, and what is written with it means what it should."""

import json

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, parse, serialize

from genoderm.ontology import terms, vocabularies
from genoderm.ontology.files import context

OWN = {
    name: node for name, node in vars(terms).items() if isinstance(node, NamedNode) and node.value.startswith(terms.GD)
}
OBJECT = "https://example.org/object"

CENTRE: dict[str, object] = {
    "id": "https://w3id.org/genoderm/id/centre/fr-necker-magec",
    "type": ["Centre", "ExpertCentre"],
    "prefLabel": {"fr": "MAGEC Necker"},
    "altLabel": {"fr": ["MAGEC", "Centre MAGEC"], "en": ["MAGEC centre"]},
    "centreKind": "gd:centre-kind/expert-centre",
    "unitOf": "https://w3id.org/genoderm/id/hospital/fr-necker",
    "hasExpertiseIn": "ORPHA:79361",
    "exactMatch": "ROR:05tr67282",
    "asOf": {"@value": "2023-12", "@type": "xsd:gYearMonth"},
    "hasGeometry": {
        "id": "https://w3id.org/genoderm/id/geometry/fr-necker",
        "type": "Geometry",
        "asWKT": "POINT(2.3158 48.8463)",
    },
}


def expanded(document: dict[str, object]) -> set[Quad]:
    return set(parse(json.dumps({"@context": context()} | document), format=RdfFormat.JSON_LD))


@pytest.mark.parametrize("name", sorted(OWN))
def test_every_term_is_known_to_the_context_by_its_own_name(name: str) -> None:
    if name[0].isupper():
        [quad] = expanded({"id": OBJECT, "type": name})
        assert quad.object == OWN[name]
    else:
        [quad] = expanded({"id": OBJECT, name: "https://example.org/value"})
        assert quad.predicate == OWN[name]


def test_the_context_names_no_term_of_ours_that_does_not_exist() -> None:
    meant = {value if isinstance(value, str) else value["@id"] for value in context().values() if value != 1.1}
    assert {iri.removeprefix("gd:") for iri in meant if iri.startswith("gd:")} == set(OWN)


@pytest.mark.parametrize("prefix", sorted(terms.PREFIXES))
def test_every_prefix_of_a_code_expands_as_the_code_does(prefix: str) -> None:
    assert context()[prefix] == {"@id": terms.PREFIXES[prefix], "@prefix": True}
    [quad] = expanded({"id": OBJECT, "exactMatch": f"{prefix}:12345"})
    assert quad.object == NamedNode(terms.PREFIXES[prefix] + "12345")


def test_every_namespace_that_the_graph_uses_has_a_prefix() -> None:
    namespaces = {
        value for value in vars(vocabularies).values() if isinstance(value, str) and value.endswith(("#", "/"))
    }
    namespaces = {value for value in namespaces if value.startswith("http")}
    assert len(namespaces) > 10
    assert namespaces <= {value for value in context().values() if isinstance(value, str)}


def test_a_centre_written_with_the_context_is_the_centre_of_the_model() -> None:
    quads = expanded(CENTRE)
    centre = terms.Iris().thing("centre", "fr-necker-magec")
    assert Quad(centre, terms.hasExpertiseIn, terms.disease_iri("79361"), DefaultGraph()) in quads
    assert Quad(centre, terms.centreKind, terms.concept_iri("centre-kind", "expert-centre"), DefaultGraph()) in quads
    assert Quad(centre, vocabularies.SKOS_EXACT_MATCH, terms.code_iri("ROR", "05tr67282"), DefaultGraph()) in quads
    assert len(quads) == 14


def test_a_centre_comes_back_whole_from_json_ld() -> None:
    quads = expanded(CENTRE)
    document = serialize(quads, format=RdfFormat.JSON_LD)
    assert document is not None
    assert set(parse(document, format=RdfFormat.JSON_LD)) == quads
