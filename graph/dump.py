"""The dump of a release: all its named graphs as N-Quads, graph after graph, each sorted; equal stores, equal bytes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.ntriples import Sorted, append_quads
from genoderm.ontology.terms import Iris

NAME = "dump.nq"


@dataclass(frozen=True, slots=True)
class Section:
    """Where one named graph stands in the dump, in bytes."""

    offset: int
    length: int


def write_dump(files: Mapping[str, Sorted], path: Path, iris: Iris) -> dict[str, Section]:
    """Write the graphs in the order of their names; where each of them stands."""
    sections: dict[str, Section] = {}
    offset = 0
    with path.open("wb") as target:
        for name in sorted(files):
            length = append_quads(files[name].path, iris.graph(name).value, target)
            sections[name] = Section(offset, length)
            offset += length
    return sections


def read_section(path: Path, sections: Iterable[Section]) -> Iterable[bytes]:
    """The lines of these sections, in their order."""
    with path.open("rb") as dump:
        for section in sections:
            dump.seek(section.offset)
            left = section.length
            while left > 0:
                line = dump.readline()
                left -= len(line)
                yield line
