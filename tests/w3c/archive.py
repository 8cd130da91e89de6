"""The files of the suites, each with its IRI: relative IRIs in queries and manifests resolve against it."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ARCHIVE = Path("w3c") / "rdf-tests-sparql10-11.tar.xz"
TOP = Path("rdf-tests") / "sparql"
BASE = "https://w3c.github.io/rdf-tests/sparql/"


@dataclass(frozen=True, slots=True)
class Archive:
    """The unpacked suites."""

    folder: Path

    def iri(self, file: Path) -> str:
        """The IRI of a file."""
        return BASE + file.relative_to(self.folder).as_posix()

    def file(self, iri: str) -> Path:
        """The file of an IRI."""
        return self.folder / iri.removeprefix(BASE)

    def text(self, iri: str) -> str:
        """What the file of an IRI holds, its line endings as they are."""
        return self.file(iri).read_bytes().decode()

    def files(self, *endings: str) -> Iterator[Path]:
        """All files that end so, in the order of their names."""
        return (file for file in sorted(self.folder.rglob("*")) if file.suffix in endings)


def unpacked(shared: Path, folder: Path) -> Archive:
    """Unpack the suites from the folder of real data."""
    with tarfile.open(shared / ARCHIVE) as packed:
        packed.extractall(folder, filter="data")
    return Archive(folder / TOP)
