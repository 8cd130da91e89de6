"""Codes that Orphanet has retired: an older file still tells of them as if they stood.

Where a build has packets, they are the nomenclature: an entity that they do not have is no disease of today, so the
older files of the same build say nothing of it. What it was called is told by the history of the packets and by the
tombstones that ship.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from genoderm.loaders.disease import DiseaseRecord
from genoderm.loaders.orphanet_packets import codes
from genoderm.loaders.report import Report
from genoderm.loaders.source import Edition

RETIRED = "a code that the nomenclature no longer has"


def standing(records: Iterable[DiseaseRecord], edition: Edition, report: Report) -> Iterator[DiseaseRecord]:
    """The records of codes that stand, with those of their parents that stand; all where no packets are beside."""
    if not edition.beside:
        yield from records
        return
    known = codes(edition.beside[0])
    for record in records:
        if record.orpha in known:
            yield replace(record, parents=tuple(parent for parent in record.parents if parent in known))
        else:
            report.set_aside(RETIRED)
