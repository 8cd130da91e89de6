"""Where a thing is: country, town, address and point."""

from collections.abc import Iterator, Mapping

from genoderm.loaders.directory.organisations import Centre
from genoderm.loaders.directory.references import Entry, host
from genoderm.loaders.source import Context
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v
from genoderm.ontology.lines import line, literal, typed

PLACED = ("country", "city", "geonames", "latitude", "longitude", "coordinates_from")


TYPE, COUNTRY, CITY, SEE_ALSO = str(v.RDF_TYPE), str(gd.country), str(gd.city), str(v.RDFS_SEE_ALSO)
HAS_ADDRESS, ADDRESS, LOCALITY = str(v.VCARD_HAS_ADDRESS), str(v.VCARD_ADDRESS), str(v.VCARD_LOCALITY)
HAS_GEOMETRY, GEOMETRY, AS_WKT = str(v.GEO_HAS_GEOMETRY), str(v.GEO_GEOMETRY), str(v.GEO_AS_WKT)
COORDINATES_FROM = str(gd.coordinatesFrom)


def placing(subject: str, entry: Entry, context: Context) -> Iterator[str]:
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


def _town(subject: str, name: str, values: Mapping[str, str], context: Context) -> Iterator[str]:
    country = str(context.iris.thing("country", values["country"])) if values.get("country") else ""
    if country:
        yield line(subject, COUNTRY, country)
    if values.get("geonames"):
        yield line(subject, SEE_ALSO, str(gd.code_iri("GEONAMES", values["geonames"])))
    if values.get("city"):
        address, city = str(context.iris.thing("address", name)), literal(values["city"])
        yield line(subject, CITY, city)
        yield line(subject, HAS_ADDRESS, address)
        yield line(address, TYPE, ADDRESS)
        yield line(address, LOCALITY, city)
        if country:
            yield line(address, COUNTRY, country)


def _point(subject: str, name: str, values: Mapping[str, str], context: Context) -> Iterator[str]:
    point = str(context.iris.thing("geometry", name))
    yield line(subject, HAS_GEOMETRY, point)
    yield line(point, TYPE, GEOMETRY)
    yield line(point, AS_WKT, typed(f"POINT({values['longitude']} {values['latitude']})", v.GEO_WKT_LITERAL))
    if values.get("coordinates_from"):
        yield line(point, COORDINATES_FROM, literal(values["coordinates_from"]))
