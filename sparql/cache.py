"""Answers kept for who asks the same of the same release: bounded in bytes, the longest unused make room.

The tag of an answer (RFC 9110, 8.8.3) is known before the answer is: it stands for what decides it. It is a weak one,
since the engine may give unordered rows in another order.
"""

from hashlib import sha256
from typing import NamedTuple, Self

from cachetools import LRUCache

from genoderm import __version__
from genoderm.sparql.evaluation import Dataset

SHARE = 8  # of the cache: one answer may take no more than an eighth


class Key(NamedTuple):
    """All that decides an answer."""

    release: str
    query: str
    dataset: Dataset
    media_type: str
    base: str

    def of(self, release: str) -> Self:
        """The same asked of another release."""
        return self if release == self.release else self._replace(release=release)

    @property
    def tag(self) -> str:
        """The entity tag of the answer."""
        parts = (__version__, self.release, self.query, *self.dataset.default, "", *self.dataset.named)
        return f'W/"{sha256(repr((parts, self.media_type, self.base)).encode()).hexdigest()[:24]}"'


class Cache:
    """Answers by key; `size` and `kept` in bytes."""

    def __init__(self, size: int) -> None:
        """So many bytes of answers; 0 keeps none."""
        self.most = size // SHARE
        self.hits = self.misses = 0
        self._answers: LRUCache[Key, bytes] = LRUCache(size, getsizeof=len)

    @property
    def kept(self) -> int:
        """How many bytes are kept."""
        return int(self._answers.currsize)

    def get(self, key: Key) -> bytes | None:
        """The answer, if it is kept."""
        found = self._answers.get(key)
        if found is None:
            self.misses += 1
        else:
            self.hits += 1
        return found

    def put(self, key: Key, answer: bytes) -> None:
        """Keep an answer, if it is not too large."""
        if len(answer) <= self.most:
            self._answers[key] = answer
