"""`GET /api/v1/search`: what may be meant by what somebody is typing."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from genoderm.api.keeping import KEPT
from genoderm.api.languages import language_of_names
from genoderm.api.proxies import public_base
from genoderm.api.search.answers import Context, Hits
from genoderm.api.search.asked import Asked
from genoderm.api.search.finding import Wanted, asking, found
from genoderm.api.search.kinds import BY_NAME
from genoderm.api.serving import Current

router = APIRouter(prefix="/api/v1")


@router.head("/search", include_in_schema=False)
@router.get("/search", response_model=Hits)
async def search(asked: Annotated[Asked, Query()], request: Request, pool: Current) -> Response:
    """Things of all kinds by what they are called, in whatever language and however it is spelt."""
    tongue = language_of_names(request, asked.lang)
    wanted = _wanted(asked, tongue)
    context = Context(asked.q, tongue, public_base(request.scope, request.app.state.settings))
    told = await found(wanted, context, pool)
    link = asking(asked.q, wanted).link(request)
    headers = KEPT | {"Link": link, "Vary": "Accept-Language", "Content-Language": tongue}
    return Response(told.model_dump_json(exclude_none=True), media_type="application/json", headers=headers)


def _wanted(asked: Asked, tongue: str) -> Wanted:
    classes = tuple(dict.fromkeys(BY_NAME[name].sought.value for name in asked.kind))
    return Wanted(classes, asked.limit, tongue, asked.label_lang)
