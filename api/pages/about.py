"""`/about/…`: introductions to the API and to SPARQL, four users, three networks, the ranking; their examples run."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict

from genoderm.api.languages import language
from genoderm.api.pages.frame import framed
from genoderm.api.pages.prose import Setting, prose
from genoderm.api.pages.rendering import kept, render
from genoderm.ontology.errors import NotFound, shown

# each text: the room that keeps it, and its file in each language
TEXTS = {
    "api": ("pages", {"en": "data/api.md", "fr": "data/api.fr.md"}),
    "sparql": ("pages", {"en": "data/sparql.md", "fr": "data/sparql.fr.md"}),
    "engines": ("pages", {"en": "data/engines.md", "fr": "data/engines.fr.md"}),
    "users": ("pages", {"en": "data/users.md", "fr": "data/users.fr.md"}),
    "network": ("pages", {"en": "data/network.md", "fr": "data/network.fr.md"}),
    "ranking": ("finder", {"en": "ranking.md", "fr": "ranking.fr.md"}),
}

router = APIRouter(prefix="/about")


class NoSuchText(NotFound):
    """Nothing is written under that name."""


class Asked(BaseModel):
    """What a page that is the same for everyone takes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lang: Literal["en", "fr"] | None = None


@router.head("/{name}", include_in_schema=False)
@router.get("/{name}", response_class=Response)
def about(name: str, asked: Annotated[Asked, Query()], request: Request) -> Response:
    """One of the texts."""
    if name not in TEXTS:
        raise NoSuchText(f"there is no text {shown(name)}; those that there are: {', '.join(TEXTS)}")
    spoken = language(request, asked.lang)
    frame = framed(request, spoken)
    room, written = TEXTS[name]
    setting = Setting(frame.base, frame.root, frame.text("about.run"), frame.text("about.table"))
    told = prose(room, written[spoken], setting)
    return kept(render(request, "pages/about.html", spoken, told=told, name=name), spoken)
