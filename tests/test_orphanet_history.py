from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, Triple

from genoderm.loaders.disease import DiseaseRecord, Name
from genoderm.loaders.orphanet_history import History, NameChange, history, history_triples
from genoderm.loaders.orphanet_packets import changes
from genoderm.loaders.source import Context
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v
from tests.packets import DECEMBER, JUNE, edition, packets


def record(orpha: str, name: str, version: str = "1") -> DiseaseRecord:
    return DiseaseRecord(orpha, rank="disorder", type="377788", names=(Name(name, "en"),), version=version)


@pytest.fixture(scope="module")
def between(shared: Path) -> History:
    """What changed between the two editions of the packets."""
    former, current = (packets(shared, day)[0] for day in (JUNE, DECEMBER))
    return history(former, current)


def test_between_the_editions_44_codes_vanished_217_came_and_65_names_changed(between: History) -> None:
    assert (len(between.vanished), len(between.came), len(between.renamed)) == (44, 217, 65)


def test_a_vanished_code_is_a_tombstone_that_names_the_last_edition(between: History) -> None:
    assert {(record.deprecated, record.last_version, record.replaced_by) for record in between.vanished} == {
        (True, "2025-06-26", ())  # no source tells what replaces them
    }
    assert all(record.names and not record.parents for record in between.vanished)


def test_a_renamed_disease_keeps_both_names(between: History) -> None:
    changed = {change.orpha: change for change in between.renamed}
    assert changed["773"] == NameChange(
        "773", Name("Refsum disease", "en"), Name("Adult Refsum disease", "en"), "2025-06-26", "2025-12-09"
    )


@pytest.mark.slow
def test_the_loader_tells_changes_as_triples(shared: Path, between: History) -> None:
    told = set(changes(edition(shared, JUNE), edition(shared, DECEMBER), Context()))
    assert told == set(history_triples(between, Context()))
    assert sum(triple.predicate == v.OWL_DEPRECATED for triple in told) == 44
    assert sum(triple.object == terms.NameChange for triple in told) == 65
    former = Literal("Refsum disease", language="en")
    assert Triple(terms.disease_iri("773"), v.SKOS_HIDDEN_LABEL, former) in told


def test_a_successor_is_told_only_where_a_source_tells_it() -> None:
    found = history([record("1", "a"), record("2", "b")], [], {"1": ("3", "4")})
    assert [record.replaced_by for record in found.vanished] == [("3", "4"), ()]
    triples = set(history_triples(found, Context()))
    replaced = {triple.object for triple in triples if triple.predicate == v.DCT_IS_REPLACED_BY}
    assert replaced == {terms.disease_iri("3"), terms.disease_iri("4")}


def test_a_name_in_another_language_that_is_missing_is_no_change() -> None:
    before = DiseaseRecord("1", names=(Name("a", "en"), Name("b", "fr")))
    assert history([before], [DiseaseRecord("1", names=(Name("c", "en"),))]).renamed == (
        NameChange("1", Name("a", "en"), Name("c", "en"), "", ""),
    )


EDITIONS = st.dictionaries(st.integers(1, 30).map(str), st.sampled_from("abc"))


@given(EDITIONS, EDITIONS)
def test_the_current_edition_follows_from_the_former_and_the_changes(
    before: dict[str, str], after: dict[str, str]
) -> None:
    former, current = ([record(code, name) for code, name in one.items()] for one in (before, after))
    found = history(former, current)
    renamed = {change.orpha: change.current.text for change in found.renamed}
    kept = before.keys() - {record.orpha for record in found.vanished}
    assert kept | set(found.came) == after.keys()
    assert {code: renamed.get(code, before[code]) for code in kept} == {code: after[code] for code in kept}


@given(EDITIONS)
def test_an_edition_has_no_history_with_itself(one: dict[str, str]) -> None:
    records = [record(code, name) for code, name in one.items()]
    assert history(records, records) == History((), (), ())
