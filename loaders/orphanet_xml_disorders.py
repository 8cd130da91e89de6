"""Orphanet's XML products that list entities: 1 nomenclature, 4 phenotypes, 6 genes, 7 linearisation, 9 epidemiology.

One reader for all: it takes from each entity whatever is there. Every product and language has a graph of its own.
"""

from collections.abc import Iterator

from genoderm.loaders.disease import DiseaseRecord
from genoderm.loaders.disease_triples import facts, mappings
from genoderm.loaders.orphanet_retired import standing
from genoderm.loaders.orphanet_source import orphanet
from genoderm.loaders.orphanet_values import Flaw, rank
from genoderm.loaders.orphanet_xml import Element, entities, heading, orpha_code, place
from genoderm.loaders.orphanet_xml_parts import (
    MOVED_TO,
    PREFERENTIAL_PARENT,
    associated,
    code_mappings,
    concepts,
    disorder_type,
    genes,
    names,
    phenotypes,
    prevalences,
)
from genoderm.loaders.report import Report
from genoderm.loaders.source import Edition, Loader, Sample

SOURCE = orphanet("orphanet-xml", "Orphadata: XML products on rare diseases")
OBSOLETE = "OBSOLETE:"  # how Orphanet begins the English name of an entity that it has given up


def recognise(sample: Sample) -> Edition | None:
    """An edition of one of these products; its version is the day of its extraction."""
    told = heading(sample)
    if told is None or told.product == "classification":
        return None
    graph = f"orphanet-{told.product}" + ("" if told.language == "en" else f"-{told.language}")
    return Edition(SOURCE, sample.path, graph, told.date, told.language, details={"product": told.product})


def records(edition: Edition, report: Report) -> Iterator[DiseaseRecord]:
    """The entities of a product."""
    return standing(_entities(edition, report), edition, report)


def _entities(edition: Edition, report: Report) -> Iterator[DiseaseRecord]:
    for element in entities(edition, report):
        try:
            yield _record(element, edition, report)
        except Flaw as flaw:
            report.quarantine(place(element), flaw.what, flaw.found, flaw.expected)


def _record(element: Element, edition: Edition, report: Report) -> DiseaseRecord:
    kind = disorder_type(element)
    called = names(element, "Name", edition.language, report)
    moved = associated(element, MOVED_TO, report)
    return DiseaseRecord(
        orpha=orpha_code(element),
        rank=rank(kind),
        type=kind,
        names=() if "names" in edition.details else called,  # another source of the plan names it better
        synonyms=names(element, "SynonymList/Synonym", edition.language, report),
        inheritance=concepts(element, "TypeOfInheritance", "inheritance", report),
        onset=concepts(element, "AverageAgeOfOnset", "onset", report),
        mappings=code_mappings(element, report),
        genes=genes(element, report),
        phenotypes=phenotypes(element, report),
        prevalences=prevalences(element, report),
        preferential_parent=next(iter(associated(element, PREFERENTIAL_PARENT, report)), ""),
        deprecated=bool(moved) or any(name.text.startswith(OBSOLETE) for name in called),
        replaced_by=moved,
        version=edition.version,
    )


LOADER = Loader(
    source=SOURCE,
    recognise=recognise,
    records=records,
    graphs={"": facts, "-mappings": mappings("orphanet-nomenclature")},
)
