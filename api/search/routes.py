"""`GET /api/v1/search`: what may be meant by what somebody is typing."""

from functools import lru_cache
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pyoxigraph import Literal

from genoderm.api.keeping import KEPT
from genoderm.api.languages import language_of_names
from genoderm.api.proxies import public_base
from genoderm.api.queries import BOUND, Asking
from genoderm.api.search.answers import Context, Hits, hits
from genoderm.api.search.asked import FEW, Asked
from genoderm.api.search.kinds import BY_NAME
from genoderm.api.serving import Current
from genoderm.ontology.terms import Iris

router = APIRouter(prefix="/api/v1")
QUERY = "search"
REMEMBERED = 256  # texts of the query


@router.head("/search", include_in_schema=False)
@router.get("/search", response_model=Hits)
async def search(asked: Annotated[Asked, Query()], request: Request, pool: Current) -> Response:
    """Things of all kinds by what they are called, in whatever language and however it is spelt."""
    iris = Iris(pool.manifest.base)
    tongue = language_of_names(request, asked.lang)
    asking, phrase = _asking(asked, tongue), Literal(asked.q, language=tongue)
    rows = await pool.rows(_text(asked.model_copy(update={"q": ""}), tongue, iris), {"phrase": phrase})
    context = Context(asked.q, tongue, public_base(request.scope, request.app.state.settings), iris)
    headers = KEPT | {"Link": asking.link(request), "Vary": "Accept-Language", "Content-Language": tongue}
    body = hits(rows, context).model_dump_json(exclude_none=True)
    return Response(body, media_type="application/json", headers=headers)


def _asking(asked: Asked, tongue: str) -> Asking:
    given = {"phrase": [str(Literal(asked.q, language=tongue))]}
    return Asking(QUERY, given | _given(asked, tongue))


@lru_cache(maxsize=REMEMBERED)
def _text(asked: Asked, tongue: str, iris: Iris) -> str:
    """The query without the phrase, which the engine binds: a text that workers have understood already."""
    return Asking(QUERY, _given(asked, tongue), BOUND).text(iris)


def _given(asked: Asked, tongue: str) -> dict[str, list[str]]:
    given = {
        # none: all, as the query has it
        "kind": list(dict.fromkeys(BY_NAME[name].sought.value for name in asked.kind)),
        "each": [str(asked.limit)] if asked.limit != FEW else [],
        "language": [tongue],
    }
    return given | ({"written": [asked.label_lang]} if asked.label_lang else {})
