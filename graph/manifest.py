"""The manifest of a release: what went in, what came out, and the checksums that prove it."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from genoderm.graph.degrees import Degrees
from genoderm.ontology.errors import BadRelease

# of the release folder; a tool reads its own format only, since a guess at another would serve wrong answers
FORMAT = 3  # 2: with a search index; 3: with the degrees of its properties
REMEDY = "`genoderm rollback` serves the release before it, `genoderm build` makes one anew"
NAME = "manifest.json"
REPORT = "report.json"
QUARANTINE = "quarantine.csv"
STORE = "store"  # the folder of the engine, beside the manifest
Written = Literal["", "changed", "whole"]  # what writes did to a graph: nothing, changed what a source says, made it
ID_DIGITS = 16  # of the dump's SHA-256: no two releases of one home will ever share them


class Input(BaseModel):
    """One file or folder that was read, and the account of its records: read = loaded + aside + quarantined."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str  # its name, not its place on the machine that built
    source: str
    graph: str
    version: str
    language: str
    role: str
    sha256: str
    bytes: int
    loaded: int
    aside: dict[str, int]
    quarantined: int
    notes: dict[str, int]

    @property
    def read(self) -> int:
        """How many records it held."""
        return self.loaded + sum(self.aside.values()) + self.quarantined


class Graph(BaseModel):
    """One named graph: where its statements come from, and where they stand in the dump."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    iri: str
    title: str
    publisher: str
    licence: str
    homepage: str
    attribution: str
    versions: tuple[str, ...]
    triples: int
    sha256: str  # of its sorted N-Triples
    offset: int  # of its first byte in the dump
    length: int  # of its quads in the dump, in bytes
    written: Written = ""


class Unnamed(BaseModel):
    """What the default graph holds and no named graph of the union does; where there is no union, all of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    triples: int
    sha256: str  # of its sorted N-Triples
    offset: int  # of its first byte in the dump
    length: int  # of its triples in the dump, in bytes


class Write(BaseModel):
    """What made a release of the one before it, when that was no build."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    when: str  # ISO 8601, UTC
    by: str  # the name of the token, or of the command
    request: str  # SHA-256 of what was asked
    added: int  # triples in named graphs, and directly in the default graph
    removed: int
    graphs: tuple[str, ...]  # names of those that it changed; "" is the default graph


class Manifest(BaseModel):
    """What a release is; `id` begins the SHA-256 of its dump, so equal content has an equal name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    id: str = Field(pattern=rf"^[0-9a-f]{{{ID_DIGITS}}}$")  # it names a folder, and a backup comes from anywhere
    created: str  # ISO 8601, UTC; outside the content that the id stands for
    tool: str
    base: str
    previous: str  # id of the release that was current when this one was built, or ""
    inputs: tuple[Input, ...]
    graphs: tuple[Graph, ...]
    triples: int  # distinct, in the default graph
    warnings: int
    files: dict[str, str]  # name -> SHA-256 of every file beside the store
    rules: str = ""  # checksum of the code that validated it
    union: bool = True  # whether the default graph is that of the named graphs; else it is a graph of its own
    unnamed: Unnamed | None = None
    write: Write | None = None
    dropped: tuple[str, ...] = ()  # graphs that the build made and writes removed
    degrees: Degrees = {}  # of the default graph; none are known of a release that a write made

    def graph(self, name: str) -> Graph | None:
        """The named graph that goes by this slug."""
        return next((graph for graph in self.graphs if graph.name == name), None)


class Format(BaseModel):
    """The one thing that a manifest of every format tells."""

    format: int


def read_manifest(release: Path) -> Manifest:
    """The manifest in a release folder; BadRelease says what is wrong and what to do."""
    try:
        text = (release / NAME).read_bytes()
    except OSError as fault:
        raise BadRelease(f"{release} holds no {NAME}: it is no release, or a damaged one; {REMEDY}") from fault
    try:
        told = Format.model_validate_json(text).format
        if told == FORMAT:
            return Manifest.model_validate_json(text)
    except ValidationError as fault:
        raise BadRelease(f"{release / NAME} is damaged; {REMEDY}") from fault
    raise BadRelease(
        f"{release} is of format {told}, made by another version of Genoderm (this one reads format {FORMAT}); "
        "build anew, or run the version that made it"
    )


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it, so that the same manifest is the same bytes."""
    (folder / NAME).write_text(manifest.model_dump_json(indent=1) + "\n", "utf-8")
