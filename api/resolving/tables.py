"""The answers of the resolver as a table: one line for each mapping, and one for each code that has none."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from io import StringIO

from genoderm.api.mappings.sources import MappingSource
from genoderm.api.resolving.models import DiseaseTold, MappingTold, ReadingTold, Resolution

HEADER = (
    "asked",
    "status",
    "system",
    "code",
    "precision",
    "disease",
    "name",
    "disease_status",
    "last_version",
    "replaced_by",
    "through",
    "source",
    "source_version",
    "disease_iri",
    "near",
)
SEVERAL = " | "
Cells = tuple[str, ...]


def lines(rows: Iterable[Cells]) -> bytes:
    """Rows as RFC 4180 has them."""
    written = StringIO(newline="")
    csv.writer(written).writerows(rows)
    return written.getvalue().encode()


def rows(items: Iterable[Resolution], sources: Mapping[str, MappingSource]) -> Iterator[Cells]:
    """The lines of these codes; `sources` are those that they name."""
    for item in items:
        told = [(reading, disease) for reading in item.readings for disease in reading.diseases]
        if not told:
            yield _nothing(item)
        for reading, disease in told:
            for mapping in disease.mappings:
                yield _row(item, reading, disease, mapping, sources)


def _nothing(item: Resolution) -> Cells:
    system, code = (item.readings[0].system, item.readings[0].code) if item.readings else ("", "")
    return (item.asked, item.status, system, code, *[""] * 10, SEVERAL.join(item.near))


def _row(
    item: Resolution,
    reading: ReadingTold,
    disease: DiseaseTold,
    mapping: MappingTold,
    sources: Mapping[str, MappingSource],
) -> Cells:
    version = sources[mapping.source].version if mapping.source else ""
    successors = SEVERAL.join(one.code for one in disease.now or disease.replaced_by)
    what = (disease.code, disease.name, disease.status, disease.last_version or "", successors)
    who = (mapping.through or "", mapping.source or "", version, disease.iri, "")
    return (item.asked, item.status, reading.system, reading.code, mapping.precision, *what, *who)
