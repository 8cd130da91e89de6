"""Faults as RFC 9457 problem documents: what, where, what would be right."""

from fastapi import Request
from fastapi.responses import JSONResponse

from genoderm.ontology.errors import GenodermError

MEDIA_TYPE = "application/problem+json"


def problem(status: int, title: str, detail: str) -> JSONResponse:
    """A problem document; `title` is the same for every occurrence, `detail` tells of this one."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


async def tell(_: Request, fault: Exception) -> JSONResponse:
    """The one handler of the error tree."""
    status = fault.status if isinstance(fault, GenodermError) else 500
    return problem(status, type(fault).__name__, str(fault))
