import gzip
from collections import defaultdict
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders import mondo
from genoderm.loaders.opening import lines, sample
from genoderm.loaders.skin_set import ROOTS, below
from genoderm.loaders.sssom import Code, SssomMapping, header
from genoderm.loaders.tsv import cells
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import CODES, PREFIXES, code_iri, disease_iri
from genoderm.ontology.vocabularies import (
    HAS_DB_XREF,
    OWL_DEPRECATED,
    RDF_TYPE,
    SKOS_EXACT_MATCH,
    SKOS_NOTATION,
    SKOS_PREF_LABEL,
    SSSOM_MAPPING,
)
from tests.packets import DECEMBER, packets

from .loading import Loaded, load, objects

HEADER = """\
# curie_map:
#   MONDO: http://purl.obolibrary.org/obo/MONDO_
#   Orphanet: http://www.orpha.net/ORDO/Orphanet_
#   OMIM: https://omim.org/entry/
#   SCTID: {snomed}
#   NORD: 'https://bioregistry.io/nord:'
#   oboInOwl: http://www.geneontology.org/formats/oboInOwl#
#   semapv: https://w3id.org/semapv/vocab/
#   skos: http://www.w3.org/2004/02/skos/core#
# license: https://creativecommons.org/publicdomain/zero/1.0/
# mapping_set_id: http://purl.obolibrary.org/obo/mondo/mappings/mondo_test.sssom.tsv
# mapping_set_version: http://purl.obolibrary.org/obo/mondo/releases/2026-08-04/mappings/mondo_test.sssom.tsv
subject_id\tsubject_label\tpredicate_id\tobject_id\tobject_label\tmapping_justification
"""
WITH_LABELS = HEADER.format(snomed="http://snomed.info/id/")
EB = "MONDO:0009179\tan epidermolysis bullosa\tskos:exactMatch\t{}\t{}\tsemapv:ManualMappingCuration\n"
MONDO_EB = code_iri("MONDO", "0009179")
ON = {"clinical_terminologies": "yes"}


def loaded(tmp_path: Path, *rows: str, start: str = WITH_LABELS, settings: dict[str, str] | None = None) -> Loaded:
    path = tmp_path / "any-name.txt"
    path.write_text(start + "".join(rows), "utf-8")
    return load(mondo.LOADER, path, settings)


def sets(shared: Path) -> list[Path]:
    return sorted((shared / "mondo").glob("mondo_*.sssom.tsv.xz"))


@pytest.fixture(scope="module")
def everything(shared: Path) -> dict[str, Loaded]:
    return {
        path.name.removesuffix(".sssom.tsv.xz").removeprefix("mondo_"): load(mondo.LOADER, path, settings=ON)
        for path in sets(shared)
    }


def test_all_files_of_mondo_go_into_one_graph_each_as_a_series_of_its_own(shared: Path) -> None:
    editions = [mondo.recognise(sample(path)) for path in sets(shared)]
    found = [edition for edition in editions if edition]
    assert len(found) == len(sets(shared)) == 37
    assert {(edition.graph, edition.version) for edition in found} == {("mondo", "2026-08-04")}
    assert len({edition.details["series"] for edition in found}) == 37


def test_every_prefix_of_every_file_expands_as_mondo_has_it_and_is_one_of_ours(shared: Path) -> None:
    own = {"infores", "owl", "rdf", "rdfs", "semapv", "skos", "sssom", "oboInOwl"}
    for path in sets(shared):
        curies = header(lines(path)).curies
        for prefix, iri in curies.bimap.items():
            if prefix not in own:
                assert iri in PREFIXES.values(), f"{prefix} in {path.name}"
                assert CODES.reverse_prefix_map[iri] in PREFIXES


@pytest.mark.slow
def test_each_row_is_loaded_or_set_aside_and_none_is_faulty(everything: dict[str, Loaded]) -> None:
    rows = {name: load.report.read for name, load in everything.items()}
    assert sum(rows.values()) == 148_806
    assert (rows["exactmatch_orphanet"], rows["hasdbxref_orphanet"], rows["exactmatch_umls"]) == (9_785, 10_491, 21_660)
    assert sum(load.report.quarantined for load in everything.values()) == 0
    assert everything["hasdbxref_orphanet"].report.aside == {
        mondo.ORPHA_TYPE: 9,
        mondo.ORPHA_RETIRED: 672,
    }


@pytest.mark.slow
def test_nearly_all_skin_entities_have_an_exact_mondo_id_and_codes_through_it(
    shared: Path, everything: dict[str, Loaded]
) -> None:
    terms = defaultdict(set)
    for mapping in everything["exactmatch_orphanet"].records:
        terms[mapping.object.code].add(mapping.subject)
    found = skin(shared) & terms.keys()
    assert len(found) == 1_106
    through = set().union(*(terms[orpha] for orpha in found))
    assert {name: codes_of(everything[name], through) for name in THROUGH} == THROUGH
    living = {
        mapping.object.code for mapping in everything["exactmatch_orphanet"].records if not mondo.is_obsolete(mapping)
    }
    assert len(found & living) == 1_019  # MONDO has retired the terms of 87 of Orphanet's skin groups and subtypes


