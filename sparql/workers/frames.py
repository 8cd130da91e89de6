"""Frames on the socket between the server and a worker: what it is (one byte), its length (four), its content."""

import struct
from collections.abc import Iterator
from enum import IntEnum

HEADER = struct.Struct(">BI")


class Kind(IntEnum):
    """What a frame holds."""

    TASK = 0  # JSON of a Task
    DATA = 1  # bytes of the answer
    END = 2  # JSON of an End: the answer is whole
    FAULT = 3  # JSON of a Fault: there will be no more of it


def frame(kind: Kind, content: bytes) -> bytes:
    """A frame as it goes over the socket."""
    return HEADER.pack(kind, len(content)) + content


class Frames:
    """Takes bytes as they come, gives whole frames."""

    def __init__(self) -> None:
        """Nothing has come yet."""
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Kind, bytes]]:
        """The frames that these bytes complete."""
        self._held += data
        at = 0
        while len(self._held) - at >= HEADER.size:
            kind, length = HEADER.unpack_from(self._held, at)
            end = at + HEADER.size + length
            if len(self._held) < end:
                break
            yield Kind(kind), bytes(self._held[at + HEADER.size : end])
            at = end
        del self._held[:at]
