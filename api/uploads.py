"""Documents that a client sends: on the disk as they come, never in memory as a whole, and gone with the request."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import IO, BinaryIO

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import ClientDisconnect

from genoderm.ontology.errors import BadInput
from genoderm.sparql.graph_store import is_multipart, media_type
from genoderm.sparql.protocol import UnsupportedMedia
from genoderm.sparql.workers.tasks import Cancelled
from genoderm.sparql.write_orders import Sent

DOCUMENTS = 100  # in one body; each is an open file
PIECE = 1 << 20
BODY = "the body"


@dataclass(frozen=True, slots=True)
class Upload:
    """A document, and the SHA-256 of its bytes."""

    sent: Sent
    checksum: str


@asynccontextmanager
async def uploads(request: Request) -> AsyncIterator[list[Upload]]:
    """The documents in the body of a request, as open files for as long as the block runs.

    UnsupportedMedia for what is no RDF, BadInput for a part that is no file.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise UnsupportedMedia("the body is compressed, expected it as it is")
    try:
        if is_multipart(_content_type(request)):
            async with request.form(max_files=DOCUMENTS, max_fields=DOCUMENTS) as form:
                yield [await run_in_threadpool(_part, name, part) for name, part in form.multi_items()]
        else:
            with TemporaryFile() as file:
                yield [await _whole(request, file)]
    except ClientDisconnect:
        raise Cancelled("the client left before all of its body was here") from None


async def _whole(request: Request, file: IO[bytes]) -> Upload:
    kind = media_type(_content_type(request), empty=request.headers.get("content-length") == "0")
    checksum = hashlib.sha256()
    async for piece in request.stream():
        checksum.update(piece)
        await run_in_threadpool(file.write, piece)
    await run_in_threadpool(file.flush)
    return Upload(Sent(descriptor=file.fileno(), media_type=kind, name=BODY), checksum.hexdigest())


def _part(name: str, part: UploadFile | str) -> Upload:
    if isinstance(part, str):
        raise BadInput(f"the part {name!r} is no file; each part is a document, with a file name")
    file = part.file
    if isinstance(file, SpooledTemporaryFile):
        file.rollover()
    file.flush()
    file.seek(0)
    checksum = _checksum(file)
    called = part.filename or name
    kind = media_type(part.content_type or "", called)
    return Upload(Sent(descriptor=file.fileno(), media_type=kind, name=called), checksum)


def _checksum(file: BinaryIO) -> str:
    checksum = hashlib.sha256()
    while piece := file.read(PIECE):
        checksum.update(piece)
    return checksum.hexdigest()


def _content_type(request: Request) -> str:
    return request.headers.get("content-type", "")
