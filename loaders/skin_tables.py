"""Writes the disease tables that ship with the package: `python -m genoderm.loaders.skin_tables ../shared/data`.

From Orphanet's packets (two editions), its 2019 classification in four more languages, MONDO's mapping sets and HPO
come the facts about the rare skin diseases, and nothing else. Equal input gives equal bytes.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from genoderm.loaders import hpo, hpo_labels, icd11, mondo, orphanet_packets, orphanet_xml_classification
from genoderm.loaders.disease import CodeMapping, DiseaseRecord, Name
from genoderm.loaders.disease_columns import DISEASE_TABLES, Row
from genoderm.loaders.disease_tables import GENES, ICD11, PHENOTYPES, RENAMED, SOURCES
from genoderm.loaders.mapping_chain import chained, terms
from genoderm.loaders.orphanet_history import NameChange, history
from genoderm.loaders.recognise import Found, recognise
from genoderm.loaders.report import Report
from genoderm.loaders.skin_phenotypes import Phenotypes, phenotype_rows
from genoderm.loaders.skin_set import skin_set
from genoderm.loaders.source import Edition, Loader
from genoderm.loaders.sssom import SssomMapping
from genoderm.ontology.errors import BadInput

DATA = Path(__file__).parent / "data"
LOADERS: Sequence[Loader[Any]] = (
    orphanet_packets.LOADER,
    orphanet_xml_classification.NAMES_LOADER,
    mondo.LOADER,
    hpo.LOADER,
    hpo_labels.LOADER,
    icd11.LOADER,
)
LANGUAGES = frozenset({"fr", "de", "es", "it"})
# SNOMED CT and MedDRA need a licence and are not shipped; NORD's are no codes but pages
CLINICAL = ("OMIM", "OMIMPS", "ICD10WHO", "ICD10CM", icd11.FOUNDATION)
BIOMEDICAL = ("MESH", "UMLS", "GARD", "MEDGEN", "DOID", "NCIT", "EFO")


@dataclass(frozen=True, slots=True)
class Skin:
    """What ships: the diseases (those that vanished among them), the changes of their names, and the phenotypes."""

    diseases: tuple[DiseaseRecord, ...]  # by code
    renamed: tuple[NameChange, ...]
    phenotypes: Phenotypes
    icd11: tuple[Row, ...]  # ICD-11 foundation id, and its code in the linearisation that hospitals use


def skin(found: Sequence[Found]) -> Skin:
    """Put together what the recognised files say of the rare skin diseases."""
    current, former = (_read(found, orphanet_packets.LOADER, role) for role in ("current", "former"))
    inside = skin_set(current)
    changes = history(former, current)
    gone = skin_set(former) - {record.orpha for record in current}
    names = _names(found)
    codes = chained(terms(_read(found, mondo.LOADER), {record.orpha for record in current}), CLINICAL + BIOMEDICAL)
    diseases = [_within(record, inside, names, codes) for record in current if record.orpha in inside]
    diseases += [record for record in changes.vanished if record.orpha in gone]
    return Skin(
        tuple(sorted(diseases, key=lambda record: int(record.orpha))),
        tuple(change for change in changes.renamed if change.orpha in inside),
        Phenotypes(tuple(_read(found, hpo.LOADER)), tuple(_read(found, hpo_labels.LOADER))),
        _icd11(diseases, _read(found, icd11.LOADER)),
    )


def _icd11(diseases: Iterable[DiseaseRecord], pairs: Iterable[SssomMapping]) -> tuple[Row, ...]:
    used = {mapping.code for record in diseases for mapping in record.mappings if mapping.prefix == icd11.FOUNDATION}
    return tuple(sorted({(one.subject.code, one.object.code) for one in pairs if one.subject.code in used}))


def _read(found: Sequence[Found], loader: Loader[Any], role: str = "current") -> list[Any]:
    """All records of a loader's editions; a fault in them stops the making of tables."""
    records: list[Any] = []
    for known in found:
        if known.loader is loader and known.edition.role == role:
            report = Report(known.edition.path.name)
            records += loader.records(known.edition, report)
            if report.faults:
                raise BadInput(str(report.faults[0]))
    if not records:
        raise BadInput(f"no {role} file of {loader.source.title} among the sources")
    return records


def _names(found: Sequence[Found]) -> dict[str, tuple[Name, ...]]:
    records = _read(found, orphanet_xml_classification.NAMES_LOADER)
    names: dict[str, tuple[Name, ...]] = {}
    for record in records:
        if isinstance(record, DiseaseRecord):
            wanted = tuple(name for name in record.names if name.language in LANGUAGES)
            names[record.orpha] = names.get(record.orpha, ()) + wanted
    return names


def _within(
    record: DiseaseRecord,
    inside: frozenset[str],
    names: Mapping[str, tuple[Name, ...]],
    codes: Mapping[str, tuple[CodeMapping, ...]],
) -> DiseaseRecord:
    return replace(
        record,
        names=record.names + names.get(record.orpha, ()),
        parents=tuple(parent for parent in record.parents if parent in inside),
        mappings=record.mappings + codes.get(record.orpha, ()),
    )


def tables(found: Skin) -> Iterator[tuple[str, Row, Iterable[Row]]]:
    """The tables by name, with columns and rows in their order."""
    for table in DISEASE_TABLES:
        yield table.name, table.columns, _sorted(row for record in found.diseases for row in table.rows(record))
    yield "disease_renamed", RENAMED, _sorted(_renamed(change) for change in found.renamed)
    yield "disease_icd11", ICD11, found.icd11
    genes = {link.hgnc or link.symbol: link for record in found.diseases for link in record.genes}
    yield "genes", GENES, sorted((link.hgnc, link.symbol, link.name, link.omim) for link in genes.values())
    used = {link.hpo: link.term for record in found.diseases for link in record.phenotypes}
    yield "phenotypes", PHENOTYPES, sorted(phenotype_rows(used, found.phenotypes))


def _sorted(rows: Iterable[Row]) -> list[Row]:
    """Each row once, by ORPHA code and then by the other columns."""
    return sorted(set(rows), key=lambda row: (int(row[0]), row))


def _renamed(change: NameChange) -> Row:
    names = (change.current.language, change.former.text, change.current.text)
    return (change.orpha, *names, change.last_version, change.since_version)


def sources(found: Sequence[Found]) -> list[Row]:
    """Source, title, version, licence, attribution and homepage of what the tables were taken from."""
    return sorted({_source(known.edition) for known in found})


def _source(edition: Edition) -> Row:
    former = "-former" if edition.role == "former" else ""
    language = f"-{edition.language}" if edition.language not in {"", "en"} else ""
    told = edition.source
    return (
        f"{told.name}{language}{former}",
        told.title,
        edition.version,
        told.licence,
        told.attribution,
        told.homepage,
    )


def write(folder: Path, name: str, columns: Row, rows: Iterable[Row]) -> None:
    """One table as CSV: UTF-8, LF, quoted only where needed."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(columns)
        table.writerows(rows)


def main(places: Sequence[str], folder: Path = DATA) -> None:
    """Write all tables into the folder."""
    found = recognise([Path(place) for place in places], LOADERS).editions
    for name, columns, rows in tables(skin(found)):
        write(folder, f"{name}.csv", columns, rows)
    write(folder, SOURCES, ("source", "title", "version", "licence", "attribution", "homepage"), sources(found))


if __name__ == "__main__":
    main(sys.argv[1:])
