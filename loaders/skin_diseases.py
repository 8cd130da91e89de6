"""What the sources say of the rare skin diseases, put together for the tables that ship.

The diseases that the directory tables name beside them come with their names, place, codes and genes, so that they are
found with all their subtypes; their phenotypes and prevalences are left to a build with Orphanet's packets.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from genoderm.loaders import hpo, hpo_labels, icd11, mondo, orphanet_packets, orphanet_xml_classification
from genoderm.loaders.disease import CodeMapping, DiseaseRecord, Name
from genoderm.loaders.disease_columns import LANGUAGES, Row
from genoderm.loaders.mapping_chain import chained, terms
from genoderm.loaders.orphanet_history import NameChange, history, tombstone
from genoderm.loaders.recognise import Found
from genoderm.loaders.report import Report
from genoderm.loaders.skin_phenotypes import Phenotypes
from genoderm.loaders.skin_set import skin_set, with_all_below
from genoderm.loaders.source import Loader
from genoderm.loaders.sssom import SssomMapping
from genoderm.ontology.errors import BadInput

SKIN = "187"  # Orphanet's classification of rare skin diseases
LOADERS: Sequence[Loader[Any]] = (
    orphanet_packets.LOADER,
    orphanet_xml_classification.NAMES_LOADER,
    mondo.LOADER,
    hpo.LOADER,
    hpo_labels.LOADER,
    icd11.LOADER,
    orphanet_xml_classification.LOADER,
)
# SNOMED CT and MedDRA need a licence and are not shipped; NORD's are no codes but pages
CLINICAL = ("OMIM", "OMIMPS", "ICD10WHO", "ICD10CM", icd11.FOUNDATION)
BIOMEDICAL = ("MESH", "UMLS", "GARD", "MEDGEN", "DOID", "NCIT", "EFO")


@dataclass(frozen=True, slots=True)
class Skin:
    """What ships: the diseases, those that vanished, the changes of their names, and the phenotypes."""

    diseases: tuple[DiseaseRecord, ...]  # by code
    vanished: tuple[DiseaseRecord, ...]
    renamed: tuple[NameChange, ...]
    phenotypes: Phenotypes
    icd11: tuple[Row, ...]  # ICD-11 foundation id, and its code in the linearisation that hospitals use


def skin(found: Sequence[Found], older: Sequence[Found], beside: Collection[str]) -> Skin:
    """Put together what the recognised files say of the rare skin diseases and of the codes beside them.

    Older files know codes that vanished.
    """
    current, former = (_read(found, orphanet_packets.LOADER, role) for role in ("current", "former"))
    inside = skin_set(current)
    shipped = inside | with_all_below(current, beside)
    changes = history(former, current)
    alive = {record.orpha for record in current}
    gone = (skin_set(former) | with_all_below(former, beside)) - alive
    names = _names(found)
    codes = chained(terms(_read(found, mondo.LOADER), alive), CLINICAL + BIOMEDICAL)
    told = (_within(record, shipped, names, codes) for record in current if record.orpha in shipped)
    diseases = [_of_skin(record) if record.orpha in inside else _beside_skin(record) for record in told]
    vanished = [record for record in changes.vanished if record.orpha in gone]
    vanished += _long_gone([*older, *found], alive | gone)
    return Skin(
        tuple(sorted(diseases, key=lambda record: int(record.orpha))),
        tuple(replace(record, names=record.names + names.get(record.orpha, ())) for record in vanished),
        tuple(change for change in changes.renamed if change.orpha in shipped),
        Phenotypes(tuple(_read(found, hpo.LOADER)), tuple(_read(found, hpo_labels.LOADER))),
        _icd11(diseases, _read(found, icd11.LOADER)),
    )


def _of_skin(record: DiseaseRecord) -> DiseaseRecord:
    return replace(record, skin_set=True)


def _beside_skin(record: DiseaseRecord) -> DiseaseRecord:
    return replace(record, skin_set=False, phenotypes=(), prevalences=())


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


def _long_gone(found: Sequence[Found], known: Collection[str]) -> list[DiseaseRecord]:
    """Tombstones of the codes that an older classification of skin diseases has and the packets do not."""
    classifications = [one for one in found if one.loader is orphanet_xml_classification.LOADER]
    last: dict[str, DiseaseRecord] = {}
    for one in sorted(classifications, key=lambda one: one.edition.version):
        entities = one.loader.records(one.edition, Report(one.edition.path.name))
        last |= {record.orpha: record for record in entities if isinstance(record, DiseaseRecord)}
    return [tombstone(record) for code, record in last.items() if code not in known]


def _names(found: Sequence[Found]) -> dict[str, tuple[Name, ...]]:
    records = _read(found, orphanet_xml_classification.NAMES_LOADER)
    names: dict[str, tuple[Name, ...]] = {}
    for record in records:
        if isinstance(record, DiseaseRecord):
            wanted = tuple(name for name in record.names if name.language in LANGUAGES[1:])
            names[record.orpha] = names.get(record.orpha, ()) + wanted
    return names


def _within(
    record: DiseaseRecord,
    shipped: frozenset[str],
    names: Mapping[str, tuple[Name, ...]],
    codes: Mapping[str, tuple[CodeMapping, ...]],
) -> DiseaseRecord:
    return replace(
        record,
        names=record.names + names.get(record.orpha, ()),
        parents=tuple(parent for parent in record.parents if parent in shipped),
        mappings=record.mappings + codes.get(record.orpha, ()),
    )
