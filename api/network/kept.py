"""What nodes said, kept for a while: used in place of asking again soon, and for a node that does not answer any more.

Shares are kept as compressed JSON, so that their bytes are what they take, and the longest unused make room. Each
process of a server keeps its own.
"""

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, replace

from cachetools import LRUCache
from pydantic import TypeAdapter

from genoderm.api.network.shares import Question, Share
from genoderm.sparql.federation.peers.node import Node

FASTEST = 1  # of zlib's levels: names and addresses repeat so much that the others gain little
Key = tuple[str, str, tuple[tuple[str, str], ...]]
_written = TypeAdapter(Share)


@dataclass(frozen=True, slots=True)
class Kept:
    """A share, and the time of the clock at which it was told."""

    written: bytes
    told: float


class Shares:
    """The last share of each node for each question."""

    def __init__(self, size: int, clock: Callable[[], float] = time.monotonic) -> None:
        """So many bytes of them; 0 keeps none."""
        self._clock = clock
        self._kept: LRUCache[Key, Kept] = LRUCache(size, getsizeof=lambda one: len(one.written))

    @property
    def bytes(self) -> int:
        """How many are kept."""
        return int(self._kept.currsize)

    def put(self, node: Node, question: Question, share: Share) -> None:
        """Keep what a node answered, in place of what it said before; not if it takes more than all may."""
        written = zlib.compress(_written.dump_json(share, exclude_unset=True), FASTEST)
        key = _key(node, question)
        self._kept.pop(key, None)
        if len(written) <= self._kept.maxsize:
            self._kept[key] = Kept(written, self._clock())

    def get(self, node: Node, question: Question, oldest: float) -> Share | None:
        """What it said, with its age, if that is not more than so many seconds; 0 is never young enough."""
        key = _key(node, question)
        kept = self._kept.get(key)
        age = self._clock() - kept.told if kept else 0.0
        if kept is None or age >= oldest:
            return None
        return replace(_written.validate_json(zlib.decompress(kept.written)), age=round(age, 1))


def _key(node: Node, question: Question) -> Key:
    return node.name.url, question.path, tuple(question.pairs)
