"""What is answered, as OpenAPI has it: faults, documents in several media types, results of queries."""

from collections.abc import Iterable, Mapping
from typing import Any

from genoderm.api.problems import MEDIA_TYPE
from genoderm.sparql.formats import GRAPHS, RESULTS

Document = dict[str, Any]
TEXT: Document = {"type": "string"}
HEADERS: Document = {
    "ETag": {"description": "changes with the release", "schema": TEXT},
    "Vary": {"description": "the headers that the answer depends on", "schema": TEXT},
}
RETRY: Document = {
    "Retry-After": {"description": "seconds", "required": True, "schema": {"type": "integer", "minimum": 1}}
}
ALLOW: Document = {"Allow": {"description": "the methods that there are", "required": True, "schema": TEXT}}
SEE: Document = {
    "description": "see the address in Location",
    "headers": {"Location": {"description": "where", "required": True, "schema": TEXT}},
}
FAULTS: Mapping[int, str] = {
    400: "the request is not what it should be; of a fault in a query or an update, its line and column",
    401: "a token is needed, or this one is not known",
    403: "not allowed",
    404: "nothing goes by that name",
    405: "not by this method",
    406: "none of the formats that the client accepts can hold the answer; the detail lists those that can",
    409: "somebody else is writing",
    410: "its publisher took it back; `successors` tells what replaces it, as far as a source tells",
    412: "the graph is not, or is, in the state that If-Match or If-None-Match names",
    413: "the body is longer than this server takes",
    414: "the address is longer than 32,768 bytes",
    415: "a body of another type, or in another character set",
    416: "no part of the file, or more than one",
    422: "the update is about another graph than its address",
    429: "as many queries of this client are running and waiting as one client may have",
    502: "an endpoint that the query asks has failed",
    503: "no release answers yet, or too many queries wait",
    504: "the query was ended at its time limit",
    507: "the query needs more memory, or nests deeper, than a worker can take",
}
CHALLENGE: Document = {"WWW-Authenticate": {"description": "how to ask: RFC 6750", "required": True, "schema": TEXT}}
FURTHER: Mapping[int, Document] = {401: CHALLENGE, 405: ALLOW, 429: RETRY, 503: RETRY}
EVERYWHERE = (400, 414)
SCHEMAS: Document = {
    "Problem": {
        "type": "object",
        "description": "What went wrong: RFC 9457",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string", "format": "uri-reference"},
            "title": {"type": "string", "description": "the kind of fault"},
            "status": {"type": "integer", "minimum": 400, "maximum": 599},
            "detail": {"type": "string", "description": "what, where, and what would be right"},
            "line": {"type": "integer", "minimum": 1},
            "column": {"type": "integer", "minimum": 1, "description": "in characters"},
        },
    },
    "Results": {
        "type": "object",
        "description": "SPARQL 1.1 Query Results JSON Format; of ASK `boolean`, of SELECT `results`",
        "required": ["head"],
        "properties": {
            "head": {"type": "object", "properties": {"vars": {"type": "array", "items": TEXT}}},
            "boolean": {"type": "boolean"},
            "results": {
                "type": "object",
                "required": ["bindings"],
                "properties": {
                    "bindings": {
                        "type": "array",
                        "items": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Term"}},
                    }
                },
            },
        },
        "oneOf": [{"required": ["boolean"]}, {"required": ["results"]}],
    },
    "Term": {
        "type": "object",
        "required": ["type", "value"],
        "properties": {
            "type": {"enum": ["uri", "literal", "bnode", "triple"]},
            "value": {},
            "xml:lang": TEXT,
            "datatype": {"type": "string", "format": "uri"},
        },
    },
}
RESULT_JSON: Document = {"$ref": "#/components/schemas/Results"}
LINKED_JSON: Document = {"type": ["array", "object"]}
SPECIAL: Mapping[str, Document] = {
    MEDIA_TYPE: {"$ref": "#/components/schemas/Problem"},
    "application/sparql-results+json": RESULT_JSON,
    "application/ld+json": LINKED_JSON,
    "application/linkset+json": {"type": "object", "required": ["linkset"]},
    "application/json": {"anyOf": [RESULT_JSON, LINKED_JSON]},
}


def faults(*statuses: int) -> Document:
    """The problems that an operation can answer with, beside those that every one can."""
    return {
        str(status): {"$ref": f"#/components/responses/Fault{status}"} for status in sorted({*EVERYWHERE, *statuses})
    }


def known_faults() -> Document:
    """What `faults` refers to."""
    return {f"Fault{status}": _fault(status) for status in FAULTS}


def content(media_types: Iterable[str]) -> Document:
    """A body in one of these media types."""
    return {media_type: {"schema": SPECIAL.get(media_type, TEXT)} for media_type in media_types}


def document(description: str, media_types: Iterable[str]) -> Document:
    """An answer in one of these media types."""
    return {"description": description, "content": content(media_types)}


def unchanged() -> Document:
    """That the client has it already."""
    return {"description": "what If-None-Match names is what there is", "headers": HEADERS}


ANY_RESULT = tuple(dict.fromkeys((*RESULTS, *GRAPHS)))


def _fault(status: int) -> Document:
    told = document(FAULTS[status], [MEDIA_TYPE])
    return told | ({"headers": FURTHER[status]} if status in FURTHER else {})
