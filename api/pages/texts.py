"""What the pages say, in English and French: tables of texts, one in each room that has pages, read as one.

A text may hold names in braces; what takes their place is escaped. Where a number decides the wording there is one text
for each plural category of the language (CLDR), such as `care.found.one` and `care.found.other`.
"""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from babel import Locale
from markupsafe import Markup, escape

ROOMS = ("pages", "records")  # folders of this package, each with a data/texts.csv
SCRIPT = "script."  # how the names of the script's texts begin
LANGUAGES = ("en", "fr")  # the columns of the tables
NAMES = {"en": "English", "fr": "Français"}
LOCALES = {"en": Locale("en", "GB"), "fr": Locale("fr", "FR")}

Texts = Mapping[str, Mapping[str, str]]


class UnknownText(LookupError):
    """No text goes by that name: a fault of ours."""


@cache
def texts() -> Texts:
    """All texts: by name, then by language; UnknownText if two rooms use one name."""
    found: dict[str, Mapping[str, str]] = {}
    for room in ROOMS:
        for name, told in _table(room):
            if name in found:
                raise UnknownText(f"{name} stands twice, the second time in {room}")
            found[name] = told
    return found


def text(language: str, name: str, /, **values: object) -> Markup:
    """A text with these values in it, which are escaped unless they are Markup themselves."""
    if name not in texts():
        raise UnknownText(f"there is no text {name}")
    return Markup(escape(texts()[name][language])).format(**values)  # noqa: S704 - escaped on the spot


def counted(language: str, name: str, number: float, /, **values: object) -> Markup:
    """The wording for a number, which the text may show as {number}."""
    category = LOCALES[language].plural_form(number)
    known = f"{name}.{category}"
    return text(language, known if known in texts() else f"{name}.other", **values)


@cache
def of_the_script(language: str) -> Mapping[str, str]:
    """What the script says, by the names that it has for its texts; it fills {0} itself."""
    told = {name.removeprefix(SCRIPT): found[language] for name, found in texts().items() if name.startswith(SCRIPT)}
    return dict(sorted(told.items()))


def _table(room: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    table = files("genoderm.api") / room / "data" / "texts.csv"
    if not table.is_file():
        return
    with table.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, strict=True):
            yield row["name"], {language: row[language] for language in LANGUAGES}
