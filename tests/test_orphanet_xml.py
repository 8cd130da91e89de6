import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import Literal, Triple

from genoderm.loaders import orphanet_xml
from genoderm.loaders.catalogue import LOADERS as CATALOGUE
from genoderm.loaders.disease import CodeMapping, DiseaseRecord, GeneLink, Name, PhenotypeLink, PrevalenceRecord
from genoderm.loaders.opening import sample
from genoderm.loaders.orphanet_retired import RETIRED
from genoderm.loaders.orphanet_xml_classification import LOADER as CLASSIFICATIONS
from genoderm.loaders.orphanet_xml_classification import NAMES_LOADER, Classification
from genoderm.loaders.orphanet_xml_disorders import LOADER as DISORDERS
from genoderm.loaders.recognise import recognise
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader
from genoderm.ontology.errors import BadInput, HostileFile
from genoderm.ontology.terms import Iris, disease_iri, preferentialParent
from genoderm.ontology.vocabularies import SKOS_BROADER, SKOS_PREF_LABEL, SKOS_TOP_CONCEPT_OF

Records = list[DiseaseRecord]
LOADERS = (DISORDERS, CLASSIFICATIONS, NAMES_LOADER)


@pytest.fixture(autouse=True)
def _small_files_are_products(monkeypatch: pytest.MonkeyPatch) -> None:
    """The samples of the schema are read for their shape here, and so are products of one entity."""
    monkeypatch.setattr(orphanet_xml, "SMALLEST", 0)


def edition_of(path: Path) -> tuple[Edition, Loader]:  # type: ignore[type-arg]
    found = sample(path)
    known = [
        (edition, loader)
        for loader in (DISORDERS, CLASSIFICATIONS, NAMES_LOADER)
        if (edition := loader.recognise(found))
    ]
    assert len(known) == 1, f"{path.name} is recognised by {len(known)} loaders"
    return known[0]


def read(path: Path) -> tuple[Edition, Records, Report]:
    edition, loader = edition_of(path)
    report = Report(path.name)
    found = list(loader.loaded(edition, Context(), report))
    return edition, [record for record in found if isinstance(record, DiseaseRecord)], report


def product(tmp_path: Path, body: str, *, before: str = "", language: str = "en") -> Path:
    path = tmp_path / "product.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<JDBOR date="2025-12-09 07:00:00"><DisorderList>'
        f'<Disorder id="2"><OrphaCode>58</OrphaCode><Name lang="{language}">Alexander disease</Name>{body}</Disorder>'
        "</DisorderList></JDBOR>",
        encoding="utf-8",
    )
    return path


NODES = {
    "classifications/en_product3_187_2025-06-24.xml": ("orphanet-classification-187", "2025-06-24", 1_095, 143, 1_205),
    "classifications/en_product3_187_2024-06-27.xml": ("orphanet-classification-187", "2024-06-27", 1_088, 143, 1_198),
    "translations-2019/en_product3_187.xml": ("orphanet-classification-187", "2019-11-04", 1_043, 144, 1_157),
    "translations-2019/fr_product3_187.xml": ("orphanet-names-fr", "2019-05-13", 1_037, 143, 1_150),
    "translations-2019/de_product3_187.xml": ("orphanet-names-de", "2019-05-15", 1_037, 143, 1_150),
    "translations-2019/es_product3_187.xml": ("orphanet-names-es", "2019-05-14", 1_037, 143, 1_150),
    "translations-2019/it_product3_187.xml": ("orphanet-names-it", "2019-05-14", 1_037, 143, 1_150),
}


@pytest.mark.parametrize("name", NODES)
def test_a_classification_gives_each_entity_once_with_all_its_parents(shared: Path, name: str) -> None:
    edition, found, report = read(shared / "orphanet" / name)
    repeated = report.notes["entity repeated below another parent"]
    parents = sum(len(record.parents) for record in found)
    assert (edition.graph, edition.version, len(found), repeated, parents) == NODES[name]
    assert len({record.orpha for record in found}) == len(found) == report.loaded - 1  # the classification
    assert report.faults == []
    assert [record.orpha for record in found if not record.parents] == ["89826"]
    assert {record.names[0].language for record in found} == {edition.language}


def test_the_table_of_classifications_is_whole(shared: Path) -> None:
    folder = shared / "orphanet"
    files = [path.relative_to(folder).as_posix() for path in folder.glob("*/*_product3_187*.xml")]
    assert sorted(files) == sorted(NODES)


