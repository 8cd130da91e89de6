"""The holder: a small process that holds one release and forks a worker whenever the server asks for one.

It runs no thread, since only such a process can be forked safely, so the stores are loaded from what another process
reads from the disk. A fork takes milliseconds: pages are shared until they are written to, and they are huge ones. A
release on disk is opened by each worker for itself.

Messages on the control socket are JSON, one a packet. From the server: {"fork": 7} with the worker's end of its
socket, {"kill": 7}, {"later": 7} (let others go before it). From here: {"ready": seconds}, {"ended": 7, "status": 0}.
When the control socket closes, everything ends.
"""

import json
import os
import resource
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from genoderm.graph.manifest import read_manifest
from genoderm.graph.store_settings import StoreSettings
from genoderm.graph.usage import Hold
from genoderm.sparql.preparation import Preparation
from genoderm.sparql.workers.garbage import SELDOM, settle
from genoderm.sparql.workers.jail import end_with_parent, open_no_socket, open_nothing, take_no_more_than
from genoderm.sparql.workers.pages import make_huge
from genoderm.sparql.workers.stores import Stores, in_memory, on_disk
from genoderm.sparql.workers.worker import Embedded, Engine, put_behind, work

PACKET = 1 << 16
BEHIND = 3  # of nice(2): a server that hands out a task goes on, in place of the worker that it has just woken
LATER = BEHIND + 10  # a tenth of what a quick query gets, as long as there are any


class Holder:
    """The workers that are running, and how a new one is made."""

    def __init__(
        self, control: socket.socket, release: Path, stores: Stores | None, memory: int, engines: StoreSettings
    ) -> None:
        """Hold these stores, or none if each worker opens the release on disk, or asks engines."""
        self._control = control
        self._release = release
        self._stores = stores
        self._memory = memory
        self._engines = engines
        self._preparation = Preparation(release, stores)
        self._workers: dict[int, int] = {}  # number -> process

    def open_index(self) -> None:
        """Hold the index for all workers; otherwise each opens it when it is first asked to search."""
        self._preparation.open()

    def run(self) -> None:
        """Do as the server says until it closes the control socket."""
        woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake)
        with selectors.DefaultSelector() as ready:
            ready.register(self._control, selectors.EVENT_READ, self._obey)
            ready.register(woken, selectors.EVENT_READ, lambda: self._reap(woken))
            try:
                while self._heard([key.data for key, _ in ready.select()]):
                    pass
            finally:
                self._end()

    @staticmethod
    def _heard(actions: Iterable[Callable[[], bool]]) -> bool:
        """Do all that is to be done; whether there will be more."""
        results = [act() for act in actions]
        return all(results)

    def _obey(self) -> bool:
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, PACKET, 1)
        except ConnectionError:
            return False
        if not message:
            return False
        match json.loads(message):
            case {"fork": number}:
                self._fork(number, socket.socket(fileno=descriptors[0]))
            case {"kill": number} if number in self._workers:
                os.kill(self._workers[number], signal.SIGKILL)
            case {"later": number} if number in self._workers:
                put_behind(self._workers[number], os.getpriority(os.PRIO_PROCESS, 0) + LATER)
        return True

    def _fork(self, number: int, connection: socket.socket) -> None:
        with connection:
            process = os.fork()
            if process == 0:
                self._become_worker(connection)
            self._workers[number] = process

    def _become_worker(self, connection: socket.socket) -> None:
        """What a child does, from its first breath to its last; it never returns into the holder's code."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._control.close()
            end_with_parent()
            os.nice(BEHIND)
            work(connection, self._engine())
            status = 0
        except ConnectionError:  # the server has turned away
            status = 0
        except Exception:  # noqa: BLE001 - nobody is above to tell of it, and the next worker must come all the same
            traceback.print_exc()
        finally:
            os._exit(status)

    def _engine(self) -> Engine:
        if self._engines.remote:
            from genoderm.sparql.remote.engine import RemoteEngine  # noqa: PLC0415 - `main` has imported it for all

            take_no_more_than(self._memory)
            graphs = [graph.iri for graph in read_manifest(self._release).graphs]
            return RemoteEngine(self._engines, graphs, self._preparation.prepare)
        stores = self._stores or on_disk(self._release)
        take_no_more_than(self._memory)
        open_no_socket()
        if self._stores is not None:
            open_nothing()
        return Embedded(stores, self._preparation.prepare)

    def _reap(self, woken: int) -> bool:
        os.read(woken, PACKET)
        for process, status in _ended():
            number = next(number for number, known in self._workers.items() if known == process)
            del self._workers[number]
            _tell(self._control, {"ended": number, "status": os.waitstatus_to_exitcode(status)})
        return True

    def _end(self) -> None:
        for process in self._workers.values():
            os.kill(process, signal.SIGKILL)


def _ended() -> Iterator[tuple[int, int]]:
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if process == 0:
            return
        yield process, status


def _tell(control: socket.socket, message: dict[str, object]) -> None:
    with suppress(ConnectionError):  # the server has left, which the next look at the socket tells
        control.send(json.dumps(message).encode())


def main() -> None:
    """Run as `python -m … RELEASE memory|disk|engine lasting|passing BYTES DESCRIPTOR STORE`.

    The descriptor is that of the control socket; STORE has the settings of the engines, as JSON.
    """
    release, place, stay = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
    memory, descriptor = int(sys.argv[4]), int(sys.argv[5])
    engines = StoreSettings.model_validate_json(sys.argv[6])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the server decides when we end
    end_with_parent()
    control = socket.socket(fileno=descriptor)
    if engines.remote:
        import_module("genoderm.sparql.remote.engine")  # HTTP, which nobody else here speaks: once, before any fork
    used = Hold(release)
    began = time.perf_counter()
    holder = Holder(control, release, in_memory(release) if place == "memory" else None, memory, engines)
    if stay == "lasting":
        holder.open_index()
    make_huge()
    settle(SELDOM)
    _tell(control, {"ready": time.perf_counter() - began, "bytes": _resident()})
    holder.run()
    used.close()


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


if __name__ == "__main__":
    main()
