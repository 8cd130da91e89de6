"""The files that the pages need: style and icon from here, script and map from what `make workbench` built."""

import gzip
import json
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from importlib.resources import files

from fastapi import APIRouter, Depends, Request, Response
from werkzeug.http import parse_accept_header

from genoderm.api.problems import no_parameters
from genoderm.api.workbench_page import DIST, FOREVER
from genoderm.ontology.errors import NotFound, shown

DATA = files(__package__) / "data"
STYLES = (
    "colours.css",
    "type.css",
    "frame.css",
    "parts.css",
    "records.css",
    "care.css",
    "charts.css",
    "print.css",
)  # in this order

router = APIRouter(prefix="/assets", dependencies=[Depends(no_parameters)])


class NoSuchFile(NotFound):
    """The pages have no file of this name."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file whose name holds the checksum of its content, so that a browser may keep it for ever."""

    name: str
    media_type: str
    body: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Script:
    """The script of the pages and the style of what it draws: names of files, or their addresses."""

    module: str
    style: str


@cache
def style() -> Asset:
    """The style of all pages."""
    return _asset("site", "css", "text/css", "\n".join((DATA / name).read_text("utf-8") for name in STYLES))


@cache
def icon() -> Asset:
    """The icon of all pages."""
    return _asset("icon", "svg", "image/svg+xml", (DATA / "icon.svg").read_text("utf-8"))


@lru_cache(maxsize=1)
def script() -> Script | None:
    """The script that was built, or None in a checkout where nothing was."""
    try:
        told = json.loads((DIST / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Script(told["pages"]["script"], told["pages"]["style"]) if "pages" in told else None


@router.head("/{file}", include_in_schema=False)
@router.get("/{file}", response_class=Response)
def asset(file: str, request: Request) -> Response:
    """One of them, compressed if the client can take it; NoSuchFile for any other name."""
    found = next((one for one in (style(), icon()) if one.name == file), None)
    if found is None:
        raise NoSuchFile(f"{shown(file)} is no file of these pages; a page names those that there are")
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if parse_accept_header(request.headers.get("accept-encoding")).quality("gzip") > 0:
        return Response(found.packed, media_type=found.media_type, headers=headers | {"Content-Encoding": "gzip"})
    return Response(found.body, media_type=found.media_type, headers=headers)


def _asset(name: str, suffix: str, media_type: str, text: str) -> Asset:
    body = text.encode()
    checksum = sha256(body).hexdigest()[:8]
    return Asset(f"{name}-{checksum}.{suffix}", media_type, body, gzip.compress(body, mtime=0))
