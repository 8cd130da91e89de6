"""Persons' data is kept out: what looks like a mail address or a telephone number, wherever it stands."""

import re

MAIL = re.compile(r"[\w.+-]+(?:@|\s*[\[(]at[\])]\s*)[\w-]+(?:\.[\w-]+)+")
TELEPHONE = re.compile(
    r"(?:\b(?:tel|tél|phone|téléphone|telefon|fax)\b[^\w+]*\+?\(?\d)"  # announced as one
    r"|(?:\+|\b00)\d{1,3}[\s()./-]*\d(?:[\s()./-]*\d){6,}"  # international, ITU-T E.123
    r"|\b0\d(?:[ .]\d\d){4}\b",  # as in France
    re.IGNORECASE,
)
ADDRESS = re.compile(r"https?://\S+")
EXPECTED = "no mail addresses and no telephone numbers"


def personal_data(text: str) -> str:
    """What kind of it the text holds, "a mail address" or "a telephone number", never the data itself; "" if none."""
    if MAIL.search(text):
        return "a mail address"
    return "a telephone number" if TELEPHONE.search(ADDRESS.sub("", text)) else ""
