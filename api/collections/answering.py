"""How an answer of the collections is sent: in one of three formats, to be kept, with links."""

from collections.abc import Iterable

from fastapi import Request, Response

from genoderm.api.keeping import KEPT
from genoderm.sparql.negotiation import choose

JSON, JSON_LD, CSV = "application/json", "application/ld+json", "text/csv"
NAMES = {"json": JSON, "jsonld": JSON_LD, "csv": CSV}
OFFERED = (JSON, JSON_LD, CSV)
VARY = {"Vary": "Accept, Accept-Language"}


def media_type(request: Request, name: str | None, offered: Iterable[str] = OFFERED) -> str:
    """The format that `format` names, else the one that Accept likes best; NotAcceptable with the list."""
    if name:
        return NAMES[name]
    return choose(", ".join(request.headers.getlist("accept")), offered)


def answer(body: bytes, chosen: str, language: str, links: Iterable[str]) -> Response:
    """The answer with what there is to tell of it."""
    headers = KEPT | VARY | {"Content-Language": language, "Link": ", ".join(links)}
    return Response(body, media_type=f"{chosen}; charset=utf-8" if chosen == CSV else chosen, headers=headers)
