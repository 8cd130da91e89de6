"""A generation: one release, its holder, and the workers that answer from it."""

import asyncio
import json
import logging
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

from genoderm.graph.manifest import Manifest, read_manifest
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import BadRelease
from genoderm.sparql.workers.holder import PACKET
from genoderm.sparql.workers.link import Link

log = logging.getLogger(__name__)
Place = Literal["memory", "disk", "engine"]
Stay = Literal["lasting", "passing"]
HOLDER = "genoderm.sparql.workers.holder"
EMBEDDED = StoreSettings()


@dataclass(frozen=True, slots=True)
class Terms:
    """Where a generation holds its release, and how many bytes a query may take.

    One that only answers until the release is held elsewhere is passing: it is there at once, and opens the search
    index when somebody searches.
    """

    place: Place
    memory: int
    stay: Stay = "lasting"
    engines: StoreSettings = EMBEDDED


class Generation:
    """A running holder and the links to its workers."""

    def __init__(self, release: Path, terms: Terms) -> None:
        """For this release folder; `start` starts it."""
        self.manifest: Manifest = read_manifest(release)
        self.place = terms.place
        self.links: dict[int, Link] = {}
        self.started = self.killed = 0
        self.ended = asyncio.Event()
        self._release = release
        self._terms = terms
        self._ready: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._gone: Callable[[Link], None] = lambda _: None
        self._control: socket.socket
        self._process: subprocess.Popen[bytes]

    async def start(self, gone: Callable[[Link], None]) -> Self:
        """Start the holder and wait until it holds the release; BadRelease if it cannot. `gone` hears of lost links."""
        self._gone = gone
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.setblocking(False)  # noqa: FBT003 - as the standard library has it
        with theirs:
            self._process = _holder(theirs, self._release, self._terms)
        asyncio.get_running_loop().add_reader(self._control.fileno(), self._hear)
        await self._ready
        return self

    async def fork(self) -> Link:
        """A link to a new worker; it can be given a task at once, which waits until the worker is there."""
        self.started += 1
        number = self.started
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [json.dumps({"fork": number}).encode()], [theirs.fileno()])
        link = Link(number, self._kill, self._lost)
        self.links[number] = link
        await asyncio.get_running_loop().create_unix_connection(lambda: link, sock=ours)
        return link

    def later(self, link: Link) -> None:
        """Let other workers go before this one."""
        self._say({"later": link.number})

    async def close(self) -> None:
        """End the holder and, with it, all of its workers."""
        for link in tuple(self.links.values()):
            link.close()
        if not self.ended.is_set():
            if not self._ready.done():
                self._process.kill()  # who loads a release hears nothing until it is there
            self._control.shutdown(socket.SHUT_RDWR)
            await self.ended.wait()
        await asyncio.sleep(0)  # the transports close in their own turn

    def _kill(self, number: int) -> None:
        self.killed += 1
        self._say({"kill": number})

    def _say(self, message: dict[str, int]) -> None:
        try:
            self._control.send(json.dumps(message).encode())
        except OSError as fault:  # the holder has ended, and its workers with it
            log.debug("the holder of %s does not hear: %s", self.manifest.id, fault)

    def _hear(self) -> None:
        try:
            message = self._control.recv(PACKET)
        except BlockingIOError:
            return
        except ConnectionError:
            message = b""
        if not message:
            self._end()
            return
        match json.loads(message):
            case {"ready": seconds, "bytes": size}:
                log.info("%s is held in %s: %.1f s, %d MB", self.manifest.id, self.place, seconds, size >> 20)
                self._ready.set_result(None)
            case {"ended": number, "status": status}:
                log.debug("worker %s of %s ended with %s", number, self.manifest.id, status)

    def _end(self) -> None:
        asyncio.get_running_loop().remove_reader(self._control.fileno())
        self._control.close()
        status = self._process.wait()  # it has closed its end, so it is at its last instruction
        if not self._ready.done():
            fault = f"{self._release} could not be held in {self.place} (status {status}); the log says why"
            self._ready.set_exception(BadRelease(fault))
        self.ended.set()

    def _lost(self, link: Link) -> None:
        self.links.pop(link.number, None)
        self._gone(link)


def _holder(control: socket.socket, release: Path, terms: Terms) -> "subprocess.Popen[bytes]":
    told = (terms.place, terms.stay, str(terms.memory), str(control.fileno()), terms.engines.model_dump_json())
    command = [sys.executable, "-m", HOLDER, str(release), *told]
    return subprocess.Popen(command, pass_fds=[control.fileno()], stdin=subprocess.DEVNULL)  # noqa: S603 - our own
