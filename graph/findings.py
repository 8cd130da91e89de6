"""What validation found: errors, which stop a release, and warnings, which go into its report."""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from genoderm.ontology.errors import BadInput

SHOWN = 10  # errors told at once: enough to see the pattern; the report has them all


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing wrong with one node."""

    check: str  # the query or the shapes file
    severity: str  # "error" or "warning"
    focus: str  # IRI of the node
    path: str
    value: str
    message: str

    def __str__(self) -> str:
        """The sentence, with the node that it is about."""
        value = f" (found {self.value})" if self.value else ""
        return f"{self.focus}: {self.message}{value} [{self.check}]"


class InvalidRelease(BadInput):
    """The sources contradict the shapes or each other in a way that would make answers wrong."""


def write_findings(findings: Sequence[Finding], path: Path) -> None:
    """The report as JSON: counts by check and message, then every finding, sorted."""
    counts = Counter((finding.severity, finding.check, finding.message) for finding in findings)
    report = {
        "errors": sum(finding.severity == "error" for finding in findings),
        "warnings": sum(finding.severity == "warning" for finding in findings),
        "counts": [[*what, number] for what, number in sorted(counts.items())],
        "findings": [asdict(finding) for finding in sorted(findings)],
    }
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


def read_findings(path: Path) -> list[Finding]:
    """The findings of a report."""
    return [Finding(**told) for told in json.loads(path.read_text("utf-8"))["findings"]]


def refuse_errors(findings: Iterable[Finding], report: Path) -> None:
    """Raise InvalidRelease with the first errors, if there are any; `report` is where all stand."""
    errors = sorted(finding for finding in findings if finding.severity == "error")
    if errors:
        first = "\n".join(f"  {error}" for error in errors[:SHOWN])
        raise InvalidRelease(
            f"{len(errors)} errors stop this release; the current one stays. All of them: {report}\n{first}"
        )
