"""How precisely a code means a disease, always told of the code, seen from the disease."""

from collections.abc import Mapping
from enum import StrEnum

from pyoxigraph import NamedNode

from genoderm.ontology import vocabularies as v


class Precision(StrEnum):
    """From the most precise to the least; `itself` is a disease's own code."""

    ITSELF = "itself"
    EXACT = "exact"
    CLOSE = "close"
    BROAD = "broad"
    NARROW = "narrow"
    RELATED = "related"
    NOT_TOLD = "not-told"


ORDER: Mapping[Precision, int] = {precision: place for place, precision in enumerate(Precision)}
PREDICATES: Mapping[NamedNode, Precision] = {
    v.SKOS_EXACT_MATCH: Precision.EXACT,
    v.SKOS_CLOSE_MATCH: Precision.CLOSE,
    v.SKOS_BROAD_MATCH: Precision.BROAD,
    v.SKOS_NARROW_MATCH: Precision.NARROW,
    v.SKOS_RELATED_MATCH: Precision.RELATED,
    v.HAS_DB_XREF: Precision.NOT_TOLD,
}
CURIES: Mapping[Precision, str] = {
    **{precision: f"skos:{precision}Match" for precision in list(Precision)[1:6]},
    Precision.NOT_TOLD: "oboInOwl:hasDbXref",
}
OTHER_WAY: Mapping[Precision, Precision] = {
    Precision.BROAD: Precision.NARROW,
    Precision.NARROW: Precision.BROAD,
}
WORDS: Mapping[str, Mapping[Precision, str]] = {
    "en": {
        Precision.ITSELF: "{code} is the disease’s own code",
        Precision.EXACT: "{code} means the same as {disease}",
        Precision.CLOSE: "{code} means about the same as {disease}",
        Precision.BROAD: "{code} means more than {disease}",
        Precision.NARROW: "{code} means less than {disease}",
        Precision.RELATED: "{code} has to do with {disease}",
        Precision.NOT_TOLD: "{code} refers to {disease}; the source does not tell how precisely",
    },
    "fr": {
        Precision.ITSELF: "{code} est le code même de la maladie",
        Precision.EXACT: "{code} désigne la même chose que {disease}",
        Precision.CLOSE: "{code} désigne à peu près la même chose que {disease}",
        Precision.BROAD: "{code} désigne davantage que {disease}",
        Precision.NARROW: "{code} désigne moins que {disease}",
        Precision.RELATED: "{code} a un rapport avec {disease}",
        Precision.NOT_TOLD: "{code} renvoie à {disease} ; la source n’en dit pas la précision",
    },
}


def of_relation(relation: NamedNode) -> Precision:
    """What a relation from the disease to the code says of the code."""
    return PREDICATES[relation]


def of_inverse(relation: NamedNode) -> Precision:
    """What a relation from the code to the disease says of the code: a disease that is broader has a narrower code."""
    told = PREDICATES[relation]
    return OTHER_WAY.get(told, told)


def in_words(precision: Precision, code: str, disease: str, language: str) -> str:
    """The same as a sentence."""
    return WORDS.get(language, WORDS["en"])[precision].format(code=code, disease=disease)
