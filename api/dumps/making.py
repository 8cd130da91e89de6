"""Making the dumps of a release, in a process of its own that leaves the machine to all others.

    python -m genoderm.api.dumps.making HOME RELEASE

They are made aside and moved into place whole, so that one that is killed leaves nothing half. Of a full release
(4 million quads, 727 MB) it takes some twenty seconds of one processor.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, BinaryIO, cast

from filelock import FileLock, Timeout
from pyoxigraph import RdfFormat, Triple, parse, serialize

from genoderm.api.dumps.packing import ENDINGS, Counted, SortedHead, packed
from genoderm.api.dumps.parts import Part
from genoderm.api.dumps.shelf import INDEX, SUMS, Compression, Download, Dump, folder_of
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.home import Home
from genoderm.graph.manifest import Graph, Manifest, read_manifest
from genoderm.graph.storage import storage
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import GenodermError
from genoderm.ontology.prefixes import prefixes
from genoderm.ontology.terms import Iris, digest

PIECE = 1 << 20  # bytes
MAKING = ".making-"  # no dump of a release is called so
LOCK = "lock"
STANDING = "no dumps were made, and those that there are stay"
LAST = 19  # the least that a process can ask for
N_QUADS, TURTLE = "application/n-quads", "text/turtle"


def make(home: Home, release: str) -> Dump | None:
    """Make the dumps of this release; None where another process makes dumps of this home already.

    StorageFailed if the disk gives out; NotFound if the release is not there.
    """
    folder = folder_of(home)
    folder.mkdir(exist_ok=True)
    try:
        with FileLock(folder / LOCK, timeout=0), storage(folder, STANDING):
            _sweep(home)
            return _made(home.release(release), folder)
    except Timeout:
        return None


def _made(release: Path, folder: Path) -> Dump:
    held = Hold(release)
    manifest = read_manifest(release)
    making = folder / f"{MAKING}{manifest.id}"
    making.mkdir()
    try:
        dump = Dump(release=manifest.id, created=manifest.created, files=tuple(_files(release, manifest, making)))
        (making / SUMS).write_text("".join(f"{file.sha256}  {file.name}\n" for file in dump.files), "utf-8")
        (making / INDEX).write_text(dump.model_dump_json(indent=1) + "\n", "utf-8")
        for file in making.iterdir():
            _synced(file)
        making.rename(folder / manifest.id)
    finally:
        shutil.rmtree(making, ignore_errors=True)
        held.close()
    return dump


def _sweep(home: Home) -> None:
    """Remove what a killed process left, and the dumps of releases that are gone."""
    kept = {manifest.id for manifest in home.releases()} | set(home.unreadable())
    for found in folder_of(home).iterdir():
        if found.is_dir() and found.name not in kept:
            shutil.rmtree(found)


def _files(release: Path, manifest: Manifest, making: Path) -> Iterator[Download]:
    start = f"genoderm-{manifest.created[:10]}"
    with (release / DUMP).open("rb") as dump:
        yield from _all(dump, making / f"{start}-{manifest.id}.nq")
        for graph in manifest.graphs:
            name = graph.name if ":" not in graph.name else digest(graph.name)  # one that is not ours has an IRI
            yield from _graph(dump, graph, making / f"{start}-{name}.ttl", Iris(manifest.base))


def _all(dump: BinaryIO, stem: Path) -> Iterator[Download]:
    with packed(stem) as (target, files):
        shutil.copyfileobj(dump, target, PIECE)
    yield from _downloads(stem, files, "", N_QUADS)


def _graph(dump: BinaryIO, graph: Graph, stem: Path, iris: Iris) -> Iterator[Download]:
    known = {space: prefix for prefix, space in prefixes(iris).items()}
    declared = {prefix: space for space, prefix in known.items()}
    with packed(stem) as (target, files):
        part = cast("IO[bytes]", Part(dump, graph.offset, graph.length))
        triples: Iterator[Triple] = (quad.triple for quad in parse(part, format=RdfFormat.N_QUADS))
        written = cast("IO[bytes]", SortedHead(target, len(declared)))
        serialize(triples, written, format=RdfFormat.TURTLE, prefixes=declared)
    yield from _downloads(stem, files, graph.iri, TURTLE)


def _downloads(stem: Path, files: Mapping[Compression, Counted], graph: str, media_type: str) -> Iterator[Download]:
    for compression, file in files.items():
        yield Download(
            name=f"{stem.name}.{ENDINGS[compression]}",
            graph=graph,
            media_type=media_type,
            compression=compression,
            bytes=file.bytes,
            sha256=file.sha256,
        )


def _synced(path: Path) -> None:
    """Have the disk hold what was written, before it gets its name."""
    with path.open("rb") as file:
        os.fsync(file.fileno())


def main(home: str, release: str) -> int:
    """Make them, with what is left of the machine; the exit status."""
    os.nice(LAST)
    try:
        make(Home(Path(home)), release)
    except GenodermError as fault:
        print(fault, file=sys.stderr)  # noqa: T201 - to the log of the server that started this
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
