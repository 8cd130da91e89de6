"""A process that has imported the server once, and is forked for each server that a test wants.

    python -m tests.forking DESCRIPTOR

Messages on the socket are JSON, one a packet: {"arguments": […], "environment": {…}, "folder": "…", "log": "…"}. The
answer to each carries a descriptor of the server's process. What a start, a signal and a stop are is for the tests of
the command itself (`tests.readme`, `test_command_line`): here only the second of imports is left out.
"""

import atexit
import gc
import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from select import select

PACKET = 1 << 16
SERVER = "genoderm.api.commands.serving"


class Forked:
    """A server in a process of its own."""

    def __init__(self, descriptor: int) -> None:
        """Of this process."""
        self._descriptor = descriptor

    @property
    def runs(self) -> bool:
        """Whether it has not ended."""
        return not self.wait(0)

    def terminate(self) -> None:
        """Tell it to stop."""
        signal.pidfd_send_signal(self._descriptor, signal.SIGTERM)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended after so many seconds at most."""
        return bool(select([self._descriptor], [], [], seconds)[0])

    def close(self) -> None:
        """Forget it."""
        os.close(self._descriptor)


def forked(arguments: list[str], environment: dict[str, str], log: Path) -> Forked:
    """Run the command line in a new process that writes to this log."""
    order = {"arguments": arguments, "environment": environment, "folder": str(Path.cwd()), "log": str(log)}
    parent = _parent()
    parent.send(json.dumps(order).encode())
    _, descriptors, _, _ = socket.recv_fds(parent, PACKET, 1)
    return Forked(descriptors[0])


@cache
def _parent() -> socket.socket:
    """The process to fork from, which ends with this one."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with theirs:
        command = [sys.executable, "-m", "tests.forking", str(theirs.fileno())]
        root = Path(__file__).parents[1]
        process = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, cwd=root)
    atexit.register(_end, ours, process)
    return ours


def _end(control: socket.socket, process: "subprocess.Popen[bytes]") -> None:
    control.close()
    process.wait()


def main(descriptor: int) -> None:
    """Fork a server for each order, until the tests end; in the server, run the command line."""
    import_module(SERVER)
    gc.freeze()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the tests decide when servers end
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel buries the children
    with socket.socket(fileno=descriptor) as control:
        while order := control.recv(PACKET):
            process = os.fork()
            if process == 0:
                break
            handle = os.pidfd_open(process)
            socket.send_fds(control, [b"forked"], [handle])
            os.close(handle)
        else:
            return
    _become_server(**json.loads(order))


def _become_server(arguments: list[str], environment: dict[str, str], folder: str, log: str) -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    for stream in (1, 2):
        os.dup2(out, stream)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["genoderm", *arguments]
    import_module("genoderm.__main__").main()


if __name__ == "__main__":
    main(int(sys.argv[1]))
