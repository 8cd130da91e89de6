"""`/data`: releases, sources with their licences, quality, dumps, changes, and how to cite."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from genoderm.api.languages import language
from genoderm.api.pages.about import Asked
from genoderm.api.pages.frame import framed, host
from genoderm.api.pages.quality import LICENCES, records, sources, warned
from genoderm.api.pages.rendering import kept, render
from genoderm.api.serving import Current
from genoderm.graph.home import Home
from genoderm.graph.settings import Settings

SHOWN = 12  # releases; older ones can be listed with the command line

router = APIRouter()


@router.head("/data", include_in_schema=False)
@router.get("/data", response_class=Response)
def data(asked: Annotated[Asked, Query()], request: Request, pool: Current) -> Response:
    """What there is to know of the data, and to take along."""
    settings: Settings = request.app.state.settings
    spoken, release = language(request, asked.lang), pool.manifest
    frame = framed(request, spoken)
    values = {
        "citation": frame.text("data.citation", id=release.id, date=frame.day(release.created), address=frame.base),
        "licence": lambda url: LICENCES.get(url, host(url)),
        "releases": Home(settings.home).releases()[::-1][:SHOWN],
        "sources": sources(release.graphs),
        "records": records(release.inputs),
        "warned": warned(settings.home, release, spoken),
    }
    return kept(render(request, "pages/data.html", spoken, **values), spoken)
