from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Triple, parse

from genoderm.loaders.disease import CodeMapping, DiseaseRecord, GeneLink, Name, PhenotypeLink, PrevalenceRecord
from genoderm.loaders.disease_columns import DISEASE_TABLES, LANGUAGES, VANISHED
from genoderm.loaders.disease_triples import PREDICATES, facts, mappings
from genoderm.loaders.mapping_chain import CHAIN_SET, chained
from genoderm.loaders.mapping_chain import terms as mondo_terms
from genoderm.loaders.source import Context
from genoderm.loaders.sssom import Code, SssomMapping
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v
from genoderm.ontology.orphanet_concepts import UnknownConcept, concept_slug, orphanet_concepts
from genoderm.ontology.terms import Iris, code_iri, concept_iri, disease_iri

EB = disease_iri("79361")
IRIS = Iris()
MANUAL = NamedNode(v.SEMAPV + "ManualMappingCuration")


def told(record: DiseaseRecord) -> set[Triple]:
    return set(facts(record, Context()))


def test_a_code_alone_is_a_disease_with_a_notation() -> None:
    assert told(DiseaseRecord("79361")) == {
        Triple(EB, v.RDF_TYPE, terms.Disease),
        Triple(EB, v.SKOS_NOTATION, Literal("ORPHA:79361")),
    }


@pytest.mark.parametrize(
    ("rank", "kind"),
    [("disorder", terms.Disorder), ("group", terms.DisorderGroup), ("subtype", terms.DisorderSubtype)],
)
def test_a_rank_is_a_class_and_a_type_is_a_concept_of_orphanet(rank: str, kind: NamedNode) -> None:
    triples = told(DiseaseRecord("79361", rank=rank, type="557495"))
    assert Triple(EB, v.RDF_TYPE, kind) in triples
    assert Triple(EB, terms.disorderType, disease_iri("557495")) in triples


def test_a_synonym_that_is_the_label_is_not_said_twice() -> None:
    name = Name("Epidermolysis bullosa", "en")
    triples = told(DiseaseRecord("79361", names=(name,), synonyms=(name, Name("EB", "en"))))
    assert {t.object for t in triples if t.predicate == v.SKOS_ALT_LABEL} == {Literal("EB", language="en")}


@pytest.mark.parametrize("relation", PREDICATES)
def test_a_mapping_is_said_directly_and_as_a_record(relation: str) -> None:
    record = DiseaseRecord("79361", mappings=(CodeMapping("OMIM", "226600", relation),), version="2025-12-09")
    code = code_iri("OMIM", "226600")
    assert Triple(EB, PREDICATES[relation], code) in told(record)
    assert Triple(code, v.SKOS_NOTATION, Literal("OMIM:226600")) in told(record)
    digest = terms.digest("ORPHA:79361", PREDICATES[relation].value, "OMIM:226600", "2025-12-09")
    node = IRIS.thing("mapping", digest)
    assert set(mappings("orphanet-packets")(record, Context())) == {
        Triple(node, v.RDF_TYPE, v.SSSOM_MAPPING),
        Triple(node, v.OWL_ANNOTATED_SOURCE, EB),
        Triple(node, v.OWL_ANNOTATED_PROPERTY, PREDICATES[relation]),
        Triple(node, v.OWL_ANNOTATED_TARGET, code),
        Triple(node, v.SSSOM_MAPPING_JUSTIFICATION, MANUAL),
        Triple(node, v.SSSOM_MAPPING_SET, IRIS.thing("mapping-set", "orphanet-packets")),
    }


def test_a_relation_that_denies_says_nothing() -> None:
    record = DiseaseRecord("79361", mappings=(CodeMapping("OMIM", "226600", "not-exact"),))
    assert told(record) == told(DiseaseRecord("79361"))
    assert not list(mappings("orphanet-packets")(record, Context()))


@pytest.mark.parametrize("prefix", ["SCTID", "MEDDRA"])
def test_a_code_that_needs_a_licence_is_told_only_where_there_is_one(prefix: str) -> None:
    record = DiseaseRecord("79361", mappings=(CodeMapping(prefix, "61003004", "exact"),))
    licensed = Context(settings={"clinical_terminologies": "yes"})
    for statements in (facts, mappings("orphanet-nomenclature")):
        codes = [code_iri(prefix, "61003004") in triple for triple in statements(record, licensed)]
        assert any(codes)
        assert not any(code_iri(prefix, "61003004") in triple for triple in statements(record, Context()))


