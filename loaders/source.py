"""The shape that every loader has: what its source is, how to recognise a file of it, its records, its statements.

A file becomes an `Edition` (which source, which version), an edition becomes frozen records, a record becomes triples
in one or more named graphs. Everything is checked while records are built; behind them nobody checks again.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pyoxigraph import Triple

from genoderm.loaders.report import Report
from genoderm.ontology.terms import Iris

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class Source:
    """Where statements come from, as the reader of an answer will see it."""

    name: str  # a slug: "orphanet-packets"
    title: str
    publisher: str
    homepage: str
    licence: str  # the IRI of the licence
    attribution: str


@dataclass(frozen=True, slots=True)
class Sample:
    """What recognition looks at: the name, the first 64 kB after decompression, and the first member of an archive."""

    path: Path
    head: bytes
    member: str = ""  # name of the archive member (or of the file in a folder) that `head` comes from; "" for a file


@dataclass(frozen=True, slots=True)
class Edition:
    """One file or folder of a source, of one version, and the named graph that it goes into."""

    source: Source
    path: Path
    graph: str  # a slug; several editions may share a graph
    version: str  # as the file says: "2025-12-09", "releases/2026-08-04"; "" if it does not
    language: str = ""
    role: str = "current"  # "current", or "former": an older edition of the same, read for names and codes that went
    details: Mapping[str, str] = field(default_factory=dict)  # what only the loader's own module understands
    beside: tuple[Path, ...] = ()  # other files that decide what its records are: a mapping


@dataclass(frozen=True, slots=True)
class Context:
    """What a loader may know beside its own file."""

    iris: Iris = field(default_factory=Iris)
    identities: Mapping[str, str] = field(default_factory=dict)  # ROR, Wikidata or foreign IRI -> our IRI of that thing
    settings: Mapping[str, str] = field(default_factory=dict)


Triples = Callable[[Record, Context], Iterable[Triple]]
Lines = Callable[[Record, Context], Iterable[str]]
Changes = Callable[[Edition, Edition, Context], Iterable[Triple]]  # (former, current, context)
Aside = Callable[[Record, Context], str]  # the reason why this deployment leaves a sound record out; "" if it does not


@dataclass(frozen=True, slots=True)
class Loader(Generic[Record]):
    """One source: how its files are recognised, read, and said as triples.

    `graphs` gives the statements of a record by the ending of their graph's name: "" is the edition's own graph,
    "-mappings" a graph of its own beside it.
    """

    source: Source
    recognise: Callable[[Sample], Edition | None]
    records: Callable[[Edition, Report], Iterator[Record]]
    graphs: Mapping[str, Triples[Record]]
    takes_folders: bool = False  # a folder can be one edition (Orphanet's packets, unpacked)
    lines: Mapping[str, Lines[Record]] = field(default_factory=dict)  # of `graphs`, those that have N-Triples at hand
    changes: Changes | None = None  # what vanished or was renamed since an older edition; goes into "<graph>-history"
    aside: Aside[Record] | None = None

    def loaded(self, edition: Edition, context: Context, report: Report) -> Iterator[Record]:
        """The records of an edition that this deployment takes, each counted, and so are those set aside."""
        for record in self.records(edition, report):
            if reason := self.aside(record, context) if self.aside else "":
                report.set_aside(reason)
            else:
                report.loaded += 1
                yield record
