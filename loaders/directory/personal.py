"""Persons' data is kept out: what looks like a mail address or a telephone number, wherever it stands."""

import re
from collections.abc import Iterable

MAIL = re.compile(r"[\w.+-]+(?:@|\s*[\[(]at[\])]\s*)[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(
    r"(?:\b(?:tel|tél|phone|téléphone|telefon|fax)\b[^\w+]*\+?\(?\d)"  # announced as one
    r"|(?:\+|\b00)\d{1,3}[\s()./-]*\d(?:[\s()./-]*\d){6,}"  # international, ITU-T E.123
    r"|\b0\d(?:[ .]\d\d){4}\b",  # as in France
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
EXPECTED = "no mail addresses and no telephone numbers"

# What no mail address or telephone number above is without; plain searches, many times quicker than the patterns.
MARKS = tuple(mark.encode() for mark in ("@", "at)", "at]", "+", "tel", "tél", "tÉl", "phone", "fax"))
INTERNATIONAL = re.compile(r"00(?<!\w00)\d{1,3}[\s()./-]*\d(?:[\s()./-]*\d){6}")
FRENCH = re.compile(r"0(?<!\w0)\d(?:[ .]\d\d){4}")


def suspicious(cells: Iterable[str]) -> bool:
    """Whether any of the cells may hold persons' data at all; if not, `personal_data` is "" for each."""
    text = "\n".join(("", *cells))
    signs = text.encode("utf-8", "surrogatepass").lower()  # of ASCII alone, which is quick
    for mark in MARKS:
        if mark in signs:
            return True
    within = text.count("http") != text.count("\nhttp")  # what stands on both sides of an address is one number
    return within or bool(INTERNATIONAL.search(text) or FRENCH.search(text))


def personal_data(text: str) -> str:
    """What kind of it the text holds, "a mail address" or "a telephone number", never the data itself; "" if none."""
    if MAIL.search(text):
        return "a mail address"
    return "a telephone number" if TELEPHONE.search(ADDRESS.sub("", text)) else ""
