"""The loader of the directory tables: which files are such tables, whose they are, and their records.

The tables of one folder are one partner's, and so are the sheets of a workbook that holds several; the dataset is
called after the folder or the workbook, unless the settings name it (`named`).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from genoderm.loaders.directory.cells import plain_words
from genoderm.loaders.directory.dataset import dataset
from genoderm.loaders.directory.delimited import first_cells
from genoderm.loaders.directory.grid import Sheet
from genoderm.loaders.directory.headers import recognise as recognise_header
from genoderm.loaders.directory.references import Entry
from genoderm.loaders.directory.sheets import sheets
from genoderm.loaders.directory.shipped import FOLDER, SHIPPED, is_shipped
from genoderm.loaders.directory.statements import lines, statements
from genoderm.loaders.directory.workbook import is_workbook
from genoderm.loaders.opening import sample
from genoderm.loaders.report import Report
from genoderm.loaders.source import Edition, Loader, Sample, Source
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import digest, slug

CC_BY = "https://creativecommons.org/licenses/by/4.0/"
SOURCE = Source(
    name=SHIPPED,
    title="Genoderm directory of expertise on genodermatoses and rare skin disorders",
    publisher="The Genoderm project",
    homepage="https://w3id.org/genoderm/",
    licence=CC_BY,
    attribution="The Genoderm project, from the public pages that each row names, CC BY 4.0",
)


def recognise(head: Sample) -> Edition | None:
    """An edition if the file's header, or that of any sheet, is a directory table's; whatever the file is called."""
    tables = _tables(head)
    if not tables:
        return None
    if is_shipped(head.path):
        return Edition(SOURCE, head.path, SHIPPED, "", details={"dataset": SHIPPED})
    alone = tables > 1 or bool(head.member and not is_workbook(head.path))
    title = head.path.name.split(".")[0] if alone else head.path.absolute().parent.name
    return named(Edition(SOURCE, head.path, "", "", details={"alone": "yes"} if alone else {}), title)


def named(edition: Edition, name: str, title: str = "", licence: str = "", homepage: str = "") -> Edition:
    """The edition as part of the dataset `name`: its graph is `directory-<name>`, and its ids are of that dataset."""
    own, shown = _slug(name), title or name
    source = Source(f"directory-{own}", f"Directory tables: {shown}", shown, homepage, licence, shown)
    return replace(edition, source=source, graph=source.name, details={**edition.details, "dataset": own})


def together(editions: Sequence[Edition]) -> list[Edition]:
    """The editions of a plan, each told of the files that its dataset consists of, for references between them."""
    files: dict[str, list[str]] = {}
    for edition in editions:
        files.setdefault(edition.details["dataset"], []).append(str(edition.path))
    return [
        replace(edition, details={**edition.details, "files": "\n".join(files[edition.details["dataset"]])})
        for edition in editions
    ]


def files_of(edition: Edition) -> list[Path]:
    """The files of the edition's dataset: those that `together` told, or the tables in its folder."""
    if edition.details["dataset"] == SHIPPED:
        return sorted(FOLDER.glob("*.csv"))
    if told := edition.details.get("files"):
        return [Path(name) for name in told.split("\n")]
    return [edition.path] if "alone" in edition.details else sorted({edition.path, *_beside(edition.path)})


def records(edition: Edition, report: Report) -> Iterator[Entry]:
    """The sound rows of one file, their references resolved in the whole dataset; BadInput if it cannot be read."""
    found = dataset(edition.details["dataset"], files_of(edition))
    if edition.path in found.broken:
        raise found.broken[edition.path]
    _absorb(report, found.reports[edition.path])
    yield from found.entries[edition.path]


def _absorb(report: Report, told: Report) -> None:
    report.quarantined += told.quarantined
    report.faults.extend(told.faults)
    report.aside.update(told.aside)
    report.notes.update(told.notes)


def _beside(path: Path) -> Iterable[Path]:
    for file in path.parent.iterdir():
        if file.is_file() and not file.name.startswith("."):
            try:
                edition = recognise(sample(file))
            except BadInput:
                continue
            if edition and "alone" not in edition.details:
                yield file


def _tables(head: Sample) -> int:
    """How many tables the file holds, as far as recognition looks."""
    try:
        if is_workbook(head.path):
            return sum(_is_table(sheet.title, _first(sheet)) for sheet in sheets(head.path))
    except BadInput:
        return 1  # its records will say what is wrong with it
    title = head.path.name.split(".")[0]
    return int(_is_table(title, first_cells(head.head)))


def _first(sheet: Sheet) -> Sequence[str]:
    return next((line.cells for line in sheet.lines if not line.blank), ())


def _is_table(title: str, cells: Sequence[str]) -> bool:
    return recognise_header(cells, title) is not None


def _slug(title: str) -> str:
    """The name of a partner's dataset; never that of the shipped one, whose ids are not scoped."""
    found = slug(plain_words(title)) or digest(title)
    return f"{found}-tables" if found == SHIPPED else found


LOADER: Loader[Entry] = Loader(SOURCE, recognise, records, {"": statements}, lines={"": lines})
