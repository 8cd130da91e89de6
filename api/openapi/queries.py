"""The SPARQL endpoint as OpenAPI has it. HTTP's QUERY has no place there before version 3.2, so words tell of it."""

from collections.abc import Mapping
from typing import Any

from genoderm.api.openapi.answers import ANY_RESULT, HEADERS, content, faults, unchanged
from genoderm.graph.settings import Settings
from genoderm.sparql.formats import NAMES
from genoderm.sparql.protocol import EXPLAINED, FORM, LOCAL, LONGEST_WAIT, QUERY, SCOPES

Document = dict[str, Any]
SHORT = 10  # of the names of formats; those after them are what other engines call the same
TEXT: Document = {"type": "string", "format": "sparql-query"}
GRAPH_NAMES: Document = {"type": "array", "items": {"type": "string", "format": "uri"}}
WORDS = """\
[SPARQL 1.1](https://www.w3.org/TR/sparql11-protocol/) over the current release. HTTP's `QUERY` is answered like `POST`.

The default graph is the union of the named graphs, but for those that end in `-mappings`. `SERVICE` reaches the
services that `/sparql/description` lists, which are answered here, and the endpoints that `/federation` lists, no
others; `explain=federation` tells what they were asked. With `scope=network` a query without `SERVICE` asks the merge
of the default graphs of all nodes: `Genoderm-Complete` tells whether all of them answered. `output` is `format` by
another name, and what other engines' clients send of their own is passed over. An answer that breaks off closes the
connection in the middle of a chunk.
"""
ASK_HERE = "a query; without one a browser gets the workbench, and everyone else the description of the service"
EXAMPLES: Mapping[str, str] = {
    "classes": "SELECT ?class (COUNT(*) AS ?n) WHERE { ?thing a ?class } GROUP BY ?class ORDER BY DESC(?n)",
    "ask": "ASK { ?disease a <https://w3id.org/genoderm/ns#Disease> }",
    "describe": "DESCRIBE <http://www.orpha.net/ORDO/Orphanet_79361>",
}
EXPLAIN: Document = {"type": "string", "enum": [EXPLAINED]}
SCOPE: Document = {"type": "string", "enum": [*SCOPES], "default": LOCAL}
WAIT: Document = {"type": "number", "exclusiveMinimum": 0, "maximum": LONGEST_WAIT}
WAITED = "with `scope=network`, the seconds after which no node is waited for"
STANDING: Document = {
    "Genoderm-Complete": {
        "description": "with `scope=network`, whether the answer is that over all nodes: `?1` or `?0` (RFC 9651)",
        "schema": {"type": "string"},
    },
    "Genoderm-Nodes": {
        "description": "with `scope=network`, what came of each node: a list of names with parameters (RFC 9651)",
        "schema": {"type": "string"},
    },
}
COMMON = (400, 403, 406, 429, 502, 503, 504, 507)
HIT: Document = {"description": "whether it was kept: RFC 9211", "schema": {"type": "string"}}


def endpoint(settings: Settings) -> Document:
    """The path `/sparql`."""
    further = _parameters(settings)
    asked = [_query(), *further, _tag()]
    return {
        "summary": "SPARQL queries",
        "description": WORDS,
        "get": _operation("query", asked),
        "head": _operation("queryHead", asked),
        "post": _operation("queryByPost", further) | {"requestBody": _body(settings)},
    }


def _operation(name: str, parameters: list[Document]) -> Document:
    by_post = (413, 415) if name == "queryByPost" else ()
    whole = {
        "description": "the answer; its form tells in which of these formats it can be had",
        "headers": HEADERS | {"Cache-Status": HIT} | STANDING,
        "content": content((*ANY_RESULT, *(() if by_post else ("text/html",)))),
    }
    return {
        "operationId": name,
        "tags": ["SPARQL"],
        "summary": "Ask a query",
        "parameters": parameters,
        "responses": {"200": whole, "304": unchanged()} | faults(*COMMON, *by_post),
    }


def _query() -> Document:
    return {"name": "query", "in": "query", "description": ASK_HERE, "schema": TEXT, "examples": _examples()}


def _tag() -> Document:
    told = "the ETag of an answer that the client has"
    return {"name": "If-None-Match", "in": "header", "description": told, "schema": {"type": "string"}}


def _parameters(settings: Settings) -> list[Document]:
    fields = _fields(settings).items()
    return [{"name": name, "in": "query", "description": told, "schema": schema} for name, (told, schema) in fields]


def _fields(settings: Settings) -> Mapping[str, tuple[str, Document]]:
    seconds = {"type": "number", "exclusiveMinimum": 0, "maximum": settings.max_timeout, "default": settings.timeout}
    formats = {"type": "string", "enum": [*NAMES], "examples": [*NAMES][:SHORT]}
    return {
        "default-graph-uri": ("graphs that make up the default graph, in place of the query's FROM", GRAPH_NAMES),
        "named-graph-uri": ("named graphs, in place of the query's FROM NAMED", GRAPH_NAMES),
        "timeout": ("seconds that the query may take", seconds),
        "explain": ("answer with what other endpoints were asked for it, instead of its rows", EXPLAIN),
        "scope": ("whom to ask: this node, or all nodes of its network at once", SCOPE),
        "deadline": (WAITED, WAIT),
        "format": ("the format of the answer, in place of Accept", formats),
    }


def _body(settings: Settings) -> Document:
    fields = {name: schema | {"description": told} for name, (told, schema) in _fields(settings).items()}
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": TEXT} | fields,
        "additionalProperties": False,
    }
    examples = {name: {"value": {"query": value}} for name, value in EXAMPLES.items()}
    return {
        "required": True,
        "description": f"in UTF-8, at most {settings.max_body:,} bytes",
        "content": {FORM: {"schema": form, "examples": examples}, QUERY: {"schema": TEXT, "examples": _examples()}},
    }


def _examples() -> Document:
    return {name: {"value": value} for name, value in EXAMPLES.items()}