def test_types_are_known_by_their_ids_in_every_language(shared: Path) -> None:
    types = []
    for language in ("de", "en", "es", "fr", "it"):
        _, found, _ = read(shared / "orphanet" / "translations-2019" / f"{language}_product3_187.xml")
        types.append({record.orpha: record.type for record in found})
    german = types[0]
    assert german["461"] == "377788"  # Krankheit
    assert all(one[code] == german[code] for one in types[2:] for code in german)


def test_an_entity_with_several_parents_keeps_them_all(shared: Path) -> None:
    _, found, _ = read(shared / "orphanet" / "classifications" / "en_product3_187_2025-06-24.xml")
    counts = Counter(len(record.parents) for record in found)
    assert counts[0] == 1
    assert max(counts) > 1
    assert sum(counts.values()) == 1_095


def test_names_in_another_language_come_without_an_old_hierarchy(shared: Path) -> None:
    edition, loader = edition_of(shared / "orphanet" / "translations-2019" / "fr_product3_187.xml")
    report = Report("fr")
    triples = [triple for record in loader.records(edition, report) for triple in loader.graphs[""](record, Context())]
    assert {triple.predicate for triple in triples} == {SKOS_PREF_LABEL}
    assert Triple(disease_iri("454"), SKOS_PREF_LABEL, Literal("Ichtyose acquise", language="fr")) in triples


def test_a_classification_is_a_scheme_with_its_head(shared: Path) -> None:
    edition, loader = edition_of(shared / "orphanet" / "classifications" / "en_product3_187_2025-06-24.xml")
    first = next(iter(loader.records(edition, Report("en"))))
    name = Name("Orphanet classification of rare skin diseases", "en")
    assert first == Classification("187", name, ("89826",))
    triples = set(loader.graphs[""](first, Context()))
    assert Triple(disease_iri("89826"), SKOS_TOP_CONCEPT_OF, Iris().thing("classification", "187")) in triples


HEADS = {
    "clinical_signs_and_symptoms": ("orphanet-phenotypes", "2024-12-03", 0),  # cut inside its first entity
    "epidemiology": ("orphanet-prevalence", "2024-12-03", 7),
    "genes_associated": ("orphanet-genes", "2025-06-24", 7),
    "linearisation": ("orphanet-linearisation", "2025-06-24", 28),
    "natural_history": ("orphanet-natural-history", "2024-12-03", 20),
    "rare_disease_alignment": ("orphanet-nomenclature", "2024-12-03", 4),
}


@pytest.mark.parametrize("name", HEADS)
def test_a_cut_file_gives_its_whole_elements_and_one_fault_with_the_place(shared: Path, name: str) -> None:
    (path,) = (shared / "orphanet" / "product-heads").glob(f"{name}*")
    edition, found, report = read(path)
    assert (edition.graph, edition.version, len(found)) == HEADS[name]
    assert path.read_text("latin-1").count("</Disorder>") == len(found) == report.loaded
    assert (report.quarantined, len(report.faults)) == (1, 1)
    assert report.faults[0].where.endswith(f"line {1 + path.read_bytes().count(10)}")


def test_the_nomenclature_gives_codes_of_all_systems_with_relation_and_validation(shared: Path) -> None:
    (path,) = (shared / "orphanet" / "product-heads").glob("rare_disease_alignment*")
    _, found, _ = read(path)
    assert found[0].orpha == "166024"
    assert found[0].mappings == (
        CodeMapping("icd11.code", "LD24.61", "broad", validation="validated"),
        CodeMapping("ICD10WHO", "Q77.3", "broad", validation="validated"),
        CodeMapping("OMIM", "607131", "exact", validation="validated"),
        CodeMapping("UMLS", "C4304500", "exact", validation="validated"),
    )
    assert found[0].synonyms == (Name("Multiple epiphyseal dysplasia, Al-Gazali type", "en"),)
    assert "clinodactyly" not in repr(found)  # a word of the definition


def test_the_later_schema_gives_icd_11_foundation_ids_and_mondo(shared: Path) -> None:
    _, found, report = read(shared / "orphanet" / "schema-samples" / "en_product1.xml")
    assert [mapping.prefix for mapping in found[0].mappings] == [
        "icd11.code", "icd11.foundation", "MONDO", "ICD10WHO", "OMIM", "UMLS",
    ]  # fmt: skip
    assert report.faults == []


