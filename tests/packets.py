"""Orphanet's packets as they are read: half a minute an edition, so that tests which look at one share it.

The files that import this run in one process: see conftest.py.
"""

import gc
from functools import lru_cache
from pathlib import Path

from genoderm.loaders.disease import DiseaseRecord
from genoderm.loaders.opening import sample
from genoderm.loaders.orphanet_packets import LOADER
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition

JUNE, DECEMBER = "2025-06-30", "2025-12-09"


def edition(shared: Path, day: str) -> Edition:
    """The edition of this day."""
    found = LOADER.recognise(sample(shared / "orphanet" / f"orphapackets-{day}.tar.xz"))
    assert found is not None
    return found


@lru_cache(maxsize=2)
def packets(shared: Path, day: str) -> tuple[tuple[DiseaseRecord, ...], Report]:
    """All records of an edition, and the account of them."""
    report = Report(day)
    found = tuple(LOADER.loaded(edition(shared, day), Context(), report))
    gc.freeze()  # millions of objects that stay: the collector would look at them again and again
    return found, report
