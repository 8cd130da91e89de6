"""An answer on its way from a worker."""

from genoderm.graph.manifest import Manifest
from genoderm.sparql.workers.link import Link
from genoderm.sparql.workers.tasks import End


class Answer:
    """An answer on its way, and the release that it is from."""

    def __init__(self, link: Link, manifest: Manifest) -> None:
        """From this worker."""
        self._link = link
        self.manifest = manifest

    @property
    def end(self) -> End | None:
        """What the worker told when it was done; None as long as it is not."""
        return self._link.end

    def cancel(self) -> None:
        """The client has left: nobody needs the rest."""
        self._link.cancel()

    async def piece(self) -> bytes | None:
        """The next piece, None after the last; GenodermError where there is none."""
        return await self._link.piece()

    async def whole(self) -> bytes:
        """All of it."""
        pieces = []
        while (data := await self.piece()) is not None:
            pieces.append(data)
        return b"".join(pieces)
