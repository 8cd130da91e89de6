"""The concept schemes: every concept has what a menu, a table and a query need of it."""

import csv
import re
from collections import Counter, defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from genoderm.ontology import terms
from genoderm.ontology.files import vocabulary
from genoderm.ontology.orphanet_concepts import orphanet_concepts
from genoderm.ontology.vocabularies import (
    DCT_TITLE,
    OBO,
    ORDO,
    RDF_TYPE,
    SCHEMA,
    SKOS,
    SKOS_CONCEPT,
    SKOS_CONCEPT_SCHEME,
    SKOS_IN_SCHEME,
    SKOS_NOTATION,
    SKOS_PREF_LABEL,
    SKOS_TOP_CONCEPT_OF,
)

DATA = Path(__file__).resolve().parents[1] / "loaders" / "data"
TRIPLES = list(vocabulary())
DEFINITION = NamedNode(SKOS + "definition")
NEEDS = 7  # the survey of Together Against Genodermatoses, 2011
SIZES = {
    "specialty": 29,
    "care-need": NEEDS,
    "network-role": 10,
    "evidence": 8,
    "age-group": 3,
    "centre-kind": 7,
    "designation-level": 11,
    "network-kind": 11,
    "collaboration-kind": 5,
    "authority-kind": 7,
    "world-region": 9,
    "status": 3,
    "count-unit": 9,
    "association-type": 10,
    "inheritance": 12,
    "onset": 8,
    "prevalence-type": 5,
    "prevalence-qualification": 4,
    "prevalence-class": 8,
    "disorder-type": 11,
    "frequency": 6,
}
# columns of the shipped tables and the scheme that their cells are notations of
COLUMNS = [
    ("centres", "kind", "centre-kind"),
    ("centres", "age_group", "age-group"),
    ("centres", "specialties", "specialty"),
    ("centres", "needs", "care-need"),
    ("centres", "status", "status"),
    ("authorities", "kind", "authority-kind"),
    ("designations", "level", "designation-level"),
    ("designations", "age_group", "age-group"),
    ("designations", "evidence", "evidence"),
    ("networks", "kind", "network-kind"),
    ("networks", "regions", "world-region"),
    ("network_counts", "unit", "count-unit"),
    ("collaborations", "kind", "collaboration-kind"),
    ("memberships", "role", "network-role"),
    ("memberships", "status", "status"),
    ("memberships", "evidence", "evidence"),
    ("expertise", "age_group", "age-group"),
    ("expertise", "status", "status"),
    ("expertise", "evidence", "evidence"),
    ("associations", "evidence", "evidence"),
    ("resources", "needs", "care-need"),
    ("resources", "evidence", "evidence"),
]


def schemes() -> dict[str, set[NamedNode]]:
    """Slug of a scheme -> its concepts."""
    members: dict[str, set[NamedNode]] = defaultdict(set)
    for triple in TRIPLES:
        if triple.predicate == SKOS_IN_SCHEME and isinstance(triple.object, NamedNode):
            assert isinstance(triple.subject, NamedNode)
            members[triple.object.value.removeprefix(terms.scheme_iri("").value)].add(triple.subject)
    return members


def notations(scheme: str) -> set[str]:
    found = {
        t.object.value for t in told(SKOS_NOTATION) if t.subject in schemes()[scheme] if isinstance(t.object, Literal)
    }
    assert len(found) == len(schemes()[scheme])
    return found


def told(predicate: NamedNode) -> list[Triple]:
    return [triple for triple in TRIPLES if triple.predicate == predicate]


def concepts() -> set[NamedNode]:
    return set().union(*schemes().values())


def test_every_scheme_has_as_many_concepts_as_its_vocabulary_has_words() -> None:
    assert {scheme: len(members) for scheme, members in schemes().items()} == SIZES


def test_no_scheme_has_the_iri_of_a_term() -> None:
    own = {node for node in vars(terms).values() if isinstance(node, NamedNode)}
    assert own.isdisjoint(terms.scheme_iri(scheme) for scheme in SIZES)


