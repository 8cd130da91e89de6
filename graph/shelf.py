"""Releases that came with the environment: `make` builds the shipped tables once, and a new home takes that release in.

The shelf is a home like any other, beside the installed package. Its releases are found by all that decides what a
build gives, so one that other code or other tables made is never taken.
"""

import shutil
import sys
from pathlib import Path

from genoderm.graph.home import Home

SHELF = Path(sys.prefix) / "share" / "genoderm"


def take(inputs: str, shelf: Home, home: Home) -> Path | None:
    """Copy the release that these inputs gave from the shelf into the home, if the shelf has it."""
    release = shelf.built_from(inputs)
    if release is None or shelf.path == home.path:
        return None
    staged = home.stage()
    shutil.copytree(release, staged, dirs_exist_ok=True)
    adopted = home.adopt(staged, release.name)
    home.remember(inputs, release.name, ())
    return adopted
