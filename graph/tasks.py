"""What a build has to map: all editions of one source and graph make one task, which is mapped and cached together."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from genoderm.graph.checksums import file_checksum, package_checksum, size, text_checksum
from genoderm.loaders.recognise import Found
from genoderm.loaders.source import Context, Edition, Source

PLACES = {"files", "mapping", "python"}  # details that are paths: what they hold counts, not where


@dataclass(frozen=True, slots=True)
class Task:
    """All editions of one source and graph: mapped together, cached together."""

    loader: str  # its name in the catalogue: functions do not travel between processes, names do
    editions: tuple[Edition, ...]
    checksums: tuple[str, ...]
    context: Context
    key: str

    @property
    def source(self) -> Source:
        """The source that every edition is of."""
        return self.editions[0].source

    @property
    def graph(self) -> str:
        """The graph that every edition goes into."""
        return self.editions[0].graph

    @property
    def bytes(self) -> int:
        """How much there is to read."""
        return sum(size(edition.path) for edition in self.editions)


def tasks(found: Iterable[Found], context: Context) -> list[Task]:
    """The editions by their graph, largest first, so that the last process is not left alone with it."""
    groups: dict[tuple[str, str], list[Found]] = {}
    for known in found:
        groups.setdefault((known.loader.source.name, known.edition.graph), []).append(known)
    planned = (_task(name, tuple(known.edition for known in group), context) for (name, _), group in groups.items())
    return sorted(planned, key=lambda task: (-task.bytes, task.graph))


def _task(loader: str, editions: Iterable[Edition], context: Context) -> Task:
    """One task; its editions in an order that does not depend on the folders that they were found in."""
    read = sorted(((file_checksum(edition.path), edition) for edition in editions), key=lambda known: _order(*known))
    surroundings = json.dumps(
        [context.iris.base, sorted(context.identities.items()), sorted(context.settings.items())], ensure_ascii=False
    )
    told = [f"{checksum} {_told(edition)}" for checksum, edition in read]
    key = text_checksum(package_checksum("ontology", "loaders"), surroundings, *told)
    return Task(loader, tuple(edition for _, edition in read), tuple(checksum for checksum, _ in read), context, key)


def _order(checksum: str, edition: Edition) -> tuple[str, ...]:
    return edition.version, edition.language, edition.path.name, checksum


def _told(edition: Edition) -> str:
    """All that recognition told of an edition, but not where things are on this machine."""
    details = sorted((name, value) for name, value in edition.details.items() if name not in PLACES)
    beside = [file_checksum(path) for path in edition.beside]
    identity = (edition.path.name, edition.source, edition.graph, edition.version, edition.language, edition.role)
    return repr((*identity, details, beside))