THROUGH = {
    "hasdbxref_gard": 991,
    "exactmatch_medgen": 986,
    "exactmatch_umls": 986,
    "exactmatch_sctid": 607,  # 608 with one related match
    "exactmatch_mesh": 502,
    "exactmatch_omim": 500,
    "exactmatch_icd11.foundation": 387,
}


def codes_of(file: Loaded, through: set[Code]) -> int:
    return len({mapping.object for mapping in file.records if mapping.subject in through})


def skin(shared: Path) -> set[str]:
    parents = {found.orpha: found.parents for found in packets(shared, DECEMBER)[0]}
    union = below(ROOTS[0], parents) | below(ROOTS[1], parents)
    return set(union & parents.keys())


@pytest.mark.slow
def test_43_mondo_terms_match_several_orpha_codes_and_keep_them_all(everything: dict[str, Loaded]) -> None:
    codes = defaultdict(set)
    for mapping in everything["exactmatch_orphanet"].records:
        codes[mapping.subject].add(mapping.object)
    assert sum(len(several) > 1 for several in codes.values()) == 43


@pytest.mark.slow
def test_snomed_ct_and_meddra_are_set_aside_unless_the_setting_asks_for_them(shared: Path) -> None:
    clinical = [path for path in sets(shared) if path.name.endswith(("_sctid.sssom.tsv.xz", "_meddra.sssom.tsv.xz"))]
    assert len(clinical) == 8
    for found in (load(mondo.LOADER, path) for path in clinical):
        assert (found.records, found.report.loaded) == ([], 0)
        assert found.report.aside[mondo.CLINICAL_OFF] == found.report.read > 0


def test_snomed_ct_codes_come_without_labels_when_they_are_asked_for(tmp_path: Path) -> None:
    found = loaded(tmp_path, EB.format("SCTID:254185007", "a wording of its own"), settings=ON)
    code = code_iri("SCTID", "254185007")
    assert code.value == "http://snomed.info/id/254185007"
    assert objects(found.triples, MONDO_EB, SKOS_EXACT_MATCH) == {code.value}
    assert not objects(found.triples, code, SKOS_PREF_LABEL)


def test_an_older_expansion_of_snomed_ct_gives_the_same_node(tmp_path: Path) -> None:
    older = HEADER.format(snomed="http://identifiers.org/snomedct/")
    found = loaded(tmp_path, EB.format("SCTID:254185007", ""), start=older, settings=ON)
    assert objects(found.triples, MONDO_EB, SKOS_EXACT_MATCH) == {"http://snomed.info/id/254185007"}


def test_a_disease_leads_to_its_mondo_term_and_back_and_gets_no_notation_from_mondo(tmp_path: Path) -> None:
    found = loaded(tmp_path, EB.format("Orphanet:79361", "EB"))
    disease = disease_iri("79361")
    assert Triple(MONDO_EB, SKOS_EXACT_MATCH, disease) in found.triples
    assert {triple for triple in found.triples if triple.subject == disease} == {
        Triple(disease, SKOS_EXACT_MATCH, MONDO_EB)
    }
    assert objects(found.triples, MONDO_EB, SKOS_NOTATION) == {"MONDO:0009179"}
    assert Triple(MONDO_EB, SKOS_PREF_LABEL, Literal("an epidermolysis bullosa", language="en")) in found.triples


def test_a_cross_reference_is_no_match_in_either_direction(tmp_path: Path) -> None:
    found = loaded(tmp_path, EB.format("Orphanet:79361", "EB").replace("skos:exactMatch", "oboInOwl:hasDbXref"))
    assert Triple(MONDO_EB, HAS_DB_XREF, disease_iri("79361")) in found.triples
    assert not any(triple.predicate == SKOS_EXACT_MATCH for triple in found.triples)


@pytest.mark.parametrize("code", ["377788", "377797", "557492"])
def test_a_type_of_orphanets_is_not_taken_for_a_disease(tmp_path: Path, code: str) -> None:
    found = loaded(tmp_path, EB.format(f"Orphanet:{code}", "disease"))
    assert (found.records, found.report.aside) == ([], {mondo.ORPHA_TYPE: 1})


@pytest.mark.parametrize("label", ["OBSOLETE: Something", "NON RARE IN EUROPE: Something"])
def test_a_code_that_orphanet_has_retired_is_set_aside(tmp_path: Path, label: str) -> None:
    found = loaded(tmp_path, EB.format("Orphanet:413", label))
    assert (found.records, found.report.aside) == ([], {mondo.ORPHA_RETIRED: 1})


def test_an_obsolete_mondo_term_keeps_its_match_and_is_marked_deprecated(tmp_path: Path) -> None:
    found = loaded(tmp_path, EB.format("Orphanet:79366", "a group").replace("an epi", "obsolete epi"))
    assert Triple(disease_iri("79366"), SKOS_EXACT_MATCH, MONDO_EB) in found.triples
    assert objects(found.triples, MONDO_EB, OWL_DEPRECATED) == {"true"}
    assert sum(found.report.notes.values()) == 1


