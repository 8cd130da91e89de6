"""The code systems that Orphanet refers to, by its own names for them, as prefixes of ontology.terms."""

import re

from genoderm.loaders.orphanet_values import Flaw

SYSTEMS = {
    "OMIM": ("OMIM", re.compile(r"\d{6}")),
    "ICD-10": ("ICD10WHO", re.compile(r"[A-Z]\d\d(\.[0-9A-Z*+-]+)?[*+-]?")),
    "ICD-11": ("icd11.code", re.compile(r"[0-9A-Z]{2,8}(\.[0-9A-Z]{1,3})?([&/][0-9A-Z.]+)*")),
    "ICD-11 foundation": ("icd11.foundation", re.compile(r"\d{5,12}")),
    "UMLS": ("UMLS", re.compile(r"C\d{7}")),
    "MeSH": ("MESH", re.compile(r"[CD]\d{6,9}")),
    "MedDRA": ("MEDDRA", re.compile(r"\d{8}")),
    "GARD": ("GARD", re.compile(r"\d{1,7}")),
    "MONDO": ("MONDO", re.compile(r"\d{7}")),
    "SNOMED CT": ("SCTID", re.compile(r"\d{6,18}")),
}
PREFIXED = re.compile(r"(MONDO|GARD|OMIM|UMLS|MESH):", re.IGNORECASE)


def code_of(what: str, system: object, code: object) -> tuple[str, str]:
    """The prefix and the code: `code_of("ExternalReference", "ICD-10", "Q77.3") == ("ICD10WHO", "Q77.3")`."""
    known = SYSTEMS.get(system) if isinstance(system, str) else None
    if known is None:
        raise Flaw(f"{what}.Source", system, f"one of {', '.join(SYSTEMS)}")
    prefix, pattern = known
    bare = PREFIXED.sub("", code).strip() if isinstance(code, str) else ""
    if not pattern.fullmatch(bare):
        raise Flaw(f"{what}.Reference", code, f"a code of {system}")
    return prefix, bare
