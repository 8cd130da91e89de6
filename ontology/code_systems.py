"""The code systems whose IRIs our statements lead to, as datasets that other people publish."""

from collections.abc import Mapping
from dataclasses import dataclass

from genoderm.ontology.terms import PREFIXES


@dataclass(frozen=True, slots=True)
class CodeSystem:
    """A dataset by its title, its home page, and what all its IRIs begin with."""

    title: str
    homepage: str
    uri_space: str


NAMED: Mapping[str, tuple[str, str]] = {
    "ORPHA": ("Orphanet Rare Disease Ontology (ORDO)", "https://www.orphadata.com/ordo/"),
    "MONDO": ("Mondo Disease Ontology", "https://mondo.monarchinitiative.org/"),
    "HP": ("Human Phenotype Ontology (HPO)", "https://hpo.jax.org/"),
    "DOID": ("Human Disease Ontology", "https://disease-ontology.org/"),
    "NCIT": ("NCI Thesaurus", "https://evsexplore.semantics.cancer.gov/"),
    "EFO": ("Experimental Factor Ontology", "https://www.ebi.ac.uk/efo/"),
    "OMIM": ("Online Mendelian Inheritance in Man (OMIM)", "https://www.omim.org/"),
    "OMIMPS": ("OMIM Phenotypic Series", "https://www.omim.org/phenotypicSeriesTitles/all"),
    "ICD10WHO": ("ICD-10, edition of the WHO", "https://icd.who.int/browse10/"),
    "ICD10CM": ("ICD-10-CM", "https://www.cdc.gov/nchs/icd/icd-10-cm/"),
    "icd11.foundation": ("ICD-11, foundation", "https://icd.who.int/"),
    "icd11.code": ("ICD-11, codes for mortality and morbidity statistics", "https://icd.who.int/browse11/"),
    "MESH": ("Medical Subject Headings (MeSH)", "https://www.nlm.nih.gov/mesh/"),
    "UMLS": ("Unified Medical Language System (UMLS)", "https://www.nlm.nih.gov/research/umls/"),
    "MEDGEN": ("MedGen", "https://www.ncbi.nlm.nih.gov/medgen/"),
    "GARD": ("Genetic and Rare Diseases Information Center (GARD)", "https://rarediseases.info.nih.gov/"),
    "SCTID": ("SNOMED CT", "https://www.snomed.org/"),
    "MEDDRA": ("MedDRA", "https://www.meddra.org/"),
    "NORD": ("National Organization for Rare Disorders (NORD)", "https://rarediseases.org/"),
    "ENSEMBL": ("Ensembl", "https://www.ensembl.org/"),
    "HGNC": ("HUGO Gene Nomenclature Committee (HGNC)", "https://www.genenames.org/"),
    "PMID": ("PubMed", "https://pubmed.ncbi.nlm.nih.gov/"),
    "ROR": ("Research Organization Registry (ROR)", "https://ror.org/"),
    "WIKIDATA": ("Wikidata", "https://www.wikidata.org/"),
    "GEONAMES": ("GeoNames", "https://www.geonames.org/"),
}
CODE_SYSTEMS: Mapping[str, CodeSystem] = {
    prefix: CodeSystem(*NAMED[prefix], uri_space) for prefix, uri_space in PREFIXES.items()
}
