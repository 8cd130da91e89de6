"""Is a release what its manifest says? Every file by checksum, every graph read back from the store."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from genoderm.graph.checksums import file_checksum
from genoderm.graph.dump import NAME as DUMP
from genoderm.graph.dump import Section, read_section
from genoderm.graph.manifest import STORE, Manifest, Unnamed, read_manifest
from genoderm.graph.storage import ENGINE_FAULTS


def verify(release: Path) -> list[str]:
    """What is wrong with a release, in sentences; [] if every file and every graph is what its manifest says."""
    manifest = read_manifest(release)
    return [*_wrong_files(release, manifest), *_wrong_store(release / STORE, manifest)]


def _wrong_files(release: Path, manifest: Manifest) -> Iterator[str]:
    for name, expected in manifest.files.items():
        file = release / name
        if not file.is_file():
            yield f"{file} is missing"
        elif file_checksum(file) != expected:
            yield f"{file} was changed: its SHA-256 is not that of the manifest"


def _wrong_store(folder: Path, manifest: Manifest) -> Iterator[str]:
    try:
        store = Store.read_only(str(folder))
        yield from _wrong_graphs(store, folder, manifest)
        yield from _wrong_default(store, folder, manifest)
    except ENGINE_FAULTS as fault:
        yield f"{folder} is damaged: {fault}"


def _wrong_graphs(store: Store, folder: Path, manifest: Manifest) -> Iterator[str]:
    for graph in manifest.graphs:
        if _checksum(store, NamedNode(graph.iri)) != graph.sha256:
            yield f"the graph {graph.iri} in {folder} is not what was released"
    strange = {str(graph.value) for graph in store.named_graphs()} - {graph.iri for graph in manifest.graphs}
    yield from (f"the graph {iri} in {folder} was never released" for iri in sorted(strange))


def _wrong_default(store: Store, folder: Path, manifest: Manifest) -> Iterator[str]:
    """The union of named graphs is told by its size, what is beside it by checksum."""
    if (found := _default_triples(store)) != manifest.triples:
        yield f"the default graph in {folder} holds {found:,} triples, released were {manifest.triples:,}"
    own = manifest.unnamed
    if own and own.sha256 != (
        _own_checksum(store, folder, own) if manifest.union else _checksum(store, DefaultGraph())
    ):
        yield f"the default graph in {folder} lacks statements that no named graph holds"


def _own_checksum(store: Store, folder: Path, own: Unnamed) -> str:
    """That of those lines of the dump which the default graph holds."""
    lines = read_section(folder.parent / DUMP, [Section(own.offset, own.length)])
    held = (line for line in lines if all(quad in store for quad in parse(line, format=RdfFormat.N_QUADS)))
    return sha256(b"".join(held)).hexdigest()


def _checksum(store: Store, graph: NamedNode | DefaultGraph) -> str:
    """SHA-256 of the graph as sorted N-Triples, read back from the store."""
    written = store.dump(format=RdfFormat.N_TRIPLES, from_graph=graph)
    return sha256(b"".join(sorted(bytes(written or b"").splitlines(keepends=True)))).hexdigest()


def _default_triples(store: Store) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))
