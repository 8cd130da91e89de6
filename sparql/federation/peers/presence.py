"""Whether a node is there, and with what: its release by its /health, its size and its model by its VoID."""

import asyncio
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from genoderm.graph.partitions import CLASS, CLASS_PARTITION, ENTITIES
from genoderm.ontology.terms import ONTOLOGY, Centre
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.node import HEALTH, Node
from genoderm.sparql.void_document import CONFORMS_TO, PATH, PRIMARY_TOPIC

VOID = f"/{PATH}"
N_TRIPLES = "application/n-triples"
MOST = 10**9  # centres


class Told(BaseModel):
    """What `/health` of a node tells; a later one may tell more."""

    model_config = ConfigDict(frozen=True, strict=True)

    release: Annotated[str, Field(pattern=r"^[0-9a-f]{4,64}$")]
    created: Annotated[str, Field(max_length=40, pattern=r"^[0-9TZ:.+-]+$")]


@dataclass(frozen=True, slots=True)
class Described:
    """What the VoID of a node tells, if it does: how many centres there are, and the version of the ontology."""

    centres: int | None = None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """A node as it was found: `why` says what was wrong, be it with a part of what it tells."""

    name: str
    url: str
    up: bool
    milliseconds: float
    release: str | None = None
    created: str | None = None
    centres: int | None = None
    model: str | None = None
    why: str | None = None


async def presences(nodes: Iterable[Node], until: float) -> list[Presence]:
    """All at the same time, in their order."""
    return list(await asyncio.gather(*(presence(node, until) for node in nodes)))


async def presence(node: Node, until: float) -> Presence:
    """One node, until this time of the loop's clock."""
    began = time.monotonic()
    health, void = await asyncio.gather(told(node, until), _described(node, until), return_exceptions=True)
    took = round(1000 * (time.monotonic() - began), 1)
    faults = [one.cause for one in (health, void) if isinstance(one, EndpointFailed)]
    why = faults[0] if faults else None
    if not isinstance(health, Told):
        _raise_other(health)
        return Presence(node.name.name, node.name.url, up=False, milliseconds=took, why=why)
    if not isinstance(void, Described):
        _raise_other(void)
        void = Described()
    return Presence(
        name=node.name.name,
        url=node.name.url,
        up=True,
        milliseconds=took,
        release=health.release,
        created=health.created,
        centres=void.centres,
        model=void.model,
        why=why,
    )


def _raise_other(fault: BaseException) -> None:
    if not isinstance(fault, EndpointFailed):
        raise fault


async def told(node: Node, until: float) -> Told:
    """Its release; EndpointFailed if it does not say."""

    def read(body: bytes) -> Told:
        try:
            return Told.model_validate_json(body)
        except ValidationError as fault:
            raise EndpointFailed(node.name, "sends what is no /health of a node") from fault

    return await node.get(HEALTH, (), until, read)


async def _described(node: Node, until: float) -> Described:
    def read(body: bytes) -> Described:
        try:
            return described([quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)])
        except (SyntaxError, ValueError) as fault:
            raise EndpointFailed(node.name, "sends a VoID description that is no N-Triples") from fault

    return await node.get(VOID, (), until, read, N_TRIPLES)


def described(triples: Sequence[Triple]) -> Described:
    """What a VoID document tells of its dataset."""
    datasets = {one.object for one in triples if one.predicate == PRIMARY_TOPIC}
    parts = {one.object for one in triples if one.predicate == CLASS_PARTITION and one.subject in datasets}
    of_centres = {one.subject for one in triples if one.predicate == CLASS and one.object == Centre} & parts
    counted = [one.object for one in triples if one.predicate == ENTITIES and one.subject in of_centres]
    models = [one.object for one in triples if one.predicate == CONFORMS_TO and one.subject in datasets]
    return Described(_number(counted), _version(models))


def _number(counted: Sequence[object]) -> int | None:
    values = [one.value for one in counted if isinstance(one, Literal)]
    if len(values) != 1 or not values[0].isdecimal() or len(values[0]) > len(str(MOST)):
        return None
    return int(values[0])


def _version(models: Iterable[object]) -> str | None:
    """Of `https://w3id.org/genoderm/ns/0.1.0` the end; other models are none of ours."""
    ours = f"{ONTOLOGY.value}/"
    found = sorted(one.value.removeprefix(ours) for one in models if isinstance(one, NamedNode) and ours in one.value)
    return found[-1][:40] if found else None
