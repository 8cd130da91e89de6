"""The fields of each collection: which property each tells, and how its values are written.

`term` is that of ontology/context.jsonld.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from pyoxigraph import NamedNode

from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v

GEO_AS_WKT = NamedNode(v.GEO + "asWKT")
SCHEMA_URL = NamedNode(v.SCHEMA + "url")
SCOPE_NOTE = NamedNode(v.SKOS + "definition")


class Shape(Enum):
    """What the values of a field are."""

    THING = auto()  # with a name
    CLASS = auto()  # one of the collection's words
    TEXT = auto()
    NAME = auto()  # a text in a language: those in the language asked for
    LINK = auto()  # an IRI as it is
    FLAG = auto()
    POINT = auto()


@dataclass(frozen=True, slots=True)
class Field:
    """A field: its name in answers, its property, its term in JSON-LD; `kind` keeps things of that kind alone."""

    name: str
    property: NamedNode
    term: str
    shape: Shape = Shape.TEXT
    many: bool = False
    kind: str = ""


def _things(name: str, property_: NamedNode, term: str, kind: str = "") -> Field:
    return Field(name, property_, term, Shape.THING, many=True, kind=kind)


def _thing(name: str, property_: NamedNode, term: str) -> Field:
    return Field(name, property_, term, Shape.THING)


COUNTRY = _thing("country", gd.country, "country")
COUNTRIES = _things("countries", gd.country, "country")
CITY = Field("city", gd.city, "city")
POINT = Field("point", GEO_AS_WKT, "", Shape.POINT)
LANGUAGES = Field("languages", gd.language, "language", many=True)
NEEDS = _things("needs", gd.answersNeed, "answersNeed")
WEBSITE = Field("website", SCHEMA_URL, "url", Shape.LINK)
EVIDENCE = _thing("evidence", gd.evidenceKind, "evidenceKind")
SOURCE = Field("source", v.DCT_SOURCE, "source", Shape.LINK)
AS_OF = Field("as_of", gd.asOf, "asOf")
ATTESTED = (WEBSITE, SOURCE, AS_OF)
CODES = Field("codes", v.SKOS_EXACT_MATCH, "exactMatch", Shape.LINK, many=True)
KIND = Field("kind", v.RDF_TYPE, "type", Shape.CLASS)
SCOPE = _things("diseases", gd.scope, "scope")
SCOPE_PUBLISHED = Field("scope_published", gd.scopePublished, "scopePublished")
OTHER_NAMES = Field("other_names", v.SKOS_ALT_LABEL, "altLabel", Shape.NAME, many=True)

FIELDS: Mapping[str, tuple[Field, ...]] = {
    "diseases": (
        KIND,
        OTHER_NAMES,
        _things("parents", v.SKOS_BROADER, "broader"),
        _things("inheritance", gd.inheritance, "inheritance"),
        _things("onset", gd.onset, "onset"),
        _things("genes", gd.associatedGene, "associatedGene"),
        Field("skin", gd.inSkinSet, "inSkinSet", Shape.FLAG),
        Field("retired", v.OWL_DEPRECATED, "deprecated", Shape.FLAG),
        _things("replaced_by", v.DCT_IS_REPLACED_BY, "isReplacedBy"),
    ),
    "centres": (
        _thing("kind", gd.centreKind, "centreKind"),
        OTHER_NAMES,
        COUNTRY,
        CITY,
        POINT,
        _thing("hospital", v.ORG_UNIT_OF, "unitOf"),
        Field("unit", gd.unitName, "unitName"),
        _thing("age_group", gd.ageGroup, "ageGroup"),
        _things("specialties", gd.specialty, "specialty"),
        NEEDS,
        LANGUAGES,
        _things("networks", v.ORG_MEMBER_OF, "memberOf", "network"),
        _things("groups", v.ORG_MEMBER_OF, "memberOf", "group"),
        _things("expertise", gd.hasExpertiseIn, "hasExpertiseIn"),
        _thing("status", gd.status, "status"),
        *ATTESTED,
    ),
    "hospitals": (
        KIND,
        OTHER_NAMES,
        COUNTRY,
        CITY,
        POINT,
        _things("part_of", v.ORG_SUB_ORGANIZATION_OF, "subOrganizationOf"),
        CODES,
        *ATTESTED,
    ),
    "networks": (
        _thing("kind", gd.networkKind, "networkKind"),
        Field("acronym", gd.acronym, "acronym"),
        OTHER_NAMES,
        COUNTRIES,
        _things("regions", gd.region, "region"),
        SCOPE,
        SCOPE_PUBLISHED,
        _things("coordinated_by", gd.coordinatedBy, "coordinatedBy"),
        _things("part_of", v.ORG_SUB_ORGANIZATION_OF, "subOrganizationOf"),
        Field("founded", gd.founded, "founded"),
        CODES,
        *ATTESTED,
    ),
    "groups": (
        _thing("network", gd.groupOf, "groupOf"),
        Field("code", gd.groupCode, "groupCode"),
        Field("order", gd.groupOrder, "groupOrder"),
        SCOPE,
        SCOPE_PUBLISHED,
        SOURCE,
        AS_OF,
    ),
    "specialties": (
        OTHER_NAMES,
        Field("definition", SCOPE_NOTE, "definition", Shape.NAME),
        CODES,
        _things("broader", v.SKOS_BROADER, "broader"),
    ),
    "associations": (
        Field("acronym", gd.acronym, "acronym"),
        OTHER_NAMES,
        COUNTRIES,
        LANGUAGES,
        _things("diseases", gd.servesDisease, "servesDisease"),
        SCOPE_PUBLISHED,
        _things("umbrellas", gd.umbrella, "umbrella"),
        _things("networks", v.ORG_MEMBER_OF, "memberOf", "network"),
        Field("founded", gd.founded, "founded"),
        CODES,
        EVIDENCE,
        *ATTESTED,
    ),
    "needs": (Field("definition", SCOPE_NOTE, "definition", Shape.NAME),),
    "resources": (
        KIND,
        Field("year", gd.year, "year"),
        Field("start", gd.start, "start"),
        Field("end", gd.end, "end"),
        Field("venue", gd.placeName, "placeName"),
        CITY,
        COUNTRIES,
        POINT,
        _things("diseases", gd.concerns, "concerns"),
        Field("topic", gd.topicPublished, "topicPublished"),
        LANGUAGES,
        NEEDS,
        _things("organised_by", gd.organisedBy, "organisedBy"),
        Field("organisers", gd.organisersPublished, "organisersPublished"),
        EVIDENCE,
        *ATTESTED,
    ),
}
