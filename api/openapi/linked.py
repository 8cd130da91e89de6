"""The addresses of things, as OpenAPI has them: an IRI leads to its document, and a document is in many formats."""

from collections.abc import Iterable, Mapping
from typing import Any

from genoderm.api.catalogue.routes import OFFERED as CATALOGUE
from genoderm.api.changes.routes import OFFERED as FEEDS
from genoderm.api.dumps.shelf import COMPRESSED
from genoderm.api.linked.ontology_document import OFFERED as TERMS
from genoderm.api.linked.representations import STATEMENTS
from genoderm.api.linked.things import ID, OFFERED, beginning
from genoderm.api.openapi.answers import HEADERS, TEXT, document, faults, unchanged
from genoderm.api.openapi.page import Page
from genoderm.api.problems import MEDIA_TYPE as PROBLEM
from genoderm.graph.settings import Settings

Document = dict[str, Any]
TAG = "Linked data"
EXAMPLES = {"kind": "centre", "name": "fr-necker-magec"}
SEE: Document = {
    "description": "see the address in Location",
    "headers": {"Location": {"description": "where", "required": True, "schema": TEXT}},
}
FILES = (*COMPRESSED.values(), "text/plain")
RDF = tuple(STATEMENTS.values())
LINKED = HEADERS | {"Link": {"description": "signposts: RFC 8288, https://signposting.org/FAIR/", "schema": TEXT}}


PAGES: Mapping[str, Page] = {
    "/robots.txt": Page("robots", "Service", ("text/plain",), tagged=True),
    "/sitemap.xml": Page("sitemap", "Service", ("application/xml",), (503, 504), tagged=True),
    "/sitemap-{number}.xml": Page("sitemapPart", "Service", ("application/xml",), (404, 503, 504), tagged=True),
}


def linked_paths(known: Mapping[str, Document], settings: Settings) -> Document:
    """The paths of IRIs, of documents, of what describes all of them, and of files to download."""
    whole = [*_names(), _format(OFFERED), _language()]
    terms = [_format(TERMS), _language()]
    asked = [_format(CATALOGUE), _language()]
    return _iris(settings) | {
        "/{kind}/{name}": _path("document", "A thing, and what belongs to it", whole, _documents()),
        "/ns": _path("ontology", "The ontology and its concept schemes", terms, _terms()),
        "/ns.{suffix}": _path(
            "ontologyAs", "The ontology in one format", [_suffix(), _language()], _terms() | faults(404)
        ),
        "/catalog": _path("catalogue", "The dataset, its versions and services", asked, _negotiated(RDF)),
        "/api/v1/changes": _known("changes", known["/api/v1/changes"], _feeds(), "Changes"),
        "/dumps": _known("dumps", known["/dumps"], {"303": SEE} | faults(406, 503)),
        "/dumps/{release}": _known("dumpsOfRelease", known["/dumps/{release}"], {"302": SEE} | faults(404, 503)),
        "/dumps/{release}/{name}": _known("dumpFile", known["/dumps/{release}/{name}"], _files()),
    }


def _path(name: str, summary: str, parameters: list[Document], responses: Document) -> Document:
    get = {"operationId": name, "tags": [TAG], "summary": summary, "parameters": parameters, "responses": responses}
    return {"get": get, "head": get | {"operationId": f"{name}Head"}}


def _iris(settings: Settings) -> Document:
    """Where IRIs of ours lead from: in any case, and by the path of the base of this deployment."""
    words, answers = "Where a thing is told of", {"303": SEE} | faults(404)
    beginnings = {ID: "dereference", beginning(settings): "dereferenceOwn"}
    return {f"{path}/{{kind}}/{{name}}": _path(name, words, _names(), answers) for path, name in beginnings.items()}


def _known(name: str, told: Document, further: Document, tag: str = "Downloads") -> Document:
    """A path that FastAPI describes, with what it does not know."""
    get = told["get"] | {"tags": [tag], "operationId": name}
    responses = {status: answer for status, answer in get["responses"].items() if status != "422"}
    get["responses"] = responses | further
    return {"get": get, "head": get | {"operationId": f"{name}Head"}}


def _feeds() -> Document:
    whole = document("the feed", FEEDS.values()) | {"headers": LINKED}
    whole["content"]["application/feed+json"]["schema"] = {"type": "object", "required": ["version", "title", "items"]}
    return {"200": whole, "304": unchanged()} | faults(404, 406, 503)


def _files() -> Document:
    answers = {"200": document("the file", FILES), "206": document("the part that Range asks for", FILES)}
    return answers | {"302": SEE, "304": unchanged()} | faults(404, 416, 503)


def _names() -> list[Document]:
    return [
        {"name": name, "in": "path", "required": True, "schema": TEXT, "example": example}
        for name, example in EXAMPLES.items()
    ]


def _format(names: Mapping[str, str]) -> Document:
    told = "the format of the answer, in place of Accept"
    return {"name": "format", "in": "query", "description": told, "schema": {"enum": [*names, *names.values()]}}


def _suffix() -> Document:
    return {"name": "suffix", "in": "path", "required": True, "schema": {"enum": [*TERMS]}}


def _language() -> Document:
    told = "of the page that a browser is led to"
    return {"name": "lang", "in": "query", "description": told, "schema": {"enum": ["en", "fr"]}}


def _documents() -> Document:
    media = dict.fromkeys(OFFERED.values())
    further = [PROBLEM, *media]
    unknown = document("nothing goes by that name", [PROBLEM, "text/html"])
    gone = document("it was there once; the document tells what replaces it, if any source does", further)
    return _negotiated(media) | {"404": unknown, "410": gone}


def _terms() -> Document:
    """The ontology, which has a page at the same address."""
    return {status: told for status, told in _negotiated(TERMS.values()).items() if status != "303"}


def _negotiated(media_types: Iterable[str]) -> Document:
    whole = document("the document", media_types) | {"headers": LINKED}
    return {"200": whole, "303": SEE, "304": unchanged()} | faults(406, 503, 504)
