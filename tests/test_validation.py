"""Each check finds the fault that it is for, and nothing in a faultless graph."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from genoderm.graph.findings import SHOWN, Finding, InvalidRelease, refuse_errors
from genoderm.graph.home import Home
from genoderm.graph.progress import Silent
from genoderm.graph.serving import open_release
from genoderm.graph.validation import checks, validate
from tests.releases import PREFIXES

SOUND = """
orpha:1 a gd:Disease ; skos:notation "ORPHA:1" ; skos:prefLabel "One"@en, "Un"@fr ; skos:broader orpha:2 ;
  skos:broaderTransitive orpha:2 .
orpha:2 a gd:Disease ; skos:notation "ORPHA:2" ; skos:prefLabel "Two"@en .
:a a gd:PhenotypeAnnotation ; gd:disease orpha:1 ; gd:phenotype :p .
:p a gd:Phenotype .
:h a gd:Hospital ; skos:exactMatch <https://ror.org/1> .
:u a gd:PatientAssociation ; skos:exactMatch <https://ror.org/2> ; gd:servesDisease orpha:1 .
:c a gd:Centre ; org:unitOf :h .
:e a gd:Expertise ; gd:centre :c ; gd:disease orpha:1 .
:d a gd:Designation ; gd:designates :c ; gd:scope orpha:2 ;
  gd:evidenceKind <https://w3id.org/genoderm/ns#evidence/official-designation> .
"""


@dataclass(frozen=True, slots=True)
class Planted:
    """A fault added to what is sound, and the node (and value) that its check must name."""

    check: str
    fault: str
    focus: str
    value: str = ""


ORPHA, BASE = "http://www.orpha.net/ORDO/Orphanet_", "https://w3id.org/genoderm/id/"
EVIDENCE = "https://w3id.org/genoderm/ns#evidence/"
PLANTED = (
    Planted("annotation-of-unknown-disease-warning", ":a gd:disease orpha:9 .", f"{ORPHA}9"),
    Planted("annotation-of-unknown-phenotype-warning", ":a gd:phenotype :q .", f"{BASE}q"),
    Planted("centre-without-expertise-warning", ":x a gd:Centre .", f"{BASE}x"),
    Planted("dangling-reference-violation", ":c org:unitOf :nowhere .", f"{BASE}c", f"{BASE}nowhere"),
    Planted("dangling-reference-violation", ":d gd:authority :nobody .", f"{BASE}d", f"{BASE}nobody"),
    Planted(
        "designation-beyond-its-evidence-warning",
        f":d gd:evidenceKind <{EVIDENCE}mention> .",
        f"{BASE}d",
        f"{EVIDENCE}mention",
    ),
    Planted("disease-above-itself-violation", "orpha:1 skos:broaderTransitive orpha:1 .", f"{ORPHA}1"),
    Planted("disease-code-violation", 'orpha:1 skos:notation "ORPHA:01" .', f"{ORPHA}1", "ORPHA:01"),
    Planted("disease-code-violation", 'orpha:1 skos:notation "OMIM:1" .', f"{ORPHA}1", "OMIM:1"),
    Planted("disease-with-two-names-violation", 'orpha:2 skos:prefLabel "Deux"@en .', f"{ORPHA}2"),
    Planted("disease-with-unknown-parent-warning", "orpha:2 skos:broader orpha:9 .", f"{ORPHA}9"),
    Planted("disease-without-name-violation", 'orpha:3 a gd:Disease ; skos:prefLabel "Trois"@fr .', f"{ORPHA}3"),
    Planted("retired-disease-warning", "orpha:1 owl:deprecated true .", f"{BASE}e", f"{ORPHA}1"),
    Planted("retired-disease-warning", "orpha:2 owl:deprecated true .", f"{BASE}d", f"{ORPHA}2"),
    Planted(
        "two-things-with-one-identifier-violation",
        ":i a gd:Hospital ; skos:exactMatch <https://ror.org/1> .",
        f"{BASE}h",
        "https://ror.org/1",
    ),
    Planted("unknown-disease-violation", ":e gd:disease orpha:9 .", f"{BASE}e", f"{ORPHA}9"),
    Planted("unknown-disease-violation", ":u gd:servesDisease orpha:9 .", f"{BASE}u", f"{ORPHA}9"),
    Planted("unknown-disease-violation", ":r gd:concerns orpha:9 .", f"{BASE}r", f"{ORPHA}9"),
)


def found(body: str) -> list[Finding]:
    """What the queries find; the shapes have tests of their own."""
    store = Store()
    store.load(PREFIXES + body, format=RdfFormat.TURTLE)
    return [finding for finding in validate(store, Silent()) if finding.check.endswith(".rq")]


def test_every_check_has_a_planted_fault() -> None:
    assert sorted({planted.check for planted in PLANTED}) == [name.removesuffix(".rq") for name, _, _ in checks()]


def test_nothing_is_found_in_a_faultless_graph() -> None:
    assert found(SOUND) == []


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: f"{planted.check} {planted.focus.rpartition('/')[2]}")
def test_a_planted_fault_is_found_by_its_check_with_what_is_wrong(planted: Planted) -> None:
    told = [finding for finding in found(SOUND + planted.fault) if finding.check == f"{planted.check}.rq"]
    assert planted.focus in {finding.focus for finding in told}
    if planted.value:
        assert planted.value in {finding.value for finding in told}
    expected = "warning" if planted.check.endswith("warning") else "error"
    assert {finding.severity for finding in told} == {expected}
    assert all(finding.message.endswith((".", "id is wrong.")) for finding in told)


def test_a_hospital_and_an_association_may_share_an_identifier() -> None:
    assert found(SOUND + ":u skos:exactMatch <https://ror.org/1> .") == []


def test_the_shapes_find_what_people_write_wrongly() -> None:
    store = Store()
    store.load(PREFIXES + SOUND, format=RdfFormat.TURTLE)
    told = [finding for finding in validate(store, Silent()) if finding.check.startswith("shapes.ttl")]
    assert f"{BASE}h" in {finding.focus for finding in told if finding.severity == "error"}, "a hospital without a name"


def test_a_release_in_service_has_no_errors(two_releases: Path) -> None:
    opened = open_release(Home(two_releases).current_release())
    assert [finding for finding in validate(opened.store, Silent()) if finding.severity == "error"] == []


def test_many_errors_are_told_by_the_first_few_and_by_their_number(tmp_path: Path) -> None:
    many = [Finding("x.rq", "error", f"http://example.org/{n:03}", "", "", "It is wrong.") for n in range(SHOWN * 3)]
    with pytest.raises(InvalidRelease) as told:
        refuse_errors([*many, Finding("y.rq", "warning", "http://example.org/w", "", "", "")], tmp_path / "report.json")
    lines = str(told.value).splitlines()
    assert lines[0].startswith(f"{SHOWN * 3} errors stop this release; the current one stays")
    assert len(lines) == 1 + SHOWN


def test_warnings_alone_refuse_nothing(tmp_path: Path) -> None:
    refuse_errors([Finding("y.rq", "warning", "http://example.org/w", "", "", "")], tmp_path / "report.json")
