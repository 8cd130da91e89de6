"""The release being served: opened once, and opened anew when `current` names another, without dropping a question."""

import logging
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import REMEDY, STORE, Manifest, read_manifest
from genoderm.graph.storage import ENGINE_FAULTS
from genoderm.ontology.errors import BadRelease, GenodermError

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Open:
    """One release, open for reading; who holds it can go on reading it after another has become current."""

    manifest: Manifest
    store: Store


class Serving:
    """Gives the current release; looking whether it has changed costs one look at the link."""

    def __init__(self, home: Home) -> None:
        """Serve from this home; nothing is opened yet."""
        self._home = home
        self._lock = Lock()
        self._seen: tuple[Path, int] | None = None
        self._open: Open | None = None

    def current(self) -> Open:
        """The current release, or the one before if that does not open; NotFound or BadRelease if there is neither."""
        with self._lock:
            try:
                self._look()
            except GenodermError as fault:
                if self._open is None:
                    raise
                log.warning("still serving %s: %s", self._open.manifest.id, fault)
            if self._open is None:
                raise BadRelease(f"{self._home.current} does not open; `genoderm verify` says what is wrong with it")
            return self._open

    def _look(self) -> None:
        """Open what `current` names, if it is not what was looked at last; a damaged release is tried only once."""
        folder = self._home.current_release()
        seen = folder, folder.stat().st_ino  # a release that was mended has its old name
        if seen != self._seen:
            self._seen = seen
            self._open = open_release(folder)


def open_release(folder: Path) -> Open:
    """Open a release folder for reading; BadRelease if that cannot be done."""
    manifest = read_manifest(folder)
    try:
        return Open(manifest, Store.read_only(str(folder / STORE)))
    except ENGINE_FAULTS as fault:
        raise BadRelease(f"{folder / STORE} does not open: {fault}; {REMEDY}") from fault
