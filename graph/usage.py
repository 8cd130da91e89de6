"""Which releases are in use: the engine opens the files of a store when it first needs them, so they must be there.

A release that another process removes is not noticed by the engine: it tries for ever to open what is gone (pyoxigraph
0.5.13). So who uses a release holds a shared lock on its manifest, the operating system's (flock), which ends with its
process, and what is held is not removed.
"""

import fcntl
from pathlib import Path
from typing import BinaryIO

from genoderm.graph.manifest import NAME


def use(release: Path) -> BinaryIO:
    """Hold a release for as long as the file is open."""
    held = (release / NAME).open("rb")
    fcntl.flock(held, fcntl.LOCK_SH)
    return held


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
