"""Huge pages for what a process holds, so that it forks in milliseconds.

A fork copies an entry for each page, and the end of a child drops each: for a release of three gigabytes 110 and 80
milliseconds of processor with pages of 4 kB, 3 and 4 with pages of 2 MB. A child that writes to one copies 4 kB of it,
as before. madvise(2), MADV_COLLAPSE: since Linux 6.1, whatever the system's setting; without it forks are slower, that
is all. A call ends at the first huge page that the kernel cannot get, so it is asked part by part: where memory is
short or in pieces, one refusal must not leave all the rest of a large release in small pages.
"""

import ctypes
import logging
import os
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

log = logging.getLogger(__name__)
MADV_COLLAPSE = 25  # <asm-generic/mman-common.h>
HUGE = 1 << 21  # bytes; of x86-64, and of ARM with pages of 4 kB
PART = 16 * HUGE  # of which one call is asked
PASSES = 3  # what is refused for want of a huge page is mostly given a second later, when the kernel has made room
# private memory that no file stands behind: proc_pid_maps(5)
ANONYMOUS = re.compile(r"(?P<start>[0-9a-f]+)-(?P<end>[0-9a-f]+) rw-p 00000000 00:00 0\s*(?:\[heap\])?\s*")


def make_huge() -> None:
    """Bring the memory of this process into huge pages, as far as the kernel can."""
    began = time.perf_counter()
    left, refused = list(_parts()), Counter[str]()
    for _ in range(PASSES):
        told = [(part, _collapse(*part)) for part in left]
        left, refused = [part for part, why in told if why], Counter(why for _, why in told if why)
    log.debug("huge pages: %.1f s; refused parts of %d MB: %s", time.perf_counter() - began, PART >> 20, dict(refused))


def _parts() -> Iterator[tuple[int, int]]:
    for start, end in _regions():
        yield from ((at, min(at + PART, end)) for at in range(start, end, PART))


def _regions() -> Iterator[tuple[int, int]]:
    """Addresses from which and up to which whole huge pages fit."""
    for line in Path("/proc/self/maps").read_text("utf-8").splitlines():
        if told := ANONYMOUS.fullmatch(line):
            start, end = -(-int(told["start"], 16) // HUGE) * HUGE, int(told["end"], 16) // HUGE * HUGE
            if start < end:
                yield start, end


def _collapse(start: int, end: int) -> str:
    """What the kernel refused, if it did."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(end - start), MADV_COLLAPSE) == 0:
        return ""
    return os.strerror(ctypes.get_errno())
