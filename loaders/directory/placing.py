"""Where a thing is: country, town, address and point."""

from collections.abc import Mapping

from genoderm.loaders.directory.organisations import Centre
from genoderm.loaders.directory.references import Entry, host
from genoderm.loaders.source import Context
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v
from genoderm.ontology.lines import about, literal, resource, typed

PLACED = ("country", "city", "geonames", "latitude", "longitude", "coordinates_from")


TYPE, COUNTRY, CITY, SEE_ALSO = str(v.RDF_TYPE), str(gd.country), str(gd.city), str(v.RDFS_SEE_ALSO)
HAS_ADDRESS, ADDRESS, LOCALITY = str(v.VCARD_HAS_ADDRESS), str(v.VCARD_ADDRESS), str(v.VCARD_LOCALITY)
HAS_GEOMETRY, GEOMETRY, AS_WKT = str(v.GEO_HAS_GEOMETRY), str(v.GEO_GEOMETRY), str(v.GEO_AS_WKT)
COORDINATES_FROM = str(gd.coordinatesFrom)


def placing(subject: str, entry: Entry, context: Context) -> list[str]:
    """Country, town, address and point of a row that has them; a centre is where its hospital is, at the same point."""
    values = vars(entry.record)
    name = f"{entry.kind.thing}-{entry.name}"
    hospital = host(entry)
    if hospital and not _has_place(entry.record):
        values = values | {column: value for column, value in hospital if column in PLACED}
        name = f"hospital-{entry.links['hospital'][0].name}"
    return [*_town(subject, name, values, context), *_point(subject, name, values, context)]


def _has_place(record: object) -> bool:
    return isinstance(record, Centre) and bool(record.city or record.latitude)


def _town(subject: str, name: str, values: Mapping[str, str], context: Context) -> list[str]:
    within, said = [], []
    if country := values.get("country"):
        within = [(COUNTRY, resource(context.iris.iri("country", country)))]
    if geonames := values.get("geonames"):
        said = [(SEE_ALSO, str(gd.code_iri("GEONAMES", geonames)))]
    if not values.get("city"):
        return about(subject, within + said)
    address, city = resource(context.iris.iri("address", name)), literal(values["city"])
    return [
        *about(subject, [*within, *said, (CITY, city), (HAS_ADDRESS, address)]),
        *about(address, [*within, (TYPE, ADDRESS), (LOCALITY, city)]),
    ]


def _point(subject: str, name: str, values: Mapping[str, str], context: Context) -> list[str]:
    if not values.get("latitude"):
        return []
    point = resource(context.iris.iri("geometry", name))
    wkt = typed(f"POINT({values['longitude']} {values['latitude']})", v.GEO_WKT_LITERAL)
    told = [(TYPE, GEOMETRY), (AS_WKT, wkt)]
    if values.get("coordinates_from"):
        told.append((COORDINATES_FROM, literal(values["coordinates_from"])))
    return [*about(subject, [(HAS_GEOMETRY, point)]), *about(point, told)]
