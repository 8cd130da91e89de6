"""Keeping releases: roll back, prune, back up, restore. Each changes `current` in one step or not at all."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.storage import storage
from genoderm.graph.usage import is_used
from genoderm.graph.verification import verify
from genoderm.ontology.errors import BadInput, BadRelease, Conflict, NotFound

UNCHANGED = "nothing was changed"


def rollback(home: Home, name: str = "") -> Manifest:
    """Serve the release of this name, or else the one that was current when the current one was built."""
    with storage(home.path, UNCHANGED), locked(home.path, "rollback"):
        target = home.release(name) if name else _before(home)
        manifest = read_manifest(target)
        home.switch(target)
        return manifest


def _before(home: Home) -> Path:
    """The release that the current one replaced; where that is not known or gone, the newest of those made earlier."""
    current = home.current_release().name
    known = {manifest.id: manifest for manifest in home.releases()}
    told = known.get(current)
    others = [other for other in known.values() if other.id != current and (not told or other.created < told.created)]
    if told and told.previous in known and told.previous != current:
        return home.release(told.previous)
    if not others:
        raise NotFound(f"{current} is the oldest release of {home.path}; there is none before it")
    return home.release(others[-1].id)


def prune(home: Home, keep: int) -> list[str]:
    """Remove all but the newest `keep` releases, and fragments that no kept release was made of; never the current one.

    One that is in use stays until another time, and one that this version cannot read is left alone: another may.
    """
    if keep < 1:
        raise BadInput(f"prune keeps {keep} releases, expected at least 1")
    with storage(home.path, "what was not removed yet stays"), locked(home.path, "prune"):
        current = home.current_release().name
        old = [name for name in _before_the_newest(home, keep) if name != current and not is_used(home.release(name))]
        for name in old:
            home.remove(home.release(name))
        home.forget()
        return old


def _before_the_newest(home: Home, keep: int) -> list[str]:
    return [manifest.id for manifest in home.releases()[:-keep]]


def backup(home: Home, target: Path) -> Manifest:
    """Copy the current release to a new folder, and verify the copy."""
    release = home.current_release()
    if target.exists():
        raise Conflict(f"{target} exists; a backup goes into a folder of its own")
    partial = target.with_name(f".{target.name}.part")
    with storage(target.parent, "no backup was made"):
        shutil.rmtree(partial, ignore_errors=True)
        try:
            shutil.copytree(release, partial)
            _refuse(verify(partial), release)
            partial.rename(target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    return read_manifest(target)


def restore(home: Home, source: Path) -> Manifest:
    """Take a backup in as a release and serve it; BadRelease, and nothing changed, if it is damaged."""
    manifest = read_manifest(source)
    _refuse(verify(source), source)
    with storage(home.path, UNCHANGED), locked(home.path, "restore"):
        staged = home.stage()
        try:
            shutil.copytree(source, staged, dirs_exist_ok=True)
            home.switch(home.adopt(staged, manifest.id))
        finally:
            shutil.rmtree(staged, ignore_errors=True)
    return manifest


def _refuse(faults: Sequence[str], folder: Path) -> None:
    if faults:
        raise BadRelease(f"{folder} is damaged:\n  " + "\n  ".join(faults))
