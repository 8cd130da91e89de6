"""Endpoints that fail in ways which take more than an answer: by their certificate, by being killed, by being none.

`tests.federated_peers` has those that fail by what they answer.
"""

import signal
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer
from pathlib import Path
from socket import create_server, socket
from typing import Protocol

from tests.federated_peers import Exchange, Peer
from tests.serving import free_port

THINGS = 40
LIFE = 4.0  # seconds, of which it is up for three


class Watched(Protocol):
    """Who keeps count of those who came where nobody may, and of the deaths of a peer."""

    strangers: int
    peers_killed: int


@contextmanager
def listener(told: Watched) -> Iterator[int]:
    """The port of a host that is on no list; whoever connects is counted."""
    with create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_count, args=(server, told), daemon=True)
        thread.start()
        yield server.getsockname()[1]


def _count(server: socket, told: Watched) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:  # it was closed
            return
        told.strangers += 1
        connection.close()


@contextmanager
def encrypted(folder: Path, there: Peer) -> Iterator[int]:
    """The port of an endpoint whose certificate nobody knows."""
    certificate, key = folder / "own.pem", folder / "own.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-keyout", key, "-out", certificate],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Exchange,), {"peer": there}))
    server.daemon_threads = True
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def mortal(told: Watched) -> Iterator[int]:
    """The port of an endpoint in a process of its own, which is killed after a while, again and again."""
    port, ended = free_port(), threading.Event()
    thread = threading.Thread(target=_killing, args=(port, ended, told))
    thread.start()
    yield port
    ended.set()
    thread.join()


def _killing(port: int, ended: threading.Event, told: Watched) -> None:
    while not ended.is_set():
        process = subprocess.Popen([sys.executable, "-m", "tests.bench.federation.mortal", str(port), str(THINGS)])
        ended.wait(LIFE)
        process.send_signal(signal.SIGKILL)
        process.wait()
        told.peers_killed += 1
