"""The part of schema.org's vocabulary that our pages use: types with what they are kinds of, properties with domains.

From https://schema.org/version/latest/schemaorg-current-https.ttl, version 29, pending terms included.
"""

from collections.abc import Iterator
from typing import Any

PARENTS = {
    "CollegeOrUniversity": ("EducationalOrganization",),
    "Country": ("AdministrativeArea",),
    "AdministrativeArea": ("Place",),
    "Certification": ("CreativeWork",),
    "Course": ("CreativeWork", "LearningResource"),
    "LearningResource": ("CreativeWork",),
    "CreativeWork": ("Thing",),
    "DataCatalog": ("CreativeWork",),
    "Dataset": ("CreativeWork",),
    "DefinedTerm": ("Intangible",),
    "DiagnosticLab": ("MedicalOrganization",),
    "EducationalOrganization": ("CivicStructure", "Organization"),
    "CivicStructure": ("Place",),
    "EmergencyService": ("CivicStructure", "LocalBusiness"),
    "Event": ("Thing",),
    "GeoCoordinates": ("StructuredValue",),
    "Grant": ("Intangible",),
    "Hospital": ("CivicStructure", "EmergencyService", "MedicalOrganization"),
    "Intangible": ("Thing",),
    "LocalBusiness": ("Organization", "Place"),
    "MedicalBusiness": ("LocalBusiness",),
    "MedicalClinic": ("MedicalBusiness", "MedicalOrganization"),
    "MedicalCode": ("CategoryCode", "MedicalIntangible"),
    "CategoryCode": ("DefinedTerm",),
    "MedicalIntangible": ("MedicalEntity",),
    "MedicalCondition": ("MedicalEntity",),
    "MedicalEntity": ("Thing",),
    "MedicalGuideline": ("MedicalEntity",),
    "MedicalOrganization": ("Organization",),
    "MedicalSignOrSymptom": ("MedicalCondition",),
    "MedicalSpecialty": ("Specialty",),
    "Specialty": ("Enumeration",),
    "Enumeration": ("Intangible",),
    "NGO": ("Organization",),
    "Organization": ("Thing",),
    "Place": ("Thing",),
    "PostalAddress": ("ContactPoint",),
    "ContactPoint": ("StructuredValue",),
    "ResearchOrganization": ("Organization",),
    "Service": ("Intangible",),
    "StructuredValue": ("Intangible",),
    "Thing": (),
    "WebPage": ("CreativeWork",),
}
DOMAINS = {
    "about": ("CreativeWork", "Event"),
    "address": ("Organization", "Place"),
    "addressCountry": ("PostalAddress",),
    "addressLocality": ("PostalAddress",),
    "alternateName": ("Thing",),
    "areaServed": ("Organization", "Service"),
    "code": ("MedicalEntity",),
    "codeValue": ("CategoryCode", "MedicalCode"),
    "codingSystem": ("MedicalCode",),
    "dateModified": ("CreativeWork",),
    "description": ("Thing",),
    "endDate": ("Event", "CreativeWork"),
    "epidemiology": ("MedicalCondition",),
    "expires": ("CreativeWork", "Certification"),
    "foundingDate": ("Organization",),
    "geo": ("Place",),
    "guidelineSubject": ("MedicalGuideline",),
    "hasCertification": ("Organization", "Place"),
    "inLanguage": ("CreativeWork", "Event"),
    "isPartOf": ("CreativeWork",),
    "issuedBy": ("Certification",),
    "knowsAbout": ("Organization",),
    "knowsLanguage": ("Organization",),
    "latitude": ("GeoCoordinates", "Place"),
    "license": ("CreativeWork",),
    "location": ("Event", "Organization"),
    "longitude": ("GeoCoordinates", "Place"),
    "mainEntityOfPage": ("Thing",),
    "medicalSpecialty": ("Hospital", "MedicalClinic", "MedicalOrganization"),
    "member": ("Organization",),
    "memberOf": ("Organization",),
    "name": ("Thing",),
    "organizer": ("Event",),
    "parentOrganization": ("Organization",),
    "provider": ("CreativeWork", "Event", "Service"),
    "sameAs": ("Thing",),
    "signOrSymptom": ("MedicalCondition",),
    "startDate": ("Event", "CreativeWork"),
    "subOrganization": ("Organization",),
    "termCode": ("DefinedTerm",),
    "url": ("Thing",),
    "validFrom": ("Certification",),
    "version": ("CreativeWork",),
}


def wrong_properties(value: Any) -> Iterator[str]:
    """Properties at a node, and within it, in whose domain the node's type is not."""
    if isinstance(value, list):
        for one in value:
            yield from wrong_properties(one)
    elif isinstance(value, dict):
        kind = value.get("@type")
        for name, inner in value.items():
            if not name.startswith("@"):
                if kind is not None and not set(_kinds(kind)) & set(DOMAINS.get(name, ())):
                    yield f"{kind}.{name}"
                yield from wrong_properties(inner)


def _kinds(kind: str) -> Iterator[str]:
    yield kind
    for parent in PARENTS[kind]:
        yield from _kinds(parent)
