"""What is read of a release once, and needed for many answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from cachetools import LRUCache

from genoderm.sparql.workers.pool import Pool

T = TypeVar("T")
RELEASES = 2  # the one that answers, and the one before it, whose last answers are on their way


class PerRelease(Generic[T]):
    """Something that is made of a release when it is first asked for, once for all who wait for it."""

    def __init__(self, make: Callable[[Pool], Awaitable[T]]) -> None:
        """Made by this."""
        self._make = make
        self._kept: LRUCache[str, T] = LRUCache(RELEASES)
        self._making: dict[tuple[Pool, str], asyncio.Future[T]] = {}

    async def of(self, pool: Pool) -> T:
        """That of the release which answers now."""
        release = pool.manifest.id
        if release in self._kept:
            return self._kept[release]
        making = self._making.get((pool, release))
        if making is None:
            making = self._making[pool, release] = asyncio.ensure_future(self._made(pool, release))
        return await asyncio.shield(making)  # who leaves does not take it from the others

    async def _made(self, pool: Pool, release: str) -> T:
        try:
            made = await self._make(pool)
            if pool.manifest.id == release:  # otherwise it may be of the one that came meanwhile
                self._kept[release] = made
            return made
        finally:
            del self._making[pool, release]
