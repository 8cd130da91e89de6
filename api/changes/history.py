"""From release to release: what came, what went, what has another name; worked out once, and kept when releases go.

home/changes/<release>.json     what a release changed, compared to the one that it replaced
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal

from cachetools import LRUCache
from pydantic import BaseModel, ConfigDict

from genoderm.graph.difference import ThingChange
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest

Kind = Literal["came", "went", "renamed"]
REMEMBERED = 64  # steps, of some megabytes at most
_newest: LRUCache[tuple[Path, str], Mapping[str, tuple["Change", "Step"]]] = LRUCache(4)  # by home and release


class Change(BaseModel):
    """A disease, centre, network … that came ("" before), went ("" after) or has another name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    iri: str
    before: str
    after: str

    @property
    def change(self) -> Kind:
        """Which of the three."""
        return "renamed" if self.before and self.after else ("came" if self.after else "went")


class Counts(BaseModel):
    """How many triples of a named graph came and went."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    graph: str
    added: int
    removed: int


class Step(BaseModel):
    """A release, the one that it replaced, and what is different."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str
    created: str  # ISO 8601, UTC
    previous: str
    changes: tuple[Change, ...]
    graphs: tuple[Counts, ...]


def history(home: Home, current: Manifest) -> list[Step]:
    """The steps that led to a release, newest first, as far back as they are known and worked out."""
    return [step for step in _walked(home, current) if isinstance(step, Step)]


def lacking(home: Home, current: Manifest) -> list[Manifest]:
    """The releases on that way whose step could be worked out, and was not yet."""
    return [step for step in _walked(home, current) if isinstance(step, Manifest)]


def newest_changes(home: Home, current: Manifest) -> Mapping[str, tuple[Change, Step]] | None:
    """The newest change of each thing, and the step that it was in; None as long as not all steps are worked out."""
    key = home.path, current.id
    if key not in _newest:
        if lacking(home, current):
            return None
        steps = history(home, current)
        _newest[key] = {change.iri: (change, step) for step in reversed(steps) for change in step.changes}
    return _newest[key]


def path_of(home: Home, release: str) -> Path:
    """Where a step is kept."""
    return home.path / "changes" / f"{release}.json"


def change_of(told: ThingChange) -> Change:
    """A change, as the comparison of releases tells it."""
    return Change(iri=told.thing, before=told.before, after=told.after)


def _walked(home: Home, current: Manifest) -> Iterator[Step | Manifest]:
    """Back from release to the one that it replaced; a manifest where the step is not worked out."""
    known = {manifest.id: manifest for manifest in home.releases()}
    release, previous, seen = current.id, current.previous, set[str]()
    while release not in seen:
        seen.add(release)
        path = path_of(home, release)
        if path.is_file():
            step = _read(path)
            yield step
            release = step.previous
        elif previous in known and release in known:
            yield known[release]
            release = previous
        else:
            return
        previous = known[release].previous if release in known else ""


@lru_cache(maxsize=REMEMBERED)
def _read(path: Path) -> Step:
    """A step never changes: both of its releases are what they are."""
    return Step.model_validate_json(path.read_bytes())
