"""The manifest of a release: what went in, what came out, and the checksums that prove it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from genoderm.ontology.errors import BadRelease

FORMAT = (
    1  # of the release folder; a tool reads its own format only, since a guess at another would serve wrong answers
)
NAME = "manifest.json"


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


class Manifest(BaseModel):
    """What a release is; `id` begins the SHA-256 of its dump, so equal content has an equal name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    id: str
    created: str  # ISO 8601, UTC; outside the content that the id stands for
    tool: str
    base: str
    previous: str  # id of the release that was current when this one was built, or ""
    inputs: tuple[Input, ...]
    graphs: tuple[Graph, ...]
    triples: int  # distinct, in the default graph
    warnings: int
    files: dict[str, str]  # name -> SHA-256 of every file beside the store

    def graph(self, name: str) -> Graph | None:
        """The named graph that goes by this slug."""
        return next((graph for graph in self.graphs if graph.name == name), None)


def read_manifest(release: Path) -> Manifest:
    """The manifest in a release folder; BadRelease says what is wrong and what to do."""
    try:
        text = (release / NAME).read_text("utf-8")
    except OSError as fault:
        raise BadRelease(f"{release} holds no {NAME}: it is no release, or a damaged one; roll back") from fault
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as fault:
        raise BadRelease(_mismatch(release, text)) from fault
    if manifest.format != FORMAT:
        raise BadRelease(_mismatch(release, text))
    return manifest


def write_manifest(manifest: Manifest, folder: Path) -> None:
    """Write it, so that the same manifest is the same bytes."""
    (folder / NAME).write_text(manifest.model_dump_json(indent=1) + "\n", "utf-8")


def _mismatch(release: Path, text: str) -> str:
    if f'"format": {FORMAT}' in text:
        return f"{release / NAME} is damaged; `genoderm rollback` serves the release before it"
    return (
        f"{release} was made by another version of Genoderm (this one reads format {FORMAT}); "
        "build anew, or run the version that made it"
    )
