"""Requests and the responses that are expected of them, as the manifests of the protocol tests tell them.

HTTP Vocabulary in RDF 1.0, https://www.w3.org/TR/HTTP-in-RDF10/, with the terms that the manifests add (mf:).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.w3c.statements import Node, Statements, text

MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
HT = "http://www.w3.org/2011/http#"
CNT = "http://www.w3.org/2011/content#"
STATUSES = {
    "StatusCode2xx": range(200, 300),
    "StatusCode3xx": range(300, 400),
    "StatusCode4xx": range(400, 500),
    "OK": range(200, 201),
    "Created": range(201, 202),
    "NoContent": range(204, 205),
    "NotFound": range(404, 405),
}
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request, and what the response to it has to be."""

    authority: str
    method: str
    target: str  # path and query, as they stand in the manifest
    headers: Headers
    body: bytes
    statuses: tuple[range, ...]
    format: str  # boolean, tabular, RDF; "" if any will do
    boolean: str  # true, false; "" if there is none
    location: str  # a name for the Location of the response, which stands for it in later requests
    answer_headers: Headers
    answer: bytes

    @property
    def lenient(self) -> bool:
        """Whether any status of a class will do."""
        return any(len(allowed) > 1 for allowed in self.statuses)

    def expects(self, status: int) -> bool:
        """Whether this is a status that the test allows."""
        return any(status in allowed for allowed in self.statuses)


def exchanges(told: Statements, connection: Node | None) -> Iterator[Exchange]:
    """The requests of a connection, in their order."""
    if connection is None:
        return
    authority = told.text(connection, HT + "connectionAuthority")
    for request in told.items(connection, HT + "requests"):
        response = told.value(request, HT + "resp")
        yield Exchange(
            authority=authority,
            method=told.text(request, HT + "methodName"),
            target=told.text(request, HT + "absolutePath"),
            headers=tuple(_headers(told, request)),
            body=_body(told, request),
            statuses=tuple(_statuses(told, response)),
            format=told.text(response, MF + "expectedFormat"),
            boolean=told.text(response, MF + "expectedBoolean"),
            location=told.text(response, MF + "expectedLocation"),
            answer_headers=tuple(_headers(told, response)),
            answer=_body(told, response),
        )


def _headers(told: Statements, message: Node) -> Iterator[tuple[str, str]]:
    for header in told.items(message, HT + "headers"):
        yield told.text(header, HT + "fieldName"), told.text(header, HT + "fieldValue")


def _body(told: Statements, message: Node) -> bytes:
    content = told.values(message, HT + "body")
    if not content:
        return b""
    return told.text(content[0], CNT + "chars").encode(told.text(content[0], CNT + "characterEncoding"))


def _statuses(told: Statements, response: Node) -> Iterator[range]:
    return (STATUSES[text(status).partition("#")[2]] for status in told.values(response, MF + "expectedStatus"))