def test_genes_come_with_their_codes_assessment_and_references(shared: Path) -> None:
    (path,) = (shared / "orphanet" / "product-heads").glob("genes_associated*")
    _, found, report = read(path)
    assert found[0].genes == (
        GeneLink(
            symbol="KIF7",
            name="kinesin family member 7",
            association="disease-causing-germline",
            hgnc="30497",
            omim="611254",
            ensembl="ENSG00000166813",
            synonyms=("JBTS12",),
            status="assessed",
            references=("22587682",),
        ),
    )
    assert sum(len(record.genes) for record in found) == 7
    assert len(report.faults) == 1


def test_prevalences_come_with_kind_class_mean_place_and_validation(shared: Path) -> None:
    (path,) = (shared / "orphanet" / "product-heads").glob("epidemiology*")
    _, found, _ = read(path)
    assert found[0].prevalences == (
        PrevalenceRecord("cases-families", "cases", "", "4.0", "Worldwide", "validated", ("11389160", "9689990")),
        PrevalenceRecord(
            "point-prevalence", "class-only", "below-1-1000000", "", "Worldwide", "validated", ("11389160", "9689990")
        ),
    )
    assert found[1].prevalences[1].validation == "not-yet-validated"


def test_natural_history_gives_onset_and_inheritance(shared: Path) -> None:
    (path,) = (shared / "orphanet" / "product-heads").glob("natural_history*")
    _, found, _ = read(path)
    assert (found[0].onset, found[0].inheritance) == (("infancy", "neonatal"), ("autosomal-recessive",))
    assert sum(len(record.onset) for record in found) == 40


def test_phenotypes_come_with_their_frequency(shared: Path) -> None:
    _, found, _ = read(shared / "orphanet" / "schema-samples" / "en_product4.xml")
    assert found[0].phenotypes == (
        PhenotypeLink("0000256", "Macrocephaly", "0040281"),
        PhenotypeLink("0001249", "Intellectual disability", "0040281"),
    )


def test_the_preferential_parent_is_no_broader_term(shared: Path) -> None:
    (path,) = (shared / "orphanet" / "product-heads").glob("linearisation*")
    _, found, _ = read(path)
    assert (found[0].orpha, found[0].preferential_parent, found[0].parents) == ("166024", "93419", ())
    triples = set(DISORDERS.graphs[""](found[0], Context()))
    assert Triple(disease_iri("166024"), preferentialParent, disease_iri("93419")) in triples
    assert not [triple for triple in triples if triple.predicate == SKOS_BROADER]


def test_an_entity_that_moved_is_a_tombstone_with_its_successor(tmp_path: Path) -> None:
    moved = (
        '<ExternalReferenceList/><DisorderDisorderAssociationList count="2"><DisorderDisorderAssociation>'
        '<TargetDisorder id="17"><OrphaCode>166063</OrphaCode></TargetDisorder><RootDisorder id="2" cycle="true"/>'
        '<DisorderDisorderAssociationType id="21471"/></DisorderDisorderAssociation><DisorderDisorderAssociation>'
        '<RootDisorder id="18"><OrphaCode>555</OrphaCode></RootDisorder><TargetDisorder id="2" cycle="true"/>'
        '<DisorderDisorderAssociationType id="21471"/></DisorderDisorderAssociation></DisorderDisorderAssociationList>'
    )
    _, found, report = read(product(tmp_path, moved))
    assert [(record.deprecated, record.replaced_by) for record in found] == [(True, ("166063",))]
    assert report.faults == []


def test_another_language_is_known_by_ids_and_has_its_own_graph(tmp_path: Path) -> None:
    body = (
        '<AverageAgeOfOnsetList><AverageAgeOfOnset id="23522"><Name lang="de">Säuglingsalter</Name></AverageAgeOfOnset>'
        '<AverageAgeOfOnset id="1"><Name lang="de">Irgendwann</Name></AverageAgeOfOnset></AverageAgeOfOnsetList>'
    )
    edition, found, report = read(product(tmp_path, body, language="de"))
    assert (edition.graph, edition.language) == ("orphanet-natural-history-de", "de")
    assert (found[0].onset, found[0].names) == (("infancy",), (Name("Alexander disease", "de"),))
    assert "AverageAgeOfOnset is 'Irgendwann'" in str(report.faults[0])


