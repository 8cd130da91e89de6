"""The graphs of a release as sorted files, as they go to an engine, and what one has more than another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat, Store

from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.dump import Section, read_section
from genoderm.graph.engines.mark import DEFAULT, Held
from genoderm.graph.manifest import STORE, Graph, Manifest, read_manifest
from genoderm.graph.ntriples import Sorted, Writer, write_sorted
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import BadRelease

END = b" .\n"


class Content:
    """A release folder; its graphs are written to `folder` when they are asked for, and only then."""

    def __init__(self, release: Path, folder: Path) -> None:
        """BadRelease if it is none."""
        self.manifest: Manifest = read_manifest(release)
        self._release, self._folder = release, folder
        self._held = Hold(release)
        self._files: dict[str, Sorted] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def close(self) -> None:
        """Let go of the release."""
        self._held.close()

    def graphs(self) -> Mapping[str, Held]:
        """All graphs by the names that they have on an engine, the default graph first."""
        default = self.file(DEFAULT.value)
        named = {graph.iri: Held(triples=graph.triples, sha256=graph.sha256) for graph in self.manifest.graphs}
        return {DEFAULT.value: Held(triples=default.triples, sha256=default.sha256), **named}

    def file(self, graph: str) -> Sorted:
        """A graph as sorted N-Triples; one that the release has not is empty."""
        if graph not in self._files:
            path = self._folder / f"{len(self._files)}.nt"
            self._files[graph] = self._default(path) if graph == DEFAULT.value else self._named(graph, path)
        return self._files[graph]

    def _named(self, iri: str, path: Path) -> Sorted:
        told = next((graph for graph in self.manifest.graphs if graph.iri == iri), None)
        found = write_sorted(path, self._lines(told) if told else ())
        if told and found.sha256 != told.sha256:
            raise BadRelease(f"the graph {iri} in {self._release / DUMP} is not what was released: `genoderm verify`")
        return found

    def _lines(self, graph: Graph) -> Iterator[bytes]:
        """Of the dump, without the graph that each line ends with."""
        end = f" <{graph.iri}>".encode() + END
        for line in read_section(self._release / DUMP, [Section(graph.offset, graph.length)]):
            yield line.removesuffix(end) + END

    def _default(self, path: Path) -> Sorted:
        dumped = path.with_suffix(".dump")
        store = Store.read_only(str(self._release / STORE))
        with dumped.open("wb") as file:
            store.dump(file, format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
        writer = Writer(path)
        with dumped.open(encoding="utf-8", newline="\n") as lines:
            writer.add_lines(lines)
        dumped.unlink()
        found = writer.finish()
        if found.triples != self.manifest.triples:
            told = f"{found.triples:,} triples, released were {self.manifest.triples:,}"
            raise BadRelease(f"the default graph in {self._release / STORE} holds {told}: `genoderm verify`")
        return found


@dataclass(frozen=True, slots=True)
class Difference:
    """What a graph gains and loses."""

    gained: Sorted
    lost: Sorted


def difference(before: Path, after: Path, stem: Path) -> Difference:
    """Of two sorted files, in files beside `stem`."""
    return Difference(
        write_sorted(stem.with_suffix(".gained"), _beyond(after, before)),
        write_sorted(stem.with_suffix(".lost"), _beyond(before, after)),
    )


def _beyond(one: Path, other: Path) -> Iterator[bytes]:
    """The lines of one sorted file that the other has not."""
    with one.open("rb") as mine, other.open("rb") as theirs:
        there = next(theirs, None)
        for line in mine:
            while there is not None and there < line:
                there = next(theirs, None)
            if there != line:
                yield line
