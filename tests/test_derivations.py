"""What follows from the sources: each derivation on a few statements, with what it must and must not give."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QueryTriples, RdfFormat, Store, Triple, parse

from genoderm.graph.derivation import GRAPH, ORDER, derivations
from genoderm.graph.hierarchy import hierarchy
from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.terms import Iris, levels
from genoderm.ontology.vocabularies import SKOS_BROADER_TRANSITIVE
from tests.releases import PREFIXES, edition, made, number, turtle

FORMER = "<https://w3id.org/genoderm/ns#status/former>"
MATCHES = """
<http://mondo/1> gd:codeSystem "MONDO" ; skos:exactMatch {diseases} ; {relation} <http://code/1> .
<http://code/1> a gd:Code . orpha:1 a gd:Disease . orpha:2 a gd:Disease .
"""


@dataclass(frozen=True, slots=True)
class Case:
    """Statements, and all that a derivation gives from them."""

    derivation: str
    said: str
    follows: str
    because: str


CASES = (
    Case(
        "skin-set",
        "orpha:1 skos:broaderTransitive orpha:89826 . orpha:2 skos:broaderTransitive orpha:68346 . "
        "orpha:3 skos:broaderTransitive orpha:4 . orpha:89826 a gd:Disease . orpha:708019 a gd:Disease .",
        "orpha:1 gd:inSkinSet true . orpha:2 gd:inSkinSet true . orpha:89826 gd:inSkinSet true . "
        "orpha:708019 gd:inSkinSet true .",
        "what is below one of the roots, the roots that are there, and the dysplasias without parents",
    ),
    *(
        Case(
            "expertise",
            f":e a gd:Expertise ; gd:centre :c ; gd:disease orpha:1 . {status}",
            follows,
            status or "no status is told",
        )
        for status, follows in (
            ("", ":c gd:hasExpertiseIn orpha:1 ."),
            (":e gd:status <https://w3id.org/genoderm/ns#status/current> .", ":c gd:hasExpertiseIn orpha:1 ."),
            (":e gd:status <https://w3id.org/genoderm/ns#status/former> .", ""),
            (":e gd:status <https://w3id.org/genoderm/ns#status/planned> .", ""),
            (":c gd:status <https://w3id.org/genoderm/ns#status/former> .", ""),
        )
    ),
    Case(
        "expertise",
        f":e a gd:Expertise ; gd:centre :c ; gd:disease orpha:1 ; gd:status {FORMER} . "
        ":f a gd:Expertise ; gd:centre :c ; gd:disease orpha:1 .",
        ":c gd:hasExpertiseIn orpha:1 .",
        "former evidence does not outdo evidence of the present",
    ),
    Case(
        "membership",
        ":m a gd:Membership ; org:member :c ; org:organization :g . :g gd:groupOf :n .",
        ":c org:memberOf :g, :n .",
        "a member of a group is one of its network",
    ),
    Case(
        "membership",
        f":m a gd:Membership ; org:member :c ; org:organization :n ; gd:status {FORMER} .",
        "",
        "a former member is none",
    ),
    Case(
        "place",
        ':c a gd:Centre ; org:unitOf :h ; gd:city "Lyon" . :d a gd:Centre ; org:unitOf :h . '
        ':h gd:country :fr ; gd:city "Paris" ; geo:hasGeometry :p .',
        ':c gd:country :fr ; geo:hasGeometry :p . :d gd:country :fr ; gd:city "Paris" ; geo:hasGeometry :p .',
        "a centre is where its hospital is, unless a source places it elsewhere",
    ),
    Case(
        "mappings-through-mondo",
        MATCHES.format(diseases="orpha:1", relation="skos:broadMatch"),
        "orpha:1 skos:broadMatch <http://code/1> .",
        "the precision of a term that matches one disease is kept",
    ),
    Case(
        "mappings-through-mondo",
        MATCHES.format(diseases="orpha:1, orpha:2", relation="skos:exactMatch"),
        "orpha:1 skos:closeMatch <http://code/1> . orpha:2 skos:closeMatch <http://code/1> .",
        "a term that matches two diseases equals neither",
    ),
    Case(
        "mappings-through-mondo",
        MATCHES.format(
            diseases="orpha:1, orpha:2", relation="<http://www.geneontology.org/formats/oboInOwl#hasDbXref>"
        ),
        "orpha:1 <http://www.geneontology.org/formats/oboInOwl#hasDbXref> <http://code/1> . "
        "orpha:2 <http://www.geneontology.org/formats/oboInOwl#hasDbXref> <http://code/1> .",
        "a reference claims no precision",
    ),
)


def triples(body: str) -> set[Triple]:
    return {quad.triple for quad in parse(PREFIXES + body, format=RdfFormat.TURTLE)}


def test_every_derivation_has_cases_and_runs_in_an_order() -> None:
    assert {case.derivation for case in CASES} == set(ORDER)
    assert [name for name, _ in derivations()] == list(ORDER)


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.derivation}: {case.because}")
def test_a_derivation_gives_what_follows_and_no_more(case: Case) -> None:
    found = _store(case.said).query(dict(derivations())[case.derivation])
    assert isinstance(found, QueryTriples)
    assert set(found) == triples(case.follows)


def test_derived_facts_stand_in_their_own_graph_and_once_in_the_default_graph(tmp_path: Path) -> None:
    body = (
        'orpha:89826 a gd:Disease ; skos:notation "ORPHA:89826" ; skos:prefLabel "Rare skin disease"@en . '
        'orpha:1 a gd:Disease ; skos:notation "ORPHA:1" ; skos:prefLabel "One"@en ; skos:broader orpha:89826 ; '
        "skos:broaderTransitive orpha:89826 ."
    )
    made(tmp_path / "home", edition(turtle(tmp_path / "x.ttl", body)))
    store = open_release(Home(tmp_path / "home").current_release()).store
    above = "?disease <http://www.w3.org/2004/02/skos/core#broaderTransitive> ?above"
    assert number(store, above) == 1
    assert number(store, f"GRAPH ?g {{ {above} }}") == 2
    assert number(store, f"GRAPH {Iris().graph(GRAPH)} {{ ?d <https://w3id.org/genoderm/ns#inSkinSet> true }}") == 2
    assert NamedNode(Iris().graph(GRAPH).value) in set(store.named_graphs())


def _store(said: str) -> Store:
    store = Store()
    store.load(PREFIXES + said, format=RdfFormat.TURTLE)
    return store


def _levels(said: str) -> set[str]:
    """Every pair of the derived hierarchy, as "lower distance higher"."""
    pairs = set()
    for triple in hierarchy(_store(said)):
        property_of, _, distance = triple.predicate.value.rpartition("-")
        if property_of.endswith("broader-by"):
            pairs.add(f"{_code(triple.subject)} {distance} {_code(triple.object)}")
    return pairs


def _code(node: object) -> str:
    return str(node).rpartition("_")[2].strip(">")


def test_a_group_is_as_many_levels_up_as_the_shortest_way_has() -> None:
    said = (
        "orpha:1 a gd:Disease ; skos:broader orpha:2, orpha:3 . orpha:2 a gd:Disease ; skos:broader orpha:3, orpha:9 . "
        "orpha:3 a gd:Disease ; skos:broader orpha:4 . orpha:4 a gd:Disease ."
    )
    assert _levels(said) == {"1 1 2", "1 1 3", "1 2 4", "2 1 3", "2 2 4", "3 1 4"}


def test_a_circle_of_groups_ends_and_stands_above_itself() -> None:
    said = "orpha:1 a gd:Disease ; skos:broader orpha:2 . orpha:2 a gd:Disease ; skos:broader orpha:1 ."
    assert _levels(said) == {"1 1 2", "1 2 1", "2 1 1", "2 2 2"}


def test_every_pair_of_the_hierarchy_is_said_with_and_without_its_distance() -> None:
    said = (
        "orpha:1 a gd:Disease ; skos:broader orpha:2 . orpha:2 a gd:Disease ; skos:broader orpha:3 . "
        "orpha:3 a gd:Disease ."
    )
    triples = list(hierarchy(_store(said)))
    plain = {(t.subject, t.object) for t in triples if t.predicate == SKOS_BROADER_TRANSITIVE}
    counted = {(t.subject, t.object) for t in triples if "broader-by" in t.predicate.value}
    assert plain == counted
    assert {str(t.subject).rpartition("-")[2].rstrip(">") for t in triples if t.predicate == levels} == {"1", "2"}
