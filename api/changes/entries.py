"""One change as a feed tells it: where to read about the thing, and what happened, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from genoderm.api.addresses import address
from genoderm.api.changes.history import Change, Step
from genoderm.ontology.terms import Iris, digest

TITLES: Mapping[str, str] = {"en": "Genoderm: what has changed", "fr": "Genoderm : ce qui a changé"}
WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"came": "New: {after}", "went": "No longer there: {before}", "renamed": "Renamed: {before} → {after}"},
    "fr": {"came": "Nouveau : {after}", "went": "Disparu : {before}", "renamed": "Renommé : {before} → {after}"},
}
FEED = "api/v1/changes"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change, in the step of which release, and where the thing has its page."""

    id: str  # an IRI that lasts
    change: Change
    release: str
    created: str
    page: str
    kind: str  # as in addresses; "" of a thing without a page

    def title(self, language: str) -> str:
        """What happened."""
        return WORDS[language][self.change.change].format(before=self.change.before, after=self.change.after)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the changes: the feed's address, where it continues, what it is in all."""

    feed: str
    here: str
    links: Mapping[str, str]  # first, previous, next, last
    total: int
    entries: Sequence[Entry]
    updated: str
    home_page: str
    language: str


def entries(steps: Iterable[Step], iris: Iris, base: str) -> Iterator[Entry]:
    """All changes of these steps, in their order."""
    feed = iris.place(FEED).value
    for step in steps:
        for change in step.changes:
            path = address(change.iri, iris)
            yield Entry(
                id=f"{feed}#{step.release}-{digest(change.iri)}",
                change=change,
                release=step.release,
                created=step.created,
                page=f"{base}{path}" if path else change.iri,
                kind=path.split("/")[1] if path else "",
            )
