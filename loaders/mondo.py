"""MONDO's mapping sets: each MONDO term's codes in other systems, and how precisely they mean it.

All files go into one graph, for they are one release of one source. An obsolete MONDO term keeps its mappings and is
marked deprecated: MONDO has retired the terms of many of Orphanet's groups, and those groups live on.
"""

import re
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.code_nodes import code_triples
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample, Source
from genoderm.loaders.sssom import SssomMapping, header, mappings
from genoderm.ontology.terms import code_iri, digest
from genoderm.ontology.vocabularies import (
    OWL_ANNOTATED_PROPERTY,
    OWL_ANNOTATED_SOURCE,
    OWL_ANNOTATED_TARGET,
    OWL_DEPRECATED,
    RDF_TYPE,
    SKOS_EXACT_MATCH,
    SKOS_PREF_LABEL,
    SSSOM_MAPPING,
    SSSOM_MAPPING_JUSTIFICATION,
    SSSOM_MAPPING_SET,
    XSD_BOOLEAN,
)

SOURCE = Source(
    name="mondo",
    title="Mondo Disease Ontology: mapping sets",
    publisher="Monarch Initiative",
    homepage="https://mondo.monarchinitiative.org",
    licence="https://creativecommons.org/publicdomain/zero/1.0/",
    attribution="Mondo Disease Ontology, Monarch Initiative, https://mondo.monarchinitiative.org (mappings CC0 1.0)",
)
# Disorder types and ranks share Orphanet's namespace with its diseases: 377788 is the type "disease"
TYPES = frozenset(map(str, (*range(377788, 377798), *range(557492, 557496))))
RETIRED = ("OBSOLETE", "NON RARE IN EUROPE")  # how Orphanet begins the label of a code that it no longer keeps
CLINICAL = frozenset({"SCTID", "MEDDRA"})  # licensed by country or subscriber
CLINICAL_OFF = "SNOMED CT and MedDRA need a licence: off unless the setting clinical_terminologies is yes"
MAPPING_SET = re.compile(r"https?://[\w./\-]+/mondo/mappings/[\w.\-]+")
RELEASE = re.compile(r"\d{4}-\d{2}-\d{2}")
ORPHA_TYPE = "a type of Orphanet's, not a disease"
ORPHA_RETIRED = "an ORPHA code that Orphanet calls obsolete or non rare in Europe"
TRUE = Literal("true", datatype=XSD_BOOLEAN)


def recognise(sample: Sample) -> Edition | None:
    """A mapping set whose id is one of MONDO's."""
    if not sample.head.startswith(b"#"):
        return None
    told = header(sample.head.decode("utf-8", "replace").splitlines())
    if not MAPPING_SET.fullmatch(told.mapping_set):
        return None
    release = RELEASE.search(told.version)
    return Edition(SOURCE, sample.path, "mondo", release[0] if release else "", details={"series": told.mapping_set})


def records(edition: Edition, report: Report) -> Iterator[SssomMapping]:
    """The mappings of one set, without those to Orphanet's types and to the codes that Orphanet has retired."""
    for mapping in mappings(edition.path, report):
        if mapping.subject.prefix != "MONDO":
            report.set_aside("the subject is no MONDO term")
        elif reason := _no_disease(mapping):
            report.set_aside(reason)
        else:
            if is_obsolete(mapping):
                report.note("the MONDO term is obsolete: kept, and marked deprecated")
            yield mapping


def aside(mapping: SssomMapping, context: Context) -> str:
    """Why this deployment leaves a mapping out; "" if it does not."""
    if mapping.object.prefix in CLINICAL and context.settings.get("clinical_terminologies") != "yes":
        return CLINICAL_OFF
    return ""


def is_obsolete(mapping: SssomMapping) -> bool:
    """Whether MONDO has retired the term: its label begins so."""
    return mapping.subject_label.startswith("obsolete ")


def facts(mapping: SssomMapping, _: Context) -> Iterator[Triple]:
    """The two nodes and the match between them; from a disease to its MONDO term too, where the match is exact."""
    term, match = _ends(mapping)
    yield from code_triples(mapping.subject.prefix, mapping.subject.code)
    if mapping.subject_label:
        yield Triple(term, SKOS_PREF_LABEL, Literal(mapping.subject_label, language="en"))
    if is_obsolete(mapping):
        yield Triple(term, OWL_DEPRECATED, TRUE)
    yield Triple(term, mapping.predicate, match)
    if mapping.object.prefix != "ORPHA":
        yield from code_triples(mapping.object.prefix, mapping.object.code)
    elif mapping.predicate == SKOS_EXACT_MATCH:
        yield Triple(match, SKOS_EXACT_MATCH, term)


def provenance(mapping: SssomMapping, context: Context) -> Iterator[Triple]:
    """The SSSOM record of a mapping."""
    term, match = _ends(mapping)
    name = digest(str(mapping.subject), mapping.predicate.value, str(mapping.object), mapping.version)
    node = context.iris.thing("mapping", name)
    yield Triple(node, RDF_TYPE, SSSOM_MAPPING)
    yield Triple(node, OWL_ANNOTATED_SOURCE, term)
    yield Triple(node, OWL_ANNOTATED_PROPERTY, mapping.predicate)
    yield Triple(node, OWL_ANNOTATED_TARGET, match)
    yield Triple(node, SSSOM_MAPPING_JUSTIFICATION, mapping.justification)
    yield Triple(node, SSSOM_MAPPING_SET, NamedNode(mapping.mapping_set))


def _ends(mapping: SssomMapping) -> tuple[NamedNode, NamedNode]:
    subject, target = mapping.subject, mapping.object
    return code_iri(subject.prefix, subject.code), code_iri(target.prefix, target.code)


def _no_disease(mapping: SssomMapping) -> str:
    if mapping.object.prefix != "ORPHA":
        return ""
    if mapping.object.code in TYPES:
        return ORPHA_TYPE
    if mapping.object_label.startswith(RETIRED):
        return ORPHA_RETIRED
    return ""


LOADER = Loader(SOURCE, recognise, records, {"": facts, "-mappings": provenance}, aside=aside)
