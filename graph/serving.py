"""The release being served: opened once, and opened anew when `current` names another, without dropping a question."""

from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.upkeep import STORE


@dataclass(frozen=True, slots=True)
class Open:
    """One release, open for reading; who holds it can go on reading it after another has become current."""

    manifest: Manifest
    store: Store


class Serving:
    """Gives the current release; looking whether it has changed costs one readlink."""

    def __init__(self, home: Home) -> None:
        """Serve from this home; nothing is opened yet."""
        self._home = home
        self._lock = Lock()
        self._folder: Path | None = None
        self._open: Open | None = None

    def current(self) -> Open:
        """The current release; NotFound where there is none yet."""
        folder = self._home.current_release()
        with self._lock:
            if self._open is None or folder != self._folder:
                self._open = open_release(folder)
                self._folder = folder
            return self._open


def open_release(folder: Path) -> Open:
    """Open a release folder for reading."""
    return Open(read_manifest(folder), Store.read_only(str(folder / STORE)))
