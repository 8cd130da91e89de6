"""The SPARQL workbench: its page for browsers, and the files that `make workbench` built for it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from fastapi import APIRouter, Request, Response
from jinja2 import Environment
from werkzeug.http import parse_accept_header

from genoderm.ontology.errors import NotFound, shown
from genoderm.ontology.examples import Form
from genoderm.sparql.formats import NAMES, OFFERED

HERE = files(__package__) / "workbench"
DIST = HERE / "dist"
FOREVER = "public, max-age=31536000, immutable"  # the hash in a file's name is that of its content; RFC 8246
TYPES = {
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
}
# what the page needs: nothing from elsewhere, no inline script or style, no eval; `data:` is its empty icon
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIRST = """\
PREFIX gd: <https://w3id.org/genoderm/ns#>
SELECT ?kind (COUNT(DISTINCT ?thing) AS ?count) WHERE {
  VALUES ?kind { gd:Disease gd:ExpertCentre gd:Laboratory gd:Hospital gd:Network gd:PatientAssociation gd:Resource }
  ?thing a ?kind
}
GROUP BY ?kind
ORDER BY DESC(?count)
"""

FORMS = {"solutions": Form.SELECT, "boolean": Form.ASK, "graph": Form.CONSTRUCT}  # by what a query of the form gives
SHORT = 10  # of the names of formats; those after them are what other engines call the same

router = APIRouter(prefix="/sparql/assets", include_in_schema=False)


class NoSuchAsset(NotFound):
    """The workbench has no file of this name."""


@dataclass(frozen=True, slots=True)
class Built:
    """What the build wrote: the script and the style to begin with, the licences, and the names of all files."""

    script: str
    style: str
    licences: str
    files: frozenset[str]


@lru_cache(maxsize=1)
def built() -> Built | None:
    """The built workbench, or None in a checkout where it was not built."""
    try:
        told = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Built(told["script"], told["style"], told["licences"], frozenset(told["files"]))


@lru_cache(maxsize=4)
def page(seconds: float, most: float) -> bytes:
    """The page, in HTML; it says how many seconds a query has, and how many it may ask for.

    Its addresses are relative to `/sparql`, so that it works under whatever path a proxy gives it; without the built
    files it is a plain form, and says what is missing.
    """
    template = Environment(autoescape=True).from_string((HERE / "page.html").read_text("utf-8"))
    return template.render(built=built(), settings=json.dumps(_settings(seconds, most)), query=FIRST).encode()


def _settings(seconds: float, most: float) -> dict[str, object]:
    """What the script wants to know of the server."""
    formats = {gives: _formats(form) for gives, form in FORMS.items()}
    found = built()
    return {"seconds": seconds, "most": most, "formats": formats, "licences": _address(found.licences) if found else ""}


def _formats(form: Form) -> list[dict[str, str]]:
    """What an answer of this form can be downloaded as: the name that ?format= takes, and the media type."""
    names = {
        media_type: name for name in list(NAMES)[:SHORT] for media_type in NAMES[name] if media_type in OFFERED[form]
    }
    return [{"name": name, "type": media_type} for media_type, name in names.items()]


def _address(file: str) -> str:
    return f"sparql/assets/{file}"


@router.head("/{file}")
@router.get("/{file}")
def asset(file: str, request: Request) -> Response:
    """One built file, compressed if the client can take it; NoSuchAsset for any other name."""
    found = built()
    if found is None or file not in found.files:
        raise NoSuchAsset(f"{shown(file)} is no file of the workbench; its page, /sparql, names those that there are")
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    compressed = parse_accept_header(request.headers.get("accept-encoding")).quality("gzip") > 0
    if compressed:
        headers["Content-Encoding"] = "gzip"
    body = (DIST / (f"{file}.gz" if compressed else file)).read_bytes()
    return Response(body, media_type=TYPES[file.rpartition(".")[2]], headers=headers)
