"""`/api/v1/changes`: what came, went and was renamed between releases."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field

from genoderm.api.changes import feeds
from genoderm.api.changes.entries import FEED, Entry, Page, entries
from genoderm.api.changes.gone import COMPARING
from genoderm.api.changes.history import Step, history, lacking
from genoderm.api.changes.since import DAY, RELEASE, after
from genoderm.api.dumps.running import RUNNING
from genoderm.api.keeping import KEPT
from genoderm.api.languages import language
from genoderm.api.linked.links import Link, header
from genoderm.api.linked.representations import STATEMENTS, chosen
from genoderm.api.proxies import public_base
from genoderm.api.queries import Asking
from genoderm.api.serving import Current
from genoderm.graph.home import Home
from genoderm.graph.manifest import Manifest
from genoderm.ontology.errors import GenodermError
from genoderm.ontology.terms import Iris
from genoderm.sparql.formats import GRAPHS

router = APIRouter(prefix="/api/v1")
PATH = f"/{FEED}"
PATIENCE = 20.0  # seconds: two full releases are compared in some ten
JSON_FEED, JSON, ATOM = "application/feed+json", "application/json", "application/atom+xml"
OFFERED = {"feed": JSON_FEED, "json": JSON, "atom": ATOM, **STATEMENTS}
RELATIONS = {"previous": "prev"}  # Atom has the one (RFC 5005), HTTP the other (RFC 8288)
NAMED = Asking("named-things")


class BeingCompared(GenodermError):
    """Releases are being compared, which takes a while when they are large."""

    status = 503
    retry_after = 10


class Asked(BaseModel):
    """The parameters of the feed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: str = Field(
        "",
        min_length=1,
        description="a release, a date such as 2026-11 or 2026-11-23, or a moment: only what came after it",
        json_schema_extra={"anyOf": [{"pattern": f"^({DAY.pattern}|{RELEASE.pattern})$"}, {"format": "date-time"}]},
    )
    change: Literal["came", "went", "renamed"] | None = Field(None, description="only changes of this kind")
    offset: int = Field(0, ge=0, description="how many changes to pass over")
    limit: int = Field(20, ge=1, le=100, description="how many changes to tell")
    lang: Literal["en", "fr"] | None = Field(None, description="the language, in place of Accept-Language")
    format: str = Field(
        "",
        min_length=1,
        description="the format, in place of Accept",
        json_schema_extra={"enum": [*OFFERED, *OFFERED.values()]},
    )


@router.head("/changes", include_in_schema=False)
@router.get("/changes", response_class=Response)
async def changes(request: Request, pool: Current, asked: Annotated[Asked, Query()]) -> Response:
    """What came, went and was renamed from release to release, the newest first."""
    media = chosen(request.headers.getlist("accept"), asked.format, OFFERED)
    manifest = pool.manifest
    steps = after(asked.since, await steps_of(request, manifest), manifest)
    base = public_base(request.scope, request.app.state.settings)
    found = [
        entry for entry in entries(steps, Iris(manifest.base), base) if asked.change in {None, entry.change.change}
    ]
    page = _page(request, asked, found, manifest)
    links = [Link(target, RELATIONS.get(rel, rel), media) for rel, target in page.links.items()]
    told = {"Vary": "Accept, Accept-Language", "Content-Language": page.language}
    told["Link"] = ", ".join(filter(None, [header(links), NAMED.link(request)]))
    return Response(_written(page, media, manifest.base), media_type=media, headers=KEPT | told)


async def steps_of(request: Request, manifest: Manifest) -> list[Step]:
    """The steps that led to a release; BeingCompared if that is not known yet."""
    home = Home(request.app.state.settings.home)
    if await run_in_threadpool(lacking, home, manifest):
        running = RUNNING.begin(COMPARING, str(home.path), manifest.id)
        if running:
            await asyncio.wait({running}, timeout=PATIENCE)
        if await run_in_threadpool(lacking, home, manifest):
            raise BeingCompared("releases are being compared; ask again in a while")
    return await run_in_threadpool(history, home, manifest)


def _written(page: Page, media: str, base: str) -> bytes:
    if media in {JSON_FEED, JSON}:
        return feeds.json_feed(page)
    return feeds.atom(page) if media == ATOM else feeds.activities(page, GRAPHS[media], base)


def _page(request: Request, asked: Asked, found: Sequence[Entry], manifest: Manifest) -> Page:
    base = public_base(request.scope, request.app.state.settings)
    return Page(
        feed=f"{base}{PATH}",
        here=_address(request, {}),
        links={rel: _address(request, {"offset": str(offset)}) for rel, offset in _offsets(asked, len(found)).items()},
        total=len(found),
        entries=found[asked.offset : asked.offset + asked.limit],
        updated=manifest.created,
        home_page=f"{base}/data",
        language=language(request, asked.lang),
    )


def _offsets(asked: Asked, total: int) -> Mapping[str, int]:
    """Where the other pages begin; a page that is not there has no place."""
    last = max(0, (total - 1) // asked.limit * asked.limit)
    found = {"first": 0, "last": last}
    if asked.offset > 0:
        found["previous"] = max(0, min(asked.offset - asked.limit, last))
    if asked.offset + asked.limit < total:
        found["next"] = asked.offset + asked.limit
    return found


def _address(request: Request, other: Mapping[str, str]) -> str:
    base = public_base(request.scope, request.app.state.settings)
    given = {**request.query_params, **other}
    return f"{base}{PATH}" + (f"?{urlencode(given)}" if given else "")
