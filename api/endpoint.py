"""The SPARQL endpoint, an ASGI application of its own: pure functions decide, the pool answers, the cache keeps."""

import asyncio
from dataclasses import replace
from http import HTTPStatus
from typing import NamedTuple

from starlette.types import Receive, Scope, Send

from genoderm.api.answering import Begun, Going, Headers, Sent, reply, send_answer
from genoderm.api.errands import Here, errand, while_there
from genoderm.api.explaining import Unexplained, explain
from genoderm.api.introduction import introduction
from genoderm.api.outcomes import outcome_of
from genoderm.api.problems import problem_of, unforeseen
from genoderm.api.proxies import client_of, public_base
from genoderm.api.query_log import Outcome, Record, log_query
from genoderm.api.requests import header, request_of
from genoderm.api.serving import Serving
from genoderm.api.standing import headers as standing
from genoderm.api.standing import marking
from genoderm.graph.manifest import Manifest
from genoderm.ontology.errors import GenodermError
from genoderm.ontology.examples import Form
from genoderm.sparql.cache import Key
from genoderm.sparql.departures import refuse_plain_departure
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.federation.errand import Errand
from genoderm.sparql.federation.sending.report import summary
from genoderm.sparql.formats import OFFERED
from genoderm.sparql.lookups.lookups import Found
from genoderm.sparql.negotiation import choose
from genoderm.sparql.network.errand import NetworkErrand
from genoderm.sparql.protocol import Query, read_query
from genoderm.sparql.reading import LONG, Glance, glance
from genoderm.sparql.virtual.rewriting import LOCAL
from genoderm.sparql.workers.tasks import Busy, End, Task

PATH = "/sparql"
METHODS = frozenset({"GET", "HEAD", "POST", "QUERY"})
VARY = (b"vary", b"Accept")
REVALIDATE = (b"cache-control", b"public, no-cache")  # a new release may come at any moment; asking costs a 304
FLEETING = (b"cache-control", b"no-store")
CACHE_STATUS = b"cache-status"  # RFC 9211
HIT, MISS = (CACHE_STATUS, b"genoderm; hit"), (CACHE_STATUS, b"genoderm; fwd=uri-miss")
TURNS = 3  # releases do not follow each other that fast
ASKED_ANEW = {"no-cache", "no-store", "max-age=0"}


class Asked(NamedTuple):
    """A query that may be answered: what it is, in which format, for which key of the cache."""

    query: Query
    reading: Glance
    key: Key
    errand: Errand | NetworkErrand | None = None

    @property
    def task(self) -> Task:
        """For a worker."""
        key = self.key
        return Task(key.query, key.media_type, key.dataset, key.base, seconds=self.query.timeout)

    def headers(self, release: str) -> Headers:
        """Of an answer from this release."""
        type_ = (b"content-type", _content_type(self.key.media_type))
        if self.reading.fleeting:
            return [type_, VARY, FLEETING]
        return [type_, VARY, REVALIDATE, (b"etag", self.key.of(release).tag.encode())]


