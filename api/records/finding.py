"""The record of a thing: from its kind and its name in an address."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from pyoxigraph import NamedNode

from genoderm.api.addresses import address, thing_at
from genoderm.api.queries import Asking
from genoderm.api.records.asking import Row, rows_about
from genoderm.api.records.centre import centre
from genoderm.api.records.desk import Desk, Reader, code_of, desk_for
from genoderm.api.records.disease import Disease, disease, statements_of
from genoderm.api.records.errors import Gone, Successor, UnknownThing
from genoderm.api.records.generic import anything
from genoderm.api.records.kinds import names_of
from genoderm.api.records.network import group, network
from genoderm.api.records.organisation import association, hospital
from genoderm.api.records.parts import Record
from genoderm.api.records.resource import need, resource, specialty
from genoderm.api.records.statements import Statements, gathered, mentioned
from genoderm.ontology import terms as gd
from genoderm.ontology.errors import LONG, shown
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

RECORDS: Mapping[str, Callable[[Statements, Desk], Record]] = {
    "centre": centre,
    "hospital": hospital,
    "network": network,
    "group": group,
    "association": association,
    "resource": resource,
    "specialty": specialty,
    "need": need,
}
DISEASE = "disease"
BEGIN, COMPARED = 3, 500  # a slug begins with its country; comparing takes 20 microseconds a name
NAMED = {  # columns of disease.rq whose values have names
    "disease",
    "property",
    "value",
    "ancestor",
    "child",
    "phenotype",
    "frequency",
    "gene",
    "associationType",
    "measure",
    "class",
    "association",
    "resource",
    "via",
    "covered",
}


def asking(kind: str, iri: str) -> Asking:
    """The query behind a record."""
    return Asking("disease", {"disease": [iri]}) if kind == DISEASE else Asking("thing", {"thing": [iri]})


async def record(kind: str, name: str, reader: Reader, pool: Pool) -> Record:
    """What is known of a thing, retired ones included; UnknownThing if nothing is said of it."""
    thing = node_of(kind, name, Iris(pool.manifest.base))
    if kind == DISEASE and (known := await _disease(thing, reader, pool)):
        return known
    found = gathered(thing.value, await rows_about(thing, "thing", "thing", pool))
    if not found.thing.said:
        raise await unknown(kind, name, pool)
    desk = await desk_for(set(mentioned(found)) | {thing.value}, reader, pool)
    make = RECORDS.get(kind)
    return make(found, desk) if make else anything(kind, found, desk)


def node_of(kind: str, name: str, iris: Iris) -> NamedNode:
    """The thing of an address; UnknownThing for what is no IRI."""
    try:
        return thing_at(kind, name, iris)
    except ValueError as fault:
        raise UnknownThing(f"{shown(name)} is no name of a thing") from fault


async def _disease(thing: NamedNode, reader: Reader, pool: Pool) -> Disease | None:
    """None for what has an IRI of Orphanet's and is no disease, such as a type of diseases."""
    rows = await rows_about(thing, "disease", "disease", pool)
    if not any("value" in row for row in rows):
        raise UnknownThing(f"{shown(code_or(thing))} is no ORPHA code of this release, current or retired")
    if not statements_of(thing.value, rows).thing.is_a(gd.Disease.value):
        return None
    desk = await desk_for({thing.value, *_mentioned(rows)}, reader, pool)
    return disease(thing.value, rows, desk)


def code_or(thing: NamedNode) -> str:
    """`ORPHA:79361` of a disease; the IRI of what has no such code."""
    return code_of(thing.value) or thing.value


def _mentioned(rows: list[Row]) -> set[str]:
    return {cell["value"] for row in rows for column, cell in row.items() if cell["type"] == "uri" and column in NAMED}


def gone(found: Disease, iris: Iris, page: bytes = b"") -> Gone:
    """The fault of asking for what its publisher took back."""
    successors = [Successor(one.iri, address(one.iri, iris) or one.iri) for one in found.replaced_by]
    return Gone(f"{found.code} ({found.name})", found.last_version or "", successors, page)


async def unknown(kind: str, name: str, pool: Pool) -> UnknownThing:
    """The fault of a name that nothing goes by, with the nearest names that there are."""
    known = [one for one in await names_of(kind, pool) if one[:BEGIN] == name[:BEGIN]]
    near = get_close_matches(name[:LONG], known[:COMPARED], n=3)
    instead = f"; near it are {', '.join(near)}" if near else ""
    return UnknownThing(f"no {kind} goes by {shown(name)} in this release{instead}", near)
