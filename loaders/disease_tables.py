"""The shipped tables of the rare skin diseases, read back: the same triples as from Orphanet's own files.

Each table is known by its header, and each row becomes a record that tells a part; parts of one disease meet in the
graph. disease_sources.csv beside them says which versions the facts were taken from.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from pyoxigraph import NamedNode, Triple

from genoderm.loaders import hpo, hpo_labels, icd11
from genoderm.loaders.disease import DiseaseRecord, GeneLink, Name
from genoderm.loaders.disease_columns import DISEASE_TABLES, Cells, Row, many
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

Record = DiseaseRecord | GeneLink | HpoTerm | HpoLabel | SssomMapping | NameChange

SOURCE = orphanet("genoderm-diseases", "Rare skin diseases: facts of Orphanet, MONDO and HPO shipped with Genoderm")
PACKETS = "orphanet-packets"  # the source of the facts, and the mapping set of Orphanet's own codes
SOURCES = "disease_sources.csv"
UNSPECIFIED = NamedNode(SEMAPV + "UnspecifiedMatching")  # what the set of ICD-11 codes says of itself
LANGUAGES = ("en", "fr", "es", "pt")  # of the names of phenotypes
GENES: Row = ("hgnc", "symbol", "name", "omim")
PHENOTYPES: Row = ("hpo", *(f"label_{language}" for language in LANGUAGES), "parents", "replaced_by")
ICD11: Row = ("foundation", "code")
RENAMED: Row = ("orpha", "language", "former", "current", "last_version", "since_version")


def _gene(cells: Cells) -> Iterator[Record]:
    hgnc = digits("hgnc", cells["hgnc"]) if cells["hgnc"] else ""
    yield GeneLink(cells["symbol"], cells["name"], "", hgnc, cells["omim"])


def _phenotype(cells: Cells) -> Iterator[Record]:
    code = digits("hpo", cells["hpo"])
    successors = many(cells["replaced_by"])
    name = cells["label_en"]
    yield HpoTerm(code, name, parents=many(cells["parents"]), obsolete=bool(successors), replaced_by=successors)
    for language in LANGUAGES[1:]:
        if text := cells[f"label_{language}"]:
            yield HpoLabel(code, SKOS_PREF_LABEL, text, language)


def _renamed(cells: Cells) -> Iterator[Record]:
    former, current = Name(cells["former"], cells["language"]), Name(cells["current"], cells["language"])
    code = digits("orpha", cells["orpha"])
    yield NameChange(code, former, current, cells["last_version"], cells["since_version"])


def _icd11(cells: Cells) -> Iterator[Record]:
    foundation, code = Code(icd11.FOUNDATION, digits("foundation", cells["foundation"])), Code(icd11.MMS, cells["code"])
    yield SssomMapping(foundation, SKOS_EXACT_MATCH, code, UNSPECIFIED)


def _one(part: Callable[[Cells], DiseaseRecord], cells: Cells) -> Iterator[Record]:
    yield part(cells)


READERS: dict[Row, tuple[str, Callable[[Cells], Iterator[Record]]]] = {
    **{table.columns: (table.name, partial(_one, table.part)) for table in DISEASE_TABLES},
    GENES: ("genes", _gene),
    PHENOTYPES: ("phenotypes", _phenotype),
    RENAMED: ("disease_renamed", _renamed),
    ICD11: ("disease_icd11", _icd11),
}


def recognise(sample: Sample) -> Edition | None:
    """One of the shipped tables, known by its header."""
    header = sample.head.partition(b"\n")[0].decode("utf-8", "replace").strip()
    known = READERS.get(tuple(header.split(",")))
    if known is None or sample.member:
        return None
    return Edition(SOURCE, sample.path, SOURCE.name, _version(sample), details={"series": known[0]})


def _version(sample: Sample) -> str:
    beside = sample.path.with_name(SOURCES)
    if not beside.is_file():
        return ""
    return next((row["version"] for row in csv.DictReader(lines(beside)) if row["source"] == PACKETS), "")


def records(edition: Edition, report: Report) -> Iterator[Record]:
    """The records of one table."""
    table = csv.DictReader(lines(edition.path))
    _, read = READERS[tuple(table.fieldnames or ())]
    for cells in table:
        try:
            found = tuple(read(_whole(cells)))
        except Flaw as flaw:
            report.quarantine(f"line {table.line_num}", flaw.what, flaw.found, flaw.expected)
            continue
        report.loaded += 1
        yield from (_dated(record, edition) for record in found)


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
        case HpoTerm():
            return hpo.facts(record, context)
        case HpoLabel():
            return hpo_labels.facts(record, context)
        case SssomMapping():
            return icd11.facts(record, context)
        case NameChange():
            return name_change_triples(record, context)


def mapping_records(record: Record, context: Context) -> Iterable[Triple]:
    """The SSSOM records of a disease's codes."""
    return mappings(PACKETS)(record, context) if isinstance(record, DiseaseRecord) else ()


LOADER = Loader(source=SOURCE, recognise=recognise, records=records, graphs={"": facts, "-mappings": mapping_records})
