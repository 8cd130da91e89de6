"""What became of each record of a source: read = loaded + set aside + quarantined, so that nothing is lost unseen."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with one record, in words for the person who keeps the file.

    `str()` gives, for example: `centres.id is 'Fr Necker', expected a slug such as 'fr-necker' (centres.csv, line 12)`
    """

    file: str
    where: str  # "line 12", "element Disorder 79361", "cell C4": whatever finds the place again
    what: str  # what holds the value: "hospitals.country"
    found: str
    expected: str

    def __str__(self) -> str:
        """Name the value, what would be right, and the place."""
        return f"{self.what} is {_short(self.found)!r}, expected {self.expected} ({self.file}, {self.where})"


def _short(text: str, most: int = 120) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


@dataclass(slots=True)
class Report:
    """The account of one file: every record read is loaded, set aside with a reason, or quarantined with its faults."""

    file: str
    loaded: int = 0
    quarantined: int = 0
    aside: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    notes: Counter[str] = field(default_factory=Counter)

    @property
    def read(self) -> int:
        """How many records the file held."""
        return self.loaded + self.quarantined + sum(self.aside.values())

    def quarantine(self, where: str, what: str, found: str, expected: str) -> None:
        """Keep one bad record out, and say why. A record with several faults is quarantined once: see `fault`."""
        self.quarantined += 1
        self.fault(where, what, found, expected)

    def fault(self, where: str, what: str, found: str, expected: str) -> None:
        """Tell a fault: a further one of a record quarantined already, or one that leaves its record loaded."""
        self.faults.append(Fault(self.file, where, what, found, expected))

    def set_aside(self, reason: str) -> None:
        """Leave out a sound record that the graph does not hold, and count it under the reason."""
        self.aside[reason] += 1

    def note(self, what: str) -> None:
        """Count something mended or noticed on the way that changes no record's fate."""
        self.notes[what] += 1
