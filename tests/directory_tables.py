"""Tables as partners might write them, for the tests of the directory."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import openpyxl
from pyoxigraph import Triple

from genoderm.loaders.directory.dataset import dataset
from genoderm.loaders.directory.loader import LOADER, recognise
from genoderm.loaders.directory.references import Entry
from genoderm.loaders.opening import sample
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition

HOSPITALS = "id,name,country,city\nlyon,Hospices civils,FR,Lyon\n"
CENTRES = "id,name,kind,hospital\nlyon-eb,EB clinic,expert-centre,lyon\n"
EXPERTISE = "centre,disease,evidence\nlyon-eb,79361,institution-page\n"


def folder(place: Path, **tables: str) -> Path:
    """A partner's folder, each table a CSV file."""
    place.mkdir(parents=True, exist_ok=True)
    for name, text in tables.items():
        (place / f"{name}.csv").write_text(text, "utf-8")
    return place


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    """A workbook, each sheet a table."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path


def edition(path: Path) -> Edition:
    """The edition that the file is recognised as."""
    found = recognise(sample(path))
    assert found is not None
    return found


def loaded(path: Path) -> tuple[list[Entry], Report]:
    """The records of a file and its report."""
    report = Report(path.name)
    entries = list(LOADER.records(edition(path), report))
    report.loaded = len(entries)
    return entries, report


def faults(path: Path) -> list[str]:
    """What is wrong with a file, as sentences."""
    return [str(fault) for fault in loaded(path)[1].faults]


def triples(entries: Iterable[Entry], context: Context | None = None) -> set[Triple]:
    """All that the entries say."""
    return {triple for entry in entries for triple in LOADER.graphs[""](entry, context or Context())}


__all__ = [
    "CENTRES",
    "EXPERTISE",
    "HOSPITALS",
    "dataset",
    "edition",
    "faults",
    "folder",
    "loaded",
    "triples",
    "workbook",
]
