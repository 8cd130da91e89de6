"""`/`: the care look-up for people, and a short welcome for clients such as curl."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response

from genoderm.api.keeping import KEPT
from genoderm.api.languages import language
from genoderm.api.network.shown import FoundByAll
from genoderm.api.network.tags import tagged, wants_fresh
from genoderm.api.pages.answering import Answer, answered
from genoderm.api.pages.frame import Frame, framed
from genoderm.api.pages.looking import RADII, RADIUS, LookUp
from genoderm.api.pages.rendering import HTML, VARY, kept, render
from genoderm.api.pages.results import results
from genoderm.api.queries import Asking
from genoderm.api.serving import Current
from genoderm.ontology.terms import Iris
from genoderm.sparql.negotiation import choose
from genoderm.sparql.workers.pool import Pool

TEXT = "text/plain"
# what the first page offers to try: a text's name, and what is looked for
TRIES = (
    ("care.try_bullosa", "ORPHA:79361"),
    ("care.try_albinism", "ORPHA:55"),
    ("care.try_ichthyosis", "ORPHA:281097"),
    ("care.try_sign", "HP:0008066"),
    ("care.try_code", "OMIM:226600"),
)

router = APIRouter()


@router.head("/", include_in_schema=False)
@router.get("/", response_class=Response)
async def front(
    asked: Annotated[LookUp, Query()], request: Request, pool: Current, accept: Annotated[str, Header()] = ""
) -> Response:
    """The look-up with what it found, in English or French; the welcome for who does not ask for HTML."""
    if choose(accept, (TEXT, HTML)) == TEXT:
        return Response(welcome(), media_type=TEXT, headers=KEPT | VARY)
    spoken = language(request, asked.lang)
    frame, serving = framed(request, spoken), request.app.state.serving
    if wants_fresh(request):
        asked = asked.model_copy(update={"fresh": "true"})
    answer = await answered(asked, serving, spoken, frame.base)
    shown = {"asked": asked, "answer": answer, "found": answer.found, "choices": answer.choices}
    shown |= {"heading": _heading(asked, answer, frame), "fault": _fault(asked, answer, frame)}
    shown |= {"radii": RADII, "default_radius": RADIUS, "tries": TRIES, "signed": answer.sign, "points": []}
    shown |= {"partners": bool(serving.nodes), "asked_all": isinstance(answer.found, FoundByAll)}
    if answer.found and answer.associations:
        shown |= results(asked, answer.found, answer.associations, frame)
    counts = {} if asked.q else await _counts(pool)
    page = kept(render(request, "pages/care.html", spoken, counts=counts, **shown), spoken)
    if not isinstance(answer.found, FoundByAll):
        return page
    return tagged(page, answer.found.network, request, HTML, spoken, str(request.url), pool.manifest.id)


def welcome() -> str:
    """What is here, for someone who opens the address without a browser."""
    return (files("genoderm.api") / "welcome.md").read_text("utf-8")


async def _counts(pool: Pool) -> Mapping[str, int]:
    """How many things of each kind the release holds."""
    rows = await pool.rows(Asking("holdings").text(Iris(pool.manifest.base)))
    return {str(getattr(row["name"], "value", "")): int(getattr(row["count"], "value", 0)) for row in rows}


def _heading(asked: LookUp, answer: Answer, frame: Frame) -> str:
    if answer.found:
        return frame.text("care.title_for", disease=answer.found.understood.disease.name)
    if answer.sign:
        return frame.text("care.title_sign", sign=answer.sign.name)
    return frame.text("care.title_unclear" if asked.q else "care.title")


def _fault(asked: LookUp, answer: Answer, frame: Frame) -> str | None:
    if not answer.fault:
        return None
    return frame.text(answer.fault, asked=asked.place if answer.fault == "care.no_place" else asked.text)