@pytest.mark.parametrize("predicate", [SKOS_PREF_LABEL, DCT_TITLE, DEFINITION])
def test_every_scheme_says_what_it_is_in_english_and_french(predicate: NamedNode) -> None:
    labelled = Counter((t.subject, t.object.language) for t in told(predicate) if isinstance(t.object, Literal))
    assert all(labelled[terms.scheme_iri(scheme), language] == 1 for scheme in SIZES for language in ("en", "fr"))
    assert {t.subject for t in told(RDF_TYPE) if t.object == SKOS_CONCEPT_SCHEME} == set(map(terms.scheme_iri, SIZES))


def test_every_concept_has_one_label_in_english_and_one_in_french() -> None:
    members = concepts()
    labelled = Counter(
        (t.subject, t.object.language)
        for t in told(SKOS_PREF_LABEL)
        if isinstance(t.object, Literal) and t.subject in members
    )
    assert labelled == dict.fromkeys(((concept, language) for concept in members for language in ("en", "fr")), 1)


def test_a_definition_is_given_in_both_languages_or_in_none() -> None:
    defined = Counter(t.subject for t in told(DEFINITION))
    assert set(defined.values()) == {2}


@pytest.mark.parametrize("scheme", sorted(SIZES))
def test_two_concepts_of_a_scheme_never_share_a_label(scheme: str) -> None:
    labels = [t.object for t in told(SKOS_PREF_LABEL) if t.subject in schemes()[scheme]]
    assert len(labels) == len(set(labels)) == 2 * SIZES[scheme]


def test_every_concept_is_typed_and_a_top_concept_of_its_scheme() -> None:
    assert {t.subject for t in told(RDF_TYPE) if t.object == SKOS_CONCEPT} == concepts()
    tops = {(t.subject, t.object) for t in told(SKOS_TOP_CONCEPT_OF)}
    assert tops == {(t.subject, t.object) for t in told(SKOS_IN_SCHEME)}


@pytest.mark.parametrize("scheme", sorted(SIZES))
def test_a_concept_of_ours_has_the_iri_that_its_notation_makes(scheme: str) -> None:
    if scheme == "disorder-type":
        made = {NamedNode(ORDO + notation.removeprefix("ORPHA:")) for notation in notations(scheme)}
    elif scheme == "frequency":
        made = {NamedNode(OBO + notation.replace(":", "_")) for notation in notations(scheme)}
    else:
        made = {terms.concept_iri(scheme, notation) for notation in notations(scheme)}
    assert made == schemes()[scheme]


def test_evidence_is_ordered_from_an_official_designation_down_to_a_mention() -> None:
    strength = {t.subject: t.object for t in told(terms.evidenceStrength)}
    assert set(strength) == schemes()["evidence"]
    ranked = sorted(strength, key=lambda kind: -int(strength[kind].value))  # type: ignore[union-attr]
    names = [kind.value.rpartition("/")[2] for kind in ranked if isinstance(kind, NamedNode)]
    assert names[0] == "official-designation"
    assert names[-2:] == ["publication-affiliation", "mention"]
    assert sorted(int(value.value) for value in strength.values() if isinstance(value, Literal)) == list(range(1, 9))


def test_every_value_that_orphanet_chooses_from_is_a_concept_with_its_labels() -> None:
    for concept in orphanet_concepts():
        prefix = {"disorder-type": "ORPHA:", "frequency": "HP:"}.get(concept.scheme, "")
        assert prefix + concept.slug in notations(concept.scheme)


def test_specialties_are_aligned_with_schema_org_where_it_has_them() -> None:
    matches = {t.subject for t in TRIPLES if re.search("(exact|close|broad|narrow)Match", t.predicate.value)}
    aligned = {node.value.rpartition("/")[2] for node in schemes()["specialty"] & matches}
    without = {"ophthalmology", "radiotherapy", "psychology", "internal-medicine"}
    assert notations("specialty") - aligned == without
    targets = {t.object.value for t in TRIPLES if t.subject in schemes()["specialty"] and "Match" in t.predicate.value}  # type: ignore[union-attr]
    assert all(target.startswith(SCHEMA) for target in targets)


@pytest.mark.parametrize(("table", "column", "scheme"), COLUMNS)
def test_every_word_in_the_shipped_tables_is_a_notation(table: str, column: str, scheme: str) -> None:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        words = {word for row in csv.DictReader(file) for word in row[column].split("|") if word}
    assert words <= notations(scheme)
