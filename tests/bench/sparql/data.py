"""The two sets of data: a release of all real sources, and the same with twenty thousand synthetic centres.

Peers load the same quads that our server holds: its store, dumped, default graph and named graphs.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE, Manifest, read_manifest
from tests.bench.sparql.synthetic import Size, disorders, write_tables

PATIENCE = 3600  # seconds for a build
GENODERM = str(Path(sys.executable).with_name("genoderm"))


class NoData(Exception):
    """A set of data cannot be made here; the table says why."""


@dataclass(frozen=True, slots=True)
class Data:
    """A home whose current release is served, and the same as one file of N-Quads."""

    title: str
    home: Path
    quads: Path
    manifest: Manifest

    @property
    def size(self) -> int:
        """How many quads a store holds of it."""
        return self.manifest.triples + sum(graph.triples for graph in self.manifest.graphs)


def real(sources: Path, home: Path | None, cache: Path) -> Data:
    """The release in this home, or the one that these sources give."""
    if home is None:
        if not sources.is_dir():
            raise NoData(f"{sources} is no folder: --data names one of sources, --home a home with a release")
        home = cache / "real"
        _run(GENODERM, "build", "--json", "--home", str(home), "--sources", str(sources))
    return _dumped("the full real release", home, cache)


def enlarged(sources: Path, base: Data | Path, cache: Path, size: Size) -> Data:
    """The same sources with the tables of a partner that are synthetic; a path is that of a home which holds them."""
    title = f"the same with {size.centres:,} synthetic centres and {size.expertise:,} synthetic statements of expertise"
    if isinstance(base, Path):
        return _dumped(title, base, cache)
    release = Home(base.home).current_release()
    tables = write_tables(cache / "tables", disorders(Store.read_only(str(release / STORE))), size)
    home = cache / "enlarged"
    _run(sys.executable, "-m", "tests.bench.sparql.enlarging", str(home), str(sources), str(tables))
    return _dumped(title, home, cache)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        raise NoData(f"{' '.join(command)}: {done.stderr[-500:]}")


def _dumped(title: str, home: Path, cache: Path) -> Data:
    release = Home(home).current_release()
    manifest = read_manifest(release)
    folder = cache / "data"
    folder.mkdir(parents=True, exist_ok=True)
    quads = folder / f"{manifest.id}.nq"
    if not quads.exists():
        partial = quads.with_suffix(f".{os.getpid()}")
        with partial.open("wb") as file:
            Store.read_only(str(release / STORE)).dump(file, format=RdfFormat.N_QUADS)
        partial.rename(quads)
    return Data(title, home, quads, manifest)
