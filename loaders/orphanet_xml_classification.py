"""Orphanet's classifications (product 3): who stands below whom in one of them, and the names in the file's language.

An entity with several parents is repeated in the file with all that is below it; here it comes once, with all its
parents in that classification. Files in other languages than English give names only: the ones at hand are old, and
their hierarchy and types would contradict the current ones.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.disease import DiseaseRecord, Name
from genoderm.loaders.disease_triples import facts as disease_facts
from genoderm.loaders.orphanet_retired import standing
from genoderm.loaders.orphanet_source import orphanet
from genoderm.loaders.orphanet_values import Flaw, rank
from genoderm.loaders.orphanet_xml import Element, entities, heading, orpha_code, place, text
from genoderm.loaders.orphanet_xml_parts import disorder_type, names
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v
from genoderm.ontology.errors import HostileFile

HOMEPAGE = "https://www.orphadata.com/classifications/"
SOURCE = orphanet("orphanet-classifications", "Orphanet classifications of rare diseases", HOMEPAGE)
NAMES = orphanet("orphanet-names", "Orphanet: names of rare diseases in other languages", HOMEPAGE)
NODE = "ClassificationNode"
CODE = "orpha"  # an attribute that we leave on a node once its entity has been read
MOST = 100_000  # entities; all of Orphanet has 11,000


@dataclass(frozen=True, slots=True)
class Classification:
    """One of Orphanet's classifications and the entities at its head."""

    number: str  # "187"
    name: Name
    heads: tuple[str, ...]


@dataclass(slots=True)
class _Entity:
    type: str
    names: tuple[Name, ...]
    parents: dict[str, None] = field(default_factory=dict)  # a set that keeps its order


def recognise(sample: Sample) -> Edition | None:
    """An edition of a classification in English."""
    edition = _edition(sample)
    return edition if edition and edition.language == "en" else None


def recognise_names(sample: Sample) -> Edition | None:
    """An edition of the names in another language."""
    edition = _edition(sample)
    return edition if edition and edition.language != "en" else None


def _edition(sample: Sample) -> Edition | None:
    told = heading(sample)
    if told is None or told.product != "classification":
        return None
    number = sample.head.partition(b'<Classification id="')[2].partition(b'"')[0].decode("ascii", "replace")
    if not number.isdigit():
        return None
    source, graph = (SOURCE, f"orphanet-classification-{number}")
    if told.language != "en":
        source, graph = (NAMES, f"orphanet-names-{told.language}")
    details = {"classification": number, "series": number}
    return Edition(source, sample.path, graph, told.date, told.language, details=details)


def records(edition: Edition, report: Report) -> Iterator[DiseaseRecord | Classification]:
    """The classification, then its entities in the order of their first appearance."""
    found: dict[str, _Entity] = {}
    heading_of = Name("", edition.language)
    for element in entities(edition, report):
        if not found:
            heading_of = _classification_name(element, edition.language)
        try:
            _take(element, edition, found, report)
        except Flaw as flaw:
            report.quarantine(place(element), flaw.what, flaw.found, flaw.expected)
        if len(found) > MOST:
            raise HostileFile(f"{edition.path.name} has more than {MOST:,} entities")
    number = edition.details["classification"]
    yield Classification(number, heading_of, tuple(code for code, entity in found.items() if not entity.parents))
    yield from standing((_record(*one, number, edition) for one in found.items()), edition, report)


def _classification_name(element: Element, language: str) -> Name:
    classification = next(element.iterancestors("Classification"), None)
    return Name(text(classification, "Name") if classification is not None else "", language)


def _take(element: Element, edition: Edition, found: dict[str, _Entity], report: Report) -> None:
    code = orpha_code(element)
    node = element.getparent()
    if node is not None:
        node.set(CODE, code)
    if code not in found:
        found[code] = _Entity(disorder_type(element), names(element, "Name", edition.language, report))
    else:
        report.note("entity repeated below another parent")
    above = next(node.iterancestors(NODE), None) if node is not None else None
    if above is not None and (parent := above.get(CODE)):  # one whose own code is no code is quarantined itself
        found[code].parents[parent] = None


def _record(code: str, entity: _Entity, number: str, edition: Edition) -> DiseaseRecord:
    return DiseaseRecord(
        orpha=code,
        rank=rank(entity.type),
        type=entity.type,
        names=() if "names" in edition.details else entity.names,  # another source of the plan names it better
        parents=tuple(entity.parents),
        classification=number,
        version=edition.version,
    )


def facts(record: DiseaseRecord | Classification, context: Context) -> Iterator[Triple]:
    """A classification as a concept scheme; an entity with its place in it."""
    if isinstance(record, DiseaseRecord):
        yield from disease_facts(record, context)
        return
    scheme = context.iris.thing("classification", record.number)
    yield Triple(scheme, v.RDF_TYPE, terms.Classification)
    yield Triple(scheme, v.RDF_TYPE, v.SKOS_CONCEPT_SCHEME)
    yield Triple(scheme, v.SKOS_NOTATION, Literal(record.number))
    yield from _label(scheme, record.name)
    for code in record.heads:
        yield Triple(terms.disease_iri(code), v.SKOS_TOP_CONCEPT_OF, scheme)


def names_only(record: DiseaseRecord | Classification, context: Context) -> Iterator[Triple]:
    """The names of an entity or of a classification, and nothing else."""
    if isinstance(record, DiseaseRecord):
        for name in record.names:
            yield from _label(terms.disease_iri(record.orpha), name)
    else:
        yield from _label(context.iris.thing("classification", record.number), record.name)


def _label(subject: NamedNode, name: Name) -> Iterator[Triple]:
    if name.text:
        yield Triple(subject, v.SKOS_PREF_LABEL, Literal(name.text, language=name.language))


LOADER = Loader(source=SOURCE, recognise=recognise, records=records, graphs={"": facts})
NAMES_LOADER = Loader(source=NAMES, recognise=recognise_names, records=records, graphs={"": names_only})
