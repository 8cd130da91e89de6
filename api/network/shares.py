"""What each node has to say: its centres, page after page, and what its hospitals are in registers."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import quote

from pydantic import BaseModel, ValidationError

from genoderm.api.collections.asked import MOST, CentresAsked
from genoderm.api.network.answers import Centre, Hospitals, Page
from genoderm.sparql.federation.peers.errors import AnswerLimited, EndpointFailed
from genoderm.sparql.federation.peers.node import Node, Pairs
from genoderm.sparql.federation.peers.presence import told
from genoderm.sparql.federation.sending.requests import side_by_side

Model = TypeVar("Model", bound=BaseModel)
OWN = {"disease", "place", "offset", "limit", "fields", "lang", "format", "scope", "deadline", "fresh"}
Names = Mapping[str, Mapping[str, str]]  # of the values of each facet


@dataclass(frozen=True, slots=True)
class Share:
    """What came of asking a node: its centres, best first, or why there are none.

    `age` is how many seconds ago it said so, None if just now; with `why` beside it, it does not answer any more.
    """

    name: str
    url: str
    milliseconds: float
    centres: tuple[Centre, ...] = ()
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of hospitals, by IRI
    names: Names = field(default_factory=dict)
    release: str | None = None
    why: str | None = None
    age: float | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """What every node is asked: a disease by its code, with filters; in this language."""

    code: str
    asked: CentresAsked  # with a point in place of a town, since another node knows other towns
    language: str

    @property
    def path(self) -> str:
        """Of the finder."""
        return f"/api/v1/diseases/{quote(self.code, safe='')}/centres"

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters; `scope` is not among them, so that no node asks the next."""
        told_of = self.asked.model_dump(exclude=OWN, exclude_defaults=True)
        several = {name: value if isinstance(value, tuple) else (value,) for name, value in told_of.items()}
        pairs = [(name, str(one)) for name, values in several.items() for one in values]
        return [*pairs, ("lang", self.language), ("limit", str(MOST))]


async def share(node: Node, question: Question, until: float) -> Share:
    """What a node has to say until this time of the loop's clock."""
    began = time.monotonic()
    known = Asking(node, question, until)
    asked = (
        asyncio.create_task(known.pages()),
        asyncio.create_task(known.hospitals()),
        asyncio.create_task(told(node, until)),
    )
    try:
        pages, hospitals, health = await asyncio.gather(*asked)
    except EndpointFailed as fault:
        return Share(node.name.name, node.name.url, _since(began), why=fault.cause)
    finally:
        for task in asked:
            task.cancel()
    node.health.rows += sum(len(page.items) for page in pages)
    return Share(
        name=node.name.name,
        url=node.name.url,
        milliseconds=_since(began),
        centres=tuple(centre for page in pages for centre in page.items),
        codes=hospitals,
        names=names_of(pages[0]),
        release=health.release,
    )


def names_of(page: Page) -> Names:
    """What the values of facets are called."""
    return {facet: {choice.value: choice.name for choice in choices} for facet, choices in page.facets.items()}


def _since(began: float) -> float:
    return round(1000 * (time.monotonic() - began), 1)


class Asking:
    """The requests for one share, which together may be so many bytes and no more."""

    def __init__(self, node: Node, question: Question, until: float) -> None:
        """Nothing is asked yet."""
        self._node, self._question, self._until = node, question, until
        self._bytes = 0

    async def pages(self) -> Sequence[Page]:
        """All pages of the finder, the first one first."""
        first = await self._page(0)
        if first.total > self._node.listed.rows:
            raise self._fault(f"has {first.total:,} centres, and may send {self._node.listed.rows:,}")
        further = [self._page(offset) for offset in range(MOST, first.total, MOST)]
        pages = [first, *await side_by_side(further)]
        self._check(pages)
        return pages

    async def hospitals(self) -> Mapping[str, tuple[str, ...]]:
        """The codes of hospitals that have a centre for the disease, by IRI."""
        pairs = [("disease", self._question.code), ("fields", "codes"), ("limit", str(MOST))]
        first = await self._get("/api/v1/hospitals", pairs, Hospitals)
        offsets = range(MOST, min(first.total, self._node.listed.rows), MOST)
        asked = [self._get("/api/v1/hospitals", [*pairs, ("offset", str(offset))], Hospitals) for offset in offsets]
        pages = [first, *await side_by_side(asked)]
        return {one.iri: one.codes for page in pages for one in page.items if one.codes}

    async def _page(self, offset: int) -> Page:
        further = [("offset", str(offset))] if offset else []
        page = await self._get(self._question.path, [*self._question.pairs, *further], Page)
        if page.offset != offset or len(page.items) != min(MOST, max(0, page.total - offset)):
            raise self._fault(f"tells of {page.total:,} centres, and sends {len(page.items)} from {page.offset} on")
        return page

    def _check(self, pages: Sequence[Page]) -> None:
        iris = [centre.iri for page in pages for centre in page.items]
        if len(set(iris)) != pages[0].total or any(page.total != pages[0].total for page in pages):
            raise self._fault("sends pages that do not fit together")

    async def _get(self, path: str, pairs: Pairs, model: type[Model]) -> Model:
        return await self._node.get(path, pairs, self._until, self._reader(model))

    def _reader(self, model: type[Model]) -> Callable[[bytes], Model]:
        def read(body: bytes) -> Model:
            self._bytes += len(body)
            if self._bytes > self._node.listed.bytes:
                most = f"{self._node.listed.bytes:,}"
                raise AnswerLimited(self._node.name, f"sends more than {most} bytes, which is all that may be fetched")
            try:
                return model.model_validate_json(body)
            except ValidationError as fault:
                raise self._fault(f"sends what is no answer of a node: {_wrong(fault)}") from fault

        return read

    def _fault(self, cause: str) -> EndpointFailed:
        return EndpointFailed(self._node.name, cause)


def _wrong(fault: ValidationError) -> str:
    """Where, and what would be right; nothing of what was sent, which anybody may have written."""
    first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
    return f"{'.'.join(map(str, first['loc'])) or 'the document'}: {first['msg']}"
