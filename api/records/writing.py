"""A record as JSON, as a table, and the statements behind it as JSON-LD."""

import csv
import json
from collections.abc import Collection, Iterator
from io import StringIO
from typing import Any

from pydantic import TypeAdapter
from pyoxigraph import NamedNode, RdfFormat, parse

from genoderm.api.linked import documents
from genoderm.api.records.context import compacted
from genoderm.api.records.parts import Record
from genoderm.ontology import terms
from genoderm.ontology.errors import BadInput, shown
from genoderm.sparql.workers.pool import Pool

ALWAYS = {"kind", "iri", "id", "name", "href"}  # what tells whose fields these are
HEADER = ("field", "number", "property", "value")
_adapters: dict[type[Record], TypeAdapter[Any]] = {}


def as_json(record: Record, fields: Collection[str]) -> bytes:
    """The record, or the fields of it that are wanted; what nothing is known of is left out."""
    adapter = _adapter(type(record))
    return adapter.dump_json(record, include=_wanted(record, fields), exclude_defaults=True)


def as_csv(record: Record, fields: Collection[str]) -> bytes:
    """One line for each value: its field, which of several it is, and where in that it stands."""
    adapter = _adapter(type(record))
    told = adapter.dump_python(record, mode="json", include=_wanted(record, fields), exclude_defaults=True)
    written = StringIO()
    lines = csv.writer(written, lineterminator="\r\n")  # RFC 4180
    lines.writerow(HEADER)
    for name, value in told.items():
        lines.writerows(_lines(name, value))
    return written.getvalue().encode()


def _wanted(record: Record, fields: Collection[str]) -> set[str] | None:
    if not fields:
        return None
    known = type(record).__dataclass_fields__
    for name in sorted(fields):
        if name not in known:
            raise BadInput(f"fields has {shown(name)}, expected some of {', '.join(sorted(known))}")
    return ALWAYS | set(fields)


def _lines(name: str, value: object) -> Iterator[tuple[str, str, str, str]]:
    several = value if isinstance(value, list) else [value]
    for number, one in enumerate(several, 1):
        for path, text in _leaves(one):
            yield name, str(number) if isinstance(value, list) else "", path, text


def _leaves(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, inner in value.items():
                yield from _leaves(inner, f"{path}.{key}" if path else key)
        case list() if all(isinstance(one, str | int | float) for one in value):
            yield path, " | ".join(map(str, value))
        case list():
            for number, inner in enumerate(value, 1):
                yield from _leaves(inner, f"{path}.{number}")
        case bool():
            yield path, json.dumps(value)
        case _:
            yield path, "" if value is None else str(value)


async def as_json_ld(thing: NamedNode, kind: str, pool: Pool) -> bytes:
    """The statements of the thing's document, those of the thing first."""
    told = await documents.told(thing, kind, thing, pool)
    triples = (quad.triple for quad in parse(b"\n".join(told.lines), format=RdfFormat.N_TRIPLES))
    return compacted(one for one in triples if one.object != terms.SourceGraph or one.subject == thing)


def _adapter(model: type[Record]) -> TypeAdapter[Any]:
    if model not in _adapters:
        _adapters[model] = TypeAdapter(model)
    return _adapters[model]
