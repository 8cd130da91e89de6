"""Lists as CSV (RFC 4180): a row for each thing; several values stand in one cell with | between them."""

import csv
import io
from collections.abc import Iterable, Sequence

from genoderm.api.collections.fields import Field, Shape
from genoderm.api.collections.things import Item, Listing, Thing, Value
from genoderm.api.collections.written import Writer

BETWEEN = "|"


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """Rows below a header."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue().encode()


def listing_table(listing: Listing, writer: Writer) -> bytes:
    """A list: id, IRI, name, then the fields; a field of things has their ids, and beside it their names."""
    header = ["id", "iri", "name", *(name for field in writer.fields for name in _columns(field)), "distance"]
    return table(header, (_row(item, writer.fields) for item in listing.items))


def _columns(field: Field) -> Sequence[str]:
    match field.shape:
        case Shape.POINT:
            return ("latitude", "longitude")
        case Shape.THING:
            return (field.name, f"{field.name}_name")
        case _:
            return (field.name,)


def _row(item: Item, fields: Sequence[Field]) -> list[object]:
    cells = [cell for field in fields for cell in _cells(field, item.all(field.name))]
    far = "" if item.distance is None else round(item.distance, 1)
    return [item.thing.id, item.thing.iri, item.thing.name, *cells, far]


def _cells(field: Field, values: Sequence[Value]) -> Sequence[object]:
    if field.shape is Shape.POINT:
        return values or ("", "")
    codes = BETWEEN.join(_code(value) for value in values)
    if field.shape is Shape.THING:
        return codes, BETWEEN.join(value.name for value in values if isinstance(value, Thing))
    return (codes,)


def _code(value: Value) -> str:
    match value:
        case Thing():
            return value.code or value.id
        case bool():
            return str(value).lower()
        case _:
            return str(value)
