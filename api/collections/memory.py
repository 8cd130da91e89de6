"""What is read of a release once, and needed for many answers."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping
from typing import Generic, Protocol, TypeVar

from cachetools import LRUCache

from genoderm.graph.manifest import Manifest
from genoderm.sparql.workers.pool import Pool

K = TypeVar("K", bound=Hashable)
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

    def known(self, pool: Pool) -> T | None:
        """The same, if it has been made."""
        return self._kept.get(pool.manifest.id)

    async def _made(self, pool: Pool, release: str) -> T:
        try:
            made = await self._make(pool)
            if pool.manifest.id == release:  # otherwise it may be of the one that came meanwhile
                self._kept[release] = made
            return made
        finally:
            del self._making[pool, release]


class Answering(Protocol):
    """What answers from a release, as a pool does."""

    @property
    def manifest(self) -> Manifest:
        """That of the release which answers now."""


class Remembered(Generic[K, T]):
    """What is read of a release thing by thing, as it is asked for: of so many things, of each release, at most."""

    def __init__(self, most: int, size: Callable[[T], int] = lambda _: 1) -> None:
        """So many things; or things of this `size` in all, of which none is kept that is larger."""
        self._most, self._size = most, size
        self._kept: LRUCache[str, LRUCache[K, T]] = LRUCache(RELEASES)

    async def of(
        self, keys: Iterable[K], pool: Answering, read: Callable[[list[K]], Awaitable[Mapping[K, T]]]
    ) -> dict[K, T]:
        """What is known of each of these; `read` is asked for what is not.

        What was read while another release came is of nobody knows which, so that it is told, but not kept.
        """
        release, wanted = pool.manifest.id, dict.fromkeys(keys)
        kept = self._of(release)
        found = {key: kept[key] for key in wanted if key in kept}
        if missing := [key for key in wanted if key not in found]:
            told = await read(missing)
            found.update(told)
            if pool.manifest.id == release:
                kept.update({key: one for key, one in told.items() if self._size(one) <= self._most})
        return found

    def _of(self, release: str) -> LRUCache[K, T]:
        if release not in self._kept:
            self._kept[release] = LRUCache(self._most, self._size)
        return self._kept[release]
