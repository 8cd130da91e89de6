"""Faults as pages, for whoever asks with a browser: what, where, what would be right, and where to go on."""

import json
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from genoderm.api.languages import PAGES, language
from genoderm.api.pages.rendering import HTML, render
from genoderm.api.problems import MEDIA_TYPE
from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.negotiation import NotAcceptable, choose

TITLES = {
    400: "problem.title_400",
    404: "problem.title_404",
    406: "problem.title_406",
    410: "problem.title_410",
    503: "problem.title_503",
    504: "problem.title_504",
}
KINDS = (GenodermError, HTTPException, RequestValidationError, Exception)  # what `problems` has told as problems
Handler = Callable[[Request, Exception], Response | Awaitable[Response]]


def install(app: FastAPI) -> None:
    """Have what is told as a problem told as a page to those who prefer one."""
    for kind in KINDS:
        app.add_exception_handler(kind, _for_people(app.exception_handlers[kind]))


def _for_people(handler: Handler) -> Handler:
    async def told(request: Request, fault: Exception) -> Response:
        answer = handler(request, fault)
        problem = answer if isinstance(answer, Response) else await answer
        return _page(request, problem) if _wanted(request, problem) else problem

    return told


def _wanted(request: Request, problem: Response) -> bool:
    """Whether a page is liked better than a problem document; for who does not say, it is not."""
    if problem.headers.get("content-type") != MEDIA_TYPE or request.url.path.startswith("/api/v1"):
        return False
    try:
        return choose(", ".join(request.headers.getlist("accept")), (MEDIA_TYPE, HTML)) == HTML
    except NotAcceptable:
        return False


def _page(request: Request, problem: Response) -> Response:
    told = json.loads(bytes(problem.body))
    status = problem.status_code
    spoken = _language(request)
    title = TITLES.get(status, "problem.title")
    body = render(request, "pages/problem.html", spoken, status=status, title=title, detail=told["detail"])
    headers = {name: value for name, value in problem.headers.items() if name not in {"content-type", "content-length"}}
    return Response(body, status, headers | {"Vary": "Accept, Accept-Language", "Content-Language": spoken}, HTML)


def _language(request: Request) -> str:
    """The one that `lang` asks for; a fault in `lang` itself must not keep its page from being shown."""
    try:
        return language(request, request.query_params.get("lang"), PAGES)
    except BadInput:
        return PAGES[0]
