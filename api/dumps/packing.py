"""Writing bytes into several compressed files at once, each with its size and checksum."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Protocol, cast

import zstandard

from genoderm.api.dumps.shelf import Compression

ENDINGS: Mapping[Compression, str] = {"zstd": "zst", "gzip": "gz"}
# Statements repeat themselves: of 80 MB of N-Quads zstd leaves 2.2 MB at 9, in half a second, and 2.7 MB at 3; gzip
# leaves 2.8 MB at 6 in as long.
LEVELS: Mapping[Compression, int] = {"zstd": 9, "gzip": 6}


class Sink(Protocol):
    """What bytes are written to."""

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""


class Counted:
    """A file that knows how many bytes went into it, and their SHA-256."""

    def __init__(self, file: BinaryIO) -> None:
        """Around a file that is open for writing."""
        self._file = file
        self._checksum = sha256()
        self.bytes = 0

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""
        self._checksum.update(data)
        self.bytes += len(data)
        return self._file.write(data)

    def flush(self) -> None:
        """What was taken goes out."""
        self._file.flush()

    @property
    def sha256(self) -> str:
        """Of all that was taken."""
        return self._checksum.hexdigest()


class Packed:
    """What is written here goes into each of these."""

    def __init__(self, sinks: Sequence[Sink]) -> None:
        """All of them open."""
        self._sinks = sinks

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""
        for sink in self._sinks:
            sink.write(data)
        return len(data)

    def flush(self) -> None:
        """A compressor that is flushed in between packs less well."""


class SortedHead:
    """Passes on what is written, its first lines in the order of the alphabet: the engine has prefixes in none."""

    def __init__(self, target: Sink, lines: int) -> None:
        """So many of them."""
        self._target = target
        self._lines = lines
        self._head = b""

    def write(self, data: bytes, /) -> int:
        """Take the next bytes."""
        if self._lines:
            self._head += data
            self._let_go()
        else:
            self._target.write(data)
        return len(data)

    def flush(self) -> None:
        """Nothing is held back after the head."""

    def _let_go(self) -> None:
        lines = self._head.split(b"\n", self._lines)
        if len(lines) > self._lines:
            self._target.write(b"\n".join([*sorted(lines[:-1]), lines[-1]]))
            self._lines = 0


@contextmanager
def packed(stem: Path) -> Iterator[tuple[Packed, Mapping[Compression, Counted]]]:
    """Files called after `stem`, in each compression; their sizes and checksums hold once the block has ended."""
    with ExitStack() as open_files:
        files: dict[Compression, Counted] = {
            compression: Counted(open_files.enter_context(stem.with_name(f"{stem.name}.{ending}").open("xb")))
            for compression, ending in ENDINGS.items()
        }
        with ExitStack() as compressors:
            compressed = zstandard.ZstdCompressor(level=LEVELS["zstd"], write_checksum=True)
            # all that it asks of a file is `write` and `flush`
            zstd = compressed.stream_writer(cast("BinaryIO", files["zstd"]), closefd=False)
            zipped = gzip.GzipFile("", "wb", LEVELS["gzip"], files["gzip"], mtime=0)
            yield Packed([compressors.enter_context(zstd), compressors.enter_context(zipped)]), files
