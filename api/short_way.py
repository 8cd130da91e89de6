"""The short way to what is asked most: the finder, the resolver, the search, the documents about diseases and others.

FastAPI tries one route after another and reads parameters by their annotations each time, which takes longer than some
of these answers. So each of these routes has a twin before all others: it takes a GET request as it should be, and lets
anything else pass on, to be told what would be right. Both call the same function; the OpenAPI description has only the
one that is FastAPI's.
"""

import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

from fastapi import Request, Response
from pydantic import BaseModel, ValidationError
from starlette.datastructures import QueryParams
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from genoderm.api.addresses import BY_NAME
from genoderm.api.collections import asked as collections
from genoderm.api.finder import routes as finder
from genoderm.api.linked import things
from genoderm.api.resolving import asked as resolving
from genoderm.api.resolving import reading
from genoderm.api.resolving import routes as resolver
from genoderm.api.search import asked as searching
from genoderm.api.search import routes as search
from genoderm.sparql.workers.pool import Pool

ASKED, PARTS = "asked", "parts"  # what was read of a request, in its scope


@dataclass(eq=False)
class ShortWay(BaseRoute):
    """A route by its pattern, whose groups are named as parameters of the endpoint; others of it are in a model."""

    pattern: re.Pattern[str]
    model: type[BaseModel]
    endpoint: Callable[..., Awaitable[Response]]
    pool: Pool

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Whether it is for this route, and as it should be."""
        if scope["type"] != "http" or scope["method"] != "GET" or "query_string" not in scope:
            return Match.NONE, {}
        parts = self.pattern.fullmatch(scope["path"])
        asked = _read(self.model, QueryParams(scope["query_string"])) if parts else None
        if parts is None or asked is None:
            return Match.NONE, {}
        return Match.FULL, {"endpoint": self.endpoint, PARTS: parts.groupdict(), ASKED: asked}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request that matched."""
        answer = await self.endpoint(
            **scope[PARTS], asked=scope[ASKED], request=Request(scope, receive), pool=self.pool
        )
        await answer(scope, receive, send)


def _read(model: type[BaseModel], given: QueryParams) -> BaseModel | None:
    """The parameters, each told once and right; None for others."""
    told = dict(given)
    if len(told) < len(given.multi_items()):
        return None
    try:
        return model.model_validate(told)
    except ValidationError:
        return None


def short_ways(pool: Pool) -> Iterator[ShortWay]:
    """Those of an application that this pool answers."""
    codes, longest = collections.LONGEST, reading.LONGEST
    kinds = "|".join(BY_NAME)
    yield ShortWay(
        re.compile(rf"/api/v1/diseases/(?P<code>[^/]{{1,{codes}}})/centres"),
        collections.CentresAsked,
        finder.centres_for,
        pool,
    )
    yield ShortWay(re.compile(rf"/api/v1/resolve/(?P<code>.{{1,{longest}}})"), resolving.Asked, resolver.resolve, pool)
    yield ShortWay(re.compile("/api/v1/search"), searching.Asked, search.search, pool)
    yield ShortWay(re.compile(rf"/(?P<kind>{kinds})/(?P<name>.+)"), things.Asked, things.document, pool)
