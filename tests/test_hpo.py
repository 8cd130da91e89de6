from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from genoderm.loaders import hpo, obo
from genoderm.loaders.hpo import HpoTerm
from genoderm.loaders.opening import sample
from genoderm.ontology.errors import BadInput, HostileFile
from genoderm.ontology.terms import Phenotype, code_iri
from genoderm.ontology.vocabularies import (
    CONSIDER,
    DCT_IS_REPLACED_BY,
    OWL_DEPRECATED,
    RDF_TYPE,
    SKOS_ALT_LABEL,
    SKOS_BROADER,
    SKOS_HIDDEN_LABEL,
    SKOS_NOTATION,
    SKOS_PREF_LABEL,
)

from .loading import Loaded, load, objects

START = "format-version: 1.2\ndata-version: hp/releases/2025-01-16\nontology: hp.obo\n\n"
TERM = """\
[Term]
id: HP:0000670
name: Carious teeth
alt_id: HP:0006482
def: "Prose that stays where it is." [PMID:1]
synonym: "Dental \\"cavities\\"" EXACT layperson []
synonym: "Tooth decay" BROAD []
synonym: "Gone" EXACT obsolete_synonym []
synonym: "Carious teeth" EXACT []
is_a: HP:0011061 ! Abnormality of dental structure

"""
OBSOLETE = "[Term]\nid: HP:0000057\nname: obsolete A\nis_obsolete: true\nreplaced_by: HP:0000670\n\n"
CONSIDERED = (
    "[Term]\nid: HP:0000058\nname: obsolete B\nis_obsolete: true\nconsider: HP:0000670\nconsider: HP:0000057\n\n"
)
CARIES = code_iri("HP", "0000670")


def loaded(tmp_path: Path, *frames: str) -> Loaded:
    path = tmp_path / "any-name"
    path.write_text(START + "".join(frames), "utf-8")
    return load(hpo.LOADER, path)


@pytest.fixture(scope="module")
def real(shared: Path) -> Loaded:
    return load(hpo.LOADER, shared / "hpo" / "hp.obo.xz")


def test_all_terms_of_the_real_file_are_loaded_from_its_compressed_stream(real: Loaded) -> None:
    assert (real.edition.graph, real.edition.version) == ("hpo", "2025-01-16")
    assert (real.report.read, real.report.loaded, real.report.faults) == (19_487, 19_484, [])
    assert real.report.aside == {obo.NO_TERM: 3}


def test_the_real_file_has_its_tombstones_and_hierarchy(real: Loaded) -> None:
    terms: list[HpoTerm] = real.records
    assert sum(term.obsolete for term in terms) == 450
    assert sum(len(term.replaced_by) for term in terms) == 357
    assert sum(len(term.consider) for term in terms) == 82
    assert sum(len(term.parents) for term in terms) == 23_392
    assert sum(len(term.merged) for term in terms) == 3_832


def test_no_merged_id_of_the_real_file_is_a_living_term(real: Loaded) -> None:
    merged = {digits for term in real.records for digits in term.merged}
    assert not merged & {term.id for term in real.records if not term.obsolete}


def test_a_term_has_names_parents_and_no_definition(tmp_path: Path) -> None:
    triples = loaded(tmp_path, TERM).triples
    assert objects(triples, CARIES, RDF_TYPE) == {Phenotype.value}
    assert objects(triples, CARIES, SKOS_NOTATION) == {"HP:0000670"}
    assert Triple(CARIES, SKOS_PREF_LABEL, Literal("Carious teeth", language="en")) in triples
    assert objects(triples, CARIES, SKOS_BROADER) == {"http://purl.obolibrary.org/obo/HP_0011061"}
    assert not any("Prose" in str(triple.object) for triple in triples)


def test_exact_synonyms_are_names_and_the_others_only_found_by_search(tmp_path: Path) -> None:
    triples = loaded(tmp_path, TERM).triples
    assert objects(triples, CARIES, SKOS_ALT_LABEL) == {'Dental "cavities"'}
    assert objects(triples, CARIES, SKOS_HIDDEN_LABEL) == {"Tooth decay", "Gone"}


def test_an_id_that_was_merged_is_a_tombstone_of_the_term(tmp_path: Path) -> None:
    triples = loaded(tmp_path, TERM).triples
    merged = code_iri("HP", "0006482")
    assert objects(triples, merged, OWL_DEPRECATED) == {"true"}
    assert objects(triples, merged, DCT_IS_REPLACED_BY) == {CARIES.value}
    assert objects(triples, merged, SKOS_NOTATION) == {"HP:0006482"}


def test_an_obsolete_term_leads_to_its_successor_or_to_what_to_consider(tmp_path: Path) -> None:
    triples = loaded(tmp_path, OBSOLETE, CONSIDERED).triples
    first, second = code_iri("HP", "0000057"), code_iri("HP", "0000058")
    assert objects(triples, first, DCT_IS_REPLACED_BY) == {CARIES.value}
    assert objects(triples, second, CONSIDER) == {CARIES.value, first.value}
    assert not objects(triples, second, DCT_IS_REPLACED_BY)
    assert not objects(triples, CARIES, OWL_DEPRECATED)


def test_a_frame_that_is_no_obo_is_quarantined_with_its_line_and_the_next_is_read(tmp_path: Path) -> None:
    found = loaded(tmp_path, "[Term]\nid: HP:0000002\nname Foo\n\n", TERM)
    assert [term.id for term in found.records] == ["0000670"]
    assert [(fault.where, fault.found) for fault in found.report.faults] == [("line 7", "name Foo")]
    assert found.report.read == 2


def test_a_term_without_a_name_is_quarantined_and_one_of_another_ontology_set_aside(tmp_path: Path) -> None:
    found = loaded(tmp_path, "[Term]\nid: HP:0000002\n\n", "[Term]\nid: UBERON:0000001\nname: part\n\n", TERM)
    assert (found.report.loaded, found.report.quarantined) == (1, 1)
    assert found.report.aside == {"a term of another ontology": 1}


def test_a_frame_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(HostileFile, match="a frame longer than"):
        loaded(tmp_path, TERM, "[Term]\nid: HP:0000002\nname: " + "x" * (obo.MOST + 1_000_000))


def test_damage_in_the_compressed_stream_is_told_as_such(tmp_path: Path, shared: Path) -> None:
    whole = (shared / "hpo" / "hp.obo.xz").read_bytes()
    path = tmp_path / "cut.obo.xz"
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BadInput, match=r"cut\.obo\.xz is damaged after"):
        load(hpo.LOADER, path)


def test_text_in_another_encoding_is_told_as_such(tmp_path: Path) -> None:
    path = tmp_path / "latin.obo"
    path.write_bytes((START + TERM.replace("decay", "caf\xe9")).encode("latin-1"))
    with pytest.raises(BadInput, match=r"latin\.obo is not OBO in UTF-8"):
        load(hpo.LOADER, path)


@pytest.mark.parametrize("text", ["", "format-version: 1.2\nontology: mondo\n", "ontology: hp\n"])
def test_another_ontology_is_not_taken(tmp_path: Path, text: str) -> None:
    path = tmp_path / "any.obo"
    path.write_text(text, "utf-8")
    assert hpo.recognise(sample(path)) is None
