"""What a node offers: its release, the model that it is of, and its graphs with their files, licences and sizes."""

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from genoderm.graph.partitions import TRIPLES
from genoderm.graph.provenance import PUBLISHER
from genoderm.loaders.pulled import Sum
from genoderm.ontology.terms import SourceGraph, digest
from genoderm.ontology.vocabularies import DCAT, DCT_LICENSE, DCT_TITLE, FOAF, RDF_TYPE
from genoderm.sparql.federation.peers.errors import EndpointFailed, Rejected
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.federation.peers.presence import N_TRIPLES, VOID, Described, Told, described

CATALOGUE, DUMPS = "/catalog", "/dumps"
LANDING_PAGE, NAME = NamedNode(f"{DCAT}landingPage"), NamedNode(f"{FOAF}name")
BEING_MADE = 503
PAUSE = 2.0  # seconds between two looks at whether the files are there
TURTLE, GZIP = "text/turtle", "gzip"
MOST_FILES = 10_000
SLUG = re.compile(r"[a-z0-9][a-z0-9.-]{0,99}")


class File(BaseModel):
    """A file as `/dumps` of a node tells of it; a later node may tell more."""

    model_config = ConfigDict(frozen=True, strict=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9._~%-]+$", max_length=300)]
    graph: Annotated[str, Field(max_length=2_000)]
    media_type: str
    compression: str
    bytes: Annotated[int, Field(ge=0)]
    sha256: Sum


class Files(BaseModel):
    """The dumps of one release."""

    model_config = ConfigDict(frozen=True, strict=True)

    release: str
    files: Annotated[list[File], Field(max_length=MOST_FILES)]


@dataclass(frozen=True, slots=True)
class Offered:
    """One graph: its file, and what the catalogue says of it."""

    name: str
    iri: str
    file: File
    title: str
    publisher: str
    homepage: str
    licence: str
    triples: int | None


@dataclass(frozen=True, slots=True)
class Offer:
    """One release of a node."""

    release: str
    created: str
    model: str | None
    graphs: tuple[Offered, ...]


async def offer(node: Node, release: Told, until: float) -> Offer:
    """What this release of a node consists of; EndpointFailed if the node does not tell, or tells something else."""
    files, catalogue, model = await asyncio.gather(
        _files(node, release.release, until),
        node.get(CATALOGUE, (("format", "nt"),), until, _reader(node), N_TRIPLES),
        _model(node, until),
    )
    return Offer(release.release, release.created, model, tuple(_graphs(files.files, catalogue)))


async def _files(node: Node, release: str, until: float) -> Files:
    """They may have to be made first, when somebody asks for them."""

    def read(body: bytes) -> Files:
        try:
            return Files.model_validate_json(body)
        except ValidationError as fault:
            raise EndpointFailed(node.name, "sends what is no list of dumps") from fault

    while True:
        try:
            return await node.get(f"{DUMPS}/{release}", (), until, read)
        except Rejected as fault:
            if fault.code != BEING_MADE or asyncio.get_running_loop().time() + PAUSE > until:
                raise
            await asyncio.sleep(PAUSE)


async def _model(node: Node, until: float) -> str | None:
    def read(body: bytes) -> Described:
        return described(_reader(node)(body))

    return (await node.get(VOID, (), until, read, N_TRIPLES)).model


def _reader(node: Node) -> Callable[[bytes], list[Triple]]:
    def read(body: bytes) -> list[Triple]:
        try:
            return [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]
        except (SyntaxError, ValueError) as fault:
            raise EndpointFailed(node.name, "sends a description that is no N-Triples") from fault

    return read


def _graphs(files: Iterable[File], catalogue: Sequence[Triple]) -> Iterator[Offered]:
    """The graphs of the catalogue that have a file."""
    told = _Said(catalogue)
    by_graph = {file.graph: file for file in files if (file.media_type, file.compression) == (TURTLE, GZIP)}
    for iri, file in by_graph.items():
        if not told.is_source(iri):
            continue
        publisher = told.one(iri, PUBLISHER)
        count = told.one(iri, TRIPLES)
        yield Offered(
            name=_name(iri),
            iri=iri,
            file=file,
            title=told.one(iri, DCT_TITLE) or _name(iri),
            publisher=told.one(publisher, NAME) if publisher else "",
            homepage=told.one(iri, LANDING_PAGE),
            licence=told.one(iri, DCT_LICENSE),
            triples=int(count) if count.isdecimal() else None,
        )


def _name(iri: str) -> str:
    """A graph's own name, where it has one that can be a part of ours."""
    name = iri.rpartition("/graph/")[2]
    return name if SLUG.fullmatch(name) else digest(iri)


class _Said:
    """What a catalogue says, by subject and property."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._values: dict[tuple[str, str], set[str]] = {}
        for one in triples:
            if isinstance(one.subject, NamedNode) and isinstance(one.object, NamedNode | Literal):
                self._values.setdefault((one.subject.value, one.predicate.value), set()).add(one.object.value)

    def one(self, thing: str, of: NamedNode) -> str:
        """The value of a property, "" if there is none; of several the first in their order."""
        return min(self._values.get((thing, of.value), {""}))

    def is_source(self, graph: str) -> bool:
        return SourceGraph.value in self._values.get((graph, RDF_TYPE.value), ())
