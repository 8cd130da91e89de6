"""What was pulled from other nodes, as sources: a file for each graph of theirs, and a table of what they are.

home/pulled/<node>/
  pulled.json           whose, of which release, which graphs; it is written last
  <graph>-<…>.ttl.gz    Turtle, named after its checksum
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyoxigraph import BlankNode, RdfFormat, Triple, parse

from genoderm.loaders.opening import LIMITS, Limits, stream
from genoderm.loaders.recognise import Found
from genoderm.loaders.report import Report
from genoderm.loaders.source import Edition, Loader, Sample, Source
from genoderm.loaders.vocabulary import itself
from genoderm.ontology.errors import BadInput

FOLDER, INDEX = "pulled", "pulled.json"
PREFIX = "peer-"  # of the names of their graphs
Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9.-]*$", max_length=200)]
Sum = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
SOURCE = Source("peer", "Releases of other nodes", "", "https://w3id.org/genoderm/", "", "")


class PulledGraph(BaseModel):
    """One named graph of another node; `release` is that in which it was first found as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Slug
    iri: str
    file: Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$")]
    sha256: Sum
    bytes: Annotated[int, Field(ge=0)]
    triples: Annotated[int, Field(ge=0)]
    release: str
    title: str
    publisher: str
    homepage: str
    licence: str


class Pulled(BaseModel):
    """What stands of one node; `only` are the graphs that were asked for, if not all were."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    node: Slug
    url: str
    release: str
    created: str
    only: tuple[str, ...] = ()
    graphs: tuple[PulledGraph, ...]


def folder_of(home: Path, node: str) -> Path:
    """Where a node's graphs are."""
    return home / FOLDER / node


def read_pulled(folder: Path) -> Pulled | None:
    """What was pulled into a folder; None if nothing was, BadInput if its table is not what it should be."""
    index = folder / INDEX
    if not index.is_file():
        return None
    try:
        return Pulled.model_validate_json(index.read_bytes())
    except ValidationError as fault:
        raise BadInput(f"{index} is no table of a pulled release: remove {folder}, and pull it again") from fault


def pulled(home: Path) -> Iterator[Found]:
    """The editions of all nodes that were pulled into a home."""
    for folder in sorted((home / FOLDER).glob("[!.]*")):
        if told := read_pulled(folder):
            yield from (Found(_edition(folder, told, graph), LOADER) for graph in told.graphs)


def _edition(folder: Path, told: Pulled, graph: PulledGraph) -> Edition:
    source = Source(
        name=f"{PREFIX}{told.node}",
        title=f"{graph.title} (node {told.node})",
        publisher=graph.publisher,
        homepage=graph.homepage or told.url,
        licence=graph.licence,
        attribution=f"{graph.publisher or told.node}, by way of {told.url}",
    )
    return Edition(source, folder / graph.file, f"{PREFIX}{told.node}-{graph.name}", graph.release)


def triples(path: Path, limits: Limits = LIMITS) -> Iterator[Triple]:
    """The triples of a pulled file; BadInput for what is no Turtle, or has blank nodes, which releases have not."""
    with stream(path, limits) as file:
        try:
            for quad in parse(file, format=RdfFormat.TURTLE):
                if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                    raise BadInput(f"{path.name} has the blank node {quad.triple}, expected IRIs: releases have none")
                yield quad.triple
        except SyntaxError as fault:
            raise BadInput(f"{path.name} is no Turtle, or breaks off: {fault}") from fault


def _records(edition: Edition, _: Report) -> Iterator[Triple]:
    return triples(edition.path)


def _unrecognised(_: Sample) -> None:
    """No file is known for one: a home has them at their place."""


LOADER: Loader[Triple] = Loader(SOURCE, _unrecognised, _records, {"": itself})
