"""What an asker writes, as the term that the engine binds: `ORPHA:79361`, `FR`, `48.85,2.35`."""

import re
from collections.abc import Callable, Mapping

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from genoderm.ontology.errors import BadInput, shown
from genoderm.ontology.questions import Question
from genoderm.ontology.terms import PREFIXES, Iris, code_iri, concept_iri, disease_iri
from genoderm.ontology.vocabularies import GEO_WKT_LITERAL, XSD_DECIMAL

Term = NamedNode | Literal
ORPHA = re.compile(r"(?:https?://www\.orpha\.net/ORDO/)?(?:ORPHA|Orphanet)?[:_ ]?(\d{1,7})", re.IGNORECASE)
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
ID = re.compile(r"[a-z0-9][a-z0-9.-]*")  # of a thing of ours, behind its kind
NOTATION = re.compile(r"[a-z0-9-]+")  # of a concept, behind its scheme
HPO = re.compile(r"HP[:_](\d{7})", re.IGNORECASE)
CURIE = re.compile(r"([A-Za-z][\w.-]*)[: ](?:\1:)?(\S+)", re.IGNORECASE)
# Code systems by what their users call them, beside the prefixes themselves; all in lower case.
CALLED = {prefix.lower(): prefix for prefix in PREFIXES} | {
    "icd10": "ICD10WHO",
    "icd-10": "ICD10WHO",
    "icd11": "icd11.code",
    "icd-11": "icd11.code",
    "mim": "OMIM",
    "snomedct": "SCTID",
}


def _disease(text: str, _: Iris) -> Term:
    told = ORPHA.fullmatch(text.strip())
    if not told:
        raise ValueError("an ORPHA code such as ORPHA:79361")
    return disease_iri(str(int(told[1])))


def _country(text: str, iris: Iris) -> Term:
    if not re.fullmatch(r"[A-Za-z]{2}", text):
        raise ValueError("a country of ISO 3166-1 such as FR")
    return iris.thing("country", text.upper())


def _point(text: str, _: Iris) -> Term:
    match [part.strip() for part in text.split(",")]:
        case [latitude, longitude] if NUMBER.fullmatch(latitude) and NUMBER.fullmatch(longitude):
            if abs(float(latitude)) <= 90 and abs(float(longitude)) <= 180:
                return Literal(f"POINT({longitude} {latitude})", datatype=GEO_WKT_LITERAL)
    raise ValueError("latitude,longitude such as 48.85,2.35")


def _number(text: str, _: Iris) -> Term:
    if not NUMBER.fullmatch(text):
        raise ValueError("a number such as 100")
    return Literal(text, datatype=XSD_DECIMAL)


def _text(text: str, _: Iris) -> Term:
    return Literal(text)


def _phenotype(text: str, _: Iris) -> Term:
    told = HPO.fullmatch(text.strip())
    if not told:
        raise ValueError("an HPO term such as HP:0008066")
    return code_iri("HP", told[1])


def _code(text: str, _: Iris) -> Term:
    told = CURIE.fullmatch(text.strip())
    if not told or told[1].lower() not in CALLED:
        raise ValueError("a code with the prefix of its system, such as OMIM:226600, ICD10WHO:Q81.2 or MONDO:0009179")
    system = CALLED[told[1].lower()]
    return Literal(f"{system}:{told[2].zfill(7) if system == 'GARD' else told[2]}")  # GARD's own site omits the zeros


def _iri(text: str, _: Iris) -> Term:
    try:
        return NamedNode(text)
    except ValueError as fault:
        raise ValueError("an absolute IRI such as http://www.orpha.net/ORDO/Orphanet_79361") from fault


def _term(text: str, iris: Iris) -> Term:
    if not text.startswith('"'):
        return _iri(text.removeprefix("<").removesuffix(">"), iris)
    try:
        statements = list(parse(f"<urn:s> <urn:p> {text} .", format=RdfFormat.N_TRIPLES))
    except SyntaxError as fault:
        raise ValueError('an IRI, or a literal of N-Triples such as "Albinism"@en') from fault
    match [statement.object for statement in statements]:
        case [Literal() as literal]:
            return literal
    raise ValueError('one IRI, or one literal of N-Triples such as "Albinism"@en')


def _thing(kind: str) -> Callable[[str, Iris], Term]:
    def minted(text: str, iris: Iris) -> Term:
        if text.startswith(("http://", "https://")):
            return NamedNode(text)
        if not ID.fullmatch(text):
            raise ValueError(f"the id of a {kind} such as those in its IRI, or the IRI")
        return iris.thing(kind, text)

    return minted


def _concept(scheme: str) -> Callable[[str, Iris], Term]:
    def minted(text: str, _: Iris) -> Term:
        if not NOTATION.fullmatch(text):
            raise ValueError(f"a notation of the scheme {scheme}")
        return concept_iri(scheme, text)

    return minted


KINDS: Mapping[str, Callable[[str, Iris], Term]] = {
    "disease": _disease,
    "country": _country,
    "point": _point,
    "number": _number,
    "text": _text,
    "phenotype": _phenotype,
    "code": _code,
    "iri": _iri,
    "term": _term,
    **{
        kind: _thing(kind)
        for kind in ("centre", "hospital", "network", "group", "authority", "association", "resource")
    },
    **{scheme: _concept(scheme) for scheme in ("specialty", "care-need", "evidence", "inheritance", "onset")},
    **{scheme: _concept(scheme) for scheme in ("prevalence-class", "world-region", "network-role", "age-group")},
    **{scheme: _concept(scheme) for scheme in ("centre-kind", "network-kind")},
}


def bound(question: Question, given: Mapping[str, str], iris: Iris) -> dict[str, Term]:
    """The terms to bind, by variable; BadInput names the parameter, what was given and what would be right."""
    return {name: _bind(question, name, text, iris) for name, text in given.items()}


def _bind(question: Question, name: str, text: str, iris: Iris) -> Term:
    parameter = question.parameter(name)
    try:
        return KINDS[parameter.kind](text, iris)
    except ValueError as fault:
        raise BadInput(f"{name} is {shown(text)}, expected {fault}") from fault