def test_a_bad_entity_is_quarantined_and_the_rest_is_loaded(tmp_path: Path) -> None:
    path = product(tmp_path, "<AverageAgeOfOnsetList/>")
    good = path.read_text("utf-8")
    path.write_text(
        good.replace("</DisorderList>", '<Disorder id="3"><OrphaCode>x</OrphaCode></Disorder></DisorderList>')
    )
    _, found, report = read(path)
    assert (len(found), report.loaded, report.quarantined, report.read) == (1, 1, 1, 2)
    assert "OrphaCode is 'x', expected digits" in str(report.faults[0])


def test_a_document_type_is_hostile(tmp_path: Path) -> None:
    laughs = '<!DOCTYPE JDBOR [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(HostileFile, match="document type"):
        read(product(tmp_path, "<AverageAgeOfOnsetList>&b;</AverageAgeOfOnsetList>", before=laughs))


def test_an_outside_entity_is_not_fetched(tmp_path: Path) -> None:
    outside = f'<!DOCTYPE JDBOR [<!ENTITY a SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    (tmp_path / "secret").write_text("secret")
    with pytest.raises(HostileFile, match="document type"):
        read(product(tmp_path, "<AverageAgeOfOnsetList>&a;</AverageAgeOfOnsetList>", before=outside))


def test_an_element_without_end_is_hostile(tmp_path: Path) -> None:
    with pytest.raises(HostileFile, match="16,777,216"):
        read(product(tmp_path, "<AverageAgeOfOnsetList>" + "<a>b</a>" * (3 << 20) + "</AverageAgeOfOnsetList>"))


def test_bytes_of_another_encoding_than_declared_are_told_with_their_place(tmp_path: Path) -> None:
    path = product(tmp_path, "<AverageAgeOfOnsetList/>")
    path.write_bytes(path.read_bytes().replace(b"</DisorderList>", b"\n<Disorder>\xe9</Disorder></DisorderList>"))
    _, found, report = read(path)
    assert (len(found), report.quarantined) == (1, 1)
    assert "line 2" in str(report.faults[0])


def test_other_xml_is_not_recognised(tmp_path: Path, shared: Path) -> None:
    (tmp_path / "a.xml").write_text('<?xml version="1.0"?><a><Name lang="en">b</Name></a>')
    seen = [sample(tmp_path / "a.xml"), sample(shared / "orphanet" / "schema-samples" / "en_funct_consequences.xml")]
    assert [loader.recognise(one) for one in seen for loader in (DISORDERS, CLASSIFICATIONS, NAMES_LOADER)] == [
        None
    ] * 6


@pytest.mark.parametrize("name", ["en_product1", "en_product3_156", "en_product4", "en_product9_prev"])
def test_a_sample_of_the_schema_is_no_product(shared: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.undo()
    path = shared / "orphanet" / "schema-samples" / f"{name}.xml"
    for loader in LOADERS:
        with pytest.raises(BadInput, match=rf"{name}\.xml has .* bytes: a sample of the schema, not the product"):
            loader.recognise(sample(path))


def test_no_sample_of_the_schema_is_loaded_and_the_plan_says_why(shared: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    plan = recognise([shared / "orphanet" / "schema-samples"], CATALOGUE)
    assert plan.editions == ()
    reasons = {path.name: reason for path, reason in plan.unrecognised}
    assert sum("a sample of the schema" in reason for reason in reasons.values()) == len(reasons) - 1 == 8


@pytest.mark.parametrize(
    "name", ["classifications/en_product3_187_2025-06-24.xml", "translations-2019/fr_product3_187.xml"]
)
def test_where_packets_tell_which_codes_stand_the_others_are_set_aside(shared: Path, tmp_path: Path, name: str) -> None:
    edition, loader = edition_of(shared / "orphanet" / name)
    everything = list(loader.records(edition, Report("all")))
    gone = everything[5].orpha
    assert any(gone in record.parents for record in everything[1:])
    for record in everything[1:]:
        if record.orpha != gone:
            (tmp_path / f"{record.orpha}.json").write_text(json.dumps({"Orphapacket": {"ORPHAcode": record.orpha}}))
    report = Report("some")
    found = list(loader.loaded(replace(edition, beside=(tmp_path,)), Context(), report))
    assert [record.orpha for record in found[1:]] == [r.orpha for r in everything[1:] if r.orpha != gone]
    assert not any(gone in record.parents for record in found[1:])
    assert (report.aside, report.loaded) == ({RETIRED: 1}, len(everything) - 1)
