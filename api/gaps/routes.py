"""`/api/v1/gaps`: diseases, countries and regions with no or little expertise, by kind of evidence."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from genoderm.api.collections.answering import CSV, JSON, answer, media_type
from genoderm.api.collections.paging import links
from genoderm.api.collections.tables import BETWEEN, table
from genoderm.api.collections.things import Thing
from genoderm.api.gaps.asked import Gap, Gaps, GapsAsked
from genoderm.api.gaps.counting import all_gaps, gaps
from genoderm.api.languages import language_of_names
from genoderm.api.proxies import public_base
from genoderm.api.queries import Asking
from genoderm.api.serving import Current
from genoderm.loaders.directory.vocabulary import EVIDENCE

router = APIRouter(prefix="/api/v1")
COUNTS = ("centres", "by_itself", "by_group", "laboratories", "countries", "diseases")
QUERIES = ("gaps-statements", "gaps-diseases", "gaps-countries")


@router.head("/gaps", include_in_schema=False)
@router.get("/gaps", response_class=Response)
async def all_of_them(asked: Annotated[GapsAsked, Query()], request: Request, pool: Current) -> Response:
    """Diseases, countries or regions, those with the fewest expert centres first."""
    language = language_of_names(request, asked.lang)
    chosen = media_type(request, asked.format, (JSON, CSV))
    whole = chosen == CSV and asked.limit is None
    found = await (all_gaps if whole else gaps)(asked, pool, language)
    rows = found.rows[asked.offset :] if whole else found.rows
    base = public_base(request.scope, request.app.state.settings)
    body = _table(rows) if chosen == CSV else json.dumps(_document(found, base), ensure_ascii=False).encode()
    further = links(request, found.total, found.offset, found.limit)
    return answer(body, chosen, language, [*further, *(Asking(name).link(request) for name in QUERIES)])


def _document(found: Gaps, base: str) -> dict[str, object]:
    return {
        "by": found.by,
        "total": found.total,
        "offset": found.offset,
        "limit": found.limit,
        "diseases": found.diseases,
        "covered": found.covered,
        "without": found.without,
        "items": [_row(gap, base) for gap in found.rows],
    }


def _row(gap: Gap, base: str) -> dict[str, object]:
    return _thing(gap.thing, base) | {name: value for name, value in asdict(gap).items() if name != "thing"}


def _thing(thing: Thing, base: str) -> dict[str, object]:
    told: dict[str, object] = {"iri": thing.iri, "id": thing.id, "name": thing.name}
    if thing.path:
        told["href"] = f"{base}{thing.path}"
    return told | ({"code": thing.code} if thing.code else {})


def _table(rows: Sequence[Gap]) -> bytes:
    header = ["id", "iri", "name", *COUNTS, "regions", *EVIDENCE.terms]
    return table(header, (_cells(gap) for gap in rows))


def _cells(gap: Gap) -> Sequence[object]:
    counts = (gap.centres, gap.by_itself, gap.by_group, gap.laboratories, gap.countries, gap.diseases)
    kinds = (gap.evidence.get(kind, 0) for kind in EVIDENCE.terms)
    return [gap.thing.code or gap.thing.id, gap.thing.iri, gap.thing.name, *counts, BETWEEN.join(gap.regions), *kinds]
