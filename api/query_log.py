"""What is told of a request once it is over: to the log, to the counters. Nobody's text, unless the operator asks."""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from starlette.types import Scope

KEY = "genoderm.record"  # of the scope


class Outcome(StrEnum):
    """How a query or a write ended."""

    OK = "ok"
    SYNTAX = "syntax"  # it cannot be read
    REFUSED = "refused"  # it may not be answered: SERVICE, a token that is missing, a format that there is not
    TIMEOUT = "timeout"
    MEMORY = "memory"
    BUSY = "busy"
    CANCELLED = "cancelled"  # the client left
    TRUNCATED = "truncated"  # it ended after its answer had begun
    ELSEWHERE = "elsewhere"  # an endpoint that it asks has failed
    FAULT = "fault"  # unforeseen


class Record(NamedTuple):
    """One query or write.

    `form` is SELECT, ASK, CONSTRUCT, DESCRIBE, or for a write UPDATE, PUT, POST, DELETE; `cache` is hit, miss or "";
    `seconds` are those of the engine; `rows` is None where nobody counted; `federation` tells what others were asked.
    """

    text: str
    form: str
    outcome: Outcome
    release: str = ""
    seconds: float | None = None
    rows: int | None = None
    cache: str = ""
    writes: bool = False
    federation: Mapping[str, object] | None = None


def log_query(scope: Scope, record: Record) -> None:
    """Have this told with the request, in its one line of the log and in the counters."""
    scope[KEY] = record


def record_of(scope: Scope) -> Record | None:
    """What was told of the query, if the request was one."""
    told: Record | None = scope.get(KEY)
    return told
