"""Writes the disease tables that ship with the package: `python -m genoderm.loaders.skin_tables ../shared/data`.

From Orphanet's packets (two editions), its classification of skin diseases (2019 in four more languages; older ones for
the codes that vanished), MONDO's mapping sets and HPO come the facts about the rare skin diseases, and about the others
that the directory tables name, with all that is below them. Equal input gives equal bytes.
"""

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from genoderm.loaders.disease_columns import DISEASE_TABLES, VANISHED, Row
from genoderm.loaders.disease_tables import GENES, ICD11, PHENOTYPES, RENAMED, SOURCES
from genoderm.loaders.orphanet_history import NameChange
from genoderm.loaders.recognise import Found, recognise
from genoderm.loaders.skin_diseases import LOADERS, SKIN, Skin, skin
from genoderm.loaders.skin_phenotypes import phenotype_rows
from genoderm.loaders.skin_set import named
from genoderm.loaders.source import Edition

DATA = Path(__file__).parent / "data"


def tables(found: Skin) -> Iterator[tuple[str, Row, Iterable[Row]]]:
    """The tables by name, with columns and rows in their order."""
    for table in DISEASE_TABLES:
        yield table.name, table.columns, _sorted(row for record in found.diseases for row in table.rows(record))
    yield VANISHED.name, VANISHED.columns, _sorted(row for record in found.vanished for row in VANISHED.rows(record))
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
    plan = recognise([Path(place) for place in places], LOADERS)
    found = [one for one in plan.editions if _of_skin(one.edition)]
    older = [one for one, _ in plan.superseded if _of_skin(one.edition)]
    for name, columns, rows in tables(skin(found, older, named(DATA))):
        write(folder, f"{name}.csv", columns, rows)
    columns = ("source", "title", "version", "licence", "attribution", "homepage")
    write(folder, SOURCES, columns, sources([*found, *older]))


def _of_skin(edition: Edition) -> bool:
    return edition.details.get("classification", SKIN) == SKIN


if __name__ == "__main__":
    main(sys.argv[1:])
