"""The mark on an engine: which release it holds, since which switch, and what leads back to the one before.

It is one literal, so that one request replaces it whole. Each switch counts one more, back or forth, so that nobody
takes a release for one that was served before.
"""

import json
from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pyoxigraph import Literal, NamedNode

from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.errors import EngineFailed
from genoderm.ontology.terms import stored

GRAPH, MARK, STATE = stored("mark"), stored("mark"), stored("state")
DEFAULT = stored("default")
QUERY = f"SELECT ?state WHERE {{ GRAPH {GRAPH} {{ {MARK} {STATE} ?state }} }}"
FORMAT = 1


class Held(BaseModel):
    """A graph that the engine holds."""

    model_config = ConfigDict(frozen=True)

    triples: int
    sha256: str  # of its sorted N-Triples


class Change(BaseModel):
    """What a switch did to a graph: the graphs that hold what it gained and what it lost; "" for nothing."""

    model_config = ConfigDict(frozen=True)

    graph: str
    gained: str
    lost: str

    def reversed(self) -> Self:
        """What undoes it."""
        return self.model_copy(update={"gained": self.lost, "lost": self.gained})

    @property
    def staged(self) -> list[NamedNode]:
        """The graphs that hold it."""
        return [NamedNode(iri) for iri in (self.gained, self.lost) if iri]


class Mark(BaseModel):
    """What an engine holds. `graphs` has the default graph among them, by the name that it has there."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    release: str
    sequence: int
    graphs: Mapping[str, Held]
    before: str = ""  # the release that the last switch left
    graphs_before: Mapping[str, Held] = {}
    changes: tuple[Change, ...] = ()  # of the last switch
    staged: tuple[str, ...] = ()  # graphs of a switch that is being prepared
    switching: float = 0.0  # since when one is announced, in seconds of the epoch

    @property
    def named(self) -> list[str]:
        """The named graphs of the release."""
        return [iri for iri in self.graphs if iri != DEFAULT.value]

    def told(self) -> str:
        """As an operation that replaces the mark, whatever it was."""
        literal = Literal(self.model_dump_json())
        return (
            f"DELETE WHERE {{ GRAPH {GRAPH} {{ {MARK} {STATE} ?state }} }} ;\n"
            f"INSERT DATA {{ GRAPH {GRAPH} {{ {MARK} {STATE} {literal} }} }}"
        )


def read_mark(text: str, engine: str) -> Mark:
    """A mark from its literal; EngineFailed if another version wrote it."""
    try:
        if json.loads(text).get("format") == FORMAT:
            return Mark.model_validate_json(text)
    except (ValueError, ValidationError, AttributeError) as fault:
        raise EngineFailed(f"the mark on the engine {engine} cannot be read: {fault}") from fault
    raise EngineFailed(f"the mark on the engine {engine} was made by another version of Genoderm")


def mark_of(connection: Connection) -> Mark | None:
    """The mark on an engine; None where nothing was ever published."""
    rows = connection.rows(QUERY)
    if len(rows) > 1:
        raise EngineFailed(f"the engine {connection.server.name} has {len(rows)} marks, expected one: publish anew")
    return read_mark(rows[0]["state"], connection.server.name) if rows else None
