"""The home folder: releases, which of them is current, and the staging area beside them.

home/
  current -> releases/<id>    switched atomically; a reader sees the old release or the new one, never between
  releases/<id>/              immutable
  staging/                    builds under way; what a killed one left is swept by the next
  fragments/                  statements of unchanged inputs, kept so that a rebuild is quick
  built/                      which inputs gave which release, from which fragments
  lock, lock.holder           one build at a time
"""

import os
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.verification import verify
from genoderm.ontology.errors import BadRelease, NotFound

REMOVED = ".removed-"  # a release on its way out; no release's name begins so


@dataclass(frozen=True, slots=True)
class Home:
    """The folder that holds the releases of one deployment."""

    path: Path

    @property
    def current(self) -> Path:
        """The link that names the release being served."""
        return self.path / "current"

    @property
    def fragments(self) -> Path:
        """Where statements of unchanged inputs are kept."""
        return self.path / "fragments"

    def release(self, name: str) -> Path:
        """The folder of a release, by its id or by a beginning of it that fits one only."""
        fits = [folder for folder in self._folders() if folder.name.startswith(name)] if name else []
        if len(fits) != 1:
            known = ", ".join(folder.name for folder in self._folders()) or "none"
            problem = "fits more than one release" if fits else "is no release here"
            raise NotFound(f"{name!r} {problem}; there are: {known} (in {self.path})")
        return fits[0]

    def serves(self) -> bool:
        """Whether there is a current release."""
        return self.current.is_symlink() and self.current.exists()

    def current_release(self) -> Path:
        """The folder of the current release; NotFound with what to do where there is none."""
        if not self.serves():
            raise NotFound(f"no release in {self.path} yet: `genoderm build` makes one from the tables that ship")
        return self.current.resolve()

    def releases(self) -> list[Manifest]:
        """The manifests of all releases that this version can read, oldest first; `unreadable` tells the others."""
        found = (manifest for folder in self._folders() if isinstance(manifest := _manifest(folder), Manifest))
        return sorted(found, key=lambda manifest: (manifest.created, manifest.id))

    def unreadable(self) -> dict[str, str]:
        """The releases that are damaged or of another version, each with what is wrong with it."""
        found = {folder.name: _manifest(folder) for folder in self._folders()}
        return {name: told for name, told in found.items() if isinstance(told, str)}

    def switch(self, release: Path) -> None:
        """Make a release current, in one step that a reader or a power cut sees wholly or not at all."""
        link = self.path / f".current-{os.getpid()}"
        link.unlink(missing_ok=True)
        link.symlink_to(release.relative_to(self.path), target_is_directory=True)
        link.replace(self.current)
        _sync(self.path)

    def stage(self) -> Path:
        """A fresh folder for a build; call while holding the lock, since it sweeps what killed builds left."""
        staging = self.path / "staging"
        for left in (staging, *self.path.glob(f"{REMOVED}*")):
            shutil.rmtree(left, ignore_errors=True)
        for link in self.path.glob(".current-*"):
            link.unlink(missing_ok=True)
        folder = staging / str(os.getpid())
        folder.mkdir(parents=True)
        return folder

    def adopt(self, staged: Path, name: str) -> Path:
        """Move a finished staging folder among the releases, as one step; the same content stands only once.

        Content that stands already but was damaged since makes way for the new.
        """
        target = self.path / "releases" / name
        if target.is_dir() and _is_whole(target):
            return target
        target.parent.mkdir(exist_ok=True)
        for file in staged.rglob("*"):
            _sync(file)
        _sync(staged)
        if target.is_dir():
            self.remove(target)
        staged.rename(target)
        _sync(target.parent)
        return target

    def remove(self, release: Path) -> None:
        """Rename first, so that a removal cut short leaves no half a release under a release's name."""
        doomed = self.path / f"{REMOVED}{release.name}"
        shutil.rmtree(doomed, ignore_errors=True)
        release.rename(doomed)
        shutil.rmtree(doomed)

    def remember(self, inputs: str, name: str, fragments: Iterable[str]) -> None:
        """Note which release these inputs gave, by way of which fragments."""
        (self.path / "built").mkdir(exist_ok=True)
        partial = self.path / "staging" / "note"
        partial.write_text("\n".join((name, *fragments)))
        partial.replace(self.path / "built" / inputs)

    def built_from(self, inputs: str) -> Path | None:
        """The release that these inputs gave, if it still stands."""
        note = self.path / "built" / inputs
        name = note.read_text().partition("\n")[0] if note.is_file() else ""
        release = next((folder for folder in self._folders() if folder.name == name), None)
        return release if release and isinstance(_manifest(release), Manifest) else None

    def forget(self) -> None:
        """Remove the notes of releases that are gone, and the fragments that no remaining note names."""
        kept = {folder.name for folder in self._folders()}
        used: set[str] = set()
        for note in (self.path / "built").glob("*"):
            name, *fragments = note.read_text().split("\n")
            if name in kept:
                used.update(fragments)
            else:
                note.unlink()
        for fragment in self.fragments.glob("*"):
            if fragment.name not in used:
                shutil.rmtree(fragment, ignore_errors=True)

    def _folders(self) -> list[Path]:
        folder = self.path / "releases"
        return sorted(child for child in folder.iterdir() if child.is_dir()) if folder.is_dir() else []


def _manifest(release: Path) -> Manifest | str:
    """The manifest, or what is wrong with the release."""
    try:
        return read_manifest(release)
    except BadRelease as fault:
        return str(fault)


def _is_whole(release: Path) -> bool:
    return isinstance(_manifest(release), Manifest) and not verify(release)


def _sync(path: Path) -> None:
    """Have the disk hold what was written, before anything points to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
