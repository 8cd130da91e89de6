"""Which language an answer is in: the one that `lang` asks for, else the one that Accept-Language likes best."""

import re
from collections.abc import Sequence

from fastapi import Request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from genoderm.ontology.errors import BadInput, shown

PAGES = ("en", "fr")  # languages of the pages; the first is what a client gets that asks for nothing in particular
TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]{1,8})*")


def language(request: Request, asked: str | None, offered: Sequence[str] = PAGES) -> str:
    """One of those offered; BadInput with the list if `lang` asks for another."""
    if asked is not None:
        if asked not in offered:
            raise BadInput(f"lang is {shown(asked)}, expected {' or '.join(offered)}")
        return asked
    header = _accepted(request)
    return parse_accept_header(header, LanguageAccept).best_match(offered, offered[0]) or offered[0]


def language_of_names(request: Request, asked: str | None) -> str:
    """The language that names are wanted in, whichever it is: what the data lacks in it comes in another."""
    if asked is not None:
        if not (told := TAG.fullmatch(asked)):
            raise BadInput(f"lang is {shown(asked)}, expected the tag of a language such as fr")
        return told[1].lower()
    for accepted, quality in parse_accept_header(_accepted(request), LanguageAccept):
        if quality > 0 and (told := TAG.fullmatch(accepted)):
            return told[1].lower()
    return PAGES[0]


def _accepted(request: Request) -> str:
    return ", ".join(request.headers.getlist("accept-language"))
