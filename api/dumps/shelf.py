"""The dumps that were made: a folder for each release beside the releases, with a table of what is in it.

home/dumps/
  <release>/         one file for each graph and compression, SHA256SUMS, index.json; it stands whole or not at all
  .making-<…>/       under way; what a killed process left is swept by the next
  lock               held by the one process that makes dumps
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from genoderm.graph.home import Home
from genoderm.ontology.errors import NotFound, shown

INDEX = "index.json"
SUMS = "SHA256SUMS"
Compression = Literal["gzip", "zstd"]
# RFC 6713, RFC 8878; a dump is sent as the compressed file that it is, so this is no Content-Encoding
COMPRESSED = {"gzip": "application/gzip", "zstd": "application/zstd"}


class Download(BaseModel):
    """One file: of everything, or of one graph."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    graph: str  # IRI; "" is everything
    media_type: str  # of what is compressed
    compression: Compression
    bytes: int
    sha256: str


class Dump(BaseModel):
    """The files of one release."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str
    created: str  # of the release; ISO 8601, UTC
    files: tuple[Download, ...]


class UnknownDump(NotFound):
    """There is no such file to download."""


def folder_of(home: Home) -> Path:
    """Where the dumps of a home are."""
    return home.path / "dumps"


def dumps_of(home: Home) -> list[Dump]:
    """All dumps that stand, of the newest release first."""
    found = [Dump.model_validate_json(index.read_bytes()) for index in folder_of(home).glob(f"[!.]*/{INDEX}")]
    return sorted(found, key=lambda dump: dump.created, reverse=True)


def dump_of(home: Home, release: str) -> Dump | None:
    """The dumps of one release, if they were made."""
    index = folder_of(home) / release / INDEX
    return Dump.model_validate_json(index.read_bytes()) if index.is_file() else None


def download(dump: Dump, name: str) -> Download:
    """One file of a release; UnknownDump names those that there are."""
    found = next((file for file in dump.files if file.name == name), None)
    if found is None:
        known = ", ".join(file.name for file in dump.files[:4])
        raise UnknownDump(f"{shown(name)} is no dump of release {dump.release}; there are {known} …")
    return found
