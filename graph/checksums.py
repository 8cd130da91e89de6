"""Checksums of files, of folders, and of this package, whose code decides what the same input becomes."""

from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

DECIDES = {".py", ".rq", ".ttl", ".csv"}  # the endings of the package's files that decide what a build gives


def file_checksum(path: Path) -> str:
    """SHA-256 of a file's bytes; of a folder, of the names and checksums of the files in it."""
    checksum = sha256()
    if path.is_dir():
        for child in sorted(path.rglob("*")):
            if child.is_file():
                checksum.update(f"{child.relative_to(path)}\0{file_checksum(child)}\n".encode())
        return checksum.hexdigest()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            checksum.update(piece)
    return checksum.hexdigest()


def size(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    files_in = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files_in if file.is_file())


def text_checksum(*parts: str) -> str:
    """SHA-256 of these strings, each told apart from the next."""
    return sha256("\0".join(parts).encode()).hexdigest()


@lru_cache
def package_checksum(*rooms: str) -> str:
    """SHA-256 of the code, queries, shapes and tables of these rooms of the package."""
    checksum = sha256()
    for room in rooms:
        for name, data in _decisive(files("genoderm").joinpath(room), room):
            checksum.update(f"{name}\0".encode() + sha256(data).digest())
    return checksum.hexdigest()


def _decisive(folder: Traversable, name: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for child in sorted(folder.iterdir(), key=lambda child: child.name):
        path = f"{name}/{child.name}"
        if child.is_dir():
            found += _decisive(child, path)
        elif Path(child.name).suffix in DECIDES:
            found.append((path, child.read_bytes()))
    return found
