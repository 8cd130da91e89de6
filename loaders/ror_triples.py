"""What ROR says of an organisation, as triples."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from genoderm.loaders.code_nodes import code_triples
from genoderm.loaders.disease import Name
from genoderm.loaders.ror_organisations import ROR, Place, RorOrganisation
from genoderm.loaders.source import Context
from genoderm.ontology import terms
from genoderm.ontology import vocabularies as v

TRUE = Literal("true", datatype=v.XSD_BOOLEAN)


@dataclass(frozen=True, slots=True)
class Entry:
    """An organisation, and which of the others that it names are health care in the same file."""

    told: RorOrganisation
    healthcare: frozenset[str]  # ids of parents and successors


def is_loaded(entry: Entry, context: Context) -> bool:
    """Whether it is health care, or named by one of our own tables."""
    return entry.told.healthcare or _ours(entry.told.id, context)


def facts(entry: Entry, context: Context) -> Iterator[Triple]:
    """What is said of an organisation.

    Of a thing that is ours ROR gives no class, name to show, parent, address or point: our table says one of each. So a
    network that is "healthcare" in ROR does not become a hospital.
    """
    told = entry.told
    node = _subject(told.id, context)
    if _ours(told.id, context):
        yield from _named(node, v.SKOS_ALT_LABEL, told.names)
    else:
        yield Triple(node, v.RDF_TYPE, terms.Hospital)
        yield Triple(node, v.DCT_SOURCE, NamedNode(ROR + told.id))
        yield from _named(node, v.SKOS_PREF_LABEL, told.names)
        yield from _parents(node, entry, context)
        yield from _position(node, told, context)
    yield from _named(node, v.SKOS_ALT_LABEL, told.other_names)
    yield from _links(node, told)
    if told.place:
        yield from _town(node, told.place, context)
    if told.status != "active":
        yield from _tombstone(node, entry, context)


def _ours(ror_id: str, context: Context) -> bool:
    return ROR + ror_id in context.identities


def _subject(ror_id: str, context: Context) -> NamedNode:
    if _ours(ror_id, context):
        return NamedNode(context.identities[ROR + ror_id])
    return context.iris.thing("hospital", f"ror-{ror_id}")


def _named(node: NamedNode, predicate: NamedNode, names: Iterable[Name]) -> Iterator[Triple]:
    for name in names:
        yield Triple(node, predicate, Literal(name.text, language=name.language))


def _parents(node: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    """What it is part of, several at times (a trust and a university), as far as these are organisations and loaded."""
    for parent in entry.told.parents:
        above = _subject(parent, context)
        loaded = parent in entry.healthcare or _ours(parent, context)
        if loaded and above.value.startswith(context.iris.thing("hospital", "").value):
            yield Triple(node, v.ORG_SUB_ORGANIZATION_OF, above)


def _position(node: NamedNode, told: RorOrganisation, context: Context) -> Iterator[Triple]:
    """The address and the point, as things of their own."""
    name = f"ror-{told.id}"
    if told.place and told.place.city:
        address = context.iris.thing("address", name)
        yield Triple(node, v.VCARD_HAS_ADDRESS, address)
        yield Triple(address, v.RDF_TYPE, v.VCARD_ADDRESS)
        yield Triple(address, v.VCARD_LOCALITY, Literal(told.place.city))
        yield Triple(address, terms.country, context.iris.thing("country", told.place.country))
    if told.place and told.place.point:
        geometry = context.iris.thing("geometry", name)
        yield Triple(node, v.GEO_HAS_GEOMETRY, geometry)
        yield Triple(geometry, v.RDF_TYPE, v.GEO_GEOMETRY)
        yield Triple(geometry, v.GEO_AS_WKT, Literal(f"POINT({told.place.point})", datatype=v.GEO_WKT_LITERAL))
        yield Triple(geometry, terms.coordinatesFrom, Literal("ror"))


def _town(node: NamedNode, place: Place, context: Context) -> Iterator[Triple]:
    yield Triple(node, terms.country, context.iris.thing("country", place.country))
    if place.city:
        yield Triple(node, terms.city, Literal(place.city))
    if place.geonames:
        yield Triple(node, v.RDFS_SEE_ALSO, terms.code_iri("GEONAMES", place.geonames))


def _links(node: NamedNode, told: RorOrganisation) -> Iterator[Triple]:
    for prefix, code in (("ROR", told.id), ("WIKIDATA", told.wikidata)):
        if code:
            yield Triple(node, v.SKOS_EXACT_MATCH, terms.code_iri(prefix, code))
            yield from code_triples(prefix, code)
    if told.website:
        yield Triple(node, v.SCHEMA_URL, NamedNode(told.website))


def _tombstone(node: NamedNode, entry: Entry, context: Context) -> Iterator[Triple]:
    """An id that ROR has closed or withdrawn; a thing of ours lives on, with a dead id."""
    ror = terms.code_iri("ROR", entry.told.id)
    yield Triple(ror, v.OWL_DEPRECATED, TRUE)
    for successor in entry.told.successors:
        yield Triple(ror, v.DCT_IS_REPLACED_BY, terms.code_iri("ROR", successor))
    if _ours(entry.told.id, context):
        return
    yield Triple(node, v.OWL_DEPRECATED, TRUE)
    for successor in entry.told.successors:
        if successor in entry.healthcare or _ours(successor, context):
            yield Triple(node, v.DCT_IS_REPLACED_BY, _subject(successor, context))
