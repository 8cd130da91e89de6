"""What the sources say of a disease, as records: one shape for Orphanet's packets, its XML products and our own tables.

Every source fills what it knows; the triples of all of them are made in one place, disease_triples.py.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Name:
    """A name in a language: ("Epidermolyse bulleuse", "fr")."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class CodeMapping:
    """One code of another system and how precisely it means the disease."""

    prefix: str  # "OMIM", of terms.PREFIXES
    code: str
    relation: str  # "exact", "broad" (the code is wider), "narrow", "close", "related", "xref", "not-exact"
    justification: str = "ManualMappingCuration"  # SEMAPV term
    through: str = ""  # CURIE of the term that the mapping was chained through: "MONDO:0009179"
    validation: str = ""  # Orphanet's status, "validated" or "not-yet-validated", where given
    mapping_set: str = ""  # the name of the mapping set, where it is not the loader's own


@dataclass(frozen=True, slots=True)
class GeneLink:
    """A gene and how its variants bear on the disease."""

    symbol: str
    name: str
    association: str  # slug of scheme "association-type": "disease-causing-germline-loss-of-function"
    hgnc: str = ""  # digits
    omim: str = ""
    ensembl: str = ""
    synonyms: tuple[str, ...] = ()
    status: str = ""  # "assessed" or "not-yet-assessed" where given
    references: tuple[str, ...] = ()  # PubMed ids


@dataclass(frozen=True, slots=True)
class PhenotypeLink:
    """An HPO term, and how often it is seen in the disease."""

    hpo: str  # digits: "0000670"
    term: str
    frequency: str  # digits of the HPO frequency term, "0040281"; "0040285" is excluded; "" if not told
    criterion: str = ""  # slug: "diagnostic-criterion", "pathognomonic-sign", where given


@dataclass(frozen=True, slots=True)
class PrevalenceRecord:
    """One published prevalence."""

    kind: str  # slug of scheme "prevalence-type": "point-prevalence"
    qualification: str  # slug of "prevalence-qualification": "class-only"
    prevalence_class: str  # slug of "prevalence-class": "1-9-100000"; "" if none
    mean: str  # decimal as text, "" if none
    area: str  # "Worldwide", "France"
    validation: str  # "validated", "not-yet-validated", ""
    references: tuple[str, ...] = ()  # PubMed ids


@dataclass(frozen=True, slots=True)
class DiseaseRecord:
    """What one source says of one ORPHA code; all but the code may be unknown to it."""

    orpha: str  # digits
    rank: str = ""  # "disorder", "group", "subtype"; "" if the source does not tell
    type: str = ""  # digits of Orphanet's type concept: "377788" is "disease"
    names: tuple[Name, ...] = ()
    synonyms: tuple[Name, ...] = ()
    former_names: tuple[Name, ...] = ()
    parents: tuple[str, ...] = ()
    classification: str = ""  # digits of the classification that the parents are of; "" for all of Orphanet's together
    inheritance: tuple[str, ...] = ()  # slugs of scheme "inheritance"
    onset: tuple[str, ...] = ()  # slugs of scheme "onset"
    mappings: tuple[CodeMapping, ...] = ()
    genes: tuple[GeneLink, ...] = ()
    phenotypes: tuple[PhenotypeLink, ...] = ()
    prevalences: tuple[PrevalenceRecord, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[str, ...] = ()
    preferential_parent: str = ""  # the head of the classification that Orphanet's linearisation puts the entity in
    version: str = ""  # of the source
    last_version: str = ""  # the last version of the source that had the code, for a code that vanished
    skin_set: bool | None = None  # the shipped tables tell; elsewhere it is derived
