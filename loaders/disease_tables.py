"""The shipped tables of the rare skin diseases, read back: the same triples as from Orphanet's own files.

Each table is known by its header, and each row becomes a record that tells a part; parts of one disease meet in the
graph. disease_sources.csv beside them says which versions the facts were taken from. A table makes way for the source
that tells the same more fully, if a build has it; the codes that vanished are told by nobody else, and always stay.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import chain

from pyoxigraph import NamedNode, Triple

from genoderm.loaders import hpo, hpo_labels, icd11
from genoderm.loaders.disease import DiseaseRecord, GeneLink, Name
from genoderm.loaders.disease_columns import DISEASE_TABLES, VANISHED, Cells, Row, many
from genoderm.loaders.disease_links import gene_node_triples
from genoderm.loaders.disease_triples import facts as disease_facts
from genoderm.loaders.disease_triples import mappings
from genoderm.loaders.hpo import HpoTerm
from genoderm.loaders.hpo_labels import HpoLabel
from genoderm.loaders.opening import lines
from genoderm.loaders.orphanet_history import NameChange, name_change_triples
from genoderm.loaders.orphanet_source import orphanet
from genoderm.loaders.orphanet_values import Flaw, digits
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader, Sample
from genoderm.loaders.sssom import Code, SssomMapping
from genoderm.ontology.vocabularies import SEMAPV, SKOS_EXACT_MATCH, SKOS_PREF_LABEL


@dataclass(frozen=True, slots=True)
class NamedPhenotype:
    """A phenotype with its names in other languages than English."""

    term: HpoTerm
    labels: tuple[HpoLabel, ...]


Record = DiseaseRecord | GeneLink | NamedPhenotype | SssomMapping | NameChange


@dataclass(frozen=True, slots=True)
class Table:
    """How the rows of a table are read, the source that it makes way for, and the graph that it goes into."""

    name: str
    read: Callable[[Cells], Record]
    fallback: str
    graph: str = "genoderm-diseases"


SOURCE = orphanet("genoderm-diseases", "Rare skin diseases: facts of Orphanet, MONDO and HPO shipped with Genoderm")
PACKETS = "orphanet-packets"  # the source of the facts, and the mapping set of Orphanet's own codes
SOURCES = "disease_sources.csv"
UNSPECIFIED = NamedNode(SEMAPV + "UnspecifiedMatching")  # what the set of ICD-11 codes says of itself
LANGUAGES = ("en", "fr", "es", "pt")  # of the names of phenotypes
GENES: Row = ("hgnc", "symbol", "name", "omim")
PHENOTYPES: Row = ("hpo", *(f"label_{language}" for language in LANGUAGES), "parents", "replaced_by")
ICD11: Row = ("foundation", "code")
RENAMED: Row = ("orpha", "language", "former", "current", "last_version", "since_version")


def _gene(cells: Cells) -> Record:
    hgnc = digits("hgnc", cells["hgnc"]) if cells["hgnc"] else ""
    return GeneLink(cells["symbol"], cells["name"], "", hgnc, cells["omim"])


def _phenotype(cells: Cells) -> Record:
    code = digits("hpo", cells["hpo"])
    successors = many(cells["replaced_by"])
    parents = many(cells["parents"])
    term = HpoTerm(code, cells["label_en"], parents=parents, obsolete=bool(successors), replaced_by=successors)
    told = ((cells[f"label_{language}"], language) for language in LANGUAGES[1:])
    return NamedPhenotype(term, tuple(HpoLabel(code, SKOS_PREF_LABEL, *label) for label in told if label[0]))


def _renamed(cells: Cells) -> Record:
    former, current = Name(cells["former"], cells["language"]), Name(cells["current"], cells["language"])
    code = digits("orpha", cells["orpha"])
    return NameChange(code, former, current, cells["last_version"], cells["since_version"])


def _icd11(cells: Cells) -> Record:
    foundation, code = Code(icd11.FOUNDATION, digits("foundation", cells["foundation"])), Code(icd11.MMS, cells["code"])
    return SssomMapping(foundation, SKOS_EXACT_MATCH, code, UNSPECIFIED)


TABLES: dict[Row, Table] = {
    **{table.columns: Table(table.name, table.part, PACKETS) for table in DISEASE_TABLES},
    VANISHED.columns: Table(VANISHED.name, VANISHED.part, "", "orphanet-vanished"),
    GENES: Table("genes", _gene, PACKETS),
    PHENOTYPES: Table("phenotypes", _phenotype, hpo.SOURCE.name),
    RENAMED: Table("disease_renamed", _renamed, PACKETS),
    ICD11: Table("disease_icd11", _icd11, icd11.SOURCE.name),
}


def recognise(sample: Sample) -> Edition | None:
    """One of the shipped tables, known by its header."""
    header = sample.head.partition(b"\n")[0].decode("utf-8", "replace").strip()
    table = TABLES.get(tuple(header.split(",")))
    if table is None or sample.member:
        return None
    details = {"series": table.name, "fallback": table.fallback}
    return Edition(SOURCE, sample.path, table.graph, _version(sample), details=details)


def _version(sample: Sample) -> str:
    beside = sample.path.with_name(SOURCES)
    if not beside.is_file():
        return ""
    return next((row["version"] for row in csv.DictReader(lines(beside)) if row["source"] == PACKETS), "")


def records(edition: Edition, report: Report) -> Iterator[Record]:
    """The records of one table, one a row."""
    rows = csv.DictReader(lines(edition.path))
    table = TABLES[tuple(rows.fieldnames or ())]
    for cells in rows:
        try:
            yield _dated(table.read(_whole(cells)), edition)
        except Flaw as flaw:
            report.quarantine(f"line {rows.line_num}", flaw.what, flaw.found, flaw.expected)


def _whole(cells: Cells) -> Cells:
    """A row with a cell for each column; csv gives None for a missing cell and keeps too many under None."""
    if None in cells or None in cells.values():
        raise Flaw("row", cells, "as many cells as the header has")
    return cells


def _dated(record: Record, edition: Edition) -> Record:
    return replace(record, version=edition.version) if isinstance(record, DiseaseRecord) else record


def facts(record: Record, context: Context) -> Iterable[Triple]:
    """What a row says."""
    match record:
        case DiseaseRecord():
            return disease_facts(record, context)
        case GeneLink():
            return gene_node_triples(record, context)
        case NamedPhenotype(term, labels):
            return chain(hpo.facts(term, context), *(hpo_labels.facts(label, context) for label in labels))
        case SssomMapping():
            return icd11.facts(record, context)
        case NameChange():
            return name_change_triples(record, context)


def mapping_records(record: Record, context: Context) -> Iterable[Triple]:
    """The SSSOM records of a disease's codes."""
    return mappings(PACKETS)(record, context) if isinstance(record, DiseaseRecord) else ()


LOADER = Loader(source=SOURCE, recognise=recognise, records=records, graphs={"": facts, "-mappings": mapping_records})
