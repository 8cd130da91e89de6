"""How many things of a list have which values: counted over all that fit, on every page alike.

A release is asked once for the values of all things of a collection.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.asked import Asked
from genoderm.api.collections.memory import PerRelease
from genoderm.api.collections.names import Names, names
from genoderm.api.collections.things import Choice, Facets
from genoderm.api.collections.words import CLASSES
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v
from genoderm.ontology.terms import concept_iri
from genoderm.ontology.values import Term
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.workers.pool import Pool

Table = Mapping[str, Mapping[str, set[str]]]  # facet -> value -> things
Column = Mapping[str, set[str]]
MOST = 200  # values of a facet that are told; no country or language is left out
CURRENT = concept_iri("status", "current").value


@dataclass(frozen=True, slots=True)
class Faceted:
    """What can be counted of a collection: its classes, and the property of each facet."""

    classes: Sequence[NamedNode]
    properties: Mapping[str, NamedNode]
    kind: str = ""  # of networks and groups, which a thing can both be a member of


FACETS: Mapping[str, Faceted] = {
    "diseases": Faceted((gd.Disease,), {"kind": v.RDF_TYPE, "inheritance": gd.inheritance, "onset": gd.onset}),
    "centres": Faceted(
        (gd.Centre,),
        {
            "kind": gd.centreKind,
            "country": gd.country,
            "network": v.ORG_MEMBER_OF,
            "role": v.ORG_ROLE,
            "specialty": gd.specialty,
            "need": gd.answersNeed,
            "evidence": gd.evidenceKind,
            "age_group": gd.ageGroup,
            "language": gd.language,
            "status": gd.status,
        },
    ),
    "hospitals": Faceted(
        tuple(CLASSES["hospitals"].values()),
        {"kind": v.RDF_TYPE, "country": gd.country, "network": v.ORG_MEMBER_OF},
    ),
    "networks": Faceted((gd.Network,), {"kind": gd.networkKind, "country": gd.country, "region": gd.region}),
    "groups": Faceted((gd.ThematicGroup,), {"network": gd.groupOf}),
    "specialties": Faceted((), {}),
    "associations": Faceted(
        (gd.PatientAssociation,),
        {
            "country": gd.country,
            "language": gd.language,
            "network": v.ORG_MEMBER_OF,
            "umbrella": gd.umbrella,
            "evidence": gd.evidenceKind,
        },
    ),
    "needs": Faceted((), {}),
    "resources": Faceted(
        (gd.Resource,),
        {
            "kind": v.RDF_TYPE,
            "country": gd.country,
            "need": gd.answersNeed,
            "language": gd.language,
            "year": gd.year,
            "evidence": gd.evidenceKind,
        },
    ),
}


async def facets(things: Collection[str], asked: Asked, pool: Pool, language: str) -> Facets:
    """The values that these things of a collection have, the most frequent first."""
    table = await TABLES[asked.collection].of(pool)
    counted = {facet: counts(things, column) for facet, column in table.items()}
    called = await names({value for found in counted.values() for value in found}, pool, language)
    chosen = asked.model_dump()
    return {facet: choices(found, called, chosen.get(facet) or ()) for facet, found in counted.items()}


def counts(things: Collection[str], column: Column) -> dict[str, int]:
    """How many of the things have each value, without those that none has."""
    among = things if isinstance(things, set) else set(things)
    found = {value: len(among & having) for value, having in column.items()}
    return {value: count for value, count in found.items() if count}


def choices(found: Mapping[str, int], called: Names, chosen: Iterable[str]) -> tuple[Choice, ...]:
    """The values by their names, the most frequent first, then by name."""
    told = set(chosen)
    everything = []
    for value, count in found.items():
        thing = called.thing(value)
        word = thing.id if ":" in value else value
        everything.append(Choice(word, thing.name, count, chosen=word in told))
    return tuple(sorted(everything, key=lambda one: (-one.count, one.name.casefold(), one.value))[:MOST])


async def _read(collection: str, pool: Pool) -> Table:
    faceted = FACETS[collection]
    by_property = {property_: facet for facet, property_ in faceted.properties.items()}
    table: dict[str, dict[str, set[str]]] = {facet: {} for facet in faceted.properties}
    if not by_property:
        return table
    for row in await pool.rows(_query(collection)):
        match row["thing"], row["property"], row["value"]:
            case NamedNode() as thing, NamedNode() as name, (NamedNode() | Literal()) as value:
                table[by_property[name]].setdefault(value.value, set()).add(thing.value)
    return _tidied(collection, table)


def _query(collection: str) -> str:
    """Hospitals have one of their own: of four classes at once the engine would go through the whole store."""
    if collection == "hospitals":
        return api_query("list-facets-hospitals").text
    faceted = FACETS[collection]
    given: dict[str, Sequence[Term]] = {"class": faceted.classes, "property": list(faceted.properties.values())}
    return composed(api_query("list-facets"), given, (collection,))


def _tidied(collection: str, table: dict[str, dict[str, set[str]]]) -> Table:
    """Without classes that are no kind, and thematic groups among networks; a centre without a status is current."""
    if collection in CLASSES and "kind" in table:
        words = {node.value for node in CLASSES[collection].values()}
        table["kind"] = {value: things for value, things in table["kind"].items() if value in words}
    if "network" in table:
        table["network"] = {value: things for value, things in table["network"].items() if "/group/" not in value}
    if "status" in table:
        every = {thing for things in table["kind"].values() for thing in things}
        past = {thing for value, things in table["status"].items() if value != CURRENT for thing in things}
        table["status"] = {**table["status"], CURRENT: every - past}
    return table


def _reader(collection: str) -> PerRelease[Table]:
    async def read(pool: Pool) -> Table:
        return await _read(collection, pool)

    return PerRelease(read)


TABLES: Mapping[str, PerRelease[Table]] = {collection: _reader(collection) for collection in FACETS}
