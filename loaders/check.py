"""What is right and wrong with tables before anybody loads them: `genoderm check FILE…`."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from genoderm.loaders.directory.dataset import Dataset, dataset, shipped
from genoderm.loaders.directory.loader import files_of, recognise, together
from genoderm.loaders.directory.references import Entry
from genoderm.loaders.directory.shipped import SHIPPED
from genoderm.loaders.duplicates import Likely, duplicates
from genoderm.loaders.identity import THINGS, Refused, among
from genoderm.loaders.opening import sample
from genoderm.loaders.source import Edition
from genoderm.ontology.errors import BadInput, NotFound
from genoderm.ontology.terms import Iris

UNRECOGNISED = "no table of the directory: its header is none of those in TABLES.md"


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The account of one file: rows read = loaded + set aside + faulty."""

    path: Path
    kinds: tuple[str, ...]  # of the tables that its sound rows are of
    read: int
    loaded: int
    set_aside: tuple[tuple[str, int], ...]  # reason, rows
    quarantined: int
    faults: tuple[str, ...]  # sentences with file and line or cell
    warnings: tuple[str, ...]
    notes: tuple[str, ...]
    error: str = ""  # why the file could not be read as a whole

    @property
    def sound(self) -> bool:
        """Nothing in it is wrong; it may have warnings."""
        return not (self.error or self.faults)


@dataclass(frozen=True, slots=True)
class Check:
    """The account of all files, and what in them may be one thing under two names."""

    files: tuple[FileCheck, ...]
    duplicates: tuple[Likely, ...]
    refused: tuple[Refused, ...]  # one Wikidata id, different ROR ids

    @property
    def sound(self) -> bool:
        """No file has a fault."""
        return all(file.sound for file in self.files)


def check(paths: Iterable[Path], iris: Iris | None = None) -> Check:
    """Reads the tables in files and folders as a build would, beside the shipped ones; NotFound for no such path."""
    asked = list(paths)
    files = list(dict.fromkeys(_files(asked)))
    editions = {path: _edition(path) for path in files}
    known = {edition.path: edition for edition in together([e for e in editions.values() if isinstance(e, Edition)])}
    told = tuple(
        _checked(path, known[path]) if path in known else _unknown(path, str(editions[path]), asked=path in asked)
        for path in files
    )
    rows = list(_rows(known.values()))
    identities = among(rows, iris or Iris())
    ours = {edition.details["dataset"] for edition in known.values()}
    likely = [pair for pair in duplicates(rows, identities, iris or Iris()) if _concerns(pair, ours)]
    return Check(told, tuple(likely), identities.refused)


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if not path.exists():
            raise NotFound(f"{path} does not exist; name files or folders of tables")
        if path.is_dir():
            yield from sorted(file for file in path.rglob("*") if file.is_file() and not file.name.startswith("."))
        else:
            yield path


def _edition(path: Path) -> Edition | str:
    try:
        return recognise(sample(path)) or UNRECOGNISED
    except BadInput as fault:
        return str(fault)


def _unknown(path: Path, why: str, *, asked: bool) -> FileCheck:
    """A folder may hold other files than tables; a file that is named must be one."""
    passed_over = why == UNRECOGNISED and not asked
    return FileCheck(path, (), 0, 0, (), 0, (), (), (why,) if passed_over else (), "" if passed_over else why)


def _checked(path: Path, edition: Edition) -> FileCheck:
    found = _dataset(edition)
    if path in found.broken:
        return _unknown(path, str(found.broken[path]), asked=True)
    report, rows = found.reports[path], found.entries[path]
    return FileCheck(
        path,
        tuple(dict.fromkeys(row.kind.name for row in rows)),
        report.read + len(rows),
        len(rows),
        tuple(sorted(report.aside.items())),
        report.quarantined,
        tuple(str(fault) for fault in report.faults),
        tuple(_warnings(path.name, rows)),
        tuple(sorted(report.notes)),
    )


def _dataset(edition: Edition) -> Dataset:
    return dataset(edition.details["dataset"], files_of(edition))


def _warnings(file: str, rows: Sequence[Entry]) -> Iterator[str]:
    """What is not wrong, and would make the answers better."""
    lacking: Counter[str] = Counter()
    for row in rows:
        values = dict(row.record)
        lacking["no source"] += "source" in values and not values["source"]
        lacking["no date of the source (as_of)"] += "as_of" in values and not values["as_of"]
        lacking["no coordinates, so they are on no map"] += row.kind.name == "hospitals" and not values["latitude"]
        lacking["neither hospital nor town"] += row.kind.name == "centres" and not (
            values["hospital"] or values["city"]
        )
    for what, count in lacking.items():
        if count:
            yield f"{count} of {len(rows)} rows have {what} ({file})"


def _rows(editions: Iterable[Edition]) -> Iterator[Entry]:
    """The things and equivalences of the shipped tables, then those of the files."""
    datasets = {edition.details["dataset"]: _dataset(edition) for edition in editions}
    for found in ({SHIPPED: shipped()} | datasets).values():
        for rows in found.entries.values():
            yield from (row for row in rows if row.kind.name in (*THINGS, "equivalences"))


def _concerns(pair: Likely, datasets: set[str]) -> bool:
    return any(shown.split(": ")[0] in datasets for shown in (pair.one, pair.other))
