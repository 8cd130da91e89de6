"""What a written code can mean: text in, codes of systems out, no graph asked.

An IRI or the name of a system before the code says which system is meant; a code that stands alone is every code whose
form it has, and a context can say which of these is meant.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from genoderm.api.resolving.systems import DIGITS, beginnings, called, name_pattern, systems
from genoderm.ontology.terms import code_iri

LONGEST = 300  # characters of a code: no IRI of one is longer
CODE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.&/*+-]{0,62}[A-Za-z0-9*+-])?")
SCHEME = re.compile(r"<?https?://(?P<rest>[^\s<>]+)>?", re.IGNORECASE)
# The browser of ICD-11 and the linearisations of its API name an entity of the foundation within other addresses.
ENTITY = re.compile(r"(?:icd|id)\.who\.int/\S*?(?:entity|mms|icd)/(?P<code>\d{5,12})(?:/\w*)?", re.IGNORECASE)
ICD = re.compile(r"([A-Z]\d[0-9A-Z])\.?([0-9A-Z]{1,4}[*+-]?)?")
MARKS = "#*%+^"  # of OMIM's, before its numbers: what kind of entry it is


@dataclass(frozen=True, slots=True)
class Reading:
    """A code of a system: Reading("OMIM", "226600")."""

    system: str  # a prefix of ontology.terms.PREFIXES
    code: str

    @property
    def curie(self) -> str:
        """As the graph notes it: "OMIM:226600"."""
        return f"{self.system}:{self.code}"

    @property
    def iri(self) -> str:
        """The node that stands for it."""
        return code_iri(self.system, self.code).value


@dataclass(frozen=True, slots=True)
class Read:
    """All that a text can mean, likeliest first.

    `told` is whether it says of which system it is; `tried` are systems that it named without having a code of theirs.
    """

    readings: tuple[Reading, ...]
    told: bool
    tried: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 14)
def read(text: str, context: tuple[str, ...] = ()) -> Read:
    """What a text can mean; a code that stands alone is taken as one of the systems of `context`, if any are given."""
    plain = text.strip()
    if len(plain) > LONGEST:
        return Read((), told=False)
    if iri := SCHEME.fullmatch(plain):
        return _of_iri(iri["rest"])
    if (name := name_pattern().match(plain)) and (rest := plain[name.end() :].strip()):
        return _of_name(called(name["name"]), rest)
    return _alone(plain, context)


def canonical(system: str, text: str) -> str:
    """The code as its system writes it, "" if it cannot be one: `canonical("ICD10WHO", "q812") == "Q81.2"`."""
    code = WRITTEN.get(system, _upper)(text.strip())
    return code if CODE.fullmatch(code) else ""


def _of_iri(rest: str) -> Read:
    if entity := ENTITY.fullmatch(unquote(rest)):
        return Read((Reading("icd11.foundation", entity["code"]),), told=True)
    plain = rest.lower()
    for length, known in beginnings().items():
        if system := known.get(plain[:length]):
            return _of_name((system,), unquote(rest[length:].rstrip("/")))
    return Read((), told=False)


def _of_name(meant: tuple[str, ...], rest: str) -> Read:
    again = name_pattern().match(rest)
    if again and set(called(again["name"])) & {*meant, "OMIMPS"}:  # ORPHA:Orphanet_79361, OMIM:PS131760
        return _of_name(called(again["name"]), rest[again.end() :])
    found = (Reading(system, code) for system in meant if (code := canonical(system, rest)))
    readings = tuple(reading for reading in found if _fits(reading))
    return Read(readings, told=True, tried=() if readings else meant)


def _fits(reading: Reading) -> bool:
    """Whether the code has the form that its system wants; one that bioregistry knows no form of has any."""
    form = FORMS.get(reading.system)
    return form is None or form.fullmatch(reading.code) is not None


def _alone(plain: str, context: tuple[str, ...]) -> Read:
    return Read(tuple(_readings(plain, context)), told=False)


def _readings(plain: str, context: tuple[str, ...]) -> Iterator[Reading]:
    for prefix, system in systems().items():
        if context and prefix not in context:
            continue
        fits = bool(context) or (system.alone is not None and system.alone.fullmatch(plain) is not None)
        if fits and (code := canonical(prefix, plain)) and _fits(Reading(prefix, code)):
            yield Reading(prefix, code)


def _upper(text: str) -> str:
    return text.upper()


def _number(text: str) -> str:
    return text.lstrip("0") or "0"


def _omim(text: str) -> str:
    return text.lstrip(MARKS).strip()


def _series(text: str) -> str:
    return text.lstrip(MARKS).upper().removeprefix("PS")


def _icd(text: str) -> str:
    """With the point that some leave out: "Q812" is "Q81.2"."""
    told = ICD.fullmatch(text.upper())
    return text.upper() if not told else f"{told[1]}.{told[2]}" if told[2] else told[1]


def _filled(length: int) -> Callable[[str], str]:
    return lambda text: text.zfill(length) if text.isdecimal() else text


WRITTEN: Mapping[str, Callable[[str], str]] = {
    "ORPHA": _number,
    "OMIM": _omim,
    "OMIMPS": _series,
    "ICD10WHO": _icd,
    "ICD10CM": _icd,
    **{system: _filled(length) for system, length in DIGITS.items()},
}
# What a code has to look like that is told with its system: wide enough for all that the sources hold.
FORMS: Mapping[str, re.Pattern[str]] = {
    "ORPHA": re.compile(r"\d{1,7}"),
    "MONDO": re.compile(r"\d{7}"),
    "EFO": re.compile(r"\d{7}"),
    "GARD": re.compile(r"\d{7}"),
    "OMIM": re.compile(r"\d{6}"),
    "OMIMPS": re.compile(r"\d{6}"),
    "MESH": re.compile(r"[A-Z]\d+"),
    "UMLS": re.compile(r"C[0-9A-Z]\d{6}"),
    "MEDGEN": re.compile(r"(CN?)?\d+"),
    "DOID": re.compile(r"\d+"),
    "NCIT": re.compile(r"[A-Z]+\d+"),
    "icd11.foundation": re.compile(r"\d{5,12}"),
    "icd11.code": re.compile(r"(?=\d*[A-Z])[0-9A-Z]{2,8}(\.[0-9A-Z]{1,3})?([&/][0-9A-Z.&/]+)?"),
    "SCTID": re.compile(r"\d{6,18}"),
    "MEDDRA": re.compile(r"\d{8}"),
    "NORD": re.compile(r"\d+"),
}
