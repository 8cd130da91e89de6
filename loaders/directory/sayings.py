"""How each column is said: the property, and what is made of a cell. Columns that make shapes are in statements.py."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from pyoxigraph import NamedNode

from genoderm.loaders.directory import vocabulary as words
from genoderm.loaders.directory.vocabulary import Vocabulary
from genoderm.ontology import terms as gd
from genoderm.ontology import vocabularies as v
from genoderm.ontology.lines import literal, resource, tagged, typed

Saying = tuple[NamedNode, Callable[[Any], str]]  # a property, and what makes the term of a value

UNDETERMINED = "und"  # ISO 639-2: names whose language nobody told


def named(text: str, language: str) -> str:
    """A name in its language."""
    return tagged(text, language or UNDETERMINED)


@lru_cache(maxsize=1 << 12)
def dated(text: str) -> str:
    """A date as precise as it is written: "2016", "2016-12", "2016-12-31"."""
    by_length = {4: v.XSD_GYEAR, 7: v.XSD_GYEAR_MONTH, 10: v.XSD_DATE}
    return typed(text, by_length[len(text)])


def _whole(number: int) -> str:
    return typed(str(number), v.XSD_INTEGER)


def _english(text: str) -> str:
    return tagged(text, "en")


def _other_name(text: str) -> str:
    return named(text, "")


def _disease(orpha: str) -> str:
    return str(gd.disease_iri(orpha))


def _code(prefix: str) -> Callable[[str], str]:
    return lambda code: str(gd.code_iri(prefix, code))


def _term(vocabulary: Vocabulary) -> Callable[[str], str]:
    known = {notation: str(gd.concept_iri(vocabulary.scheme, notation)) for notation in vocabulary.terms}
    return known.__getitem__


COMMON: Mapping[str, Saying] = {
    "acronym": (gd.acronym, literal),
    "age_group": (gd.ageGroup, _term(words.AGE_GROUP)),
    "as_of": (gd.asOf, dated),
    "code": (gd.groupCode, literal),
    "end": (gd.end, dated),
    "ended": (gd.end, dated),
    "evidence": (gd.evidenceKind, _term(words.EVIDENCE)),
    "exact_match": (v.SKOS_EXACT_MATCH, resource),
    "founded": (gd.founded, dated),
    "geonames": (v.RDFS_SEE_ALSO, _code("GEONAMES")),
    "labelled": (gd.labelled, dated),
    "languages": (gd.language, literal),
    "level": (gd.level, _term(words.LEVEL)),
    "note": (v.SKOS_EDITORIAL_NOTE, _english),
    "order": (gd.groupOrder, _whole),
    "organisers_published": (gd.organisersPublished, literal),
    "other_names": (v.SKOS_ALT_LABEL, _other_name),
    "place": (gd.placeName, literal),
    "published_as": (gd.publishedAs, literal),
    "regions": (gd.region, _term(words.REGION)),
    "renewed": (gd.renewed, dated),
    "role": (v.ORG_ROLE, _term(words.ROLE)),
    "ror": (v.SKOS_EXACT_MATCH, _code("ROR")),
    "scope": (gd.scope, _disease),
    "scope_published": (gd.scopePublished, literal),
    "source": (v.DCT_SOURCE, resource),
    "start": (gd.start, dated),
    "status": (gd.status, _term(words.STATUS)),
    "topic_published": (gd.topicPublished, literal),
    "website": (v.SCHEMA_URL, resource),
    "wikidata": (v.SKOS_EXACT_MATCH, _code("WIKIDATA")),
    "year": (gd.year, dated),
}
OF_TABLE: Mapping[str, Mapping[str, Saying]] = {
    "authorities": {"kind": (gd.authorityKind, _term(words.AUTHORITY_KIND))},
    "centres": {"kind": (gd.centreKind, _term(words.CENTRE_KIND)), "unit": (gd.unitName, literal)},
    "networks": {"kind": (gd.networkKind, _term(words.NETWORK_KIND))},
    "network_counts": {"count": (gd.count, _whole), "unit": (gd.countUnit, _term(words.COUNT_UNIT))},
    "collaborations": {"kind": (gd.collaborationKind, _term(words.COLLABORATION_KIND))},
    "expertise": {"disease": (gd.disease, _disease)},
    "associations": {"diseases": (gd.servesDisease, _disease)},
    "resources": {"diseases": (gd.concerns, _disease)},
}
REFERENCES: Mapping[str, Mapping[str, NamedNode]] = {
    "hospitals": {"part_of": v.ORG_SUB_ORGANIZATION_OF},
    "centres": {"hospital": v.ORG_UNIT_OF, "specialties": gd.specialty, "needs": gd.answersNeed},
    "designations": {"centre": gd.designates, "authority": gd.authority, "network": gd.network},
    "networks": {"part_of": v.ORG_SUB_ORGANIZATION_OF, "coordinated_by": gd.coordinatedBy},
    "network_counts": {"network": gd.network},
    "collaborations": {"network": gd.network, "with_network": gd.withNetwork},
    "groups": {"network": gd.groupOf},
    "memberships": {"centre": v.ORG_MEMBER, "of": v.ORG_ORGANIZATION},
    "expertise": {"centre": gd.centre, "designation": gd.designation},
    "associations": {"umbrellas": gd.umbrella, "networks": v.ORG_MEMBER_OF},
    "resources": {"organised_by": gd.organisedBy, "needs": gd.answersNeed},
    "specialties": {"broader": v.SKOS_BROADER},
    "needs": {"broader": v.SKOS_BROADER},
    "equivalences": {"id": v.OWL_ANNOTATED_SOURCE},
}
_CLINIC = (gd.Centre, gd.ExpertCentre)
CLASSES: Mapping[str, Mapping[str, tuple[NamedNode, ...]]] = {  # by table, then by kind; "" is every row
    "hospitals": {
        "hospital": (gd.Hospital,),
        "research-institute": (gd.ResearchInstitute,),
        "university": (gd.University,),
        "organisation": (gd.Organisation,),
    },
    "authorities": {"": (gd.Authority,)},
    "centres": {
        "expert-centre": _CLINIC,
        "specialised-consultation": _CLINIC,
        "care-unit": _CLINIC,
        "rehabilitation-clinic": _CLINIC,
        "laboratory": (gd.Centre, gd.Laboratory),
        "research-centre": (gd.Centre, gd.Laboratory),
        "coordination-hub": (gd.Centre, gd.CoordinationHub),
    },
    "designations": {"": (gd.Designation,)},
    "networks": {"": (gd.Network,)},
    "network_counts": {"": (gd.StatedSize,)},
    "collaborations": {"": (gd.Collaboration,)},
    "groups": {"": (gd.ThematicGroup,)},
    "memberships": {"": (gd.Membership,)},
    "expertise": {"": (gd.Expertise,)},
    "associations": {"": (gd.PatientAssociation,)},
    "resources": {
        "training-course": (gd.Resource, gd.TrainingCourse),
        "e-training": (gd.Resource, gd.ETraining),
        "grant": (gd.Resource, gd.Grant),
        "expert-meeting": (gd.Resource, gd.ExpertMeeting),
        "workshop": (gd.Resource, gd.Workshop),
        "research-project": (gd.Resource, gd.ResearchProject),
        "access": (gd.Resource, gd.AccessProgramme),
        "awareness-event": (gd.Resource, gd.AwarenessEvent),
        "guideline": (gd.Resource, gd.Guideline),
        "registry": (gd.Resource, gd.Registry),
        "patient-education": (gd.Resource, gd.PatientEducation),
        "patient-support": (gd.Resource, gd.PatientSupport),
        "directory": (gd.Resource, gd.Directory),
    },
    "equivalences": {"": (gd.Equivalence,)},
    "specialties": {"": (v.SKOS_CONCEPT,)},
    "needs": {"": (v.SKOS_CONCEPT,)},
}
