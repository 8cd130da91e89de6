"""A part of a file, read as if it were all of it."""

from typing import BinaryIO


class Part:
    """So many bytes of an open file, from here on."""

    def __init__(self, file: BinaryIO, offset: int, length: int) -> None:
        """Nothing is read yet; who reads other parts of the file meanwhile disturbs this one."""
        file.seek(offset)
        self._file = file
        self._left = length

    def read(self, size: int = -1) -> bytes:
        """The next bytes, at most `size` of them; none after the last."""
        data = self._file.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data
