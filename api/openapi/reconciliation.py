"""The reconciliation service, as OpenAPI has it."""

from collections.abc import Mapping
from typing import Any

from genoderm.api.openapi.answers import HEADERS, TEXT, document, faults, unchanged
from genoderm.api.reconciliation.manifest import PATH

Document = dict[str, Any]
TAG = "Reconciliation"
WORDS = """\
[Reconciliation API 0.2](https://reconciliation-api.github.io/specs/0.2/), as OpenRefine and other clients use it: this
address is what they ask for. Without parameters it is the manifest, which leads to everything else.
"""
SEE: Document = {
    "description": "see the address in Location",
    "headers": {"Location": {"description": "where", "required": True, "schema": TEXT}},
}
OBJECT: Document = {"type": "object"}
ITEM: Document = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
SUGGESTED: Document = {
    "type": "object",
    "required": ["result"],
    "properties": {"result": {"type": "array", "items": ITEM}},
}
PIECE: Document = {"type": "object", "required": ["id", "html"], "properties": {"id": TEXT, "html": TEXT}}
PROPOSED: Document = {
    "type": "object",
    "required": ["properties"],
    "properties": {"properties": {"type": "array", "items": ITEM}},
}
FEATURE: Document = {"type": "object", "required": ["id", "description"]}
BATCHES: Mapping[str, Document] = {
    "queries": TEXT | {"format": "reconciliation-queries", "description": "a batch of queries by their keys, in JSON"},
    "extend": TEXT | {"format": "reconciliation-extension", "description": "ids and properties, in JSON"},
}
FORM: Document = {
    "type": "object",
    "properties": BATCHES,
    "oneOf": [{"required": [name]} for name in BATCHES],
}
# by path: the name of the operation, what it answers, the schema of that, and the faults
GETS: Mapping[str, tuple[str, str, Document, tuple[int, ...]]] = {
    "": ("reconcile", "the manifest, candidates, or data", OBJECT, (413, 503, 504)),
    "/suggest/entity": ("suggestEntity", "entities", SUGGESTED, (503, 504)),
    "/suggest/type": ("suggestType", "types", SUGGESTED, ()),
    "/suggest/property": ("suggestProperty", "properties", SUGGESTED, ()),
    "/flyout/{what}": ("flyout", "a piece of HTML, in JSON", PIECE, (404, 503, 504)),
    "/feature": ("feature", "what a feature means", FEATURE, ()),
    "/properties": ("proposeProperties", "properties of a type", PROPOSED, ()),
}


def reconciliation_paths(known: Mapping[str, Document]) -> Document:
    """The paths of the service, their parameters as FastAPI has them."""
    paths = {f"{PATH}{path}": _gets(known[f"{PATH}{path}"]["get"], *told) for path, told in GETS.items()}
    paths[PATH] |= {"summary": "Reconciliation", "description": WORDS, "post": _post(known[PATH]["post"])}
    page = {"200": document("a page for a small frame", ["text/html"]) | {"headers": HEADERS}, "304": unchanged()}
    paths[f"{PATH}/preview"] = _both(known[f"{PATH}/preview"]["get"], "preview", page | faults(404, 503, 504))
    paths[f"{PATH}/view"] = _both(known[f"{PATH}/view"]["get"], "view", {"303": SEE} | faults(404, 503))
    return paths


def _gets(get: Document, name: str, what: str, schema: Document, statuses: tuple[int, ...]) -> Document:
    whole = {"description": what, "headers": HEADERS, "content": _content(schema)}
    return _both(get, name, {"200": whole, "304": unchanged()} | faults(*statuses))


def _both(get: Document, name: str, responses: Document) -> Document:
    """GET, and HEAD like it."""
    told = get | {"operationId": name, "tags": [TAG], "responses": responses}
    return {"get": told, "head": told | {"operationId": f"{name}Head"}}


def _post(post: Document) -> Document:
    whole = {"description": "candidates by the keys of the queries, or data", "content": _content(OBJECT)}
    responses = {"200": whole} | faults(413, 415, 503, 504)
    form = {"required": True, "content": {"application/x-www-form-urlencoded": {"schema": FORM}}}
    return post | {"requestBody": form} | {"operationId": "reconcileByPost", "tags": [TAG], "responses": responses}


def _content(schema: Document) -> Document:
    """JSON, and the same within a call for JSONP."""
    return {"application/json": {"schema": schema}, "text/javascript": {"schema": TEXT}}
