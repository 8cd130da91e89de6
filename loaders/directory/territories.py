"""Countries and languages by their codes, or by their names in English, French or German."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

import pycountry
from babel import Locale

NAMED_IN = ("en", "fr", "de")
OTHER_CODES = {"UK": "GB", "EL": "GR"}  # as the European Union writes them
BCP_47 = re.compile(
    r"([a-z]{2,3})((?:-[a-z]{4})?(?:-(?:[a-z]{2}|[0-9]{3}))?)", re.IGNORECASE
)  # RFC 5646, the short forms


def plain(text: str) -> str:
    """Lower-case letters and digits only, without accents: what two spellings of one name have in common."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(sign))
    return "".join(sign for sign in bare if sign.isalnum())


@lru_cache(maxsize=1 << 10)
def country_code(text: str) -> str:
    """ISO 3166-1 alpha-2 of a code or an unambiguous name; ValueError says what would be right."""
    code = OTHER_CODES.get(text.upper(), text.upper())
    if code == "XK" or (len(code) == 2 and pycountry.countries.get(alpha_2=code)):  # Kosovo: user-assigned, in use
        return code
    if found := _countries().get(plain(text)):
        return found
    raise ValueError("an ISO 3166-1 country code such as 'FR', or the country's name in English, French or German")


@lru_cache(maxsize=1 << 10)
def language_tag(text: str) -> str:
    """BCP-47 tag of a tag or a language's name; ValueError says what would be right."""
    if match := BCP_47.fullmatch(text):
        language = pycountry.languages.get(**{f"alpha_{len(match[1])}": match[1].lower()})
        if language:
            return getattr(language, "alpha_2", match[1].lower()) + match[2]  # not every language has one
    if found := _languages().get(plain(text)):
        return found
    raise ValueError("a BCP-47 language tag such as 'fr' or 'pt-BR'")


@cache
def _countries() -> Mapping[str, str]:
    return _unambiguous(_country_names())


def _country_names() -> Iterator[tuple[str, str]]:
    codes = {country.alpha_2 for country in pycountry.countries}
    for language in NAMED_IN:
        yield from ((name, code) for code, name in Locale(language).territories.items() if code in codes)
    for country in pycountry.countries:
        yield country.alpha_3, country.alpha_2
        yield country.name, country.alpha_2


@cache
def _languages() -> Mapping[str, str]:
    return _unambiguous(
        (name, code) for language in NAMED_IN for code, name in Locale(language).languages.items() if len(code) == 2
    )


def _unambiguous(pairs: Iterator[tuple[str, str]]) -> Mapping[str, str]:
    meant: dict[str, set[str]] = {}
    for name, code in pairs:
        meant.setdefault(plain(name), set()).add(code)
    return {name: next(iter(codes)) for name, codes in meant.items() if len(codes) == 1}
