from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from genoderm.loaders import hpo_labels
from genoderm.loaders.opening import sample
from genoderm.ontology.terms import code_iri
from genoderm.ontology.vocabularies import SKOS_ALT_LABEL, SKOS_HIDDEN_LABEL, SKOS_PREF_LABEL

from .loading import Loaded, load, objects

COLUMNS = "subject_id\ttranslation_language\tpredicate_id\ttranslation_status\ttranslation_value\n"
CARIES = code_iri("HP", "0000670")


def row(text: str, status: str = "OFFICIAL", predicate: str = "rdfs:label", subject: str = "HP:0000670") -> str:
    return f"{subject}\tfr\t{predicate}\t{status}\t{text}\n"


def loaded(tmp_path: Path, *rows: str) -> Loaded:
    path = tmp_path / "any-name"
    path.write_text(COLUMNS + "".join(rows), "utf-8")
    return load(hpo_labels.LOADER, path)


@pytest.mark.parametrize(
    ("name", "language", "read", "labels"),
    [
        ("hp-es", "es", 19_932, 19_932),
        ("hp-fr-preprocessed", "fr", 14_693, 13_990),
        ("hp-pt", "pt", 7_214, 7_213),
    ],
)
def test_three_orders_of_columns_are_read_alike(shared: Path, name: str, language: str, read: int, labels: int) -> None:
    found = load(hpo_labels.LOADER, shared / "hpo" / f"{name}.babelon.tsv.xz")
    assert (found.edition.graph, found.edition.language) == (f"hpo-labels-{language}", language)
    assert (found.report.read, found.report.loaded, found.report.faults) == (read, labels, [])
    assert found.records[0].text in {"Todos", "Tous"}
    named = [label.hpo for label in found.records if label.predicate == SKOS_PREF_LABEL]
    assert len(named) == len(set(named))


def test_an_official_label_is_the_name_and_a_candidate_only_found_by_search(tmp_path: Path) -> None:
    other = row("Dents gâtées", "CANDIDATE")
    triples = loaded(tmp_path, other, row("Caries")).triples
    assert triples == {
        Triple(CARIES, SKOS_PREF_LABEL, Literal("Caries", language="fr")),
        Triple(CARIES, SKOS_HIDDEN_LABEL, Literal("Dents gâtées", language="fr")),
    }


def test_a_further_official_label_is_a_synonym_and_the_same_again_is_set_aside(tmp_path: Path) -> None:
    found = loaded(tmp_path, row("Caries", "CANDIDATE"), row("Caries"), row("Caries"), row("Dents cariées"))
    assert objects(found.triples, CARIES, SKOS_PREF_LABEL) == {"Caries"}
    assert objects(found.triples, CARIES, SKOS_ALT_LABEL) == {"Dents cariées"}
    assert not objects(found.triples, CARIES, SKOS_HIDDEN_LABEL)
    assert sum(found.report.aside.values()) == 2


def test_definitions_and_empty_translations_are_set_aside(tmp_path: Path) -> None:
    found = loaded(tmp_path, row("Une prose", predicate="IAO:0000115"), row(" "), row("Caries"))
    assert (found.report.loaded, sum(found.report.aside.values())) == (1, 2)


def test_blanks_too_many_are_mended_and_noted(tmp_path: Path) -> None:
    found = loaded(tmp_path, row("Anomalie  dentaire "))
    assert [label.text for label in found.records] == ["Anomalie dentaire"]
    assert sum(found.report.notes.values()) == 1


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (row("Caries", "PERHAPS"), "translation_status"),
        (row("Caries", subject="MP:0000001"), "subject_id"),
        (row("Caries").replace("\tfr\t", "\tde\t"), "translation_language"),
    ],
)
def test_a_faulty_row_is_quarantined(tmp_path: Path, bad: str, column: str) -> None:
    found = loaded(tmp_path, row("Caries"), bad)
    assert [(fault.where, fault.what) for fault in found.report.faults] == [("line 3", column)]


@pytest.mark.parametrize(
    "text", ["", COLUMNS, COLUMNS + row("x", subject="MP:0000001"), COLUMNS + row("x").replace("fr", "f r")]
)
def test_other_tables_are_not_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any"
    path.write_text(text, "utf-8")
    assert hpo_labels.recognise(sample(path)) is None
