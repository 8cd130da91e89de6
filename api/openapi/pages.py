"""What FastAPI does not know of its own routes: media types, faults, HEAD, and the paths that it leaves out."""

from collections.abc import Mapping
from typing import Any

from genoderm.api.openapi import collections, linked, people, records, search
from genoderm.api.openapi.answers import HEADERS, SEE, document, faults, unchanged
from genoderm.api.openapi.page import Page
from genoderm.sparql.formats import GRAPHS

Document = dict[str, Any]
JSON = ("application/json",)
TABLES = ("text/html", "application/json", "text/csv", "text/turtle")
COUNTERS = ("text/plain", "application/openmetrics-text")
ASSETS = ("text/javascript", "text/css", "text/plain")


PAGES: Mapping[str, Page] = {
    "/api/openapi.json": Page("openapi", "Service", JSON, summary="This description"),
    "/sparql/assets/{file}": Page("asset", "Service", ASSETS, (404,), summary="A file of the workbench"),
    "/sparql/description": Page("description", "Description", tuple(GRAPHS), (406, 503), tagged=True),
    "/.well-known/void": Page("void", "Description", tuple(GRAPHS), (406, 503, 504), tagged=True),
    "/sparql/examples.json": Page("examples", "Description", JSON, (503,), tagged=True),
    "/sparql/prefixes.json": Page("prefixes", "Description", JSON, (503,), tagged=True),
    "/examples/{name}.rq": Page("example", "Description", ("application/sparql-query",), (404, 503), tagged=True),
    "/queries/{name}.rq": Page("query", "Description", ("application/sparql-query",), (400, 404, 503), tagged=True),
    "/conformance": Page("conformance", "Description", TABLES, (406,)),
    "/dump.nq": Page("dump", "Description", ("application/n-quads",), (416, 503)),
    "/health": Page("health", "Operation", faults=(503,)),
    "/health/live": Page("live", "Operation"),
    "/health/ready": Page("ready", "Operation", faults=(503,)),
    "/metrics": Page("metrics", "Operation", COUNTERS, (403,), summary="Counters for Prometheus"),
    **collections.PAGES,
    **linked.PAGES,
    **people.PAGES,
    **records.PAGES,
    **search.PAGES,
}
PART: Document = {
    "description": "the part that Range asks for",
    "content": {"application/n-quads": {"schema": {"type": "string"}}},
}


def completed(known: Mapping[str, Document]) -> Document:
    """The paths of FastAPI's description, and those that it leaves out, with all that they can answer."""
    return {path: _path(path, page, known.get(path, {})) for path, page in PAGES.items()}


def _path(path: str, page: Page, known: Document) -> Document:
    get = known.get("get", _unknown(path)) | {"tags": [page.tag]}
    get["parameters"] = [one for one in get.get("parameters", []) if one["name"] != "accept"]  # told by media types
    get |= {"operationId": page.name, "responses": _responses(page, get.get("responses", {}))}
    get |= {"summary": page.summary} if page.summary else {}
    return {"get": get, "head": get | {"operationId": f"{page.name}Head"}}


def _unknown(path: str) -> Document:
    names = [part[1 : part.index("}")] for part in path.split("/") if part.startswith("{")]
    schema = {"type": "string"}
    return {"parameters": [{"name": name, "in": "path", "required": True, "schema": schema} for name in names]}


def _responses(page: Page, known: Document) -> Document:
    whole = document("the document", page.media_types) if page.media_types else known["200"]
    whole = whole | ({"headers": HEADERS} if page.tagged else {})
    further = {"304": unchanged()} if page.tagged else {}
    further |= {"206": PART} if 416 in page.faults else {}
    further |= {"303": SEE} if page.sees else {}
    return {"200": whole} | further | faults(*page.faults)
