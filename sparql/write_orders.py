"""What the server orders of the process that writes, and what that tells when it is done, as JSON."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from genoderm.graph.findings import InvalidRelease
from genoderm.graph.home import Home
from genoderm.graph.lock import Held
from genoderm.graph.revision import Condition, PreconditionFailed, Revised, revise
from genoderm.graph.revision_documents import BadDocument, Document
from genoderm.graph.revision_graphs import Drop, Post, Put
from genoderm.graph.revision_ours import WorkedOut
from genoderm.graph.revision_patch import OtherGraph, Patch
from genoderm.graph.revision_provenance import Author
from genoderm.graph.revision_workplace import Request
from genoderm.graph.storage import StorageFailed
from genoderm.ontology.errors import BadInput, BadRelease, Conflict, GenodermError, NotFound
from genoderm.ontology.terms import Iris
from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.protocol import Update
from genoderm.sparql.syntax import SyntaxFault
from genoderm.sparql.update import read_operations, read_steps
from genoderm.sparql.workers.tasks import TooLarge

Kind = Literal["update", "put", "post", "drop", "patch"]
FAULTS: Mapping[str, type[GenodermError]] = {
    fault.__name__: fault
    for fault in (
        BadDocument,
        BadInput,
        BadRelease,
        Conflict,
        Held,
        InvalidRelease,
        LeavesProcess,
        NotFound,
        OtherGraph,
        PreconditionFailed,
        StorageFailed,
        SyntaxFault,
        TooLarge,
        WorkedOut,
    )
}


class Sent(BaseModel):
    """A document that somebody sent: an open file of the process, its media type, what its sender calls it."""

    model_config = ConfigDict(frozen=True)

    descriptor: int
    media_type: str
    name: str

    @property
    def document(self) -> Document:
        """For a revision to read."""
        return Document(Path(f"/dev/fd/{self.descriptor}"), self.media_type, self.name)


class Order(BaseModel):
    """One write. `graph` is an IRI, "" the default graph; `match` and `none_match` are tags of its state."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    by: str
    request: str  # SHA-256 of what was asked
    base: str  # of relative IRIs
    graph: str = ""
    documents: tuple[Sent, ...] = ()
    text: str = ""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    match: tuple[str, ...] = ()
    none_match: tuple[str, ...] = ()


class Done(BaseModel):
    """What became of a write: the release that is current now, whether it is new, how many triples came and went.

    `made` says whether the graph was not there before.
    """

    model_config = ConfigDict(frozen=True)

    release: str
    fresh: bool
    made: bool
    added: int
    removed: int
    seconds: float = 0.0


def carry_out(order: Order, home: Home, base: str, kept: int) -> Done:
    """Do what is ordered; `base` is that of the release. The faults are those of `revise` and of the update's text."""
    name = Iris(base).graph_name(order.graph) if order.graph else ""
    condition = Condition(name, order.match, order.none_match) if order.match or order.none_match else None
    revised = revise(home, _request(order, name), Author(order.by, order.request), condition, kept)
    return _done(revised, name)


def fault_bytes(fault: GenodermError) -> bytes:
    """A fault as JSON."""
    match fault:
        case SyntaxFault():
            told = [str(fault).partition(": ")[2], fault.line, fault.column]
        case LeavesProcess() | BadDocument():
            told = [str(fault), fault.line, fault.column]
        case _:
            told = [str(fault)]
    known = next(kind.__name__ for kind in type(fault).mro() if kind.__name__ in FAULTS)
    return json.dumps({"fault": known, "told": told}).encode()


def read_outcome(content: bytes) -> Done:
    """What a process told; raises the fault that it had."""
    told = json.loads(content)
    if "fault" in told:
        raise FAULTS[told["fault"]](*told["told"])
    return Done(**told)


def _request(order: Order, name: str) -> Request:
    documents = tuple(sent.document for sent in order.documents)
    match order.kind:
        case "put":
            return Put(name, documents, order.base)
        case "post":
            return Post(name, documents, order.base)
        case "drop":
            return Drop(name)
        case "patch":
            return Patch(name, tuple(known.alone(order.text) for known in read_operations(order.text)), order.base)
        case "update":
            return read_steps(Update(order.text, Dataset(order.using, order.using_named)), order.base)


def _done(revised: Revised, name: str) -> Done:
    write = revised.manifest.write if revised.fresh else None
    return Done(
        release=revised.manifest.id,
        fresh=revised.fresh,
        made=name in revised.made,
        added=write.added if write else 0,
        removed=write.removed if write else 0,
    )
