"""What a build has to map: all editions of one source and graph make one task, which is mapped and cached together."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from genoderm.graph.checksums import file_checksum, package_checksum, size, text_checksum
from genoderm.loaders.recognise import Found
from genoderm.loaders.source import Context, Edition, Source


@dataclass(frozen=True, slots=True)
class Task:
    """All editions of one source and graph: mapped together, cached together."""

    found: tuple[Found, ...]
    checksums: tuple[str, ...]
    context: Context
    key: str

    @property
    def source(self) -> Source:
        """The source that every edition is of."""
        return self.found[0].edition.source

    @property
    def graph(self) -> str:
        """The graph that every edition goes into."""
        return self.found[0].edition.graph

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return sum(size(known.edition.path) for known in self.found)


def tasks(found: Iterable[Found], context: Context) -> list[Task]:
    """The editions by their graph, largest first, so that the last process is not left alone with it."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for known in found:
        groups.setdefault((known.edition.source.name, known.edition.graph), []).append(known)
    return sorted((_task(tuple(group), context) for group in groups.values()), key=lambda task: -task.bytes)


def _task(found: tuple[Found, ...], context: Context) -> Task:
    checksums = tuple(file_checksum(known.edition.path) for known in found)
    surroundings = json.dumps(
        [context.iris.base, sorted(context.identities.items()), sorted(context.settings.items())], ensure_ascii=False
    )
    editions = [
        f"{e.source} {e.graph} {e.version} {e.language} {e.role} {sorted(e.details.items())}" for e in of(found)
    ]
    key = text_checksum(package_checksum("ontology", "loaders"), surroundings, *checksums, *editions)
    return Task(found, checksums, context, key)


def of(found: Iterable[Found]) -> Iterator[Edition]:
    """The editions alone."""
    return (known.edition for known in found)
