"""What the records of all kinds have in common, read from the statements about a thing."""

import re
from collections.abc import Iterable
from typing import TypedDict, TypeVar

from genoderm.api.records.asking import language_of
from genoderm.api.records.desk import Desk, id_of
from genoderm.api.records.parts import Card, Code, Edition, Evidence, Name, Named, Place, Source
from genoderm.api.records.statements import Node, Statements
from genoderm.ontology.terms import CODES, GD
from genoderm.ontology.vocabularies import DCT, GEO, OBO_IN_OWL, RDFS, SCHEMA, SKOS

PRECISIONS = {
    f"{SKOS}exactMatch": "exact",
    f"{SKOS}narrowMatch": "narrow",
    f"{SKOS}broadMatch": "broad",
    f"{SKOS}closeMatch": "close",
    f"{SKOS}relatedMatch": "related",
    f"{OBO_IN_OWL}hasDbXref": "not-told",
}
PREFERRED = {f"{SKOS}prefLabel", f"{DCT}title"}
NAMED_BY = (*sorted(PREFERRED), f"{SKOS}altLabel")
POINT = re.compile(r"POINT\s*\((?P<longitude>\S+) (?P<latitude>\S+)\)", re.IGNORECASE)
T = TypeVar("T", bound=Named)


class Told(TypedDict):
    """The fields of every record."""

    iri: str
    id: str
    name: str
    href: str
    name_language: str | None
    names: tuple[Name, ...]
    codes: tuple[Code, ...]
    websites: tuple[str, ...]
    notes: tuple[str, ...]
    evidence: Evidence | None
    sources: tuple[Source, ...]
    release: Edition


def told(found: Statements, desk: Desk) -> Told:
    """Names, codes and sources of a thing."""
    node = found.thing
    name, language = desk.name(node.iri)
    return Told(
        iri=node.iri,
        id=id_of(node.iri),
        name=name,
        href=desk.href(node.iri) or node.iri,
        name_language=language,
        names=names(node, desk),
        codes=codes(node, desk),
        websites=node.texts(f"{SCHEMA}url"),
        notes=node.texts(f"{SKOS}editorialNote"),
        evidence=evidence(node, desk),
        sources=desk.sources(found.graphs),
        release=desk.edition,
    )


def names(node: Node, desk: Desk) -> tuple[Name, ...]:
    """All names, the preferred ones first."""
    return tuple(
        Name(
            name=cell["value"],
            language=language_of(cell) or None,
            preferred=naming in PREFERRED,
            stated_by=desk.stated_by(graphs),
        )
        for naming in NAMED_BY
        for cell, graphs in node.with_graphs(naming)
    )


def codes(node: Node, desk: Desk) -> tuple[Code, ...]:
    """Codes in other systems, by system."""
    found = [
        Code(
            system=code.partition(":")[0],
            code=code,
            iri=cell["value"],
            precision=precision,
            stated_by=desk.stated_by(graphs),
        )
        for relation, precision in PRECISIONS.items()
        for cell, graphs in node.with_graphs(relation)
        if (code := CODES.compress(cell["value"].rstrip("/")))
    ]
    return tuple(sorted(found, key=lambda one: (one.system, one.code)))


def evidence(node: Node, desk: Desk) -> Evidence | None:
    """What is said of where a statement comes from; None if nothing is."""
    kind = named(node, f"{GD}evidenceKind", desk)
    source, as_of = node.text(f"{DCT}source"), node.text(f"{GD}asOf")
    if not (kind or source or as_of):
        return None
    return Evidence(kind=kind.id if kind else None, label=kind.name if kind else None, source=source, as_of=as_of)


def named(node: Node, name: str, desk: Desk) -> Named | None:
    """The first value of a property as a thing."""
    value = node.text(name)
    return desk.named(value) if value else None


def all_named(node: Node, name: str, desk: Desk) -> tuple[Named, ...]:
    """All values of a property as things, by name."""
    return by_name(desk.named(value) for value in node.texts(name))


def cards(things: Iterable[str], desk: Desk) -> tuple[Card, ...]:
    """Things as a list shows them, by name."""
    return by_name(desk.card(iri) for iri in set(things))


def by_name(things: Iterable[T]) -> tuple[T, ...]:
    """In the order of a list."""
    return tuple(sorted(things, key=lambda one: (one.name.casefold(), one.iri)))


def place(found: Statements, desk: Desk) -> Place | None:
    """Where the thing is; None if nothing is said of that."""
    node = found.thing
    point = next((at for at in found.others.values() if at.text(f"{GEO}asWKT")), Node(""))
    at = POINT.fullmatch(point.text(f"{GEO}asWKT") or "")
    town = next((url for url in node.texts(f"{RDFS}seeAlso") if url.startswith("https://sws.geonames.org/")), None)
    where = Place(
        city=node.text(f"{GD}city"),
        countries=all_named(node, f"{GD}country", desk),
        latitude=float(at["latitude"]) if at else None,
        longitude=float(at["longitude"]) if at else None,
        coordinates_from=point.text(f"{GD}coordinatesFrom"),
        geonames=town,
    )
    return where if where != Place() else None
