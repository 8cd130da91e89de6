"""Statements that are things of their own: designations, expertise, memberships; each with what it rests on."""

from dataclasses import dataclass

from genoderm.api.records.common import all_named, evidence, named
from genoderm.api.records.desk import Desk
from genoderm.api.records.parts import Card, Evidence, Named
from genoderm.api.records.statements import Node
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import DCT, ORG, SKOS


@dataclass(frozen=True, slots=True, kw_only=True)
class Attested:
    """A statement with its evidence; `status` is None where it is current as far as its source tells."""

    iri: str
    href: str | None = None
    status: str | None = None
    published_as: str | None = None
    age_group: Named | None = None
    evidence: Evidence | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Designation(Attested):
    """An authority recognises a centre at a level, for some diseases."""

    title: str | None = None
    centre: Card | None = None
    authority: Named | None = None
    level: Named | None = None
    network: Named | None = None
    scope: tuple[Named, ...] = ()
    labelled: str | None = None
    renewed: str | None = None
    end: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expertise(Attested):
    """A centre knows a disease, or a group of diseases."""

    disease: Named
    designation: str | None = None  # the IRI of the designation that attests it


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership(Attested):
    """A centre is in a network, or in a thematic group."""

    member: Card
    of: Named
    role: Named | None = None
    start: str | None = None
    end: str | None = None


def designation(node: Node, desk: Desk) -> Designation:
    """From the node of a designation."""
    centre = node.text(f"{GD}designates")
    return Designation(
        iri=node.iri,
        href=desk.href(node.iri),
        title=node.text(f"{DCT}title"),
        centre=desk.card(centre) if centre else None,
        authority=named(node, f"{GD}authority", desk),
        level=named(node, f"{GD}level", desk),
        network=named(node, f"{GD}network", desk),
        scope=all_named(node, f"{GD}scope", desk),
        labelled=node.text(f"{GD}labelled"),
        renewed=node.text(f"{GD}renewed"),
        end=node.text(f"{GD}end"),
        published_as=node.text(f"{GD}scopePublished"),
        age_group=named(node, f"{GD}ageGroup", desk),
        evidence=evidence(node, desk),
        notes=node.texts(f"{SKOS}editorialNote"),
    )


def expertise(node: Node, desk: Desk) -> Expertise:
    """From the node of a statement of expertise."""
    return Expertise(
        iri=node.iri,
        href=desk.href(node.iri),
        disease=desk.named(node.texts(f"{GD}disease")[0]),
        designation=node.text(f"{GD}designation"),
        published_as=node.text(f"{GD}publishedAs"),
        age_group=named(node, f"{GD}ageGroup", desk),
        status=_status(node),
        evidence=evidence(node, desk),
        notes=node.texts(f"{SKOS}editorialNote"),
    )


def membership(node: Node, desk: Desk) -> Membership:
    """From the node of a membership."""
    return Membership(
        iri=node.iri,
        href=desk.href(node.iri),
        member=desk.card(node.texts(f"{ORG}member")[0]),
        of=desk.named(node.texts(f"{ORG}organization")[0]),
        role=named(node, f"{ORG}role", desk),
        start=node.text(f"{GD}start"),
        end=node.text(f"{GD}end"),
        published_as=node.text(f"{GD}publishedAs"),
        status=_status(node),
        evidence=evidence(node, desk),
        notes=node.texts(f"{SKOS}editorialNote"),
    )


def _status(node: Node) -> str | None:
    status = node.text(f"{GD}status")
    return status.rpartition("/")[2] if status else None
