"""Keeping releases: roll back, verify, prune, back up, restore. Each changes `current` in one step or not at all."""

import shutil
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, Store

from genoderm.graph.checksums import file_checksum
from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.manifest import Graph, Manifest, read_manifest
from genoderm.ontology.errors import BadInput, BadRelease, Conflict, NotFound

STORE = "store"


def rollback(home: Home, name: str = "") -> Manifest:
    """Serve the release of this name, or else the one that was made before the current one."""
    with locked(home.path, "rollback"):
        target = home.release(name) if name else _before(home)
        manifest = read_manifest(target)
        home.switch(target)
        return manifest


def _before(home: Home) -> Path:
    current = home.current_release().name
    for earlier, later in pairwise(home.releases()):
        if later.id == current:
            return home.release(earlier.id)
    raise NotFound(f"{current} is the oldest release of {home.path}; there is none before it")


def verify(release: Path) -> list[str]:
    """What is wrong with a release, in sentences; [] if every file and every graph is what its manifest says."""
    manifest = read_manifest(release)
    return [*_wrong_files(release, manifest), *_wrong_graphs(release, manifest)]


def _wrong_files(release: Path, manifest: Manifest) -> Iterator[str]:
    for name, expected in manifest.files.items():
        file = release / name
        if not file.is_file():
            yield f"{file} is missing"
        elif file_checksum(file) != expected:
            yield f"{file} was changed: its SHA-256 is not that of the manifest"


def _wrong_graphs(release: Path, manifest: Manifest) -> Iterator[str]:
    try:
        store = Store.read_only(str(release / STORE))
    except (OSError, ValueError) as fault:
        yield f"{release / STORE} does not open: {fault}"
        return
    for graph in manifest.graphs:
        if _checksum(store, graph) != graph.sha256:
            yield f"the graph {graph.iri} in {release / STORE} is not what was released"


def _checksum(store: Store, graph: Graph) -> str:
    """SHA-256 of the graph as sorted N-Triples, read back from the store."""
    written = store.dump(format=RdfFormat.N_TRIPLES, from_graph=NamedNode(graph.iri))
    return sha256(b"".join(sorted(bytes(written or b"").splitlines(keepends=True)))).hexdigest()


def prune(home: Home, keep: int) -> list[str]:
    """Remove all but the newest `keep` releases, and fragments that no kept build used; never the current release."""
    if keep < 1:
        raise BadInput(f"prune keeps {keep} releases, expected at least 1")
    with locked(home.path, "prune"):
        current = home.current_release().name
        old = [manifest.id for manifest in home.releases()[:-keep] if manifest.id != current]
        for name in old:
            _remove(home.release(name))
        shutil.rmtree(home.fragments, ignore_errors=True)
        return old


def _remove(release: Path) -> None:
    """Rename first, so that a removal cut short leaves no half a release under a release's name."""
    doomed = release.parent.parent / f".removed-{release.name}"
    release.rename(doomed)
    shutil.rmtree(doomed)


def backup(home: Home, target: Path) -> Manifest:
    """Copy the current release to a new folder, and verify the copy."""
    release = home.current_release()
    if target.exists():
        raise Conflict(f"{target} exists; a backup goes into a folder of its own")
    partial = target.with_name(f".{target.name}.part")
    shutil.rmtree(partial, ignore_errors=True)
    partial.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(release, partial)
    _refuse(verify(partial), partial)
    partial.rename(target)
    return read_manifest(target)


def restore(home: Home, source: Path) -> Manifest:
    """Take a backup in as a release and serve it; BadRelease, and nothing changed, if it is damaged."""
    manifest = read_manifest(source)
    _refuse(verify(source), source)
    with locked(home.path, "restore"):
        staged = home.stage()
        shutil.copytree(source, staged, dirs_exist_ok=True)
        home.switch(home.adopt(staged, manifest.id))
        shutil.rmtree(staged, ignore_errors=True)
    return manifest


def _refuse(faults: Sequence[str], folder: Path) -> None:
    if faults:
        raise BadRelease(f"{folder} is damaged:\n  " + "\n  ".join(faults))