class Endpoint:
    """Answers at `/sparql`."""

    def __init__(self, serving: Serving) -> None:
        """With the pool, the cache and the settings of the application."""
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request (ASGI 3); every fault becomes a problem document, as long as nothing was sent."""
        begun = Begun(send)
        try:
            await self._one(scope, receive, begun.send)
        except GenodermError as fault:
            await reply(send, *problem_of(fault))
        except Exception as fault:  # which the server logs with its stack, while the client is told as by any route
            if not begun.yet:
                await reply(send, *unforeseen(fault))
            raise

    async def _one(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = await request_of(scope, receive)
        query = read_query(request) if len(request.body) <= LONG else await asyncio.to_thread(read_query, request)
        if query is None:
            await self._introduce(scope, send)
        else:
            await self._ask(query, scope, receive, send)

    async def _introduce(self, scope: Scope, send: Send) -> None:
        """What a request without a query gets: a browser the workbench, everyone else the service description."""
        headers, body = introduction(header(scope, b"accept"), self._serving, self._base(scope))
        await reply(send, HTTPStatus.OK, [*headers, VARY], body)

    async def _ask(self, query: Query, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            brief = len(query.text) <= LONG  # of a long one others would have to wait for a second or more
            asked = self._asked(query, scope) if brief else await asyncio.to_thread(self._asked, query, scope)
        except GenodermError as fault:
            log_query(scope, _failed(query, fault))
            raise
        told = self._known(asked, scope)
        if told is not None:
            await reply(send, *told)
            return
        try:
            await self._evaluate(asked, scope, receive, send)
        except Exception as fault:  # of whatever kind, it ends in the log with its query
            log_query(scope, _failed(query, fault, asked.errand))
            if query.explain and asked.errand and isinstance(fault, GenodermError):
                raise Unexplained(fault, asked.errand) from fault
            raise

    def _asked(self, query: Query, scope: Scope) -> Asked:
        self._serving.pool.seconds(query.timeout)
        reading = glance(query.text)
        media_type = query.media_type or choose(header(scope, b"accept"), OFFERED[reading.form or Form.SELECT])
        base = self._base(scope) + PATH
        due = errand(query, base, self._serving)
        if due is None:
            refuse_plain_departure(query.text, LOCAL)
        else:
            reading = replace(reading, fleeting=True)  # the same question may be answered otherwise by others
        dataset = WHOLE if isinstance(due, NetworkErrand) else query.dataset
        key = Key(self._serving.pool.manifest.id, query.text, dataset, media_type, base)
        return Asked(query, reading, key, due)

    def _known(self, asked: Asked, scope: Scope) -> tuple[int, Headers, bytes] | None:
        """What can be told without asking the engine: that the client has it, or an answer that was kept."""
        if asked.reading.fleeting or asked.query.explain or header(scope, b"cache-control").lower() in ASKED_ANEW:
            return None
        headers = asked.headers(asked.key.release)
        if _has(header(scope, b"if-none-match"), asked.key.tag):
            return HTTPStatus.NOT_MODIFIED, [*headers, HIT], b""
        kept = self._serving.cache.get(asked.key)
        if kept is None:
            return None
        log_query(scope, _record(asked, asked.key.release, Sent(len(kept)), "hit"))
        return HTTPStatus.OK, [*headers, HIT], kept

    async def _evaluate(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        if asked.errand is None and not asked.query.explain and (looked_up := self._serving.pool.lookup(asked.task)):
            await self._look_up(asked, *looked_up, scope, send)
            return
        async with self._serving.occupancy.holding(client_of(scope)):
            if asked.errand is None and not asked.query.explain:
                await self._answered(asked, scope, receive, send)
            else:
                await self._federated(asked, scope, receive, send)

    async def _look_up(self, asked: Asked, found: Found, manifest: Manifest, scope: Scope, send: Send) -> None:
        sent = Sent(len(found.body), found.body)
        await reply(send, HTTPStatus.OK, [*asked.headers(manifest.id), MISS], found.body)
        log_query(scope, _record(asked, manifest.id, sent, "miss", found.end))
        self._keep(asked, manifest.id, sent)

    async def _answered(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._serving.pool.answer(asked.task) as answer:
            release = answer.manifest.id
            going = Going([*asked.headers(release), MISS], self._serving.cache.most)
            sent = await send_answer(answer, going, receive, send)
            log_query(scope, _record(asked, release, sent, "miss", answer.end))
        self._keep(asked, release, sent)

    def _keep(self, asked: Asked, release: str, sent: Sent) -> None:
        if sent.kept is not None and not asked.reading.fleeting:
            self._serving.cache.put(asked.key.of(release), sent.kept)

    async def _federated(self, asked: Asked, scope: Scope, receive: Receive, send: Send) -> None:
        """The same for a query that asks others, from one release, or for the explanation of one."""
        for _ in range(TURNS):
            here = Here(self._serving.pool)
            text = (
                await while_there(asked.errand.run(here, here.lasting), receive) if asked.errand else asked.query.text
            )
            async with self._serving.pool.answer(asked.task._replace(query=text)) as answer:
                release = answer.manifest.id
                if not here.releases <= {release}:
                    continue
                if asked.query.explain:
                    sent = await explain(answer, asked.errand, send)
                else:
                    going = self._going(asked, release, self._base(scope))
                    sent = await send_answer(answer, going, receive, send)
                log_query(scope, _record(asked, release, sent, "", answer.end))
                return
        raise Busy("one release followed another while others were asked")

    def _going(self, asked: Asked, release: str, base: str) -> Going:
        if not isinstance(asked.errand, NetworkErrand):
            return Going(asked.headers(release))
        mark = marking(asked.errand, asked.reading.form, asked.key.media_type, f"{base}/federation")
        return Going([*asked.headers(release), *standing(asked.errand)], mark=mark)

    def _base(self, scope: Scope) -> str:
        """Where the client finds this server; relative IRIs of a query are resolved against the endpoint there."""
        return public_base(scope, self._serving.settings)


def _failed(query: Query, fault: Exception, due: Errand | NetworkErrand | None = None) -> Record:
    told = summary(due.sent) if due else None
    return Record(query.text, str(glance(query.text).form or ""), outcome_of(fault), federation=told)


def _record(asked: Asked, release: str, sent: Sent, cache: str, end: End | None = None) -> Record:
    outcome = Outcome.OK if sent.fault is None else Outcome.TRUNCATED
    form = str(asked.reading.form or "")
    told = summary(asked.errand.sent) if asked.errand else None
    if end is None:
        return Record(asked.query.text, form, outcome, release, cache=cache, federation=told)
    return Record(asked.query.text, form, outcome, release, end.seconds, end.rows, cache, federation=told)


def _has(tags: str, tag: str) -> bool:
    """Whether If-None-Match names this weak tag (RFC 9110, 13.1.2)."""
    return any(told.strip() in {tag, "*"} for told in tags.split(","))


def _content_type(media_type: str) -> bytes:
    return f"{media_type}; charset=utf-8".encode() if media_type.startswith("text/") else media_type.encode()