def test_an_excluded_phenotype_is_not_stated_of_the_disease() -> None:
    links = (PhenotypeLink("0000670", "Caries", "0040281"), PhenotypeLink("0001250", "Seizure", "0040285"))
    triples = told(DiseaseRecord("79361", phenotypes=links))
    assert {t.object for t in triples if t.predicate == v.HAS_PHENOTYPE} == {code_iri("HP", "0000670")}
    excluded = IRIS.thing("phenotype-annotation", "79361-0001250-0040285")
    assert Triple(excluded, v.RDF_TYPE, terms.ExcludedPhenotypeAnnotation) in triples
    assert Triple(excluded, terms.frequency, code_iri("HP", "0040285")) in triples


@pytest.mark.parametrize(
    ("association", "basis"),
    [
        ("disease-causing-germline-gain-of-function", v.GERMLINE_BASIS),
        ("disease-causing-somatic", v.SOMATIC_BASIS),
        ("candidate-gene", None),
    ],
)
def test_an_association_type_tells_the_cause_where_it_does(association: str, basis: NamedNode | None) -> None:
    link = GeneLink("COL7A1", "collagen type VII alpha 1 chain", association, "2214", "120120", references=("7",))
    triples = told(DiseaseRecord("79361", genes=(link,)))
    gene = code_iri("HGNC", "2214")
    direct = {t.predicate for t in triples if t.subject == EB and t.object == gene}
    assert direct == {terms.associatedGene, basis} - {None}
    node = IRIS.thing("gene-association", f"79361-2214-{association}")
    assert Triple(node, terms.associationType, concept_iri("association-type", association)) in triples
    assert Triple(node, terms.validatedBy, code_iri("PMID", "7")) in triples
    assert Triple(gene, v.SKOS_EXACT_MATCH, code_iri("OMIM", "120120")) in triples


def test_a_gene_without_hgnc_has_a_node_of_our_own() -> None:
    triples = told(DiseaseRecord("79361", genes=(GeneLink("DEL 1p36", "", "role-in-phenotype"),)))
    assert Triple(EB, terms.associatedGene, IRIS.thing("gene", "del-1p36")) in triples


def test_two_prevalences_that_differ_in_a_word_are_two_things() -> None:
    one = PrevalenceRecord("point-prevalence", "class-only", "1-9-100000", "2.5", "Europe", "validated", ("1",))
    triples = told(DiseaseRecord("79361", prevalences=(one, replace(one, area="France"), one)))
    assert sum(triple.object == terms.Prevalence for triple in triples) == 2


def test_equal_records_give_equal_triples_without_blank_nodes() -> None:
    link = PrevalenceRecord("annual-incidence", "cases", "", "", "", "")
    record = DiseaseRecord("79361", names=(Name("EB", "en"),), prevalences=(link,), onset=("infancy",))
    assert told(record) == told(replace(record))
    nodes = [node for triple in told(record) for node in (triple.subject, triple.object)]
    assert not [node for node in nodes if isinstance(node, BlankNode)]


def test_concepts_are_found_by_name_in_two_languages_and_by_id() -> None:
    assert concept_slug("onset", "INFANCY") == concept_slug("onset", "Säuglingsalter", "23522") == "infancy"
    assert concept_slug("onset", "Petite enfance") == "infancy"
    assert concept_slug("onset", "No data available", "23564") == concept_slug("onset", "no data") == ""
    with pytest.raises(UnknownConcept, match="Irgendwann"):
        concept_slug("onset", "Irgendwann")


def test_each_concept_is_told_once() -> None:
    keys = [(concept.scheme, concept.slug) for concept in orphanet_concepts()]
    assert len(keys) == len(set(keys)) == 64


def sssom(term: str, predicate: NamedNode, prefix: str, code: str) -> SssomMapping:
    return SssomMapping(Code("MONDO", term), predicate, Code(prefix, code), MANUAL)


def test_a_chain_keeps_mondos_predicate_and_says_what_it_went_through() -> None:
    given = [
        sssom("0009179", v.SKOS_EXACT_MATCH, "ORPHA", "79361"),
        sssom("0009179", v.SKOS_BROAD_MATCH, "ICD10CM", "Q81"),
        sssom("0009179", v.SKOS_EXACT_MATCH, "SCTID", "61003004"),
    ]
    assert chained(mondo_terms(given, {"79361"}), {"ICD10CM"}) == {
        "79361": (
            CodeMapping("MONDO", "0009179", "exact", mapping_set="mondo"),
            CodeMapping("ICD10CM", "Q81", "broad", "MappingChaining", "MONDO:0009179", mapping_set=CHAIN_SET),
        )
    }


