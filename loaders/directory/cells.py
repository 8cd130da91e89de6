"""What a cell may hold: each type takes the text of a cell, and refuses it with words for what would be right."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator
from pyoxigraph import NamedNode

from genoderm.loaders.directory.territories import country_code, language_tag, plain
from genoderm.loaders.directory.vocabulary import Vocabulary
from genoderm.ontology.terms import slug as ascii_slug

SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
ORPHA = re.compile(
    r"(?:(?:ORPHA|Orphanet)[:_ ]?|https?://www\.orpha\.net/ORDO/Orphanet_)?([1-9][0-9]{0,6})", re.IGNORECASE
)
DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
ROR = re.compile(r"(?:https?://)?(?:ror\.org/)?(0[0-9a-hjkmnp-tv-z]{6}[0-9]{2})", re.IGNORECASE)
WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q[1-9][0-9]*)")
GEONAMES = re.compile(r"(?:https?://(?:www\.|sws\.)?geonames\.org/)?([1-9][0-9]*)(?:/.*)?")
DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,15})?")
CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"  # the digits of a ROR id
SOUND_WEB = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9._~/-]*)?")  # most; the others are looked at closer
MOST_TEXT = 2_000  # signs; the longest note of the shipped tables has 300, and prose does not belong here


@dataclass(frozen=True, slots=True)
class Refers:
    """Beside a type: its ids are those of these tables, the first that has it."""

    tables: tuple[str, ...]


def _by(pattern: re.Pattern[str], expected: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if match := pattern.fullmatch(text):
            return match[1]
        raise ValueError(expected)

    return check


def _slug(text: str) -> str:
    if SLUG.fullmatch(text):
        return text
    raise ValueError(
        f"a slug of lower-case letters, digits and hyphens such as '{ascii_slug(plain_words(text)) or 'fr-necker'}'"
    )


def plain_words(text: str) -> str:
    """The text's words in plain letters, for what is made of them."""
    return " ".join(plain(word) for word in re.split(r"[\W_]+", text))


@lru_cache(maxsize=1 << 12)
def _date(text: str) -> str:
    match = DATE.fullmatch(text)
    year, month, day = (int(part or 1) for part in match.groups()) if match else (0, 0, 0)
    if not (year and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]):
        raise ValueError("a date such as '2016', '2016-12' or '2016-12-31'")
    return text


def _year(text: str) -> str:
    if not re.fullmatch(r"[12][0-9]{3}", text):
        raise ValueError("a year such as '2016'")
    return text


def _web(text: str) -> str:
    if SOUND_WEB.fullmatch(text):
        return text
    try:
        parts = urlsplit(NamedNode(text).value)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a web address such as 'https://www.example.org/page'")
    return text


def _degrees(most: int) -> Callable[[str], str]:
    def check(text: str) -> str:
        number = text.replace(",", ".")  # as spreadsheets in French and German write it
        if not DEGREES.fullmatch(number) or abs(float(number)) > most:
            raise ValueError(f"degrees between -{most} and {most} such as '48.85'")
        return number

    return check


def _ror(text: str) -> str:
    """A ROR id: Crockford base 32 and a checksum by ISO 7064 (https://ror.readme.io/docs/identifier)."""
    match = ROR.fullmatch(text)
    if not match:
        raise ValueError("a ROR id such as 'https://ror.org/0446wcg70'")
    ror = match[1].lower()
    number = 0
    for digit in ror[1:7]:
        number = number * 32 + CROCKFORD.index(digit)
    if 98 - number * 100 % 97 != int(ror[7:]):
        raise ValueError("a ROR id whose check digits fit: one letter or digit of this one is wrong")
    return ror


def _whole(text: object) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", str(text)):
        raise ValueError("a whole number such as '12'")
    return int(str(text))


def _text(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise ValueError(f"at most {MOST_TEXT:,} signs")
    return text


def several(separators: str) -> BeforeValidator:
    """Splits a cell at any of the separators, without repeated and empty values."""
    signs = re.compile(f"[{separators}]")

    def split(value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = map(str.strip, signs.split(value))
        return tuple(dict.fromkeys(filter(None, parts)))

    return BeforeValidator(split)


def word(vocabulary: Vocabulary) -> BeforeValidator:
    """Checks against a vocabulary; stands behind the vocabulary itself, which the documentation reads."""
    return BeforeValidator(vocabulary.check)


Element = TypeVar("Element")
ByBar = several("|")
ByBarOrSemicolon = several("|;")

Text = Annotated[str, AfterValidator(_text)]
Texts = Annotated[tuple[Text, ...], ByBar]
Slug = Annotated[str, AfterValidator(_slug)]
Slugs = Annotated[tuple[Slug, ...], ByBarOrSemicolon]
Orpha = Annotated[str, AfterValidator(_by(ORPHA, "an ORPHA code such as '79361'"))]
Orphas = Annotated[tuple[Orpha, ...], ByBarOrSemicolon]
CountryCode = Annotated[str, AfterValidator(country_code)]
CountryCodes = Annotated[tuple[CountryCode, ...], ByBarOrSemicolon]
LanguageTag = Annotated[str, AfterValidator(language_tag)]
LanguageTags = Annotated[tuple[LanguageTag, ...], ByBarOrSemicolon]
PartialDate = Annotated[str, AfterValidator(_date)]
Year = Annotated[str, AfterValidator(_year)]
WebAddress = Annotated[str, AfterValidator(_web)]
WebAddresses = Annotated[tuple[WebAddress, ...], ByBar]
LatitudeDegrees = Annotated[str, AfterValidator(_degrees(90))]
LongitudeDegrees = Annotated[str, AfterValidator(_degrees(180))]
RorId = Annotated[str, AfterValidator(_ror)]
WikidataId = Annotated[str, AfterValidator(_by(WIKIDATA, "a Wikidata id such as 'Q5908685'"))]
GeonamesId = Annotated[str, AfterValidator(_by(GEONAMES, "a GeoNames number such as '2988507'"))]
Whole = Annotated[int, BeforeValidator(_whole)]
