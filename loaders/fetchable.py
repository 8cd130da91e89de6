"""What can be downloaded: a table of addresses that mean one version for ever, and the checksums of what is there."""

import csv
from dataclasses import dataclass
from importlib.resources import files

from genoderm.ontology.errors import NotFound

TABLE = "data/fetchable.csv"


@dataclass(frozen=True, slots=True)
class Fetchable:
    """One published file: a row of the table."""

    source: str
    file: str
    url: str
    version: str
    sha256: str  # of the file as published, uncompressed
    bytes: int
    licence: str
    note: str


def fetchables() -> dict[str, tuple[Fetchable, ...]]:
    """The files that can be fetched, by their source."""
    found: dict[str, tuple[Fetchable, ...]] = {}
    for row in csv.DictReader((files(__package__) / TABLE).read_text("utf-8").splitlines()):
        size = int(row.pop("bytes"))
        entry = Fetchable(bytes=size, **row)
        found[entry.source] = (*found.get(entry.source, ()), entry)
    return found


def fetchable(source: str) -> tuple[Fetchable, ...]:
    """The files of one source; NotFound with the sources that there are."""
    known = fetchables()
    if source not in known:
        raise NotFound(f"{source!r} cannot be fetched; there are: {', '.join(known)}")
    return known[source]
