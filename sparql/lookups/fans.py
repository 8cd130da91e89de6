"""How many nodes one node can lead to along a path, at most, and how much is looked at on the way."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce

from genoderm.graph.degrees import ANY, Degrees
from genoderm.sparql.rewriting.patterns import Path, Step


class Unbounded(Exception):
    """No bound is known."""


@dataclass(frozen=True, slots=True, order=True)
class Fan:
    """At most so many nodes are reached from one, and so many looked at."""

    reached: int
    seen: int


class Fans:
    """By the degrees of one release."""

    def __init__(self, degrees: Degrees) -> None:
        """Of this release."""
        self._degrees = degrees

    def forwards(self, path: Path) -> Fan:
        """From a subject; Unbounded where nothing is known."""
        if path.step is Step.VARIABLE:
            return self._link(ANY, 0)
        return self._along(path, 0)

    def backwards(self, path: Path) -> Fan:
        """From an object; Unbounded where nothing is known."""
        return self._along(path, 1)

    def _along(self, path: Path, end: int) -> Fan:
        match path.step:
            case Step.LINK:
                return self._link(path.iri, end)
            case Step.INVERSE:
                return self._along(path.parts[0], 1 - end)
            case Step.SEQUENCE:
                return reduce(_followed, self._parts(path.parts[:: -1 if end else 1], end))
            case Step.ALTERNATIVE:
                return reduce(_beside, self._parts(path.parts, end))
            case Step.OPTIONAL:
                return _beside(Fan(1, 1), self._along(path.parts[0], end))
            case Step.REPEATED | Step.REPEATED_OR_NONE if path.parts[0].step is Step.LINK:
                step, whole = (self._link(path.parts[0].iri + mark, end) for mark in ("", "+"))
                return Fan(whole.reached + 1, (whole.reached + 1) * (step.reached + 1))
        raise Unbounded

    def _parts(self, parts: Iterable[Path], end: int) -> Iterable[Fan]:
        return (self._along(part, end) for part in parts)

    def _link(self, name: str, end: int) -> Fan:
        known = self._degrees.get(name)
        if known is None:
            raise Unbounded
        return Fan(known[end], known[end] + 1)


def _followed(first: Fan, then: Fan) -> Fan:
    return Fan(first.reached * then.reached, first.seen + first.reached * then.seen)


def _beside(one: Fan, other: Fan) -> Fan:
    return Fan(one.reached + other.reached, one.seen + other.seen)
