"""How a release was made: what was read, what was set aside, what validation found, in the reader's words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode

from genoderm.graph.home import Home
from genoderm.graph.manifest import REPORT, Graph, Input, Manifest
from genoderm.ontology.files import SHAPES, turtle

MESSAGE = NamedNode("http://www.w3.org/ns/shacl#message")
LICENCES = {
    "https://creativecommons.org/licenses/by/4.0/": "CC BY 4.0",
    "https://creativecommons.org/licenses/by-nd/3.0/igo/": "CC BY-ND 3.0 IGO",
    "https://creativecommons.org/publicdomain/zero/1.0/": "CC0 1.0",
    "https://www.unicode.org/license.txt": "Unicode License",
    "https://hpo.jax.org/app/license": "HPO",
}


@dataclass(frozen=True, slots=True)
class Warned:
    """One kind of thing that validation would have otherwise: how often; `language` is that of the message."""

    message: str
    language: str
    count: int


@dataclass(frozen=True, slots=True)
class Source:
    """Graphs that have title, publisher and licence in common."""

    title: str
    publisher: str
    licence: str
    homepage: str
    versions: tuple[str, ...]
    triples: int
    graphs: int


@dataclass(frozen=True, slots=True)
class Records:
    """What the files held, in records: read is loaded, set aside and quarantined together."""

    files: int
    read: int
    loaded: int
    aside: int
    quarantined: int


def records(inputs: tuple[Input, ...]) -> Records:
    """What was read of all files, counted."""
    return Records(
        files=len(inputs),
        read=sum(one.read for one in inputs),
        loaded=sum(one.loaded for one in inputs),
        aside=sum(sum(one.aside.values()) for one in inputs),
        quarantined=sum(one.quarantined for one in inputs),
    )


def sources(graphs: tuple[Graph, ...]) -> list[Source]:
    """The sources, the largest first."""
    found: dict[tuple[str, str, str], list[Graph]] = {}
    for graph in graphs:
        found.setdefault((graph.title, graph.publisher, graph.licence), []).append(graph)
    return sorted((_source(same) for same in found.values()), key=lambda source: -source.triples)


def _source(same: list[Graph]) -> Source:
    first = same[0]
    versions = dict.fromkeys(version for graph in same for version in graph.versions)
    triples = sum(graph.triples for graph in same)
    return Source(
        first.title, first.publisher, first.licence, first.homepage, tuple(sorted(versions)), triples, len(same)
    )


def warned(home: Path, release: Manifest, language: str) -> list[Warned]:
    """What validation found in a release, the most frequent first."""
    return [_in(language, message, count) for message, count in _counts(home, release.id)]


@lru_cache(maxsize=4)
def _counts(home: Path, release: str) -> tuple[tuple[str, int], ...]:
    report = json.loads((Home(home).release(release) / REPORT).read_text("utf-8"))
    found = sorted(((message, count) for _, _, message, count in report["counts"]), key=lambda told: -told[1])
    return tuple(found)


def _in(language: str, message: str, count: int) -> Warned:
    known = _translations().get(message, {})
    return Warned(known.get(language, message), language if language in known else "en", count)


@cache
def _translations() -> Mapping[str, Mapping[str, str]]:
    """The messages of the shapes by the English one; those of queries are in English only."""
    told: dict[str, dict[str, str]] = {}
    for statement in turtle(SHAPES):
        if statement.predicate == MESSAGE and isinstance(statement.object, Literal):
            told.setdefault(str(statement.subject), {})[statement.object.language or "en"] = statement.object.value
    return {messages["en"]: messages for messages in told.values() if "en" in messages}
