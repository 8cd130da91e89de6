"""Which releases are in use: the engine opens the files of a store when it first needs them, so they must be there.

A release that another process removes is not noticed by the engine: it tries for ever to open what is gone (pyoxigraph
0.5.13). So who uses a release holds a shared lock on its manifest, the operating system's (flock), which ends with its
process, and what is held is not removed.
"""

import fcntl
import os
import weakref
from pathlib import Path

from genoderm.graph.manifest import NAME


class Hold:
    """A release that is held, until this is closed or forgotten."""

    def __init__(self, release: Path) -> None:
        """Hold the release in this folder."""
        self._descriptor = os.open(release / NAME, os.O_RDONLY)
        self._close = weakref.finalize(self, os.close, self._descriptor)
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def close(self) -> None:
        """Hold it no longer."""
        self._close()


def is_used(release: Path) -> bool:
    """Whether anyone holds a release."""
    if not (release / NAME).is_file():
        return False
    with (release / NAME).open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
