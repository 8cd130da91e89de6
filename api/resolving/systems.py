"""The code systems that a disease may be asked by: what they are called, and how their codes and IRIs look.

Prefixes, patterns and the beginnings of IRIs are bioregistry's (prefixes.csv, CC0 1.0, made by prefix_table.py); what
people call these systems beside that, in English and French, is told here.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from genoderm.ontology.code_systems import CODE_SYSTEMS
from genoderm.ontology.terms import ALSO_EXPANDED, PREFIXES

# How people write the systems, beside bioregistry's prefixes and our own; "ICD-10" alone may mean either edition.
CALLED: Mapping[str, tuple[str, ...]] = {
    "orphacode": ("ORPHA",),
    "orpha code": ("ORPHA",),
    "orphanet": ("ORPHA",),
    "ordo": ("ORPHA",),
    "mim": ("OMIM",),
    "ps": ("OMIMPS",),
    "icd10": ("ICD10WHO", "ICD10CM"),
    "icd-10": ("ICD10WHO", "ICD10CM"),
    "cim-10": ("ICD10WHO", "ICD10CM"),
    "icd-10-cm": ("ICD10CM",),
    "icd-10-who": ("ICD10WHO",),
    "icd11": ("icd11.code", "icd11.foundation"),
    "icd-11": ("icd11.code", "icd11.foundation"),
    "cim-11": ("icd11.code", "icd11.foundation"),
    "icd-11-mms": ("icd11.code",),
    "nci": ("NCIT",),
    "nci thesaurus": ("NCIT",),
    "cui": ("UMLS",),
    "snomed": ("SCTID",),
    "snomed ct": ("SCTID",),
    "snomed-ct": ("SCTID",),
    "do": ("DOID",),
}
# Beginnings of IRIs that bioregistry does not have, as its own are: in lower case, without the scheme.
ALSO: Mapping[str, str] = {
    "www.orpha.net/en/disease/detail/": "ORPHA",
    "www.orpha.net/fr/disease/detail/": "ORPHA",
    "www.orpha.net/ordo/orphanet:": "ORPHA",
    "www.omim.org/entry/": "OMIM",
    "www.omim.org/phenotypicseries/ps": "OMIMPS",
    "purl.obolibrary.org/obo/orphanet_": "ORPHA",
    "www.ebi.ac.uk/efo/efo_": "EFO",
    "nanbyodata.jp/ontology/orpha_": "ORPHA",
}
# A code that stands alone: what bioregistry's pattern says, or this where it says less than its users know.
ALONE: Mapping[str, str] = {
    "ORPHA": r"[1-9]\d{0,5}",
    "OMIM": r"[1-6]\d{5}",
    "OMIMPS": r"PS[1-6]\d{5}",
    "ICD10WHO": r"[A-TV-Z]\d[0-9A-Z](\.?\d{1,2}|-[A-Z]\d\d)?",
    "ICD10CM": r"[A-TV-Z]\d[0-9A-Z](\.[0-9A-Z]{1,4}|[0-9A-Z]{1,2})?",
    "icd11.foundation": r"\d{6,10}",
    "icd11.code": r"[1-9A-Z][A-HJ-NP-Z]\d[0-9A-Z](\.[0-9A-Z]{1,3})?",
    "MESH": r"[CD]\d{6}(\d{3})?",
    "UMLS": r"C[0-9LM]\d{6}",
    "MEDGEN": r"(CN)?\d{2,7}",
    "DOID": r"\d{4,7}",
    "NCIT": r"C\d{2,6}",
    "SCTID": r"\d{6,18}",
}
NEVER_ALONE = frozenset({"NORD"})  # a number of any length, of which next to none is there
DIGITS: Mapping[str, int] = {"MONDO": 7, "EFO": 7, "GARD": 7}  # that a code is filled up to with zeros
SEPARATOR = re.compile(r"[\s._-]+")


@dataclass(frozen=True, slots=True)
class System:
    """One code system: its prefix in terms.PREFIXES, its title, the form of its codes, what its IRIs begin with."""

    prefix: str
    title: str
    alone: re.Pattern[str] | None  # the form of a code that stands without the system's name; None: never does
    names: tuple[str, ...]  # in lower case
    beginnings: tuple[str, ...]  # in lower case, without the scheme


@lru_cache(maxsize=1)
def systems() -> Mapping[str, System]:
    """All systems by prefix, in the order in which a bare code is tried."""
    table = files(__package__).joinpath("prefixes.csv").read_text(encoding="utf-8")
    return {row["system"]: _system(row) for row in csv.DictReader(table.splitlines())}


def _system(row: Mapping[str, str]) -> System:
    prefix = row["system"]
    pattern = ALONE.get(prefix) or row["pattern"]
    own = (PREFIXES[prefix], *ALSO_EXPANDED.get(prefix, ()))
    beginnings = {*filter(None, row["uri_prefixes"].split("|")), *(uri.lower().partition("://")[2] for uri in own)}
    beginnings |= {start for start, system in ALSO.items() if system == prefix}
    return System(
        prefix,
        CODE_SYSTEMS[prefix].title,
        None if prefix in NEVER_ALONE or not pattern else re.compile(pattern, re.IGNORECASE),
        (prefix.lower(), *row["prefixes"].split("|")),
        tuple(sorted(beginnings)),
    )


@lru_cache(maxsize=1)
def named() -> Mapping[str, tuple[str, ...]]:
    """Prefixes of systems by what they are called: `named()["icd-10"] == ("ICD10WHO", "ICD10CM")`."""
    found = ((name, (system.prefix,)) for system in systems().values() for name in system.names)
    return {**dict(found), **CALLED}


@lru_cache(maxsize=1)
def name_pattern() -> re.Pattern[str]:
    """A system's name at the beginning of a code, however its parts are joined: "ICD-10-CM", "icd10cm", "ICD 10 CM"."""
    names = sorted(named(), key=lambda name: (-len(name), name))
    either = "|".join("[ ._-]?".join(map(re.escape, SEPARATOR.split(name))) for name in names)
    return re.compile(rf"(?P<name>{either})(?P<between>\s*[:_#=/|-]\s*|\s+|(?=\d))", re.IGNORECASE)


@lru_cache(maxsize=1)
def _plain_names() -> Mapping[str, tuple[str, ...]]:
    return {SEPARATOR.sub("", name): prefixes for name, prefixes in named().items()}


def called(name: str) -> tuple[str, ...]:
    """The systems that a name means, in any case and however its parts are joined; none if it is unknown."""
    return _plain_names().get(SEPARATOR.sub("", name.lower()), ())


@lru_cache(maxsize=1)
def beginnings() -> Mapping[int, Mapping[str, str]]:
    """What IRIs begin with, and of which system those are, by length, the longest first."""
    told = {start: system.prefix for system in reversed([*systems().values()]) for start in system.beginnings}
    lengths = sorted({len(start) for start in told}, reverse=True)
    return {length: {start: told[start] for start in told if len(start) == length} for length in lengths}
