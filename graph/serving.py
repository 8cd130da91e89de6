"""A release opened for reading, where no pool of workers is at hand: the command line, the tests."""

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import Store

from genoderm.graph.manifest import REMEDY, STORE, Manifest, read_manifest
from genoderm.graph.storage import ENGINE_FAULTS
from genoderm.graph.usage import Hold
from genoderm.ontology.errors import BadRelease


@dataclass(frozen=True, slots=True)
class Open:
    """One release, open for reading; as long as it is held it is not pruned."""

    manifest: Manifest
    store: Store
    held: Hold


def open_release(folder: Path) -> Open:
    """Open a release folder for reading; BadRelease if that cannot be done."""
    manifest = read_manifest(folder)
    try:
        return Open(manifest, Store.read_only(str(folder / STORE)), Hold(folder))
    except ENGINE_FAULTS as fault:
        raise BadRelease(f"{folder / STORE} does not open: {fault}; {REMEDY}") from fault
