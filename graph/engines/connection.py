"""Requests to one engine: queries, updates, whole graphs; each has an answer or a fault that names the engine."""

import json
import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import IO, Any, Self, cast

import httpx
from pyoxigraph import NamedNode, RdfFormat, parse

from genoderm import __version__
from genoderm.graph.engines.dialects import DIALECTS, Dialect
from genoderm.graph.engines.errors import SHOWN, EngineAway, EngineRefused, refused
from genoderm.graph.ntriples import Sorted, Writer
from genoderm.graph.store_settings import Kind, Server
from genoderm.ontology.errors import BadInput

JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
CONNECTING = 2.0  # seconds; an engine stands near
Form = Mapping[str, str | list[str]]


class Connection:
    """An engine, as it is asked and written to; to be used within `with`."""

    def __init__(self, server: Server, kind: Kind, timeout: float) -> None:
        """Nothing is sent yet; BadInput if its credentials are not in the environment."""
        self.server = server
        self.dialect: Dialect = DIALECTS[kind]
        self._client = httpx.Client(timeout=httpx.Timeout(timeout, connect=CONNECTING), **options(server, self.dialect))

    def __enter__(self) -> Self:
        """Use it."""
        return self

    def __exit__(self, *_: object) -> None:
        """It is not used any more."""
        self.close()

    def close(self) -> None:
        """Close its connections."""
        self._client.close()

    def rows(self, query: str) -> list[dict[str, str]]:
        """The rows of a SELECT, as the values of its variables."""
        with self.asked({"query": query}, JSON) as response:
            try:
                told = json.loads(response.read())["results"]["bindings"]
            except (ValueError, KeyError, TypeError) as fault:
                raise EngineRefused(f"the engine {self.server.name} answers a query with what is no result") from fault
        return [{name: cell["value"] for name, cell in row.items()} for row in told]

    @contextmanager
    def asked(self, form: Form, accept: str) -> Iterator[httpx.Response]:
        """The answer to a query as it comes; EngineAway, EngineRefused."""
        with self._sent("POST", self.server.query, data=form, headers={"Accept": accept}) as response:
            yield response

    def update(self, text: str) -> None:
        """Carry out an update request."""
        with self._sent("POST", self.server.update, data={"update": text}) as response:
            response.read()

    def replace(self, graph: NamedNode, file: Path) -> None:
        """Have a graph, which nobody sees yet, hold the triples of a file of N-Triples, and no others."""
        self.drop(graph)
        parameters = {**(self.dialect.loading or {}), "graph": graph.value}
        url = httpx.URL(self.server.graph_store).copy_merge_params(parameters)
        headers = {"Content-Type": N_TRIPLES}
        with file.open("rb") as lines:
            while piece := b"".join(islice(lines, self.dialect.piece)):
                with self._sent("POST", url, content=self.dialect.sent(piece), headers=headers) as response:
                    response.read()

    def drop(self, graph: NamedNode) -> None:
        """Remove a graph, if it is there."""
        url = httpx.URL(self.server.graph_store).copy_merge_params({"graph": graph.value})
        try:
            with self._sent("DELETE", url) as response:
                response.read()
        except EngineRefused as fault:
            if fault.code != HTTPStatus.NOT_FOUND:
                raise

    def fetch(self, graph: NamedNode, path: Path) -> Sorted:
        """A graph as the engine has it, sorted, as our own are."""
        writer = Writer(path)
        url = httpx.URL(self.server.graph_store).copy_merge_params({"graph": graph.value})
        try:
            with self._sent("GET", url, headers={"Accept": N_TRIPLES}) as response:
                body = cast("IO[bytes]", self.body(response))  # of which the parser uses `read` alone
                writer.add(quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES))
        except EngineRefused as fault:
            if fault.code != HTTPStatus.NOT_FOUND:  # as which many tell of an empty graph
                raise
        except SyntaxError as fault:
            raise EngineRefused(f"the engine {self.server.name} sends a graph that is none: {fault}") from fault
        return writer.finish()

    def body(self, response: httpx.Response) -> "Body":
        """The body of an answer, as it was meant."""
        return Body(response, self.server.name, self.dialect)

    def count(self, graph: NamedNode) -> int:
        """How many triples a graph has."""
        (row,) = self.rows(f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}")
        return int(row["n"])

    @contextmanager
    def _sent(self, method: str, url: str | httpx.URL, **what: Any) -> Iterator[httpx.Response]:
        name = self.server.name
        try:
            with self._client.stream(method, url, **what) as response:
                if not response.is_success:
                    raise refused(name, response.status_code, response.read()[:SHOWN].decode("utf-8", "replace"))
                yield response
        except httpx.TimeoutException as fault:
            raise EngineAway(f"the engine {name} does not answer in time ({type(fault).__name__})") from fault
        except (httpx.HTTPError, OSError) as fault:
            raise EngineAway(f"the engine {name} cannot be reached or breaks off: {fault}") from fault


class Body:
    """The body of an answer as a file that can be read."""

    def __init__(self, response: httpx.Response, name: str, dialect: Dialect) -> None:
        """Of the engine of this name."""
        pieces = response.iter_bytes()
        self._pieces = _mended(pieces, dialect) if dialect.mended else pieces
        self._held = bytearray()
        self._name = name

    def read(self, size: int = -1) -> bytes:
        """So many bytes at most, or all; b"" after the last."""
        while size < 0 or not self._held:
            piece = self._next()
            if piece is None:
                break
            self._held += piece
        taken = bytes(self._held) if size < 0 else bytes(self._held[:size])
        del self._held[: len(taken)]
        return taken

    def _next(self) -> bytes | None:
        try:
            return next(self._pieces, None)
        except (httpx.HTTPError, OSError) as fault:
            raise EngineAway(f"the engine {self._name} breaks off in the middle of its answer: {fault}") from fault


def _mended(pieces: Iterator[bytes], dialect: Dialect) -> Iterator[bytes]:
    """By whole lines, which no value goes across."""
    rest = b""
    for piece in pieces:
        whole, end, rest = (rest + piece).rpartition(b"\n")
        yield dialect.meant(whole + end)
    yield dialect.meant(rest)


def options(server: Server, dialect: Dialect) -> dict[str, Any]:
    """What a client of this engine is made with: whom it trusts, who we are, no proxy, no redirect followed."""
    headers = {"User-Agent": f"Genoderm/{__version__}"}
    secret = _secret(server)
    if secret and " " in secret:
        headers["Authorization"] = secret
    user, _, password = secret.partition(":")
    auth = (httpx.DigestAuth if dialect.digest else httpx.BasicAuth)(user, password)
    named = secret and " " not in secret
    trusted = ssl.create_default_context(cafile=str(server.ca)) if server.ca else None
    return {
        "headers": headers,
        "auth": auth if named else None,
        "verify": trusted or httpx.create_ssl_context(trust_env=False),
        "trust_env": False,
        "follow_redirects": False,
    }


def _secret(server: Server) -> str:
    if not server.credentials:
        return ""
    told = os.environ.get(server.credentials, "")
    if " " not in told and ":" not in told:
        raise BadInput(
            f"the environment variable {server.credentials}, which [store] names for {server.name}, is not set or "
            "holds neither user:password nor a whole Authorization value"
        )
    return told
