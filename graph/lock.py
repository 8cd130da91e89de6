"""One build at a time: a lock that names its holder and that a crash cannot leave behind.

The lock is the operating system's (flock), so it ends with its process; the file beside it only says who holds it.
"""

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from genoderm.ontology.errors import Conflict


class Held(Conflict):
    """A build, a write or upkeep is under way; it will be over in a while."""

    retry_after = 10.0


@contextmanager
def locked(home: Path, purpose: str) -> Iterator[None]:
    """Hold the home folder for writing; Held, naming the holder, if another process does."""
    home.mkdir(parents=True, exist_ok=True)
    holder = home / "lock.holder"
    lock = FileLock(home / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise Held(f"{home} is held by {_who(holder)}; wait for it, or end it") from None
    try:
        holder.write_text(json.dumps(_me(purpose)))
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


def _me(purpose: str) -> dict[str, str]:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    return {"process": str(os.getpid()), "host": socket.gethostname(), "since": since, "purpose": purpose}


def _who(holder: Path) -> str:
    try:
        told = json.loads(holder.read_text())
        return f"process {told['process']} on {told['host']} ({told['purpose']}, since {told['since']})"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process that is just beginning or ending"
