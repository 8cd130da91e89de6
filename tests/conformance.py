"""Run the W3C suites against this endpoint and write what came out: the tables of the conformance page.

    python -m tests.conformance [folder of the real data]

Run it after a change of the engine or of the endpoint; tests/w3c/deviations.csv has the reasons, kept by hand.
"""

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from genoderm.api import conformance
from genoderm.api.conformance.page import engine
from genoderm.api.conformance.table import Case, Outcome, Run, as_csv
from genoderm.graph.checksums import file_checksum
from tests.w3c.archive import ARCHIVE, Archive, unpacked
from tests.w3c.asking import ASKED
from tests.w3c.manifests import cases
from tests.w3c.outcomes import row, suite

TABLES = Path(conformance.__path__[0]) / "data"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def run(shared: Path) -> Run:
    """What is tested here and now."""
    return Run(engine(), file_checksum(shared / ARCHIVE))


def rows(archive: Archive) -> Iterator[Case]:
    """All the cases, each asked."""
    known = cases(archive)
    for suites, asked in ASKED.items():
        with asked(archive) as ask:
            for case in known:
                if suite(case) in suites:
                    yield row(case, ask(case.iri))


def main() -> None:
    """Write the tables, and tell of every case that has no reason yet, or needs none any more."""
    shared = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED
    with TemporaryDirectory() as folder:
        archive = unpacked(shared, Path(folder))
        order = {case.iri: number for number, case in enumerate(cases(archive))}
        told = sorted(rows(archive), key=lambda case: order[case.iri])
    (TABLES / "cases.csv").write_text(as_csv(told), "utf-8")
    (TABLES / "run.json").write_text(json.dumps(asdict(run(shared)), indent=1) + "\n", "utf-8")
    for case in told:
        if (case.outcome is Outcome.PASSED) == bool(case.reason):
            sys.stdout.write(f"{case.iri} {case.outcome}, its reason in deviations.csv is {case.reason!r}\n")


if __name__ == "__main__":
    main()
