"""Loading one file in a test, as a build does: recognise it by content, read it, say it as triples."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.opening import sample
from genoderm.loaders.report import Report
from genoderm.loaders.source import Context, Edition, Loader


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a file."""

    edition: Edition
    records: list[Any]
    report: Report
    loader: Loader[Any]
    context: Context

    @property
    def triples(self) -> set[Triple]:
        """The statements of the edition's own graph."""
        return self.said("")

    def said(self, ending: str) -> set[Triple]:
        """The statements of the graph beside it that has this ending."""
        return {triple for record in self.records for triple in self.loader.graphs[ending](record, self.context)}


def load(
    loader: Loader[Any],
    path: Path,
    settings: Mapping[str, str] | None = None,
    identities: Mapping[str, str] | None = None,
) -> Loaded:
    """Recognise and read a file; the test fails where the loader does not know it."""
    context = Context(settings=settings or {}, identities=identities or {})
    edition = loader.recognise(sample(path))
    assert edition, f"{loader.source.name} does not recognise {path.name}"
    report = Report(path.name)
    records = list(loader.loaded(edition, context, report))
    return Loaded(edition, records, report, loader, context)


def objects(triples: set[Triple], subject: object, predicate: object) -> set[str]:
    """The values (IRIs or texts) that a subject has for a predicate."""
    found = (triple.object for triple in triples if (triple.subject, triple.predicate) == (subject, predicate))
    return {node.value for node in found if isinstance(node, NamedNode | Literal)}


def subjects(triples: set[Triple]) -> set[str]:
    """The IRIs that something is said of."""
    return {triple.subject.value for triple in triples if isinstance(triple.subject, NamedNode)}
