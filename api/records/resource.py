"""The records of resources, and of the specialties and care needs that things are found by."""

from dataclasses import dataclass

from genoderm.api.records.common import all_named, by_name, cards, place, told
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Card, Named, Place, Record
from genoderm.api.records.statements import Statements
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import RDF, SKOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Record):
    """A training, a grant, a meeting, a guideline, a registry … that answers a care need."""

    resource_kind: Named | None = None
    year: str | None = None
    start: str | None = None
    end: str | None = None
    venue: str | None = None
    place: Place | None = None
    concerns: tuple[Named, ...] = ()
    topic_published: tuple[str, ...] = ()
    needs: tuple[Named, ...] = ()
    languages: tuple[str, ...] = ()
    organised_by: tuple[Card, ...] = ()
    organisers_published: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept(Record):
    """A specialty or a care need: what is wider and narrower, and who has it or answers it."""

    broader: tuple[Named, ...] = ()
    narrower: tuple[Named, ...] = ()
    same_as: tuple[str, ...] = ()
    definition: str | None = None
    centres: tuple[Card, ...] = ()
    resources: tuple[Card, ...] = ()


def resource(found: Statements, desk: Desk) -> Resource:
    """From what is said of a resource."""
    node = found.thing
    kinds = [class_ for class_ in node.texts(f"{RDF}type") if class_ != f"{GD}Resource"]
    return Resource(
        kind="resource",
        **told(found, desk),
        resource_kind=desk.named(kinds[0]) if kinds else None,
        year=node.text(f"{GD}year"),
        start=node.text(f"{GD}start"),
        end=node.text(f"{GD}end"),
        venue=node.text(f"{GD}placeName"),
        place=place(found, desk),
        concerns=all_named(node, f"{GD}concerns", desk),
        topic_published=node.texts(f"{GD}topicPublished"),
        needs=all_named(node, f"{GD}answersNeed", desk),
        languages=node.texts(f"{GD}language"),
        organised_by=cards(node.texts(f"{GD}organisedBy"), desk),
        organisers_published=node.texts(f"{GD}organisersPublished"),
    )


def specialty(found: Statements, desk: Desk) -> Concept:
    """From what is said of a specialty."""
    return _concept("specialty", found, desk)


def need(found: Statements, desk: Desk) -> Concept:
    """From what is said of a care need."""
    return _concept("need", found, desk)


def _concept(kind: str, found: Statements, desk: Desk) -> Concept:
    node = found.thing
    things = cards({*found.whence(f"{GD}specialty"), *found.whence(f"{GD}answersNeed")}, desk)
    centre = desk.iris.iri("centre", "")
    return Concept(
        kind=kind,
        **told(found, desk),
        broader=all_named(node, f"{SKOS}broader", desk),
        narrower=by_name(desk.named(iri) for iri in found.whence(f"{SKOS}broader")),
        same_as=tuple(iri for iri in node.texts(f"{SKOS}exactMatch") if iri.startswith("http")),
        definition=_definition(found, desk),
        centres=tuple(one for one in things if one.iri.startswith(centre)),
        resources=tuple(one for one in things if not one.iri.startswith(centre)),
    )


def _definition(found: Statements, desk: Desk) -> str | None:
    texts = {str(cell.get("xml:lang", "")): cell["value"] for cell in found.thing.cells(f"{SKOS}definition")}
    return texts.get(desk.reader.language) or texts.get("en")
