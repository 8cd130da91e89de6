"""The record of a centre."""

from dataclasses import dataclass
from typing import Literal

from genoderm.api.records.attested import Designation, Expertise, Membership, designation, expertise, membership
from genoderm.api.records.common import all_named, cards, named, place, told
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Card, Named, Place, Record
from genoderm.api.records.statements import Node, Statements
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import ORG

Class = Literal["expert-centre", "laboratory", "coordination-hub"]
CLASSES: dict[str, Class] = {
    f"{GD}ExpertCentre": "expert-centre",
    f"{GD}Laboratory": "laboratory",
    f"{GD}CoordinationHub": "coordination-hub",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Centre(Record):
    """A unit that has expertise, or coordinates access to it; `status` is None where it is current."""

    centre_class: Class | None = None
    centre_kind: Named | None = None
    status: str | None = None
    unit: str | None = None
    hospital: Card | None = None
    place: Place | None = None
    age_group: Named | None = None
    specialties: tuple[Named, ...] = ()
    needs: tuple[Named, ...] = ()
    languages: tuple[str, ...] = ()
    designations: tuple[Designation, ...] = ()
    expertise: tuple[Expertise, ...] = ()
    memberships: tuple[Membership, ...] = ()
    coordinates: tuple[Card, ...] = ()
    resources: tuple[Card, ...] = ()


def centre(found: Statements, desk: Desk) -> Centre:
    """From what is said of a centre."""
    node = found.thing
    kind = named(node, f"{GD}status", desk)
    return Centre(
        kind="centre",
        **told(found, desk),
        centre_class=next((word for class_, word in CLASSES.items() if node.is_a(class_)), None),
        centre_kind=named(node, f"{GD}centreKind", desk),
        status=kind.id if kind else None,
        unit=node.text(f"{GD}unitName"),
        hospital=_host(node, desk),
        place=place(found, desk),
        age_group=named(node, f"{GD}ageGroup", desk),
        specialties=all_named(node, f"{GD}specialty", desk),
        needs=all_named(node, f"{GD}answersNeed", desk),
        languages=node.texts(f"{GD}language"),
        designations=_designations(found, desk),
        expertise=_expertise(found, desk),
        memberships=_memberships(found, desk),
        coordinates=cards(found.whence(f"{GD}coordinatedBy"), desk),
        resources=cards(found.whence(f"{GD}organisedBy"), desk),
    )


def _host(node: Node, desk: Desk) -> Card | None:
    host = node.text(f"{ORG}unitOf")
    return desk.card(host) if host else None


def _designations(found: Statements, desk: Desk) -> tuple[Designation, ...]:
    told_of = (designation(node, desk) for node in found.of_class(f"{GD}Designation"))
    return tuple(sorted(told_of, key=lambda one: one.iri))


def _expertise(found: Statements, desk: Desk) -> tuple[Expertise, ...]:
    """By disease, what is current first."""
    told_of = (expertise(node, desk) for node in found.of_class(f"{GD}Expertise"))
    return tuple(sorted(told_of, key=lambda one: (one.status or "", one.disease.name.casefold(), one.iri)))


def _memberships(found: Statements, desk: Desk) -> tuple[Membership, ...]:
    told_of = (membership(node, desk) for node in found.of_class(f"{GD}Membership"))
    return tuple(sorted(told_of, key=lambda one: (one.status or "", one.of.name.casefold(), one.iri)))
