"""The tables of one partner as a whole: every file read, rows that are there twice left out, references resolved.

A row with a reference to nothing is kept out, and so are the rows that refer to it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from genoderm.loaders.directory.reading import Placed, read
from genoderm.loaders.directory.references import CONCEPTS, Beyond, Entry, Known, Target, entry, faults
from genoderm.loaders.directory.registers import LedgerEntry
from genoderm.loaders.directory.shipped import FOLDER, SHIPPED
from genoderm.loaders.report import Report
from genoderm.ontology.errors import BadInput

LEDGER = "ledger of the curation"
REPEATED = "the same row again"


@dataclass(slots=True)
class Dataset:
    """All tables of one partner, read; nobody changes it afterwards."""

    name: str
    entries: dict[Path, list[Entry]] = field(default_factory=dict)
    reports: dict[Path, Report] = field(default_factory=dict)
    broken: dict[Path, BadInput] = field(default_factory=dict)  # files that could not be read as a whole
    targets: Known = field(default_factory=dict)


def dataset(name: str, files: Sequence[Path]) -> Dataset:
    """The tables in these files; read once, as long as the files stay as they are."""
    return _cached(name, tuple(files), tuple(_stamp(path) for path in files))


def shipped() -> Dataset:
    """The tables that ship with the package."""
    return dataset(SHIPPED, sorted(FOLDER.glob("*.csv")))


def scoped(dataset_name: str, row_id: str) -> str:
    """The name of a row that no other partner's row has; the shipped tables need no scope."""
    return row_id if dataset_name == SHIPPED else f"{dataset_name}.{row_id}"


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_mtime_ns, status.st_size


@lru_cache(maxsize=8)
def _cached(name: str, files: tuple[Path, ...], stamps: tuple[tuple[int, int], ...]) -> Dataset:  # noqa: ARG001 - the stamps are part of what is asked
    found = Dataset(name)
    beyond = cache(_concepts if name == SHIPPED else _shipped_targets)
    rows = list(_own_rows([row for path in files for row in _read(path, found)], found))
    rows = _resolved(rows, found, beyond)
    for row in rows:
        found.entries[row.file].append(
            entry(row, scoped(name, row.key) if row.key else "", name, found.targets, beyond)
        )
    return found


def _concepts() -> Known:
    return CONCEPTS


def _shipped_targets() -> Known:
    return CONCEPTS | shipped().targets


def _read(path: Path, found: Dataset) -> list[Placed]:
    found.reports[path] = Report(path.name)
    found.entries[path] = []
    try:
        return list(read(path, found.reports[path]))
    except BadInput as fault:
        found.broken[path] = fault
        return []


def _own_rows(rows: Iterable[Placed], found: Dataset) -> Iterator[Placed]:
    """Rows that stand for themselves: no id a second time, no row a second time, no ledger."""
    seen: dict[object, Placed] = {}
    for row in rows:
        report = found.reports[row.file]
        key = row.key
        first = seen.setdefault((row.kind.name, key) if key else row.record, row)
        if isinstance(row.record, LedgerEntry):
            report.set_aside(LEDGER)
        elif first is not row and first.record == row.record:
            report.set_aside(REPEATED)
        elif first is not row:
            there = f"{first.file.name}, {first.where}"
            report.quarantine(
                row.where, f"{row.kind.name}.{row.kind.key}", key, f"an id that is not used yet ({there})"
            )
        elif (row.kind.name, key) in CONCEPTS:
            report.quarantine(row.where, f"{row.kind.name}.{row.kind.key}", key, "a concept that the scheme lacks")
        else:
            _know(row, key, found)
            yield row


def _know(row: Placed, key: str, found: Dataset) -> None:
    if key:
        found.targets[row.kind.name, key] = Target(row.kind.name, scoped(found.name, key), row.record)


def _resolved(rows: list[Placed], found: Dataset, beyond: Beyond) -> list[Placed]:
    """The rows whose references all lead somewhere; what refers to a row that was kept out is kept out next."""
    while dangling := {at: told for at, row in enumerate(rows) if (told := faults(row, found.targets, beyond))}:
        for at, told in dangling.items():
            report = found.reports[rows[at].file]
            report.quarantined += 1
            report.faults.extend(told)
            found.targets.pop((rows[at].kind.name, rows[at].key), None)
        rows = [row for at, row in enumerate(rows) if at not in dangling]
    return rows
