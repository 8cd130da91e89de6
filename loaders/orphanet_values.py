"""The values inside Orphanet's files, checked and mended: names, codes, relations, concepts, decimal numbers."""

import html
import re
from collections.abc import Callable
from typing import TypeVar

from genoderm.loaders.report import Report
from genoderm.ontology.errors import BadInput
from genoderm.ontology.orphanet_concepts import UnknownConcept, concept_slug

Value = TypeVar("Value")

# Orphanet's relation codes; ordo-mapping-codes gives the same. The wording behind the code has changed over the years.
RELATIONS = {"E": "exact", "NTBT": "broad", "BTNT": "narrow", "ND": "xref", "W": "not-exact"}
RANKS = {"377794": "group", "557495": "group", "377795": "subtype", "377796": "subtype", "377797": "subtype"}
TAG = re.compile(r"</?[A-Za-z][^<>]*>")
C1 = re.compile("[\x80-\x9f]")
PMID = re.compile(r"(\d+)\[PMID\]")
DECIMAL = re.compile(r"\d+(\.\d+)?")
LONGEST_NAME = 1_000  # characters; Orphanet's longest is below 300


class Flaw(BadInput):
    """One value that is not what it should be: what holds it, what was found, what is expected."""

    def __init__(self, what: str, found: object, expected: str) -> None:
        super().__init__(f"{what} is {str(found)[:120]!r}, expected {expected}")
        self.what = what
        self.found = str(found)
        self.expected = expected


def clean_name(text: str) -> str:
    """A name without HTML tags and entities, its C1 control characters read as what they were in CP1252.

    `clean_name("factor V&nbsp;and <i>F</i><sub>2</sub>") == "factor V and F2"`
    """
    if not text.isascii() or "&" in text or "<" in text:
        text = html.unescape(TAG.sub("", html.unescape(text)))
        text = C1.sub(_from_cp1252, text)
    return " ".join(text.split())


def _from_cp1252(match: re.Match[str]) -> str:
    return match[0].encode("latin-1").decode("cp1252", errors="ignore")


def name(what: str, value: object) -> str:
    """A cleaned name that is not empty and not endless."""
    if not isinstance(value, str) or len(value) > LONGEST_NAME:
        raise Flaw(what, value, f"a text of at most {LONGEST_NAME} characters")
    return clean_name(value) or _empty(what)


def _empty(what: str) -> str:
    raise Flaw(what, "", "a text")


def digits(what: str, value: object) -> str:
    """A code in digits, such as an ORPHA code."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 12:
        return value
    raise Flaw(what, value, "digits such as '79361'")


def matched(what: str, value: object, pattern: re.Pattern[str], expected: str) -> str:
    """A code of the form that its system has."""
    if isinstance(value, str) and pattern.fullmatch(value):
        return value
    raise Flaw(what, value, expected)


def concept(what: str, scheme: str, value: object, orphanet_id: str = "") -> str:
    """The slug of one of Orphanet's values; "" where it says that there are no data."""
    if not isinstance(value, str):
        raise Flaw(what, value, f"a value of the scheme {scheme}")
    try:
        return concept_slug(scheme, value, orphanet_id)
    except UnknownConcept as error:
        raise Flaw(what, value, f"a value of the scheme {scheme}") from error


def relation(what: str, value: object) -> str:
    """The relation that a leading E, NTBT, BTNT, ND or W stands for."""
    code = value.split(" ", 1)[0] if isinstance(value, str) else ""
    if code in RELATIONS:
        return RELATIONS[code]
    raise Flaw(what, value, "a relation that begins with E, NTBT, BTNT, ND or W")


def rank(type_code: str) -> str:
    """Whether a type is one of groups, of subtypes or of disorders."""
    return RANKS.get(type_code, "disorder" if type_code else "")


def mean(value: object) -> str:
    """A mean prevalence as a decimal; "" for none, and for Orphanet's 0.0, which stands for none."""
    if not isinstance(value, str) or not DECIMAL.fullmatch(value) or not float(value):
        return ""
    return value


def pubmed(value: object) -> tuple[str, ...]:
    """The PubMed ids in a source such as "11389160[PMID]_9689990[PMID]_ [EXPERT]", each once."""
    return tuple(dict.fromkeys(PMID.findall(value))) if isinstance(value, str) else ()


def kept(build: Callable[[], Value], where: str, report: Report) -> Value | None:
    """One part of a record, or None and a fault in the report: a bad part does not cost the record its others."""
    try:
        return build()
    except Flaw as flaw:
        report.fault(where, flaw.what, flaw.found, flaw.expected)
        return None
