"""What became of codes and names between two editions: codes that vanished, diseases that came, names that changed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, Triple

from genoderm.loaders.disease import DiseaseRecord, Name
from genoderm.loaders.disease_triples import facts
from genoderm.loaders.source import Context
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v


@dataclass(frozen=True, slots=True)
class NameChange:
    """A disease whose name in one language is another than before."""

    orpha: str
    former: Name
    current: Name
    last_version: str  # the edition that still had the former name
    since_version: str  # the edition that has the current one


@dataclass(frozen=True, slots=True)
class History:
    """What changed from a former edition to the current one, each in the order of the codes."""

    vanished: tuple[DiseaseRecord, ...]  # tombstones: deprecated, with the edition that had them last
    came: tuple[str, ...]
    renamed: tuple[NameChange, ...]


def history(
    former: Iterable[DiseaseRecord],
    current: Iterable[DiseaseRecord],
    successors: Mapping[str, tuple[str, ...]] | None = None,
) -> History:
    """Compare two editions; a successor is told only where a source tells it (code -> codes that replace it)."""
    before, after = _light(former), _light(current)
    gone = sorted(before.keys() - after.keys(), key=int)
    both = sorted(before.keys() & after.keys(), key=int)
    return History(
        vanished=tuple(tombstone(before[code], (successors or {}).get(code, ())) for code in gone),
        came=tuple(sorted(after.keys() - before.keys(), key=int)),
        renamed=tuple(change for code in both for change in _renamed(before[code], after[code])),
    )


def _light(records: Iterable[DiseaseRecord]) -> dict[str, DiseaseRecord]:
    """Only what a tombstone needs, so that two whole editions fit side by side in little memory."""
    return {
        record.orpha: DiseaseRecord(
            record.orpha, record.rank, record.type, record.names, record.synonyms, version=record.version
        )
        for record in records
    }


def tombstone(record: DiseaseRecord, successors: tuple[str, ...] = ()) -> DiseaseRecord:
    """What stays of a code that vanished: its names, its type, and the last version that had it."""
    return DiseaseRecord(
        orpha=record.orpha,
        rank=record.rank,
        type=record.type,
        names=record.names,
        synonyms=record.synonyms,
        deprecated=True,
        replaced_by=successors,
        version=record.version,
        last_version=record.version,
    )


def _renamed(before: DiseaseRecord, after: DiseaseRecord) -> Iterator[NameChange]:
    names = {name.language: name for name in after.names}
    for former in before.names:
        current = names.get(former.language, former)
        if current != former:
            yield NameChange(after.orpha, former, current, before.version, after.version)


def history_triples(changes: History, context: Context) -> Iterator[Triple]:
    """Tombstones, the changes of names, and the former names as hidden labels, so that a search finds them."""
    for record in changes.vanished:
        yield from facts(record, context)
    for change in changes.renamed:
        yield from name_change_triples(change, context)


def name_change_triples(change: NameChange, context: Context) -> Iterator[Triple]:
    """One change of name."""
    disease = terms.disease_iri(change.orpha)
    name = terms.digest(change.orpha, change.former.text, change.current.text)
    node = context.iris.thing("name-change", name)
    former = Literal(change.former.text, language=change.former.language)
    yield Triple(disease, v.SKOS_HIDDEN_LABEL, former)
    yield Triple(node, v.RDF_TYPE, terms.NameChange)
    yield Triple(node, terms.disease, disease)
    yield Triple(node, terms.formerName, former)
    yield Triple(node, terms.currentName, Literal(change.current.text, language=change.current.language))
    yield Triple(node, terms.lastVersion, Literal(change.last_version))
    yield Triple(node, terms.sinceVersion, Literal(change.since_version))
