"""Which language an answer is in: the one that `lang` asks for, else the one that Accept-Language likes best."""

from collections.abc import Sequence

from fastapi import Request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from genoderm.ontology.errors import BadInput, shown

PAGES = ("en", "fr")  # languages of the pages; the first is what a client gets that asks for nothing in particular


def language(request: Request, asked: str | None, offered: Sequence[str] = PAGES) -> str:
    """One of those offered; BadInput with the list if `lang` asks for another."""
    if asked is not None:
        if asked not in offered:
            raise BadInput(f"lang is {shown(asked)}, expected {' or '.join(offered)}")
        return asked
    header = ", ".join(request.headers.getlist("accept-language"))
    return parse_accept_header(header, LanguageAccept).best_match(offered, offered[0]) or offered[0]
