"""A listed endpoint at work: asked in the way that it understands, which is remembered, and watched."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from http import HTTPStatus

import httpx

from genoderm.graph.federation_settings import ListedEndpoint
from genoderm.ontology.errors import shown
from genoderm.sparql.federation.peers.correspondent import Correspondent, words
from genoderm.sparql.federation.peers.errors import (
    AnswerCut,
    AnswerLimited,
    Forbidden,
    Name,
    Rejected,
)
from genoderm.sparql.federation.peers.form import Form
from genoderm.sparql.federation.peers.received import Rows, unpacked
from genoderm.sparql.federation.peers.thread import read_aside

OTHER = {"POST": "GET", "GET": "POST"}
NOT_SO = {405, 411, 415, 501}  # the answer to a method, or to its body, rather than to a query
PERHAPS_NOT_SO = {403, 404}  # so do some, as long as nothing else is known of them
LATER = {429, 503}
HOPS = 3
LEAST = "ASK {}"
WORDS = 1 << 12  # bytes of a refusal that are read
DIGITS = 18  # of a number of rows; more are none


@dataclass(frozen=True, slots=True)
class Answer:
    """A body, and after how many rows its sender says that it cuts."""

    body: bytes
    cuts_at: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """The rows of an answer, and how many bytes they were."""

    rows: Rows
    size: int


class Endpoint(Correspondent):
    """One endpoint of the list. `form` is how it takes bindings, once that is known."""

    def __init__(self, listed: ListedEndpoint, directory: Mapping[str, "Endpoint"]) -> None:
        """`directory` has all that are listed, by address."""
        super().__init__(listed)
        self.listed = listed
        self.form: Form | None = None
        self._method: str | None = None
        self._directory = directory

    async def ask(self, query: str, until: float, read: Callable[[bytes], Rows]) -> Answered:
        """The answer to a query, as `read` reads it, which it may do in a thread.

        `until` is the time of the loop's clock at which nobody waits for it any more. EndpointFailed, of one kind or
        another, tells why there is none.
        """
        async with self.turn(until):
            with self.watched():
                answer = await self.in_time(until, partial(self._asked, query))
                rows = await read_aside(answer.body, read)
                if answer.cuts_at is not None and len(rows.rows) >= answer.cuts_at:
                    told = f"cuts its answers at {answer.cuts_at:,} rows, and this one has as many"
                    raise AnswerLimited(self.name, told)
                self.health.rows += len(rows.rows)
                return Answered(rows, len(answer.body))

    async def sign_of_life(self, until: float) -> None:
        """Whether it answers a query at all."""
        await self._asked(LEAST, until)

    async def _asked(self, query: str, until: float) -> Answer:
        """By the method that it takes; a busy one is asked a second time, if it says when."""
        first = self._method or "POST"
        try:
            return await self._once(first, query)
        except _Later as later:
            if asyncio.get_running_loop().time() + later.seconds >= until:
                raise
            await asyncio.sleep(later.seconds)
            return await self._once(first, query)
        except Rejected as fault:
            if fault.code not in (NOT_SO if self._method else NOT_SO | PERHAPS_NOT_SO):
                raise
            try:
                return await self._once(OTHER[first], query)
            except Rejected:
                raise fault from None

    async def _once(self, method: str, query: str) -> Answer:
        try:
            answer = await self._sent(method, query, HOPS)
        except _Closed:  # as a connection is that was kept open for longer than the endpoint does
            answer = await self._sent(method, query, HOPS)
        self._method = method
        return answer

    async def _sent(self, method: str, query: str, hops: int) -> Answer:
        async with self._response(method, query) as response:
            if response.has_redirect_location:
                other = self._elsewhere(response, hops)
            elif response.is_success:
                return await self._whole(response)
            else:
                raise await self._refusal(response)
        with other.in_use():
            return await other._sent(method, query, hops - 1)  # noqa: SLF001 - another of the same kind

    @asynccontextmanager
    async def _response(self, method: str, query: str) -> AsyncIterator[httpx.Response]:
        url, form = httpx.URL(self.listed.url), {"query": query}
        if method == "GET":
            asked = self.client.stream(method, url.copy_merge_params(form))
        else:
            asked = self.client.stream(method, url, data=form)
        async with AsyncExitStack() as stack:
            try:
                response = await stack.enter_async_context(asked)
            except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as fault:
                raise _Closed(self.name, f"broke off before its answer had begun: {words(fault)}") from fault
            yield response

    async def _whole(self, response: httpx.Response) -> Answer:
        encoding = response.headers.get("content-encoding", "")
        body = await unpacked(response.aiter_raw(), encoding, self.listed.bytes, self.name)
        if "x-sql-state" in response.headers:  # Virtuoso, which answers in part where its time is over
            raise AnswerLimited(self.name, f"answers in part only: {response.headers.get('x-sql-message', '')}")
        told = response.headers.get("x-sparql-maxrows", "")
        most = [int(told)] if told.isdecimal() and len(told) <= DIGITS else []
        return Answer(body, min([*most, *([self.listed.cuts_at] if self.listed.cuts_at else [])], default=None))

    async def _refusal(self, response: httpx.Response) -> Rejected:
        said = ""
        async for piece in response.aiter_raw(WORDS):
            if not response.headers.get("content-encoding"):
                said = " ".join(piece.decode("utf-8", "replace").split())
            break
        told = f"answers {response.status_code} {_phrase(response.status_code)}".rstrip()
        told = f"{told}: {shown(said)}" if said else told
        after = _seconds(response.headers.get("retry-after", ""))
        if response.status_code in LATER and after is not None:
            return _Later(self.name, told, response.status_code, after)
        return Rejected(self.name, told, response.status_code)

    def _elsewhere(self, response: httpx.Response, hops: int) -> "Endpoint":
        """The endpoint that a redirect leads to, if that is listed."""
        try:
            url = httpx.URL(self.listed.url).join(response.headers.get("location", ""))
        except (httpx.InvalidURL, ValueError) as fault:
            raise Forbidden(self.name, f"redirects to what is no address: {fault}") from fault
        told = str(url.copy_with(query=None, fragment=None))
        if told not in self._directory:
            raise Forbidden(self.name, f"redirects to <{told}>, which is not among the endpoints in [federation]")
        if hops == 0:
            raise Forbidden(self.name, f"redirects more than {HOPS} times")
        return self._directory[told]


class _Closed(AnswerCut):
    """The connection ended before anything came."""


class _Later(Rejected):
    """The endpoint is busy, and says for how many seconds."""

    def __init__(self, endpoint: Name, cause: str, code: int, seconds: float) -> None:
        super().__init__(endpoint, cause, code)
        self.seconds = seconds


def _phrase(code: int) -> str:
    return HTTPStatus(code).phrase if code in set(HTTPStatus) else ""


def _seconds(told: str) -> float | None:
    """Of Retry-After: seconds, or a date (RFC 9110, 10.2.3)."""
    if told.isdecimal():
        return float(told)
    try:
        return max(0.0, (parsedate_to_datetime(told) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None
