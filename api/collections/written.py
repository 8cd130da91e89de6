"""Lists as JSON: things with absolute addresses, fields in their order, one value bare and several as an array."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from genoderm.api.collections.fields import FIELDS, Field, Shape
from genoderm.api.collections.things import Choice, Facets, Item, Listing, Place, Thing, Value
from genoderm.ontology.errors import BadInput, shown

Document = dict[str, object]


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes things of one collection for one client: the address that it knows, the fields that it wants (all: ())."""

    base: str
    collection: str
    wanted: Sequence[str] = ()

    def __post_init__(self) -> None:
        """Refuse a field that there is not, with the nearest."""
        known = [field.name for field in FIELDS[self.collection]]
        for name in self.wanted:
            if name not in known:
                near = get_close_matches(name, known, n=1) or known
                raise BadInput(f"fields has {shown(name)}, expected {', '.join(near)}")

    @property
    def fields(self) -> list[Field]:
        """The fields that are wanted."""
        return [field for field in FIELDS[self.collection] if not self.wanted or field.name in self.wanted]

    def listing(self, listing: Listing) -> Document:
        """A page of a list."""
        told: Document = {"total": listing.total, "offset": listing.offset, "limit": listing.limit}
        if listing.place:
            told["place"] = place(listing.place)
        return told | {"items": [self.item(one) for one in listing.items], "facets": facets(listing.facets)}

    def item(self, item: Item) -> Document:
        """A thing with its fields."""
        told = self.thing(item.thing)
        for field in self.fields:
            if values := item.facts.get(field.name):
                told |= self._field(field, values)
        return told | ({} if item.distance is None else {"distance": round(item.distance, 1)})

    def thing(self, thing: Thing) -> Document:
        """A thing by its names."""
        told: Document = {"iri": thing.iri, "id": thing.id, "name": thing.name}
        if thing.path:
            told["href"] = f"{self.base}{thing.path}"
        if thing.code:
            told["code"] = thing.code
        if thing.name_language is not None:
            told["name_language"] = thing.name_language or None
        return told

    def _field(self, field: Field, values: Sequence[Value]) -> Document:
        if field.shape is Shape.POINT:
            return dict(zip(("latitude", "longitude"), values, strict=True))
        written = [self.thing(value) if isinstance(value, Thing) else value for value in values]
        return {field.name: written if field.many else written[0]}


def facets(told: Facets) -> Mapping[str, list[Document]]:
    """The values of each facet with their counts."""
    return {facet: [_choice(one) for one in values] for facet, values in told.items()}


def _choice(one: Choice) -> Document:
    told: Document = {"value": one.value, "name": one.name, "count": one.count}
    return told | ({"chosen": True} if one.chosen else {})


def place(told: Place) -> Document:
    """A place that was asked for."""
    known: Document = {"latitude": told.latitude, "longitude": told.longitude}
    return known | {key: value for key, value in (("name", told.name), ("country", told.country)) if value}
