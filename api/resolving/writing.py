"""The answers of the resolver in their formats; those of a batch as they come."""

import json
from collections import Counter
from collections.abc import AsyncIterator

from genoderm.api.resolving.answers import Teller
from genoderm.api.resolving.linked import nodes, terms
from genoderm.api.resolving.models import Resolution, Resolved, Status
from genoderm.api.resolving.resolution import Some
from genoderm.api.resolving.tables import HEADER, lines, rows

JSON, JSON_LD, CSV = "application/json", "application/ld+json", "text/csv"
OFFERED = (JSON, JSON_LD, CSV)
STATUSES: tuple[Status, ...] = ("found", "retired", "unmapped", "unknown")


class Writing:
    """Writes what a teller tells."""

    def __init__(self, teller: Teller) -> None:
        """For one request."""
        self._teller = teller

    def one(self, some: Some, media_type: str) -> bytes:
        """The answer for one code."""
        items = list(self._teller.items(some))
        if media_type == CSV:
            return lines([HEADER, *rows(items, self._teller.sources)])
        if media_type == JSON_LD:
            told = nodes(items, self._teller.manifest, self._teller.language)
            return _json({"@context": terms(), "@graph": list(told)})
        [item] = items
        whole = Resolved.model_construct(**dict(item), sources=self._teller.told_sources())
        return whole.model_dump_json(exclude_none=True).encode()

    def many(self, pieces: AsyncIterator[Some], media_type: str) -> AsyncIterator[bytes]:
        """The answer for many."""
        if media_type == CSV:
            return self._table(pieces)
        return self._graph(pieces) if media_type == JSON_LD else self._list(pieces)

    async def _list(self, pieces: AsyncIterator[Some]) -> AsyncIterator[bytes]:
        counts: Counter[Status] = Counter()
        yield b'{"items":['
        async for some in pieces:
            items = list(self._teller.items(some))
            yield (b"," if counts else b"") + b",".join(map(_item, items))
            counts.update(item.status for item in items)
        told = {name: source.model_dump(exclude_none=True) for name, source in self._teller.told_sources().items()}
        numbers = {str(status): counts[status] for status in STATUSES}
        yield b"]," + _json({"total": counts.total(), **numbers, "sources": told})[1:]

    async def _graph(self, pieces: AsyncIterator[Some]) -> AsyncIterator[bytes]:
        yield b'{"@context":' + _json(terms()) + b',"@graph":['
        begun = False
        async for some in pieces:
            told = [*nodes(self._teller.items(some), self._teller.manifest, self._teller.language)]
            if told:
                yield (b"," if begun else b"") + b",".join(map(_json, told))
                begun = True
        yield b"]}"

    async def _table(self, pieces: AsyncIterator[Some]) -> AsyncIterator[bytes]:
        yield lines([HEADER])
        async for some in pieces:
            yield lines(rows(list(self._teller.items(some)), self._teller.sources))


def _item(item: Resolution) -> bytes:
    return item.model_dump_json(exclude_none=True).encode()


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
