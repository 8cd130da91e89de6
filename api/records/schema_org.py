"""A record in the words of schema.org, as the data block of its page: properties in whose domain its type is.

https://schema.org/docs/schemas.html; a test holds what is written here against a table of the domains.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from markupsafe import Markup

from genoderm.api.records.attested import Designation
from genoderm.api.records.centre import Centre
from genoderm.api.records.disease import Disease
from genoderm.api.records.generic import Anything
from genoderm.api.records.network import Group, Network
from genoderm.api.records.organisation import Association, Hospital
from genoderm.api.records.parts import Code, Named, Place, Record
from genoderm.api.records.resource import Concept, Resource
from genoderm.graph.provenance import OURS
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import SCHEMA

Node = dict[str, Any]
SIGNS, MEMBERS = 100, 200  # as many as a reader of data blocks needs
CENTRES = {"expert-centre": "MedicalClinic", "laboratory": "DiagnosticLab", "coordination-hub": "MedicalOrganization"}
BODIES = {"Hospital": "Hospital", "ResearchInstitute": "ResearchOrganization", "University": "CollegeOrUniversity"}
EVENTS = {"ExpertMeeting", "Workshop", "AwarenessEvent"}
COURSES = {"TrainingCourse", "ETraining"}
OTHERS = {"Guideline": "MedicalGuideline", "Registry": "Dataset", "Directory": "DataCatalog", "Grant": "Grant"}
DATA = {f"{GD}SourceGraph", f"{GD}Release"}


def data_block(record: Record) -> Markup:
    """The JSON-LD to stand in a script element: what could end that is escaped."""
    told = {"@context": SCHEMA.rstrip("/"), "@graph": [_lean(_node(record)), _lean(_page(record))]}
    text = json.dumps(told, ensure_ascii=False)
    return Markup(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))  # noqa: S704


def _node(record: Record) -> Node:
    common = {
        "@id": record.iri,
        "name": record.name,
        "url": record.websites[0] if record.websites else record.href,
        "mainEntityOfPage": record.href,
        "alternateName": [one.name for one in record.names if one.name != record.name],
        "sameAs": [code.iri for code in record.codes if code.precision == "exact"],
    }
    return common | MAKERS.get(type(record), _anything)(record)


def _page(record: Record) -> Node:
    """The page itself, and the dataset that it is a part of."""
    return {
        "@type": "WebPage",
        "@id": record.href,
        "name": record.name,
        "about": {"@id": record.iri},
        "license": OURS.licence,
        "dateModified": record.release.created,
        "isPartOf": {
            "@type": "Dataset",
            "name": "Genoderm",
            "url": OURS.homepage,
            "version": record.release.id,
            "license": OURS.licence,
            "description": "Centres, networks and patient associations for genodermatoses and rare skin disorders",
        },
    }


def _disease(record: Disease) -> Node:
    own = Code(system="ORPHA", code=record.code, iri=record.iri, precision="exact")
    return {
        "@type": "MedicalCondition",
        "code": [_code(one) for one in (own, *record.codes) if one.precision == "exact"],
        "signOrSymptom": [
            {"@type": "MedicalSignOrSymptom", "@id": one.iri, "name": one.name} for one in record.phenotypes[:SIGNS]
        ],
        "epidemiology": _epidemiology(record),
    }


def _epidemiology(record: Disease) -> str | None:
    for one in record.prevalences:
        if one.prevalence_class:
            return ", ".join(filter(None, (one.measure.name, one.prevalence_class.name, one.area)))
    return None


def _code(code: Code) -> Node:
    return {"@type": "MedicalCode", "codingSystem": code.system, "codeValue": code.code.partition(":")[2]}


def _centre(record: Centre) -> Node:
    networks = {one.of.iri: one.of for one in record.memberships if one.status is None}
    return {
        "@type": CENTRES.get(record.centre_class or "", "MedicalOrganization"),
        "parentOrganization": _organisation(record.hospital) if record.hospital else None,
        "medicalSpecialty": [{"@type": "MedicalSpecialty", "name": one.name} for one in record.specialties],
        "knowsAbout": _conditions(one.disease for one in record.expertise if one.status is None),
        "knowsLanguage": list(record.languages),
        "memberOf": [_organisation(one) for one in networks.values()],
        "hasCertification": [_certification(one) for one in record.designations],
        **_where(record.place),
    }


def _certification(one: Designation) -> Node:
    return {
        "@type": "Certification",
        "name": one.title,
        "issuedBy": _organisation(one.authority) if one.authority else None,
        "validFrom": one.labelled,
        "expires": one.end,
    }


def _hospital(record: Hospital) -> Node:
    return {
        "@type": BODIES.get(record.hospital_kind.id if record.hospital_kind else "", "Organization"),
        "parentOrganization": [_organisation(one) for one in record.part_of],
        "subOrganization": [_organisation(one) for one in (*record.parts, *record.centres)],
        **_where(record.place),
    }


def _network(record: Network) -> Node:
    members = {one.member.iri: one.member for one in record.members if one.status is None}
    return {
        "@type": "Organization",
        "foundingDate": record.founded,
        "parentOrganization": [_organisation(one) for one in record.part_of],
        "subOrganization": [_organisation(one) for one in (*record.parts, *record.groups)],
        "member": [_organisation(one) for one in members.values()][:MEMBERS],
        "areaServed": [{"@type": "Place", "name": one.name} for one in record.regions],
        "knowsAbout": _conditions(record.scope),
    }


def _group(record: Group) -> Node:
    return {
        "@type": "Organization",
        "parentOrganization": _organisation(record.network) if record.network else None,
        "member": [_organisation(one.member) for one in record.members],
        "knowsAbout": _conditions(record.scope),
    }


def _association(record: Association) -> Node:
    return {
        "@type": "NGO",
        "foundingDate": record.founded,
        "knowsLanguage": list(record.languages),
        "knowsAbout": _conditions(record.diseases),
        "memberOf": [_organisation(one) for one in (*record.umbrellas, *record.networks)],
        "areaServed": _countries(record.place),
    }


def _resource(record: Resource) -> Node:
    kind = record.resource_kind.id if record.resource_kind else ""
    if kind in EVENTS:
        return {
            "@type": "Event",
            "startDate": record.start or record.year,
            "endDate": record.end,
            "location": _location(record),
            "organizer": [_organisation(one) for one in record.organised_by],
            "about": _conditions(record.concerns),
            "inLanguage": list(record.languages),
        }
    if kind in COURSES:
        return {"@type": "Course", **_work(record)}
    if kind == "Guideline":
        return {"@type": "MedicalGuideline", "guidelineSubject": _conditions(record.concerns)}
    if kind in {"Registry", "Directory"}:
        return {"@type": OTHERS[kind], **_work(record)}
    if kind in {"AccessProgramme", "PatientSupport"}:
        providers = [_organisation(one) for one in record.organised_by]
        return {"@type": "Service", "provider": providers, "areaServed": _countries(record.place)}
    return {"@type": "Grant"} if kind == "Grant" else {"@type": "CreativeWork", **_work(record)}


def _work(record: Resource) -> Node:
    return {
        "about": _conditions(record.concerns),
        "inLanguage": list(record.languages),
        "provider": [_organisation(one) for one in record.organised_by],
    }


def _concept(record: Concept) -> Node:
    return {"@type": "DefinedTerm", "termCode": record.id, "description": record.definition}


def _anything(record: Record) -> Node:
    classes = {
        value.thing.iri
        for one in (record.statements if isinstance(record, Anything) else ())
        for value in one.values
        if value.thing
    }
    return {"@type": "Dataset" if classes & DATA else "Thing", "license": OURS.licence if classes & DATA else None}


def _organisation(one: Named) -> Node:
    return {"@type": "Organization", "@id": one.iri, "name": one.name}


def _conditions(things: Iterable[Named]) -> list[Node]:
    once = {one.iri: one for one in things}
    return [{"@type": "MedicalCondition", "@id": one.iri, "name": one.name} for one in once.values()]


def _where(place: Place | None) -> Node:
    if place is None:
        return {}
    address = {"@type": "PostalAddress", "addressLocality": place.city, "addressCountry": _land(place)}
    return {"address": address, "location": {"@type": "Place", "geo": _point(place)} if _point(place) else None}


def _location(record: Resource) -> Node | None:
    if not (record.place or record.venue):
        return None
    return {"@type": "Place", "name": record.venue, "address": _where(record.place).get("address")}


def _point(place: Place) -> Node | None:
    if place.latitude is None:
        return None
    return {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}


def _land(place: Place) -> str | None:
    return place.countries[0].id if place.countries else None


def _countries(place: Place | None) -> list[Node]:
    lands = place.countries if place else ()
    return [{"@type": "Country", "@id": one.iri, "name": one.name} for one in lands]


def _lean(value: Any) -> Any:
    """Without what nothing is known of."""
    match value:
        case dict():
            lean = {key: _lean(inner) for key, inner in value.items()}
            return {key: inner for key, inner in lean.items() if inner not in (None, [], {}, "")}
        case list():
            return [_lean(inner) for inner in value]
    return value


MAKERS: Mapping[type[Record], Callable[[Any], Node]] = {
    Disease: _disease,
    Centre: _centre,
    Hospital: _hospital,
    Network: _network,
    Group: _group,
    Association: _association,
    Resource: _resource,
    Concept: _concept,
}
