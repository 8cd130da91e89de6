"""One file as a stream of bytes, decompressed as its first bytes ask and never beyond bounds."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol

from genoderm.ontology.errors import BadInput, HostileFile

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HEAD = 1 << 16
XZ_MEMORY = 1 << 28  # bytes; xz -9 asks for 65 MB, a made-up dictionary size for 4 GB
XZ, GZIP, BZIP2, ZSTD = b"\xfd7zXZ\x00", b"\x1f\x8b", b"BZh", b"\x28\xb5\x2f\xfd"
ZIP_STARTS = (b"PK\x03\x04", b"PK\x05\x06")  # the second starts an empty one
DAMAGE = (lzma.LZMAError, zlib.error, tarfile.TarError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may unfold to."""

    bytes: int = 4 << 30  # all of Orphanet, MONDO and HPO together are below 1 GB
    ratio: int = 250  # Orphanet's packets have 26, its XML 40; a gzip bomb has 1,000, an xz bomb 7,000
    free: int = 16 << 20  # bytes below which the ratio is not looked at: a file of blanks is no bomb
    members: int = 50_000  # Orphanet's packets are 9,960
    line: int = 4 << 20  # bytes; the longest line of ROR's dump is 0.2 MB
    header: int = 1 << 20  # bytes between two members of a tar


LIMITS = Limits()


class Readable(Protocol):
    """What a decompressor or an archive gives to read from."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""

    def close(self) -> None:
        """Let go of the file."""


class Sound(io.RawIOBase):
    """A stream out of a compressed file or an archive, whose damage is BadInput; closing leaves the archive open."""

    def __init__(self, inner: Readable, name: str) -> None:
        self._inner = inner
        self._name = name
        self._read = 0

    def readable(self) -> bool:
        """Yes, and nothing else."""
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer with what comes next."""
        view = memoryview(buffer)
        try:
            data = self._inner.read(len(view))
        except DAMAGE as error:
            raise BadInput(f"{self._name} is damaged after {self._read:,} bytes: {error}") from error
        self._read += len(data)
        view[: len(data)] = data
        return len(data)


class Bounded(Sound):
    """A decompressing stream that refuses to unfold beyond the limits."""

    def __init__(self, inner: Readable, path: Path, limits: Limits) -> None:
        super().__init__(inner, path.name)
        self._most = limits.bytes
        self._by_ratio = max(limits.free, path.stat().st_size * limits.ratio)

    def readinto(self, buffer: "WriteableBuffer") -> int:
        """Fill the buffer; HostileFile beyond the limits."""
        count = super().readinto(buffer)
        if self._read > self._most:
            raise HostileFile(f"{self._name} unfolds to more than {self._most:,} bytes")
        if self._read > self._by_ratio:
            raise HostileFile(f"{self._name} is a compression bomb: it holds more than {self._by_ratio:,} bytes")
        return count

    def close(self) -> None:
        """Close the file as well."""
        self._inner.close()
        super().close()


def stream(path: Path, limits: Limits = LIMITS) -> BinaryIO:
    """The file's bytes, decompressed (xz, gzip, bzip2) as its first bytes ask; BadInput if it cannot be read."""
    start = magic(path)
    if start.startswith(ZSTD):
        raise BadInput(f"{path.name} is compressed with zstd, expected xz, gzip, bzip2 or plain")
    if not start.startswith((XZ, GZIP, BZIP2)):
        return path.open("rb")
    return io.BufferedReader(Bounded(_decompressor(path, start), path, limits), HEAD)


def magic(path: Path) -> bytes:
    """The first six bytes of a file."""
    try:
        with path.open("rb") as file:
            return file.read(6)
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror}") from error


def _decompressor(path: Path, start: bytes) -> Readable:
    if start.startswith(GZIP):
        return gzip.open(path, "rb")
    if start.startswith(BZIP2):
        return bz2.open(path, "rb")
    _refuse_greedy_xz(path)
    return lzma.open(path, "rb")


def _refuse_greedy_xz(path: Path) -> None:
    """The header of an xz file says how much memory it wants; LZMAFile has no way to refuse it."""
    with path.open("rb") as file:
        try:
            lzma.LZMADecompressor(memlimit=XZ_MEMORY).decompress(file.read(HEAD), max_length=1)
        except lzma.LZMAError as error:
            raise HostileFile(f"{path.name} is no sound xz file of less than {XZ_MEMORY:,} bytes: {error}") from error
