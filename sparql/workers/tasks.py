"""What a worker is asked, and what it tells beside the answer itself."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

from genoderm.graph.engines.errors import EngineAway, EngineFailed, EngineRefused, NotPublished
from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.negotiation import NotAcceptable
from genoderm.sparql.remote.native import Native
from genoderm.sparql.syntax import SyntaxFault
from genoderm.sparql.virtual.rewriting import BadCall


@dataclass(frozen=True, slots=True)
class Route:
    """Which engines to ask, by their numbers in the settings, the best first, and what their mark has to be.

    If it is doubtful that this is still so when they answer, the mark is read once more.
    """

    servers: tuple[int, ...]
    sequence: int
    doubtful: bool = False


class Task(NamedTuple):
    """A query, and the format of its answer; `values` binds variables that the query projects, as N-Triples terms.

    `seconds` is the time that evaluation may take; None leaves it to the pool. `route` is the pool's to tell, where
    engines answer.
    """

    query: str
    media_type: str
    dataset: Dataset = WHOLE
    base: str = ""
    values: Mapping[str, str] = MappingProxyType({})
    seconds: float | None = None
    route: Route | None = None


class End(NamedTuple):
    """The answer is whole: how many rows it has, where its format tells, and how long the worker was at it."""

    rows: int | None
    seconds: float


class TooSlow(GenodermError):
    """The query was ended at its time limit."""

    status = 504


class TooLarge(GenodermError):
    """The query needs more memory, or more depth, than a worker has."""

    status = 507


class Busy(GenodermError):
    """Nobody is free to answer, and the queue is full."""

    status = 503
    retry_after = 1


class Cancelled(GenodermError):
    """The client left before its answer was whole."""

    status = 499  # as nginx's log has it; nobody is there to receive it


class Moved(EngineFailed):
    """The engine has switched to another release while it was asked."""

    status = 503
    retry_after = 1.0


# what a worker can find wrong
OWN = (BadInput, SyntaxFault, BadCall, LeavesProcess, NotAcceptable, TooLarge)
OF_ENGINES = (EngineFailed, EngineAway, EngineRefused, NotPublished, Moved, Native)
FAULTS: Mapping[str, Callable[..., GenodermError]] = {fault.__name__: fault for fault in (*OWN, *OF_ENGINES)}


def task_bytes(task: Task) -> bytes:
    """A task as JSON."""
    told = {"query": task.query, "type": task.media_type}
    further = {
        "default": task.dataset.default,
        "named": task.dataset.named,
        "base": task.base,
        "values": dict(task.values),
        "route": task.route and [task.route.servers, task.route.sequence, task.route.doubtful],
    }
    return json.dumps(told | {name: value for name, value in further.items() if value}).encode()


def read_task(content: bytes) -> Task:
    """A task from its JSON."""
    told = json.loads(content)
    dataset = Dataset(tuple(told.get("default", ())), tuple(told.get("named", ())))
    route = Route(tuple(told["route"][0]), *told["route"][1:]) if "route" in told else None
    return Task(told["query"], told["type"], dataset, told.get("base", ""), told.get("values", {}), route=route)


def end_bytes(end: End) -> bytes:
    """An End as JSON."""
    return json.dumps([end.rows, end.seconds]).encode()


def read_end(content: bytes) -> End:
    """An End from its JSON."""
    rows, seconds = json.loads(content)
    return End(rows, seconds)


def fault_bytes(fault: GenodermError) -> bytes:
    """A fault as JSON."""
    match fault:
        case SyntaxFault() | BadCall():
            told = [str(fault).partition(": ")[2], fault.line, fault.column]
        case LeavesProcess():
            told = [str(fault), fault.line, fault.column]
        case _:
            told = [str(fault)]
    return json.dumps([type(fault).__name__, *told]).encode()


def read_fault(content: bytes) -> GenodermError:
    """A fault from its JSON, of the class that it had."""
    name, *told = json.loads(content)
    return FAULTS[name](*told)
