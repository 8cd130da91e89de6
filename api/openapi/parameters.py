"""What parameters take, as OpenAPI has it: the very words and patterns by which the code that reads them decides."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any, get_args

from genoderm.api.addresses import KINDS as RECORDS
from genoderm.api.collections.asked import ASKED, Asked, CentresAsked, Status
from genoderm.api.collections.choosing import KINDS, RENAMED, ROR, SCHEMES, WIKIDATA
from genoderm.api.collections.fields import FIELDS
from genoderm.api.collections.words import CLASSES
from genoderm.api.finder.finding import ORDERS
from genoderm.api.languages import TAG
from genoderm.api.openapi.reconciliation import BATCHES
from genoderm.api.pages.looking import FILTERS
from genoderm.api.reconciliation.entities import TYPES
from genoderm.api.reconciliation.properties import PROPERTIES
from genoderm.api.records.routes import MODELS
from genoderm.api.resolving.precision import Precision
from genoderm.api.search.kinds import BY_NAME
from genoderm.loaders.countries import codes
from genoderm.ontology.values import CALLED, HPO, ID, NOTATION
from genoderm.sparql.composition import api_query

Document = dict[str, Any]
FINDER = "/api/v1/diseases/{code}/centres"
TOLD_BY_PATH = {"disease", "gene", "hpo"}  # the disease of the finder, and what chooses diseases
MOST = 20  # fields of a record that are named: all come without being named
FORMS = ("/", "/gaps")  # whose empty fields are none


def _whole(*patterns: str) -> Document:
    return {"type": "string", "pattern": f"^({'|'.join(patterns)})$"}


def _words(words: Iterable[str]) -> Document:
    return {"type": "string", "enum": [*dict.fromkeys(words)]}


THING = _whole(ID.pattern, r"https?://[\w./#~%-]+")
CODE = _whole(r"((ORPHA|Orphanet)[:_]?)?[0-9]{1,7}", f"({'|'.join(map(re.escape, CALLED))})[: ][0-9A-Za-z.]+")
ORGANISATION = _whole(ROR.pattern, WIKIDATA.pattern)
LANGUAGE = _whole(TAG.pattern)
COUNTRIES = {"$ref": "#/components/schemas/Country"}
COUNTRY: Document = {"Country": {"title": "ISO 3166-1", "description": "XK is Kosovo", **_words(codes())}}
# by the kinds of the parameters of our queries; of what is not here, every text is one
BY_KIND: Mapping[str, Document] = {
    "country": COUNTRIES,
    "phenotype": _whole(HPO.pattern),
    "code": CODE,
    **dict.fromkeys(("hospital", "network", "group", "association"), THING),
    **dict.fromkeys(("inheritance", "onset"), _whole(NOTATION.pattern)),
}


def known_values(paths: Mapping[str, Document]) -> Document:
    """The paths of FastAPI's description, with what each parameter takes."""
    return {path: {method: _operation(path, told) for method, told in one.items()} for path, one in paths.items()}


def _operation(path: str, told: Document) -> Document:
    if "parameters" not in told:
        return told
    return told | {"parameters": [_parameter(path, one) for one in told["parameters"] if _is_there(path, one["name"])]}


def _is_there(path: str, name: str) -> bool:
    return path != FINDER or name not in TOLD_BY_PATH


def _parameter(path: str, told: Document) -> Document:
    if path in RECORDED and told["name"] == "fields":
        return told | {"schema": RECORDED[path], "style": "form", "explode": False}
    values = VALUES.get(path, {}).get(told["name"], {})
    schema = _with(_present(told["schema"]), values)
    return told | {"schema": _or_empty(schema) if path in FORMS else schema}


def _present(schema: Document) -> Document:
    """Without null, which an address cannot tell; of a list that FastAPI says nothing of, what an address can."""
    some: list[Document] = [one for one in schema.get("anyOf", ()) if one != {"type": "null"}]
    if len(some) == 1:
        return {name: told for name, told in schema.items() if name != "anyOf"} | some[0]
    if schema.get("items") != {}:
        return schema
    most = {"maxItems": schema["maxLength"]} if "maxLength" in schema else {}
    return {name: told for name, told in schema.items() if name != "maxLength"} | most | {"items": {"type": "string"}}


def _with(schema: Document, values: Document) -> Document:
    return schema | ({"items": values} if values and schema.get("type") == "array" else values)


def _or_empty(schema: Document) -> Document:
    empty = {"const": ""}
    if schema.get("type") == "array":
        return schema | {"items": {"anyOf": [schema["items"], empty]}}
    return {"anyOf": [schema, empty]}


def _values(asked: type[Asked]) -> Document:
    """Of a list: as its query takes them, or as the words of a scheme."""
    kinds = {told.name: told.kind for told in api_query(f"list-{asked.collection}").parameters}
    names = {name: RENAMED.get(name, name) for name in asked.model_fields}
    found = {name: SCHEMED.get(called) or BY_KIND.get(kinds.get(called, ""), {}) for name, called in names.items()}
    found["status"] = _words(get_args(Status)) if asked is CentresAsked else {}
    whole = {**found, "fields": _words(field.name for field in FIELDS[asked.collection]), "lang": LANGUAGE}
    return whole | {"sort": _words((*asked.orders, "relevance"))} | _of_collection(asked.collection)


def _of_collection(name: str) -> Document:
    kinds: Iterable[str] = CLASSES.get(name) or (KINDS[name].terms if name in KINDS else ())
    return ({"kind": _words(kinds)} if kinds else {}) | ({"code": ORGANISATION} if name == "hospitals" else {})


def _fields(kind: str) -> Document:
    """Names of the fields of a record, which stand with commas between them."""
    names = _words(field.name for field in fields(MODELS[kind]))
    return {"type": "array", "items": names, "minItems": 1, "maxItems": MOST, "examples": [["name", "codes"]]}


SCHEMED: Mapping[str, Document] = {name: _words(scheme.terms) for name, scheme in SCHEMES.items()}
TYPED = {"type": _words(kind.id for kind in TYPES)}
RECORDED = {f"/api/v1/{kind.collection}/{{id}}": _fields(kind.name) for kind in RECORDS}
PRECISION = {"precision": _words(Precision)}
LISTS: Mapping[str, Mapping[str, Document]] = {asked.collection: _values(asked) for asked in ASKED}
CENTRES = LISTS["centres"]
GAPS = {"country": COUNTRIES, "lang": LANGUAGE, **{name: SCHEMED[name] for name in ("region", "evidence")}}
VALUES: Mapping[str, Mapping[str, Document]] = {
    **{f"/api/v1/{name}": values for name, values in LISTS.items()},
    FINDER: {**CENTRES, "sort": _words(ORDERS)},
    "/api/v1/centres": {**CENTRES, "sort": _words((*CENTRES["sort"]["enum"], *ORDERS))},
    "/": {name: CENTRES[name] for name in FILTERS},
    "/api/v1/resolve": PRECISION,
    "/api/v1/resolve/{code}": PRECISION,
    "/gaps": {name: GAPS[name] for name in ("country", "evidence")},
    "/api/v1/gaps": GAPS,
    "/api/v1/search": {"kind": _words(BY_NAME)},
    "/reconcile": BATCHES,
    "/reconcile/suggest/entity": TYPED,
    "/reconcile/suggest/type": TYPED,
    "/reconcile/suggest/property": TYPED,
    "/reconcile/feature": {"id": _words(known.id for known in PROPERTIES)},
    "/reconcile/properties": TYPED,
}
