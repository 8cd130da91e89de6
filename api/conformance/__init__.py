"""The conformance page: what the W3C test suites for SPARQL say of this endpoint, for people and for machines."""

from collections.abc import Callable, Mapping
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel
from pyoxigraph import NamedNode
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from genoderm.api.conformance import earl, table
from genoderm.api.conformance.page import NAMES, Language, engine, fingerprint, page, security
from genoderm.api.proxies import public_base
from genoderm.ontology.errors import BadInput
from genoderm.sparql.negotiation import choose

__all__ = ["Conformance", "engine", "fingerprint", "router"]
router = APIRouter()
PARAMETERS = {"lang"}


class Counted(BaseModel):
    """How the cases of one suite came out."""

    suite: str
    specification: str
    cases: int
    passed: int
    deviates: int
    refused: int
    not_run: int


class Deviation(BaseModel):
    """A case that did not pass."""

    case: str
    suite: str
    outcome: table.Outcome
    reason: str
    whose: str
    why: str


class Conformance(BaseModel):
    """What the test suites say, and what was tested."""

    engine: str
    running: str
    archive: str
    suites: list[Counted]
    deviations: list[Deviation]


@router.head("/conformance", include_in_schema=False)
@router.get("/conformance", response_class=Response, responses={200: {"model": Conformance}})
def conformance(
    request: Request,
    lang: Annotated[Language | None, Query(description="the language of the page")] = None,
    accept: Annotated[str, Header()] = "",
    accept_language: Annotated[str, Header()] = "",
) -> Response:
    """How this endpoint does in the W3C test suites: a page, JSON, all cases as CSV, or an EARL report as Turtle."""
    for name in request.query_params:
        if name not in PARAMETERS:
            raise BadInput(f"{name!r} is no parameter of {request.url.path}; it has lang")
    chosen = choose(accept, FORMATS)
    body = FORMATS[chosen](request, lang or _language(accept_language))
    headers = {"Vary": "Accept, Accept-Language", "Content-Security-Policy": security()}
    return Response(body, media_type=chosen, headers=headers)


def _language(accept: str) -> Language:
    best = parse_accept_header(accept, LanguageAccept).best_match(NAMES)
    return "fr" if best == "fr" else "en"


def _html(_: Request, lang: Language) -> str | bytes:
    return page(lang)


def _json(_: Request, __: Language) -> str | bytes:
    ran = table.run()
    told = Conformance(
        engine=ran.engine,
        running=engine(),
        archive=ran.archive,
        suites=[_counted(name, found) for name, found in table.counts(table.cases()).items()],
        deviations=[_deviation(case) for case in table.cases() if case.reason],
    )
    return told.model_dump_json()


def _counted(name: str, found: Mapping[table.Outcome, int]) -> Counted:
    return Counted(
        suite=name,
        specification=table.suites()[name].specification,
        cases=sum(found.values()),
        passed=found[table.Outcome.PASSED],
        deviates=found[table.Outcome.DEVIATES],
        refused=found[table.Outcome.REFUSED],
        not_run=found[table.Outcome.NOT_RUN],
    )


def _deviation(case: table.Case) -> Deviation:
    reason = table.reasons()[case.reason]
    return Deviation(
        case=case.iri,
        suite=case.suite,
        outcome=case.outcome,
        reason=reason.name,
        whose=reason.whose,
        why=reason.english,
    )


def _csv(_: Request, __: Language) -> str | bytes:
    return table.as_csv(table.cases())


def _earl(request: Request, _: Language) -> str | bytes:
    return earl.report(table.cases(), NamedNode(f"{public_base(request.scope, request.app.state.settings)}/sparql"))


# the first is what a client gets that asks for nothing in particular
FORMATS: Mapping[str, Callable[[Request, Language], str | bytes]] = {
    "text/html": _html,
    "application/json": _json,
    "text/csv": _csv,
    "text/turtle": _earl,
}