def test_a_term_that_equals_several_diseases_leads_to_close_codes_only() -> None:
    given = [
        sssom("1", v.SKOS_EXACT_MATCH, "ORPHA", "79361"),
        sssom("1", v.SKOS_EXACT_MATCH, "ORPHA", "304"),
        sssom("1", v.SKOS_EXACT_MATCH, "ORPHA", "377788"),  # a type, no disease
        sssom("1", v.SKOS_EXACT_MATCH, "OMIM", "226600"),
        sssom("1", v.HAS_DB_XREF, "GARD", "0006359"),
    ]
    found = chained(mondo_terms(given, {"79361", "304"}), {"OMIM", "GARD"})
    assert found.keys() == {"79361", "304"}
    assert {mapping.prefix: mapping.relation for mapping in found["304"]} == {
        "MONDO": "exact", "OMIM": "close", "GARD": "xref",
    }  # fmt: skip
    alone = chained(mondo_terms(given, {"79361"}), {"OMIM"})
    assert [mapping.relation for mapping in alone["79361"]] == ["exact", "exact"]


LETTERS = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
TEXT = st.text(LETTERS, min_size=1).map(str.strip).filter(bool)
DIGITS = st.integers(1, 10**7).map(str)
SLUGS = {scheme: st.sampled_from([c.slug for c in orphanet_concepts() if c.scheme == scheme]) for scheme in (
    "association-type", "inheritance", "onset", "prevalence-type", "prevalence-qualification", "prevalence-class",
    "disorder-type", "frequency",
)}  # fmt: skip
RECORDS = st.builds(
    DiseaseRecord,
    orpha=DIGITS,
    type=SLUGS["disorder-type"],
    names=st.lists(st.builds(Name, TEXT, st.sampled_from(["en", "fr"])), max_size=2).map(tuple),
    parents=st.lists(DIGITS, max_size=3).map(tuple),
    inheritance=st.lists(SLUGS["inheritance"], max_size=2, unique=True).map(tuple),
    onset=st.lists(SLUGS["onset"], max_size=2, unique=True).map(tuple),
    mappings=st.lists(
        st.builds(CodeMapping, st.just("OMIM"), DIGITS, st.sampled_from(sorted(PREDICATES))), max_size=3
    ).map(tuple),
    genes=st.lists(st.builds(GeneLink, st.just("A"), st.just(""), SLUGS["association-type"], DIGITS), max_size=2).map(
        tuple
    ),
    phenotypes=st.lists(st.builds(PhenotypeLink, DIGITS, st.just(""), SLUGS["frequency"]), max_size=2).map(tuple),
    prevalences=st.lists(
        st.builds(
            PrevalenceRecord,
            SLUGS["prevalence-type"],
            SLUGS["prevalence-qualification"],
            SLUGS["prevalence-class"],
            st.just("2.5"),
            TEXT,
            st.just(""),
            st.lists(DIGITS, max_size=2).map(tuple),
        ),
        max_size=2,
    ).map(tuple),
    skin_set=st.booleans(),
)
TOMBSTONES = st.builds(
    DiseaseRecord,
    orpha=DIGITS,
    type=SLUGS["disorder-type"],
    names=st.dictionaries(st.sampled_from(LANGUAGES), TEXT).map(
        lambda names: tuple(Name(text, language) for language, text in names.items())
    ),
    synonyms=st.lists(st.builds(Name, TEXT.filter(lambda text: "|" not in text), st.just("en"))).map(tuple),
    deprecated=st.sampled_from([True]),
    last_version=TEXT,
    replaced_by=st.lists(DIGITS, max_size=2).map(tuple),
)


@given(RECORDS)
def test_a_record_split_into_table_rows_and_read_back_says_the_same(record: DiseaseRecord) -> None:
    parts = [
        table.part(dict(zip(table.columns, row, strict=True))) for table in DISEASE_TABLES for row in table.rows(record)
    ]
    ranked = replace(record, rank=parts[0].rank)
    assert {triple for part in parts for triple in facts(part, Context())} == told(ranked)


@given(TOMBSTONES)
def test_a_tombstone_written_as_a_row_and_read_back_says_the_same(record: DiseaseRecord) -> None:
    (row,) = VANISHED.rows(record)
    read = VANISHED.part(dict(zip(VANISHED.columns, row, strict=True)))
    assert told(read) == told(replace(record, rank=read.rank))


def test_concepts_of_the_table_are_concepts_of_the_schemes() -> None:
    schemes = Path(terms.__file__).with_name("schemes-orphanet.ttl")
    defined = {quad.subject for quad in parse(path=str(schemes)) if quad.object == v.SKOS_CONCEPT}
    assert {_iri(concept.scheme, concept.slug) for concept in orphanet_concepts()} <= defined


def _iri(scheme: str, slug: str) -> NamedNode:
    match scheme:
        case "disorder-type":
            return disease_iri(slug)
        case "frequency":
            return code_iri("HP", slug)
        case _:
            return concept_iri(scheme, slug)
