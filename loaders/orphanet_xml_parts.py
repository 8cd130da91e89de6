"""The parts of a `Disorder` element, whichever product it stands in: each function reads one, empty where it is absent.

Values are known by Orphanet's ids or by their names, for names are in the file's language. Definitions are never read.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TypeVar

from genoderm.loaders.disease import CodeMapping, GeneLink, Name, PhenotypeLink, PrevalenceRecord
from genoderm.loaders.orphanet_codes import code_of
from genoderm.loaders.orphanet_values import concept, digits, kept, matched, mean, name, pubmed, relation
from genoderm.loaders.orphanet_xml import Element, place, text
from genoderm.loaders.report import Report
from genoderm.ontology.terms import slug

Value = TypeVar("Value")

HP = re.compile(r"HP:\d{7}")
ENSEMBL = re.compile(r"ENSG\d{11}")
VALIDATED = frozenset({"21611", "25958", "17991"})  # mapping validated, prevalence validated, gene assessed
PREFERENTIAL_PARENT, MOVED_TO = "21485", "21471"  # DisorderDisorderAssociationType
CRITERIA = frozenset({"diagnostic-criterion", "pathognomonic-sign", "exclusion-criterion"})


def built(element: Element, path: str, build: Callable[[Element], Value], report: Report) -> tuple[Value, ...]:
    """What `build` makes of each element at the path; a bad one is told as a fault and costs only itself."""
    where = place(element)
    made = (kept(partial(build, part), where, report) for part in element.iterfind(path))
    return tuple(value for value in made if value is not None)


def names(element: Element, path: str, language: str, report: Report) -> tuple[Name, ...]:
    """The names at a path, in the language that each tells or else the file's."""
    return built(element, path, lambda part: Name(name(part.tag, part.text), part.get("lang") or language), report)


def disorder_type(element: Element) -> str:
    """The type by its id, for its name is in the file's language; "" where the file tells none."""
    return _concept(element, "DisorderType", "disorder-type")


def _concept(element: Element, tag: str, scheme: str) -> str:
    part = element.find(tag)
    return "" if part is None else _value(part, scheme)


def _value(part: Element, scheme: str) -> str:
    return concept(part.tag, scheme, text(part, "Name"), part.get("id") or "")


def concepts(element: Element, tag: str, scheme: str, report: Report) -> tuple[str, ...]:
    """The values of a list such as AverageAgeOfOnsetList."""
    found = built(element, f"{tag}List/{tag}", lambda part: _value(part, scheme), report)
    return tuple(dict.fromkeys(value for value in found if value))


def code_mappings(element: Element, report: Report) -> tuple[CodeMapping, ...]:
    """Codes of other systems with relation and validation; ICD-11 gives its foundation id beside the code."""
    found = built(element, "ExternalReferenceList/ExternalReference", lambda part: tuple(_mappings(part)), report)
    return tuple(mapping for of_one in found for mapping in of_one)


def _mappings(part: Element) -> Iterator[CodeMapping]:
    related = relation("DisorderMappingRelation", text(part, "DisorderMappingRelation/Name"))
    validation = _status(part, "DisorderMappingValidationStatus", "validated")
    prefix, code = code_of("ExternalReference", text(part, "Source"), text(part, "Reference"))
    yield CodeMapping(prefix, code, related, validation=validation)
    if foundation := text(part, "DisorderMappingICDRefUri").rsplit("/", 1)[-1]:
        prefix, code = code_of("DisorderMappingICDRefUri", "ICD-11 foundation", foundation)
        yield CodeMapping(prefix, code, related, validation=validation)


def _status(part: Element, tag: str, word: str) -> str:
    status = part.find(tag)
    if status is None or status.get("id") is None:
        return ""
    return word if status.get("id") in VALIDATED else f"not-yet-{word}"


def genes(element: Element, report: Report) -> tuple[GeneLink, ...]:
    """Associated genes with the kind of association, its assessment and its PubMed references."""
    return built(element, "DisorderGeneAssociationList/DisorderGeneAssociation", _gene, report)


def _gene(part: Element) -> GeneLink:
    references = part.iterfind("Gene/ExternalReferenceList/ExternalReference")
    codes = {text(reference, "Source"): text(reference, "Reference") for reference in references}
    codes = {system: code for system, code in codes.items() if code}
    return GeneLink(
        symbol=name("Gene.Symbol", text(part, "Gene/Symbol")),
        name=name("Gene.Name", text(part, "Gene/Name")),
        association=_concept(part, "DisorderGeneAssociationType", "association-type"),
        hgnc=digits("Gene.HGNC", codes["HGNC"]) if "HGNC" in codes else "",
        omim=code_of("Gene", "OMIM", codes["OMIM"])[1] if "OMIM" in codes else "",
        ensembl=matched("Gene.Ensembl", codes["Ensembl"], ENSEMBL, "an ENSG id") if "Ensembl" in codes else "",
        synonyms=tuple(name("Gene.Synonym", synonym.text) for synonym in part.iterfind("Gene/SynonymList/Synonym")),
        status=_status(part, "DisorderGeneAssociationStatus", "assessed"),
        references=pubmed(text(part, "SourceOfValidation")),
    )


def phenotypes(element: Element, report: Report) -> tuple[PhenotypeLink, ...]:
    """Phenotypes with frequency, and whether one is a diagnostic criterion or a pathognomonic sign."""
    return built(element, "HPODisorderAssociationList/HPODisorderAssociation", _phenotype, report)


def _phenotype(part: Element) -> PhenotypeLink:
    hpo = matched("HPOId", text(part, "HPO/HPOId"), HP, "an HPO id such as 'HP:0000670'")
    frequency = _concept(part, "HPOFrequency", "frequency")
    criterion = slug(text(part, "DiagnosticCriteria/Name"))
    return PhenotypeLink(
        hpo.removeprefix("HP:"),
        name("HPOTerm", text(part, "HPO/HPOTerm")),
        frequency,
        criterion if criterion in CRITERIA else "",
    )


def prevalences(element: Element, report: Report) -> tuple[PrevalenceRecord, ...]:
    """Published prevalences, without those that tell nothing."""
    found = built(element, "PrevalenceList/Prevalence", _prevalence, report)
    return tuple(record for record in found if record.kind)


def _prevalence(part: Element) -> PrevalenceRecord:
    return PrevalenceRecord(
        kind=_concept(part, "PrevalenceType", "prevalence-type"),
        qualification=_concept(part, "PrevalenceQualification", "prevalence-qualification"),
        prevalence_class=_concept(part, "PrevalenceClass", "prevalence-class"),
        mean=mean(text(part, "ValMoy")),
        area=text(part, "PrevalenceGeographic/Name"),
        validation=_status(part, "PrevalenceValidationStatus", "validated"),
        references=pubmed(text(part, "Source")),
    )


def associated(element: Element, kind: str, report: Report) -> tuple[str, ...]:
    """The codes that this entity points at: its preferential parent, or where it moved, as the kind says."""
    path = "DisorderDisorderAssociationList/DisorderDisorderAssociation"
    found = built(element, path, partial(_target, kind=kind), report)
    return tuple(dict.fromkeys(code for code in found if code))


def _target(part: Element, kind: str) -> str:
    association = part.find("DisorderDisorderAssociationType")
    code = text(part, "TargetDisorder/OrphaCode") or text(part, "TargetDisorder/OrphaNumber")
    if association is None or association.get("id") != kind or not code:
        return ""  # another kind, or one that points at this entity: its other end tells it
    return digits("TargetDisorder", code)
