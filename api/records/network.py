"""The records of networks and of their thematic groups."""

from dataclasses import dataclass
from typing import Literal

from genoderm.api.records.attested import Designation, Membership, designation, membership
from genoderm.api.records.common import all_named, cards, evidence, named, place, told
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Card, Evidence, Named, Place, Record
from genoderm.api.records.statements import Node, Statements
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import ORG, SKOS


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedSize:
    """How large a network is, as a page says; pages that disagree stand side by side."""

    count: int
    unit: Named | None = None
    evidence: Evidence | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collaboration:
    """A tie to another network, said by this network or of it."""

    partner: Named
    tie: Named | None = None
    said: Literal["by-the-network", "of-the-network"]
    evidence: Evidence | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Network(Record):
    """A lasting cooperation of centres or organisations."""

    acronym: str | None = None
    network_kind: Named | None = None
    place: Place | None = None
    regions: tuple[Named, ...] = ()
    scope: tuple[Named, ...] = ()
    scope_published: tuple[str, ...] = ()
    founded: str | None = None
    part_of: tuple[Card, ...] = ()
    parts: tuple[Card, ...] = ()
    coordinated_by: tuple[Card, ...] = ()
    groups: tuple[Named, ...] = ()
    members: tuple[Membership, ...] = ()
    designations: tuple[Designation, ...] = ()
    associations: tuple[Card, ...] = ()
    sizes: tuple[StatedSize, ...] = ()
    collaborations: tuple[Collaboration, ...] = ()
    resources: tuple[Card, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Record):
    """A part of a network that is devoted to a group of diseases, or to a task."""

    network: Named | None = None
    group_code: str | None = None
    order: int | None = None
    scope: tuple[Named, ...] = ()
    scope_published: tuple[str, ...] = ()
    members: tuple[Membership, ...] = ()
    resources: tuple[Card, ...] = ()


def network(found: Statements, desk: Desk) -> Network:
    """From what is said of a network."""
    node = found.thing
    return Network(
        kind="network",
        **told(found, desk),
        acronym=node.text(f"{GD}acronym"),
        network_kind=named(node, f"{GD}networkKind", desk),
        place=place(found, desk),
        regions=all_named(node, f"{GD}region", desk),
        scope=all_named(node, f"{GD}scope", desk),
        scope_published=node.texts(f"{GD}scopePublished"),
        founded=node.text(f"{GD}founded"),
        part_of=cards(node.texts(f"{ORG}subOrganizationOf"), desk),
        parts=cards(found.whence(f"{ORG}subOrganizationOf"), desk),
        coordinated_by=cards(node.texts(f"{GD}coordinatedBy"), desk),
        groups=tuple(desk.named(iri) for iri in found.whence(f"{GD}groupOf")),
        members=_members(found, desk),
        designations=tuple(designation(one, desk) for one in found.of_class(f"{GD}Designation")),
        associations=_associations(found, desk),
        sizes=_sizes(found, desk),
        collaborations=_collaborations(found, desk),
        resources=cards(found.whence(f"{GD}organisedBy"), desk),
    )


def group(found: Statements, desk: Desk) -> Group:
    """From what is said of a thematic group."""
    node = found.thing
    order = node.text(f"{GD}groupOrder")
    return Group(
        kind="group",
        **told(found, desk),
        network=named(node, f"{GD}groupOf", desk),
        group_code=node.text(f"{GD}groupCode"),
        order=int(order) if order else None,
        scope=all_named(node, f"{GD}scope", desk),
        scope_published=node.texts(f"{GD}scopePublished"),
        members=_members(found, desk),
        resources=cards(found.whence(f"{GD}organisedBy"), desk),
    )


def _members(found: Statements, desk: Desk) -> tuple[Membership, ...]:
    """What is current first, then by name."""
    told_of = (membership(node, desk) for node in found.of_class(f"{GD}Membership"))
    return tuple(sorted(told_of, key=lambda one: (one.status or "", one.member.name.casefold(), one.iri)))


def _associations(found: Statements, desk: Desk) -> tuple[Card, ...]:
    """Members that no membership tells of are patient associations; those of centres are derived from memberships."""
    derived = {one for node in found.of_class(f"{GD}Membership") for one in node.texts(f"{ORG}member")}
    return cards(set(found.whence(f"{ORG}memberOf")) - derived, desk)


def _sizes(found: Statements, desk: Desk) -> tuple[StatedSize, ...]:
    sizes = [
        StatedSize(
            count=int(node.texts(f"{GD}count")[0]),
            unit=named(node, f"{GD}countUnit", desk),
            evidence=evidence(node, desk),
            notes=node.texts(f"{SKOS}editorialNote"),
        )
        for node in found.of_class(f"{GD}StatedSize")
    ]
    return tuple(sorted(sizes, key=lambda one: (one.unit.name if one.unit else "", _date(one.evidence), one.count)))


def _collaborations(found: Statements, desk: Desk) -> tuple[Collaboration, ...]:
    ties = [_collaboration(node, found.thing.iri, desk) for node in found.of_class(f"{GD}Collaboration")]
    return tuple(sorted(ties, key=lambda one: (one.partner.name.casefold(), _date(one.evidence))))


def _collaboration(node: Node, network: str, desk: Desk) -> Collaboration:
    own = network in node.texts(f"{GD}network")
    return Collaboration(
        partner=desk.named(node.texts(f"{GD}withNetwork" if own else f"{GD}network")[0]),
        tie=named(node, f"{GD}collaborationKind", desk),
        said="by-the-network" if own else "of-the-network",
        evidence=evidence(node, desk),
        notes=node.texts(f"{SKOS}editorialNote"),
    )


def _date(evidence: Evidence | None) -> str:
    return (evidence and evidence.as_of) or ""
