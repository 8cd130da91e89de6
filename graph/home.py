"""The home folder: releases, which of them is current, and the staging area beside them.

home/
  current -> releases/<id>    switched atomically; a reader sees the old release or the new one, never between
  releases/<id>/              immutable
  staging/                    builds under way; what a killed one left is swept by the next
  fragments/                  statements of unchanged inputs, kept so that a rebuild is quick
  lock, lock.holder           one build at a time
"""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.ontology.errors import NotFound


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

    def current_release(self) -> Path:
        """The folder of the current release; NotFound with what to do where there is none."""
        if not self.current.is_symlink() or not self.current.exists():
            raise NotFound(f"no release in {self.path} yet: `genoderm build` makes one from the tables that ship")
        return self.current.resolve()

    def releases(self) -> list[Manifest]:
        """The manifests of all releases, oldest first."""
        return sorted((read_manifest(folder) for folder in self._folders()), key=lambda m: (m.created, m.id))

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
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir(parents=True)
        return Path(tempfile.mkdtemp(dir=staging))

    def adopt(self, staged: Path, name: str) -> Path:
        """Move a finished staging folder among the releases, as one step; the same content stands only once."""
        target = self.path / "releases" / name
        if target.is_dir():
            return target
        target.parent.mkdir(exist_ok=True)
        for file in staged.rglob("*"):
            _sync(file)
        _sync(staged)
        staged.rename(target)
        _sync(target.parent)
        return target

    def remember(self, inputs: str, name: str) -> None:
        """Note which release these inputs gave."""
        (self.path / "built").mkdir(exist_ok=True)
        (self.path / "built" / inputs).write_text(name)

    def built_from(self, inputs: str) -> Path | None:
        """The release that these inputs gave, if it still stands."""
        note = self.path / "built" / inputs
        release = self.path / "releases" / note.read_text() if note.is_file() else None
        return release if release and release.is_dir() else None

    def _folders(self) -> list[Path]:
        folder = self.path / "releases"
        return sorted(child for child in folder.iterdir() if child.is_dir()) if folder.is_dir() else []


def _sync(path: Path) -> None:
    """Have the disk hold what was written, before anything points to it."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
