"""The resolver and the mapping sets, as OpenAPI has them."""

from collections.abc import Iterable, Mapping
from typing import Any

from genoderm.api.mappings.listing import LISTED
from genoderm.api.mappings.sssom import TSV
from genoderm.api.openapi.answers import HEADERS, TEXT, content, faults, unchanged
from genoderm.api.resolving.asked import MOST, AskedOfBatch
from genoderm.api.resolving.writing import JSON, OFFERED

Document = dict[str, Any]
TAG = "Codes"
LINK: Document = {"Link": {"description": "the query that was asked: `describedby`", "schema": TEXT}}
COMMON = (406, 503, 504)


def resolving_paths(known: Mapping[str, Document]) -> Document:
    """The paths of both."""
    one, few = known["/api/v1/resolve/{code}"]["get"], known["/api/v1/resolve"]["get"]
    many = known["/api/v1/resolve"]["post"]
    every, single = known["/api/v1/mappings"]["get"], known["/api/v1/mappings/{name}"]["get"]
    batch = _operation("resolveMany", many, OFFERED, (413, 415), tagged=False)
    return {
        "/api/v1/resolve/{code}": _both(_operation("resolve", one, OFFERED, (), tagged=True)),
        "/api/v1/resolve": _both(_operation("resolveFew", few, OFFERED, (), tagged=True))
        | {"post": batch | {"requestBody": _body()}},
        "/api/v1/mappings": _both(_operation("mappings", every, LISTED, (), tagged=True)),
        "/api/v1/mappings/{name}": _both(_operation("mappingSet", single, (TSV, *LISTED[:2]), (404,), tagged=True)),
    }


def _both(get: Document) -> Document:
    return {"get": get, "head": get | {"operationId": f"{get['operationId']}Head"}}


def _operation(
    name: str, told: Document, media_types: Iterable[str], further: Iterable[int], *, tagged: bool
) -> Document:
    """An operation that FastAPI describes, with the formats and faults that it does not know of."""
    whole = told["responses"]["200"]
    media = content(media_types) | ({JSON: whole["content"][JSON]} if JSON in whole.get("content", {}) else {})
    answer = {"description": whole["description"], "headers": HEADERS | LINK, "content": media}
    responses = {"200": answer} | ({"304": unchanged()} if tagged else {}) | faults(*COMMON, *further)
    return told | {"operationId": name, "tags": [TAG], "responses": responses}


def _body() -> Document:
    """A list of codes, an object that has wishes beside them, or lines."""
    whole = AskedOfBatch.model_json_schema(ref_template="#/components/schemas/{model}")
    fields = {name: told for name, told in whole.items() if name != "$defs"}
    codes = {"type": "array", "maxItems": MOST, "items": TEXT}
    examples = {"list": {"value": ["ORPHA:79361", "OMIM 226600"]}, "object": {"value": {"codes": ["226600"]}}}
    lines = {"lines": {"value": "ORPHA:79361\nOMIM 226600\n"}}
    return {
        "required": True,
        "content": {
            JSON: {"schema": {"anyOf": [codes, fields]}, "examples": examples},
            "text/plain": {"schema": TEXT, "examples": lines},
        },
    }
