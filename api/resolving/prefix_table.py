"""Makes prefixes.csv from bioregistry where that is installed: `python -m genoderm.api.resolving.prefix_table`.

Bioregistry brings 31 MB and a dozen packages for some twenty rows that we need of it, so the rows are shipped and not
the package. Its data are in the public domain (CC0 1.0): https://bioregistry.io.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Protocol

TABLE = Path(__file__).with_name("prefixes.csv")
COLUMNS = ("system", "bioregistry", "name", "pattern", "prefixes", "uri_prefixes")
BETWEEN = "|"  # several values of a cell
# Prefixes of ontology.terms, and what bioregistry calls them; the first gives name and pattern.
NAMES: Mapping[str, tuple[str, ...]] = {
    "ORPHA": ("orphanet", "orphanet.ordo"),
    "OMIM": ("omim",),
    "OMIMPS": ("omim.ps",),
    "ICD10WHO": ("icd10",),
    "ICD10CM": ("icd10cm",),
    "icd11.foundation": ("icd11",),
    "icd11.code": ("icd11.code",),
    "MONDO": ("mondo",),
    "MESH": ("mesh",),
    "UMLS": ("umls",),
    "GARD": ("gard",),
    "MEDGEN": ("medgen",),
    "DOID": ("doid",),
    "NCIT": ("ncit",),
    "EFO": ("efo",),
    "SCTID": ("snomedct",),
    "MEDDRA": ("meddra",),
    "NORD": ("nord",),
}


class Resource(Protocol):
    """What bioregistry tells of one prefix."""

    prefix: str

    def get_name(self) -> str | None:
        """The name of the system."""

    def get_pattern(self) -> str | None:
        """A regular expression that its codes fit."""

    def get_synonyms(self) -> set[str]:
        """Other prefixes of it."""

    def get_uri_prefixes(self) -> set[str]:
        """What its IRIs begin with."""


def write(table: Path = TABLE) -> None:
    """Write the table anew."""
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows())


def rows() -> Iterator[tuple[str, ...]]:
    """The rows, from the bioregistry that is installed."""
    registry = import_module("bioregistry")
    for system, names in NAMES.items():
        resources: list[Resource] = [registry.get_resource(name) for name in names]
        first = resources[0]
        yield system, " ".join(names), first.get_name() or "", first.get_pattern() or "", *_together(resources)


def _together(resources: Iterable[Resource]) -> tuple[str, str]:
    """Prefixes and beginnings of IRIs, in lower case, those without the scheme."""
    told = [(resource.prefix, resource.get_synonyms(), resource.get_uri_prefixes()) for resource in resources]
    prefixes = {name.lower() for prefix, synonyms, _ in told for name in (prefix, *synonyms)}
    beginnings = {uri.lower().partition("://")[2] for _, _, uris in told for uri in uris}
    return BETWEEN.join(sorted(prefixes)), BETWEEN.join(sorted(uri for uri in beginnings if uri))


if __name__ == "__main__":
    write()
