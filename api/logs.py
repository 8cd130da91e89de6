"""The log: one line for each request, in JSON for machines or as text for a terminal, through the standard library.

Any message whose only argument is a mapping is told with its fields: `log.info("%(method)s %(path)s", fields)`. What a
client wrote (a query, the parameters of an address, the words of a fault that may quote them) stays out of it, unless
`log_queries` is set; so does the client's address, unless `log_clients` is.
"""

import logging
import sys
import traceback
from asyncio import CancelledError
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any, TextIO

from pydantic_core import to_json

from genoderm.api.access import Exchange
from genoderm.api.proxies import client_of
from genoderm.api.query_log import Record, record_of
from genoderm.graph.settings import Settings
from genoderm.ontology.errors import GenodermError

ACCESS = "genoderm.access"
LINE = "%(method)s %(path)s %(status)s"
IN_THE_LINE = ("method", "path", "status")
LONGEST_PATH = 200  # characters; what is longer was made to fill the log
HASH_DIGITS = 16  # of a query's SHA-256: enough to find it again
PROBES = ("/health", "/metrics")  # asked every few seconds by monitors; told of only where they fail
FORESEEN = {"ASGI callable returned without completing response."}  # an answer that was cut off, told of with the query
Fields = dict[str, Any]


class AccessLog:
    """Writes the line of a request that is over."""

    def __init__(self, settings: Settings) -> None:
        """Showing what these settings let it."""
        self._log = logging.getLogger(ACCESS)
        self._queries = settings.log_queries
        self._clients = settings.log_clients

    def __call__(self, exchange: Exchange) -> None:
        """Tell of it: 5xx are warnings or errors, the rest is information."""
        if exchange.status < 400 and exchange.scope["path"].startswith(PROBES):
            return
        level = _level(exchange.status)
        if self._log.isEnabledFor(level):  # a record made here costs a third of one that looks for its caller
            self._log.handle(logging.LogRecord(ACCESS, level, "", 0, LINE, (self._fields(exchange),), None))

    def _fields(self, exchange: Exchange) -> Fields:
        scope = exchange.scope
        fields: Fields = {
            "method": scope["method"],
            "path": scope["path"][:LONGEST_PATH],
            "status": exchange.status,
            "ms": round(exchange.seconds * 1000, 2),
            "bytes": exchange.sent,
        }
        if not exchange.whole:
            fields["whole"] = False
        if self._clients:
            fields["client"] = client_of(scope)
        if (record := record_of(scope)) is not None:
            fields |= _query_fields(record)
            if self._queries:
                fields["text"] = record.text.encode("utf-8", "replace").decode()  # \\uD800 is no character
        return fields


def _query_fields(record: Record) -> Fields:
    told = {
        "query": sha256(record.text.encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS],
        "form": record.form,
        "outcome": record.outcome.value,
        "release": record.release,
        "cache": record.cache,
    }
    fields: Fields = {name: value for name, value in told.items() if value}
    if record.seconds is not None:
        fields["engine_ms"] = round(record.seconds * 1000, 2)
    if record.rows is not None:
        fields["rows"] = record.rows
    if record.federation is not None:
        fields["federation"] = record.federation
    return fields


def _level(status: int) -> int:
    if status < 500:
        return logging.INFO
    return logging.WARNING if status in {503, 504, 507} else logging.ERROR  # bounds that hold are no faults of ours


class _Lines(logging.Formatter):
    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._quotes = settings.log_queries

    def message(self, record: logging.LogRecord) -> str:
        """What happened; asyncio goes on to show the fault of a task with its words."""
        text = record.getMessage().strip()
        return text.partition("\n")[0] if record.name == "asyncio" and not self._quotes else text

    def told(self, record: logging.LogRecord) -> Fields:
        """What a line says, beside its time and level."""
        fields: Fields = dict(record.args) if isinstance(record.args, Mapping) else {}
        if record.exc_info and record.exc_info[1] is not None:
            fields |= _fault(record.exc_info[1], with_words=self._quotes)
        return fields


class JsonLines(_Lines):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        told = {
            "time": _when(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
        }
        return _json(told | self.told(record))  # pydantic's writer takes a quarter of the time of json's


class TextLines(_Lines):
    """Time, level, message, and the rest as key=value; nothing that a terminal would obey."""

    def format(self, record: logging.LogRecord) -> str:
        """The line of a record."""
        rest = (f"{key}={_json(value)}" for key, value in self.told(record).items() if key not in IN_THE_LINE)
        return " ".join((_when(record), record.levelname, _printable(self.message(record)), *rest))


class Unforeseen(logging.Filter):
    """Lets pass what uvicorn says of an application, but for faults that were told of with their request."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to tell."""
        fault = record.exc_info[1] if record.exc_info else None
        return not isinstance(fault, (GenodermError, CancelledError)) and record.msg not in FORESEEN


def configure(settings: Settings, stream: TextIO | None = None) -> None:
    """Send the log of this process to a stream, or to standard error; for a server, once, before it listens."""
    told = stream or sys.stderr
    handler = logging.StreamHandler(told)
    text = settings.log_format == "text" or (settings.log_format == "auto" and told.isatty())
    handler.setFormatter(TextLines(settings) if text else JsonLines(settings))
    handler.addFilter(Unforeseen())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("genoderm").setLevel(logging.INFO)
    logging.getLogger(ACCESS).disabled = not settings.log_requests
    logging.captureWarnings(capture=True)


def _json(value: object) -> str:
    return to_json(value, fallback=str).decode()


def _when(record: logging.LogRecord) -> str:
    return f"{_second(int(record.created))}.{int(record.msecs):03d}Z"


@lru_cache(2)
def _second(since: int) -> str:
    return datetime.fromtimestamp(since, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def _printable(text: str) -> str:
    return text if text.isprintable() else text.encode("unicode_escape").decode("ascii")


def _fault(fault: BaseException, *, with_words: bool) -> Fields:
    """Its class and its stack; its words only where they are the system's, or the operator wants them."""
    fields: Fields = {"fault": type(fault).__name__}
    if with_words:
        fields["words"] = str(fault)
    elif isinstance(fault, OSError) and fault.strerror:
        fields["words"] = fault.strerror
    frames = traceback.extract_tb(fault.__traceback__)
    return fields | {"stack": [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]}
