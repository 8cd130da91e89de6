"""Is a release what its manifest says? Every file by checksum, every graph read back from the store."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from genoderm.graph.checksums import file_checksum
from genoderm.graph.manifest import STORE, Graph, Manifest, read_manifest
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
        yield from _wrong_graphs(Store.read_only(str(folder)), folder, manifest)
    except ENGINE_FAULTS as fault:
        yield f"{folder} is damaged: {fault}"


def _wrong_graphs(store: Store, folder: Path, manifest: Manifest) -> Iterator[str]:
    for graph in manifest.graphs:
        if _checksum(store, graph) != graph.sha256:
            yield f"the graph {graph.iri} in {folder} is not what was released"
    strange = {str(graph.value) for graph in store.named_graphs()} - {graph.iri for graph in manifest.graphs}
    yield from (f"the graph {iri} in {folder} was never released" for iri in sorted(strange))
    if (found := _default_triples(store)) != manifest.triples:
        yield f"the default graph in {folder} holds {found:,} triples, released were {manifest.triples:,}"


def _checksum(store: Store, graph: Graph) -> str:
    """SHA-256 of the graph as sorted N-Triples, read back from the store."""
    written = store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph.iri))
    return sha256(b"".join(sorted(bytes(written or b"").splitlines(keepends=True)))).hexdigest()


def _default_triples(store: Store) -> int:
    return sum(1 for _ in store.quads_for_pattern(None, None, None, DefaultGraph()))
