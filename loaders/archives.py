"""The files inside a folder, a zip or a tar, one after the other, refusing whatever an archive can be made to do."""

import io
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from genoderm.loaders.decompression import DAMAGE, HEAD, LIMITS, ZIP_STARTS, Limits, Sound, magic, stream
from genoderm.ontology.errors import BadInput, HostileFile

TAR_MAGIC = slice(257, 262)  # "ustar", POSIX pax and GNU
LINK = 0o120000  # the file type bits of a symbolic link, in the upper half of a zip member's external attributes
FILE_TYPE = 0o170000
ZIP64_LOCATOR = b"PK\x06\x07"
ZIP_TAIL = (1 << 16) + 64  # the end record with the longest comment, and the locator before it


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a folder or archive; its stream is good until the next member is asked for."""

    name: str
    stream: BinaryIO


def members(path: Path, limits: Limits = LIMITS) -> Iterator[Member]:
    """The files of a folder (by name), a zip or a tar (as they come); a plain file is its own only member.

    Hidden files and __MACOSX are the file system's own and are left out. HostileFile for a name that climbs out, a
    link, a device, too many members, or a bomb; BadInput for a damaged archive.
    """
    for number, member in enumerate(_members(path, limits), start=1):
        if number > limits.members:
            raise HostileFile(f"{path.name} has more than {limits.members:,} members")
        if not _hidden(member.name):
            yield member


def _members(path: Path, limits: Limits) -> Iterator[Member]:
    if path.is_dir():
        return _of_folder(path, limits)
    if magic(path).startswith(ZIP_STARTS):
        return _of_zip(path, limits)
    return _of_stream(path, limits)


def _hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in PurePosixPath(name).parts)


def _of_folder(folder: Path, limits: Limits) -> Iterator[Member]:
    for path in _files(folder, limits):
        with stream(path, limits) as file:
            yield Member(path.relative_to(folder).as_posix(), file)


def _files(folder: Path, limits: Limits) -> list[Path]:
    found = []
    for path in folder.rglob("*"):
        if path.is_symlink():
            raise HostileFile(f"{path.relative_to(folder)} in {folder.name} is a link, expected files only")
        if path.is_file():
            found.append(path)
        if len(found) > limits.members:
            raise HostileFile(f"{folder.name} has more than {limits.members:,} members")
    return sorted(found)


def _of_stream(path: Path, limits: Limits) -> Iterator[Member]:
    with stream(path, limits) as file:
        if b"ustar" not in _peek(path, limits)[TAR_MAGIC]:
            yield Member(path.name, file)
        else:
            yield from _of_tar(file, path.name, limits)


def _peek(path: Path, limits: Limits) -> bytes:
    with stream(path, limits) as file:
        return file.read(512)


class HeaderGuard(io.RawIOBase):
    """Between two members a tar holds headers only, and tarfile reads them into memory whatever size they claim."""

    def __init__(self, inner: BinaryIO, name: str, limits: Limits) -> None:
        self._inner = inner
        self._name = name
        self._most = limits.header
        self._left: int | None = None

    def headers(self) -> None:
        """From here on only so much may be read."""
        self._left = self._most

    def contents(self) -> None:
        """From here on as much as the stream itself allows."""
        self._left = None

    def read(self, size: int = -1) -> bytes:
        """The next bytes; HostileFile once the headers do not end."""
        data = self._inner.read(size)
        if self._left is not None:
            self._left -= len(data)
            if self._left < 0:
                raise HostileFile(f"{self._name} has a member header of more than {self._most:,} bytes")
        return data


def _of_tar(file: BinaryIO, name: str, limits: Limits) -> Iterator[Member]:
    guard = HeaderGuard(file, name, limits)
    guard.headers()
    try:
        with tarfile.open(fileobj=guard, mode="r|", bufsize=HEAD) as archive:
            while info := archive.next():
                yield from _tar_member(archive, info, guard, name)
                archive.members.clear()  # type: ignore[attr-defined]  # what tarfile keeps of every member read; a stream cannot go back to it
    except DAMAGE as error:
        raise BadInput(f"{name} is a damaged tar: {error}") from error


def _tar_member(archive: tarfile.TarFile, info: tarfile.TarInfo, guard: HeaderGuard, name: str) -> Iterable[Member]:
    _refuse_climbing(info.name, name)
    if info.isdir():
        return
    if not info.isreg() or info.issparse():
        raise HostileFile(f"{info.name} in {name} is a link, a device or a sparse file, expected plain files only")
    inside = archive.extractfile(info)
    if inside is None:
        raise BadInput(f"{info.name} in {name} cannot be read, expected a plain file")
    guard.contents()
    yield Member(info.name, io.BufferedReader(Sound(inside, info.name)))
    while inside.read(HEAD):
        pass
    guard.headers()


def _of_zip(path: Path, limits: Limits) -> Iterator[Member]:
    _refuse_endless_directory(path, limits)
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_zip_bomb(archive, path, limits)
            for info in archive.infolist():
                yield from _zip_member(archive, info, path.name)
    except DAMAGE as error:
        raise BadInput(f"{path.name} is a damaged zip: {error}") from error


def _zip_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> Iterable[Member]:
    _refuse_climbing(info.filename, name)
    if info.is_dir():
        return
    if info.external_attr >> 16 & FILE_TYPE == LINK:
        raise HostileFile(f"{info.filename} in {name} is a link, expected plain files only")
    if info.flag_bits & 1:
        raise BadInput(f"{info.filename} in {name} is encrypted, expected a zip without password")
    with archive.open(info) as inside:
        yield Member(info.filename, io.BufferedReader(Sound(inside, info.filename)))


def _refuse_endless_directory(path: Path, limits: Limits) -> None:
    """Zipfile reads a zip's whole directory into memory: look at its size first (APPNOTE 4.3.16, 4.3.15)."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - ZIP_TAIL))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[at + 12 : at + 16], "little")
    if at >= 0 and (ZIP64_LOCATOR in tail[max(0, at - 20) : at] or size > limits.members * 256):
        raise HostileFile(
            f"{path.name} has a zip64 or oversized directory, expected at most {limits.members:,} members"
        )


def _refuse_zip_bomb(archive: zipfile.ZipFile, path: Path, limits: Limits) -> None:
    unfolded = sum(info.file_size for info in archive.infolist())
    if unfolded > limits.bytes or unfolded > max(limits.free, path.stat().st_size * limits.ratio):
        raise HostileFile(f"{path.name} is a compression bomb: it would unfold to {unfolded:,} bytes")


def _refuse_climbing(member: str, name: str) -> None:
    path = PurePosixPath(member.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[:1] or "\x00" in member:
        raise HostileFile(f"{member!r} in {name} climbs out of the archive, expected a relative name")
