"""Reading what others sent: at once if it is short, in a thread if it would keep the rest waiting."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Read = TypeVar("Read")
LONG = 1 << 16  # bytes that take a millisecond to read


async def read_aside(body: bytes, read: Callable[[bytes], Read]) -> Read:
    """What `read` makes of a body."""
    return read(body) if len(body) < LONG else await asyncio.to_thread(read, body)
