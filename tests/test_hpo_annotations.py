from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.loaders import disease_triples, hpo_annotations
from genoderm.loaders.disease import DiseaseRecord, PhenotypeLink
from genoderm.loaders.hpo_annotations import frequency_term
from genoderm.loaders.opening import sample
from genoderm.loaders.source import Context
from genoderm.loaders.tsv import BadCell
from genoderm.ontology.terms import ExcludedPhenotypeAnnotation, code_iri, disease_iri, frequency
from genoderm.ontology.vocabularies import HAS_PHENOTYPE, RDF_TYPE

from .loading import Loaded, load, objects

START = (
    '#description: "invented rows"\n#version: 2025-01-16\n#tracker: none\n#hpo-version: none\n'
    "database_id\tdisease_name\tqualifier\thpo_id\treference\tevidence\tonset\tfrequency\tsex\tmodifier\taspect\tbiocuration\n"
)


def row(database: str = "ORPHA:79361", qualifier: str = "", hpo: str = "HP:0000670", often: str = "HP:0040281") -> str:
    return f"{database}\tEB\t{qualifier}\t{hpo}\tORPHA:1\tTAS\t\t{often}\t\t\tP\tORPHA:orphadata[2025-01-16]\n"


def loaded(tmp_path: Path, *rows: str) -> Loaded:
    path = tmp_path / "any-name"
    path.write_text(START + "".join(rows), "utf-8")
    return load(hpo_annotations.LOADER, path)


@pytest.fixture(scope="module")
def real(shared: Path) -> Loaded:
    return load(hpo_annotations.LOADER, shared / "hpo" / "phenotype.hpoa.xz")


@pytest.mark.slow
def test_the_rows_of_orpha_codes_are_loaded_and_the_others_set_aside(real: Loaded) -> None:
    assert (real.edition.graph, real.edition.version) == ("hpo-annotations", "2025-01-16")
    assert (real.report.loaded, real.report.faults) == (114_960, [])
    assert real.report.aside == {"of OMIM, and no ORPHA code": 156_446, "of DECIPHER, and no ORPHA code": 296}
    assert len({record.orpha for record in real.records}) == 4_281


@pytest.mark.slow
def test_711_rows_of_the_real_file_are_excluded_phenotypes(real: Loaded) -> None:
    assert sum(link.frequency == "0040285" for record in real.records for link in record.phenotypes) == 711


def test_an_annotation_says_what_the_packets_say_of_it(tmp_path: Path) -> None:
    packet = DiseaseRecord("79361", "disorder", phenotypes=(PhenotypeLink("0000670", "Carious teeth", "0040281"),))
    said = set(disease_triples.facts(packet, Context()))
    triples = loaded(tmp_path, row()).triples
    assert triples
    assert triples <= said


def test_not_with_an_empty_frequency_is_an_excluded_phenotype_and_not_stated_of_the_disease(tmp_path: Path) -> None:
    triples = loaded(tmp_path, row(qualifier="NOT", often="")).triples
    (node,) = {triple.subject for triple in triples if triple.predicate == frequency}
    assert objects(triples, node, frequency) == {code_iri("HP", "0040285").value}
    assert objects(triples, node, RDF_TYPE) == {ExcludedPhenotypeAnnotation.value}
    assert not objects(triples, disease_iri("79361"), HAS_PHENOTYPE)


def test_an_empty_frequency_alone_is_a_phenotype_of_unknown_frequency(tmp_path: Path) -> None:
    triples = loaded(tmp_path, row(often="")).triples
    assert objects(triples, disease_iri("79361"), HAS_PHENOTYPE) == {code_iri("HP", "0000670").value}
    assert not any(triple.predicate == frequency for triple in triples)


@pytest.mark.parametrize(
    ("told", "term"),
    [
        ("HP:0040280", "0040280"),
        ("7/7", "0040280"),
        ("100%", "0040280"),
        ("99/100", "0040281"),
        ("80%", "0040281"),
        ("79.9%", "0040282"),
        ("3/7", "0040282"),
        ("30%", "0040282"),
        ("29%", "0040283"),
        ("1/20", "0040283"),
        ("4.9%", "0040284"),
        ("1/1000", "0040284"),
        ("0/12", "0040285"),
        ("0%", "0040285"),
    ],
)
def test_counts_and_percentages_become_the_frequency_term_that_covers_them(told: str, term: str) -> None:
    assert frequency_term(told) == term


@pytest.mark.parametrize("told", ["HP:0000001", "8/7", "0/0", "101%", "often", "-3%", "3/7/9", "٣%"])
def test_what_is_no_frequency_is_refused(told: str) -> None:
    with pytest.raises(BadCell, match="frequency is"):
        frequency_term(told)


@given(st.integers(0, 500), st.integers(1, 500))
def test_a_larger_share_is_never_a_rarer_term(seen: int, more: int) -> None:
    examined = seen + more
    assert frequency_term(f"{seen + 1}/{examined}") <= frequency_term(f"{seen}/{examined}")


@pytest.mark.parametrize(
    ("bad", "column"),
    [
        (row(database="MIM:1"), "database_id"),
        (row(database="ORPHA:"), "database_id"),
        (row(hpo="HP:67"), "hpo_id"),
        (row(hpo="HP:000067٠"), "hpo_id"),
        (row(qualifier="MAYBE"), "qualifier"),
        (row(often="sometimes"), "frequency"),
    ],
)
def test_a_faulty_row_is_quarantined_with_its_line(tmp_path: Path, bad: str, column: str) -> None:
    found = loaded(tmp_path, bad, row())
    assert [(fault.where, fault.what) for fault in found.report.faults] == [("line 6", column)]
    assert (found.report.loaded, found.report.quarantined) == (1, 1)


def test_another_table_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "genes_to_phenotype.txt"
    path.write_text("ncbi_gene_id\tgene_symbol\thpo_id\thpo_name\tfrequency\tdisease_id\n", "utf-8")
    assert hpo_annotations.recognise(sample(path)) is None
