"""The things of an index: their IRIs, their classes, and whether they are retired."""

from array import array
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from genoderm.graph.text_index import NAME, THINGS
from genoderm.graph.text_index_memory import Lines, read_lines
from genoderm.ontology.errors import BadRelease

FEW = "few"  # stands among the classes of a thing, of which one has few
RARE = 1_000  # things; the centres, networks, countries and associations of a release are fewer


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing; its classes by their numbers."""

    iri: str
    classes: Sequence[int]
    retired: bool


class Sort(NamedTuple):
    """What many things have in common: their classes by their numbers, and whether they are retired."""

    classes: tuple[int, ...]
    retired: bool


@dataclass(frozen=True, slots=True)
class Things:
    """All things, by their numbers, which are in the order of their IRIs."""

    lines: Lines
    classes: Sequence[str]
    sorts: Sequence[Sort]
    sorted: "array[int]"  # of each thing the number of its sort, so that ranking reads no lines
    few: frozenset[int]  # the classes that have few things

    def __getitem__(self, number: int) -> Thing:
        return Thing(*self.lines[number + 1])  # below the line of the classes

    def iri(self, number: int) -> str:
        """The IRI of a thing; no IRI has a quotation mark, so the first one ends it."""
        start = self.lines.starts[number + 1] + 2  # behind `["`
        return self.lines.data[start : self.lines.data.index(b'"', start)].decode()

    def class_numbers(self, names: Collection[str]) -> set[int]:
        """The numbers of these classes; -1, which no thing has, for one that has no things."""
        return {self.classes.index(name) if name in self.classes else -1 for name in names}


def read_things(release: Path) -> Things:
    """Read them from the index in a release folder; BadRelease if it has none."""
    try:
        lines = read_lines(release / THINGS)
    except FileNotFoundError as fault:
        raise BadRelease(
            f"{release} has no {NAME}, as releases of an older version; `genoderm build` makes one"
        ) from fault
    sorts: dict[Sort, int] = {}
    of_each = array("I")
    for number in range(1, len(lines)):
        _, classes, retired = lines[number]
        of_each.append(sorts.setdefault(Sort(tuple(classes), retired), len(sorts)))
    return Things(lines, lines[0], list(sorts), of_each, _few(list(sorts), of_each))


def _few(sorts: Sequence[Sort], of_each: Iterable[int]) -> frozenset[int]:
    things: Counter[int] = Counter()
    for sort, count in Counter(of_each).items():
        things.update(dict.fromkeys(sorts[sort].classes, count))
    return frozenset(number for number, count in things.items() if count <= RARE)