def test_a_mapping_record_names_both_ends_the_reason_and_the_set(tmp_path: Path) -> None:
    found = loaded(tmp_path, EB.format("OMIM:226600", ""))
    said = found.said("-mappings")
    (node,) = {triple.subject for triple in said}
    assert isinstance(node, NamedNode)
    assert len(said) == 6
    assert {value for triple in said for value in objects(said, node, triple.predicate)} == {
        SSSOM_MAPPING.value,
        MONDO_EB.value,
        SKOS_EXACT_MATCH.value,
        "https://omim.org/entry/226600",
        "https://w3id.org/semapv/vocab/ManualMappingCuration",
        "http://purl.obolibrary.org/obo/mondo/mappings/mondo_test.sssom.tsv",
    }
    assert objects(said, node, RDF_TYPE) == {SSSOM_MAPPING.value}


def test_the_shape_without_object_labels_and_an_empty_object_label_are_read_alike(tmp_path: Path) -> None:
    with_label = loaded(tmp_path, EB.format("OMIM:226600", ""))
    shorter = WITH_LABELS.replace("object_label\t", "")
    without = loaded(tmp_path, EB.format("OMIM:226600", "").replace("\t\t", "\t"), start=shorter)
    assert with_label.records == without.records
    assert isinstance(with_label.records[0], SssomMapping)


@pytest.mark.parametrize(
    ("row", "column", "found"),
    [
        (EB.format("OMIM:226600|OMIM:226650", ""), "object_id", "OMIM:226600|OMIM:226650"),
        (EB.format("", ""), "object_id", ""),
        (EB.format("FOO:1", ""), "object_id", "FOO:1"),
        (EB.format("Orphanet:C12", ""), "object_id", "Orphanet:C12"),
        (EB.format("OMIM:1", "").replace("MONDO:0009179", "MONDO:9179"), "subject_id", "MONDO:9179"),
        (EB.format("OMIM:1", "").replace("exactMatch", "sameish"), "predicate_id", "skos:sameish"),
        (EB.format("OMIM:1", "").replace("semapv:", ""), "mapping_justification", "ManualMappingCuration"),
    ],
)
def test_a_faulty_cell_is_quarantined_with_its_line_and_the_next_row_is_read(
    tmp_path: Path, row: str, column: str, found: str
) -> None:
    result = loaded(tmp_path, row, EB.format("OMIM:226600", ""))
    assert [record.object for record in result.records] == [Code("OMIM", "226600")]
    (fault,) = result.report.faults
    assert (fault.where, fault.what, fault.found) == ("line 14", column, found)
    assert result.report.read == 2


def test_a_row_of_another_width_is_quarantined(tmp_path: Path) -> None:
    result = loaded(tmp_path, "MONDO:0009179\tonly two\n", EB.format("OMIM:226600", ""))
    assert [fault.where for fault in result.report.faults] == ["line 14"]
    assert result.report.loaded == 1


def test_a_denied_mapping_and_one_without_a_term_are_set_aside(tmp_path: Path) -> None:
    start = WITH_LABELS.replace("subject_id\t", "predicate_modifier\tsubject_id\t")
    result = loaded(tmp_path, "Not\t" + EB.format("OMIM:1", ""), "\t" + EB.format("sssom:NoTermFound", ""), start=start)
    assert result.records == []
    assert sum(result.report.aside.values()) == 2


def test_a_missing_column_is_told_with_the_header(tmp_path: Path) -> None:
    path = tmp_path / "short.sssom.tsv"
    path.write_text(WITH_LABELS.replace("predicate_id", "predicate"), "utf-8")
    with pytest.raises(BadInput, match=r"short\.sssom\.tsv has no column predicate_id"):
        load(mondo.LOADER, path)


def test_a_compressed_file_says_the_same_as_a_plain_one(tmp_path: Path) -> None:
    plain = loaded(tmp_path, EB.format("OMIM:226600", ""))
    path = tmp_path / "packed"
    path.write_bytes(gzip.compress((WITH_LABELS + EB.format("OMIM:226600", "")).encode()))
    assert load(mondo.LOADER, path).triples == plain.triples


def test_mapping_sets_of_others_and_other_commented_tables_are_not_taken(tmp_path: Path, shared: Path) -> None:
    other = tmp_path / "other.sssom.tsv"
    other.write_text(WITH_LABELS.replace("obo/mondo/mappings", "example/mappings"), "utf-8")
    for path in (other, shared / "mondo" / "icd11.sssom.tsv", shared / "hpo" / "phenotype.hpoa.xz"):
        assert mondo.recognise(sample(path)) is None


def test_a_quoted_cell_is_unquoted_and_a_bare_quote_stays() -> None:
    assert cells('a\t"say ""so"""\tb\n') == ["a", 'say "so"', "b"]
    assert cells('a\t"en copa" de borde\tb\r\n') == ["a", '"en copa" de borde', "b"]
