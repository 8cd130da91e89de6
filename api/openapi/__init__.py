"""The description of this server in OpenAPI 3.1: `/api/openapi.json`.

FastAPI describes its own routes; here they get what it does not know (media types, faults, HEAD), and the paths that
are ASGI applications of their own are described beside them.
"""

from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from genoderm.api.openapi.answers import SCHEMAS, known_faults
from genoderm.api.openapi.linked import linked_paths
from genoderm.api.openapi.pages import completed
from genoderm.api.openapi.parameters import COUNTRY, known_values
from genoderm.api.openapi.queries import endpoint
from genoderm.api.openapi.reconciliation import reconciliation_paths
from genoderm.api.openapi.resolving import resolving_paths
from genoderm.api.openapi.writes import TOKEN, WRITTEN, writes
from genoderm.api.problems import no_parameters
from genoderm.api.proxies import public_base
from genoderm.graph.settings import Settings

PATH = "/api/openapi.json"
SUMMARY = "Who has expertise on genodermatoses, where, and by what evidence"
LICENCE = {"name": "Apache-2.0 AND CC-BY-4.0", "identifier": "Apache-2.0 AND CC-BY-4.0"}
FOREIGN = {"HTTPValidationError", "ValidationError", "Body_batch_reconcile_post"}
WORDS = """\
Expertise on genodermatoses and rare skin disorders as linked data.

Everything is answered from one release, which a new one replaces in a moment. Faults are problem documents
([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)). A parameter that an address does not have is refused with 400,
rather than passed over. Every address that answers GET answers HEAD, and every one answers OPTIONS.
"""
router = APIRouter(dependencies=[Depends(no_parameters)])


@router.head(PATH, include_in_schema=False)
@router.get(PATH, include_in_schema=False)
def openapi(request: Request) -> JSONResponse:
    """The description, its addresses as this client knows them."""
    app: FastAPI = request.app
    settings: Settings = app.state.settings
    return JSONResponse(described(app, settings) | {"servers": [{"url": public_base(request.scope, settings)}]})


def described(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """All paths of the application, and of those before it."""
    known = get_openapi(
        title=app.title,
        version=app.version,
        routes=app.routes,
        summary=SUMMARY,
        description=WORDS,
        license_info=LICENCE,
    )
    told = known_values(known["paths"])
    paths = (
        {"/sparql": endpoint(settings)}
        | completed(told)
        | linked_paths(told, settings)
        | resolving_paths(told)
        | reconciliation_paths(told)
        | writes(settings)
    )
    return known | {"paths": paths, "components": _components(known)}


def _components(known: dict[str, Any]) -> dict[str, Any]:
    """The schemas, without those of a fault that none of ours is told as."""
    schemas = known.get("components", {}).get("schemas", {})
    ours = (
        {name: told for name, told in schemas.items() if name not in FOREIGN} | SCHEMAS | COUNTRY | {"Written": WRITTEN}
    )
    return {"schemas": ours, "responses": known_faults(), "securitySchemes": TOKEN}
