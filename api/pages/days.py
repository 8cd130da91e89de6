"""Dates as sources tell them, a year, a month or a day, in the words of a language."""

import re
from datetime import date

from babel.dates import format_date

from genoderm.api.pages.texts import LOCALES

TOLD = re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d\d))?(?:-(?P<day>\d\d))?(?:T.*)?")
PATTERNS = {"year": "y", "month": "MMMM y", "day": "d MMMM y"}


def day(told: str, language: str) -> str:
    """`2024-05` as May 2024, no more precise than it was told; what is no such date stays as it is."""
    found = TOLD.fullmatch(told)
    if not found:
        return told
    precision = "day" if found["day"] else "month" if found["month"] else "year"
    try:
        meant = date(int(found["year"]), int(found["month"] or 1), int(found["day"] or 1))
    except ValueError:
        return told
    return format_date(meant, PATTERNS[precision], LOCALES[language])
