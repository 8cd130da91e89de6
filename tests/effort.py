"""How much work something is, measured so that a slow or busy machine makes no difference."""

import gc
import time
from collections.abc import Callable

ROUND = 1_000_000
TRIES = 3


def rounds(work: Callable[[], object]) -> float:
    """How many millions of rounds of an empty loop take as long, in processor time; one is some 20 ms.

    The loop runs before and after, so what slows the work down slows it down as well; the least of some tries counts.
    """
    return min(_rounds(work) for _ in range(TRIES))


def _rounds(work: Callable[[], object]) -> float:
    before = _seconds(_round)
    taken = _seconds(work)
    return taken / max(before, _seconds(_round))


def _seconds(work: Callable[[], object]) -> float:
    gc.disable()  # what the collector looks at is all that other tests left, not the work
    try:
        began = time.process_time()
        work()
        return time.process_time() - began
    finally:
        gc.enable()


def _round() -> None:
    for _ in range(ROUND):
        pass
