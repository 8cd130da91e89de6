"""What is read of a release once, and needed for many answers."""

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from cachetools import LRUCache

from genoderm.sparql.workers.pool import Pool

T = TypeVar("T")
RELEASES = 2  # the one that answers, and the one before it, whose last answers are on their way


class PerRelease(Generic[T]):
    """Something that is made of a release when it is first asked for."""

    def __init__(self, make: Callable[[Pool], Awaitable[T]]) -> None:
        """Made by this."""
        self._make = make
        self._kept: LRUCache[str, T] = LRUCache(RELEASES)

    async def of(self, pool: Pool) -> T:
        """That of the release which answers now."""
        release = pool.manifest.id
        if release not in self._kept:
            self._kept[release] = await self._make(pool)
        return self._kept[release]
