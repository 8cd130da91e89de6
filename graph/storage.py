"""When the disk gives out: what happened, where, and what stands."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from genoderm.ontology.errors import GenodermError

# no space, no quota, a file larger than the process may write
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
FULL_WORDS = ("No space left", "File too large", "quota exceeded")  # the engine gives words without a number
ENGINE_FAULTS = (OSError, RuntimeError)  # as which the engine tells of a missing and of a damaged file


class StorageFailed(GenodermError):
    """The disk is full, or a file cannot be read or written."""

    status = 507  # Insufficient Storage, RFC 4918, 11.5


@contextmanager
def storage(folder: Path, standing: str) -> Iterator[None]:
    """Turn a fault of the disk into a sentence; `standing` says what became of the work and what stays as it was."""
    try:
        yield
    except ENGINE_FAULTS as fault:
        if not (isinstance(fault, OSError) or _is_full(fault)):
            raise
        raise StorageFailed(f"{_what(folder, fault)}; {standing}") from fault


def _is_full(fault: Exception) -> bool:
    told = isinstance(fault, OSError) and fault.errno in FULL
    return told or any(words in str(fault) for words in FULL_WORDS)


def _what(folder: Path, fault: Exception) -> str:
    if _is_full(fault):
        return f"the disk of {folder} is full ({fault}); make room, with `genoderm prune` for instance"
    return str(fault)
