"""A file of another node, taken over as it comes: bounded, continued where it broke off, and right by its checksum."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from hashlib import file_digest
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

import httpx

from genoderm.loaders.decompression import Limits
from genoderm.loaders.pulled import triples
from genoderm.ontology.errors import BadInput
from genoderm.sparql.federation.peers.errors import (
    AnswerCut,
    AnswerLimited,
    EndpointFailed,
    EndpointSlow,
    Forbidden,
    Rejected,
)
from genoderm.sparql.federation.peers.node import Node
from genoderm.sparql.harvest.errors import PullRefused
from genoderm.sparql.harvest.offer import File

Tell = Callable[[int], None]  # so many more bytes are there
ATTEMPTS = 3  # each continues where the one before broke off
SECONDS = 3_600.0  # for one file: at 300 kB/s a gigabyte takes that
UNFOLDED = Limits(bytes=16 << 30)  # graphs unfold to ten times their size
PARTIAL = ".part"


async def have(node: Node, path: str, file: File, target: Path, tell: Tell) -> None:
    """Have a file at its place, whole and right; what came of it stays beside it if it breaks off.

    EndpointFailed if it cannot be had, PullRefused if it is another than was promised.
    """
    partial = target.with_name(f"{file.sha256}{PARTIAL}")
    if target.is_file() and await asyncio.to_thread(_sum, target) == file.sha256:  # it was interrupted after this one
        tell(file.bytes)
        return
    for attempt in range(ATTEMPTS):
        try:
            await _continued(node, path, file.bytes, partial, tell)
            break
        except AnswerLimited:
            partial.unlink(missing_ok=True)
            raise
        except (AnswerCut, EndpointSlow):
            if attempt == ATTEMPTS - 1:
                raise
    await asyncio.to_thread(_refuse_wrong, node, file, partial)
    partial.rename(target)


def count(node: Node, file: Path, told: int | None) -> int:
    """The triples of a file that is there; PullRefused, and the file is gone, if it is no graph of so many."""
    try:
        found = sum(1 for _ in triples(file, UNFOLDED))
    except BadInput as fault:
        file.unlink()
        raise PullRefused(f"{node.name.name} sends what is no graph of its release: {fault}") from fault
    if told not in {None, found}:
        file.unlink()
        raise PullRefused(f"{node.name.name} sends {found:,} triples in {file.name}, and its catalogue says {told:,}")
    return found


def _refuse_wrong(node: Node, file: File, partial: Path) -> None:
    if (found := _sum(partial)) != file.sha256:
        partial.unlink()
        told = f"with SHA-256 {found}, expected {file.sha256} as its list of dumps says"
        raise PullRefused(f"{node.name.name} sends {file.name} {told}: it was thrown away, pull again")


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


async def _continued(node: Node, path: str, size: int, partial: Path, tell: Tell) -> None:
    with partial.open("ab") as file:
        if file.tell() > size:
            file.truncate(0)
        if file.tell() == size:
            tell(size)
            return
        async with node.turn(asyncio.get_running_loop().time() + SECONDS):
            with node.watched():
                await _received(node, path, size, file, tell)


async def _received(node: Node, path: str, size: int, file: BinaryIO, tell: Tell) -> None:
    start = file.tell()
    try:
        async with asyncio.timeout(SECONDS), _answer(node, path, start) as answer:
            if answer.status_code == HTTPStatus.OK:
                file.truncate(0)
                start = 0
            tell(start)
            async for piece in answer.aiter_raw():
                start += len(piece)
                if start > size:
                    raise AnswerLimited(node.name, f"sends more than the {size:,} bytes that {path} should have")
                file.write(piece)
                tell(len(piece))
    except (TimeoutError, httpx.TimeoutException) as fault:
        raise EndpointSlow(node.name, f"sends nothing more of {path} after {start:,} of {size:,} bytes") from fault
    except (httpx.RemoteProtocolError, httpx.ReadError) as fault:
        raise AnswerCut(node.name, _broken(path, start, size)) from fault
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        raise EndpointFailed(node.name, f"cannot be reached: {fault or type(fault).__name__}") from fault
    if start < size:
        raise AnswerCut(node.name, _broken(path, start, size))


def _broken(path: str, start: int, size: int) -> str:
    return f"breaks off {path} after {start:,} of {size:,} bytes; the same command continues from there"


@asynccontextmanager
async def _answer(node: Node, path: str, start: int) -> AsyncIterator[httpx.Response]:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity"} | ({"Range": f"bytes={start}-"} if start else {})
    async with node.client.stream("GET", f"{node.listed.url}{path}", headers=headers) as answer:
        continued = answer.headers.get("content-range", "").startswith(f"bytes {start}-")
        if answer.is_redirect:
            raise Forbidden(node.name, "redirects; [federation] has to list it at the address that this leads to")
        if answer.status_code != HTTPStatus.OK and not (answer.status_code == HTTPStatus.PARTIAL_CONTENT and continued):
            raise Rejected(node.name, f"answers {answer.status_code} to {path}", answer.status_code)
        yield answer
