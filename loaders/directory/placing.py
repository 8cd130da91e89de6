"""Where a thing is: country, town, address and point."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.directory.organisations import Centre
from genoderm.loaders.directory.references import Entry, host
from genoderm.loaders.source import Context
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v

PLACED = ("country", "city", "geonames", "latitude", "longitude", "coordinates_from")


def placing(subject: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    """Country, town, address and point of a row that has them; a centre is where its hospital is, at the same point."""
    values = vars(entry.record)
    name = f"{entry.kind.thing}-{entry.name}"
    hospital = host(entry)
    if hospital and not _has_place(entry.record):
        values = values | {column: value for column, value in hospital if column in PLACED}
        name = f"hospital-{entry.links['hospital'][0].name}"
    yield from _town(subject, name, values, context)
    if values.get("latitude"):
        yield from _point(subject, name, values, context)


def _has_place(record: object) -> bool:
    return isinstance(record, Centre) and bool(record.city or record.latitude)


def _town(subject: NamedNode, name: str, values: dict[str, str], context: Context) -> Iterator[Triple]:
    country, city = values.get("country", ""), values.get("city", "")
    if country:
        yield Triple(subject, gd.country, context.iris.thing("country", country))
    if values.get("geonames"):
        yield Triple(subject, v.RDFS_SEE_ALSO, gd.code_iri("GEONAMES", values["geonames"]))
    if city:
        address = context.iris.thing("address", name)
        yield Triple(subject, gd.city, Literal(city))
        yield Triple(subject, v.VCARD_HAS_ADDRESS, address)
        yield Triple(address, v.RDF_TYPE, v.VCARD_ADDRESS)
        yield Triple(address, v.VCARD_LOCALITY, Literal(city))
        if country:
            yield Triple(address, gd.country, context.iris.thing("country", country))


def _point(subject: NamedNode, name: str, values: dict[str, str], context: Context) -> Iterator[Triple]:
    point = context.iris.thing("geometry", name)
    wkt = f"POINT({values['longitude']} {values['latitude']})"
    yield Triple(subject, v.GEO_HAS_GEOMETRY, point)
    yield Triple(point, v.RDF_TYPE, v.GEO_GEOMETRY)
    yield Triple(point, v.GEO_AS_WKT, Literal(wkt, datatype=v.GEO_WKT_LITERAL))
    if values.get("coordinates_from"):
        yield Triple(point, gd.coordinatesFrom, Literal(values["coordinates_from"]))
