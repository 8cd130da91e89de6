"""`/dumps`: what there is to download, and the files themselves, in parts if a client wants them so."""

from base64 import b64encode
from http import HTTPStatus

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, RedirectResponse
from pydantic import BaseModel

from genoderm.api.descriptions import refuse_other_range
from genoderm.api.dumps.running import have_made
from genoderm.api.dumps.shelf import COMPRESSED, SUMS, Download, Dump, download, dump_of, dumps_of, folder_of
from genoderm.api.linked.links import Link, header
from genoderm.api.linked.signposts import CATALOGUE
from genoderm.api.problems import no_parameters
from genoderm.api.proxies import public_base
from genoderm.api.serving import Current
from genoderm.graph.home import Home
from genoderm.graph.provenance import OURS
from genoderm.ontology.errors import GenodermError
from genoderm.sparql.negotiation import choose

router = APIRouter(prefix="/dumps", dependencies=[Depends(no_parameters)])
LATEST = "latest"
DATA = "/data"  # the page that shows all this to people
HTML, JSON = "text/html", "application/json"
SOON = {"Cache-Control": "no-cache"}  # dumps of the same release may be there a moment later
FOREVER = {"Cache-Control": "public, max-age=31536000, immutable"}  # a dated dump never changes


class BeingMade(GenodermError):
    """Somebody asked for them, and now they are being made."""

    status = 503
    retry_after = 30


class File(Download):
    """A file, and its address."""

    href: str


class Shown(BaseModel):
    """The dumps of one release; without files as long as they are being made."""

    release: str
    created: str
    href: str
    checksums: str
    made: bool
    files: list[File]


class Listing(BaseModel):
    """The dumps that there are, of the newest release first."""

    total: int
    items: list[Shown]


@router.head("", include_in_schema=False, response_model=None)
@router.get("", response_model=Listing)
async def dumps(request: Request, response: Response, pool: Current) -> Listing | RedirectResponse:
    """The dumps of all releases; those of the current one are made when somebody first asks for them."""
    response.headers.update(SOON | {"Vary": "Accept"})
    if choose(", ".join(request.headers.getlist("accept")), (JSON, HTML)) == HTML:
        return RedirectResponse(_base(request) + DATA, HTTPStatus.SEE_OTHER, {"Vary": "Accept"})
    found = await run_in_threadpool(dumps_of, _home(request))
    if pool.manifest.id not in {dump.release for dump in found}:
        have_made(_home(request), pool.manifest.id)
        found.insert(0, Dump(release=pool.manifest.id, created=pool.manifest.created, files=()))
    return Listing(total=len(found), items=[_shown(dump, request) for dump in found])


@router.head("/{release}", include_in_schema=False, response_model=None)
@router.get("/{release}", response_model=Shown)
async def of_release(release: str, request: Request, response: Response, pool: Current) -> Shown | RedirectResponse:
    """The dumps of one release; `latest` leads to those of the current one."""
    if release == LATEST:
        return RedirectResponse(f"{_base(request)}/dumps/{pool.manifest.id}", HTTPStatus.FOUND, SOON)
    response.headers.update(SOON)
    return _shown(await _dump(release, request), request)


@router.head("/{release}/{name}", include_in_schema=False)
@router.get("/{release}/{name}", response_class=Response)
async def file(release: str, name: str, request: Request, pool: Current) -> Response:
    """One file; `latest/genoderm.nq.zst` leads to the newest of its kind, whose name has the date."""
    if release == LATEST:
        dump = await _dump(pool.manifest.id, request)
        return RedirectResponse(f"{_base(request)}/dumps/{dump.release}/{_dated(name, dump)}", HTTPStatus.FOUND, SOON)
    dump = await _dump(release, request)
    path = folder_of(_home(request)) / dump.release / name
    if name == SUMS:
        return FileResponse(path, media_type="text/plain; charset=utf-8", headers=FOREVER)
    asked = download(dump, name)
    headers = _headers(asked, request)
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    refuse_other_range(request.headers.get("range"), asked.bytes)
    return FileResponse(path, media_type=COMPRESSED[asked.compression], headers=headers, filename=name)


def _headers(asked: Download, request: Request) -> dict[str, str]:
    links = Link(_base(request) + CATALOGUE, "collection"), Link(OURS.licence, "license")
    digest = b64encode(bytes.fromhex(asked.sha256)).decode()
    return FOREVER | {
        "ETag": f'"{asked.sha256[:24]}"',
        "Repr-Digest": f"sha-256=:{digest}:",  # RFC 9530
        "Link": header(links),
    }


async def _dump(release: str, request: Request) -> Dump:
    """The dumps of a release; BeingMade if they will be there soon, NotFound if there is no such release."""
    home = _home(request)
    name = (await run_in_threadpool(home.release, release)).name
    found = await run_in_threadpool(dump_of, home, name)
    if found is None:
        have_made(home, name)
        raise BeingMade(f"the dumps of release {name} are being made; ask again in a minute")
    return found


def _dated(name: str, dump: Dump) -> str:
    """The file that goes by this name once its date and release are left out."""
    date = f"-{dump.created[:10]}"
    known = {file.name.replace(date, "", 1).replace(f"-{dump.release}", "", 1): file.name for file in dump.files}
    return known.get(name) or download(dump, name).name


def _shown(dump: Dump, request: Request) -> Shown:
    here = f"{_base(request)}/dumps/{dump.release}"
    files = [File(**file.model_dump(), href=f"{here}/{file.name}") for file in dump.files]
    return Shown(
        release=dump.release,
        created=dump.created,
        href=here,
        checksums=f"{here}/{SUMS}",
        made=bool(files),
        files=files,
    )


def _base(request: Request) -> str:
    return public_base(request.scope, request.app.state.settings)


def _home(request: Request) -> Home:
    return Home(request.app.state.settings.home)
