"""Updates and graphs as OpenAPI has them: who reads needs nothing, who writes a token."""

from collections.abc import Iterable, Mapping
from typing import Any

from genoderm.api import graphs, updates
from genoderm.api.openapi.answers import HEADERS, content, document, faults, unchanged
from genoderm.graph.settings import Settings
from genoderm.ontology.terms import Iris
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.graph_store import MULTIPART, readable
from genoderm.sparql.protocol import FORM, UPDATE

Document = dict[str, Any]
TEXT: Document = {"type": "string"}
CHANGE: Document = {"type": "string", "format": "sparql-update"}
IRIS: Document = {"type": "array", "items": {"type": "string", "format": "uri"}}
TOKEN: Document = {
    "token": {"type": "http", "scheme": "bearer", "description": "a token that the operator gives; RFC 6750"}
}
WRITTEN: Document = {
    "type": "object",
    "description": "What a write made",
    "required": ["release", "fresh", "added", "removed"],
    "properties": {
        "release": {"type": "string", "description": "the release that has it; what is asked from now on sees it"},
        "fresh": {"type": "boolean", "description": "whether it is a new one"},
        "added": {"type": "integer", "minimum": 0, "description": "triples"},
        "removed": {"type": "integer", "minimum": 0, "description": "triples"},
    },
}
RELEASE: Document = {
    "Genoderm-Release": {"description": "the release that has it", "schema": TEXT},
    "Location": {"description": "of a graph that was made", "schema": {"type": "string", "format": "uri"}},
}
ON_UPDATES = """\
[SPARQL 1.1 Update](https://www.w3.org/TR/sparql11-protocol/#update-operation). Each makes a new release that answers
from the moment of the response on, or changes nothing. `LOAD` and `SERVICE` are refused.
"""
ON_GRAPHS = """\
[SPARQL 1.1 Graph Store HTTP Protocol](https://www.w3.org/TR/sparql11-http-rdf-update/). A graph is named by `graph`, by
`default`, or by what follows `/graphs/`; a GET that names none leads to the description, a POST makes a graph.
"""
REFUSALS = (401, 403, 409, 412, 413, 415, 429, 503, 504, 507)
WAYS: Mapping[str, str] = {
    "put": "Replace a graph",
    "post": "Add to a graph",
    "delete": "Remove a graph",
    "patch": "Change a graph by a SPARQL update",
}
EXAMPLE = {"nothing": {"value": "INSERT DATA {}"}}


def writes(settings: Settings) -> Document:
    """The paths of updates and of graphs."""
    name = {"name": "name", "in": "path", "required": True, "schema": TEXT, "description": "as it stands in its IRI"}
    own = Iris(settings.base).graph("").value.split("/", 3)[3]
    direct = {"summary": "A graph", "description": ON_GRAPHS} | _graph("Direct", [name])
    return {
        updates.PATH: {"summary": "SPARQL updates", "description": ON_UPDATES, "post": _update()},
        graphs.PATH: {"summary": "Graphs", "description": ON_GRAPHS} | _graph("", _named()),
        f"{graphs.PATH}/{{name}}": direct,
        f"/{own}{{name}}": {"summary": "A graph at its own IRI"} | _graph("AtItsIri", [name]),
    }


def _update() -> Document:
    fields = {
        "using-graph-uri": IRIS | {"description": "graphs in place of the default graph"},
        "using-named-graph-uri": IRIS | {"description": "the named graphs"},
    }
    form = {
        "type": "object",
        "required": ["update"],
        "properties": {"update": CHANGE} | fields,
        "additionalProperties": False,
    }
    examples = {name: {"value": {"update": example["value"]}} for name, example in EXAMPLE.items()}
    sent: Document = {FORM: {"schema": form, "examples": examples}, UPDATE: {"schema": CHANGE, "examples": EXAMPLE}}
    parameters = [{"name": known, "in": "query", "schema": IRIS} for known in fields]
    return _write("update", "Carry out an update", parameters, sent, ("200",))


def _graph(ending: str, parameters: list[Document]) -> Document:
    made: Document = {method: _read(f"graph{ending}{method.title()}", parameters) for method in ("get", "head")}
    for method, words in WAYS.items():
        statuses = ("200",) if method in {"delete", "patch"} else ("200", "201")
        name = f"{method}Graph{ending}"
        made[method] = _write(name, words, parameters, BODIES[method], statuses)
    return made


def _read(name: str, parameters: list[Document]) -> Document:
    whole = document("the graph", GRAPHS) | {"headers": HEADERS}
    leading = {"303": {"description": "no graph is named: to the description of the service"}}
    return {
        "operationId": name,
        "tags": ["Graphs"],
        "summary": "Read a graph",
        "parameters": parameters,
        "responses": {"200": whole, "304": unchanged()} | leading | faults(404, 405, 406, 429, 503, 504, 507),
    }


def _write(
    name: str, words: str, parameters: list[Document], body: Mapping[str, Document], statuses: Iterable[str]
) -> Document:
    told = {"$ref": "#/components/schemas/Written"}
    done = {"description": "done", "headers": RELEASE, "content": {"application/json": {"schema": told}}}
    return {
        "operationId": name,
        "tags": ["Writing"],
        "summary": words,
        "security": [{"token": []}],
        "parameters": parameters,
        **({"requestBody": {"required": True, "content": dict(body)}} if body else {}),
        "responses": dict.fromkeys(statuses, done) | faults(*REFUSALS, 404, 405, 422),
    }


def _named() -> list[Document]:
    return [
        {"name": "graph", "in": "query", "schema": {"type": "string", "format": "uri"}, "description": "its IRI"},
        {
            "name": "default",
            "in": "query",
            "schema": {"type": "string", "enum": [""]},
            "allowEmptyValue": True,
            "description": "the default graph",
        },
    ]


FILES: Document = {
    MULTIPART: {"schema": {"type": "object", "additionalProperties": TEXT | {"contentMediaType": "text/turtle"}}}
}
RDF: Document = content(readable())
BODIES: Mapping[str, Document] = {
    "put": RDF | FILES,
    "post": RDF | FILES,
    "delete": {},
    "patch": {UPDATE: {"schema": CHANGE, "examples": EXAMPLE}},
}
