"""The records of hospitals and other organisations, and of patient associations."""

from dataclasses import dataclass

from genoderm.api.records.common import all_named, cards, named, place, told
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Card, Named, Place, Record
from genoderm.api.records.statements import Statements
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import ORG, RDF


@dataclass(frozen=True, slots=True, kw_only=True)
class Hospital(Record):
    """A body that hosts centres, or organises something."""

    hospital_kind: Named | None = None
    place: Place | None = None
    part_of: tuple[Card, ...] = ()
    parts: tuple[Card, ...] = ()
    centres: tuple[Card, ...] = ()
    coordinates: tuple[Card, ...] = ()
    resources: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Association(Record):
    """An organisation of patients and families; `members` are those under its umbrella."""

    acronym: str | None = None
    place: Place | None = None
    languages: tuple[str, ...] = ()
    founded: str | None = None
    diseases: tuple[Named, ...] = ()
    scope_published: tuple[str, ...] = ()
    umbrellas: tuple[Card, ...] = ()
    members: tuple[Card, ...] = ()
    networks: tuple[Card, ...] = ()
    resources: tuple[Card, ...] = ()


def hospital(found: Statements, desk: Desk) -> Hospital:
    """From what is said of a hospital, an institute, a university or another body."""
    node = found.thing
    return Hospital(
        kind="hospital",
        **told(found, desk),
        hospital_kind=named(node, f"{RDF}type", desk),
        place=place(found, desk),
        part_of=cards(node.texts(f"{ORG}subOrganizationOf"), desk),
        parts=cards(found.whence(f"{ORG}subOrganizationOf"), desk),
        centres=cards(found.whence(f"{ORG}unitOf"), desk),
        coordinates=cards(found.whence(f"{GD}coordinatedBy"), desk),
        resources=cards(found.whence(f"{GD}organisedBy"), desk),
    )


def association(found: Statements, desk: Desk) -> Association:
    """From what is said of a patient association."""
    node = found.thing
    return Association(
        kind="association",
        **told(found, desk),
        acronym=node.text(f"{GD}acronym"),
        place=place(found, desk),
        languages=node.texts(f"{GD}language"),
        founded=node.text(f"{GD}founded"),
        diseases=all_named(node, f"{GD}servesDisease", desk),
        scope_published=node.texts(f"{GD}scopePublished"),
        umbrellas=cards(node.texts(f"{GD}umbrella"), desk),
        members=cards(found.whence(f"{GD}umbrella"), desk),
        networks=cards(node.texts(f"{ORG}memberOf"), desk),
        resources=cards(found.whence(f"{GD}organisedBy"), desk),
    )
