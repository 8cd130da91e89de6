"""What a server does when it is told to stop: nothing new; what runs may end, or is cut off after `grace`."""

import http.client
import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.patience import PATIENCE

SERVER = """
import asyncio, socket, sys
import uvicorn
from genoderm.api.access import Access
from genoderm.api.connections import Connection
from genoderm.api.logs import AccessLog, configure
from genoderm.graph.settings import Settings

async def stream(scope, receive, send):
    if scope["type"] == "lifespan":
        while (message := await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        print("stopped in order", flush=True)
        await send({"type": "lifespan.shutdown.complete"})
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(int(sys.argv[2])):
        await send({"type": "http.response.body", "body": b"piece", "more_body": True})
        await asyncio.sleep(0.05)
    await send({"type": "http.response.body", "body": b"end"})

settings = Settings()
configure(settings)
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
config = uvicorn.Config(
    Access(stream, AccessLog(settings)), http=Connection, loop="uvloop", ws="none", log_config=None,
    timeout_graceful_shutdown=int(sys.argv[1]),
)
uvicorn.Server(config).run(sockets=[listener])
"""


@contextmanager
def server(grace: int, pieces: int) -> Iterator[tuple["subprocess.Popen[str]", http.client.HTTPResponse]]:
    """A server that is in the middle of an answer of so many pieces, twenty a second."""
    command = [sys.executable, "-c", SERVER, str(grace), str(pieces)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        client = http.client.HTTPConnection("127.0.0.1", int(process.stdout.readline()), timeout=PATIENCE)
        client.request("GET", "/")
        answer = client.getresponse()
        assert answer.read(5) == b"piece"
        yield process, answer
        client.close()


def test_an_answer_that_is_under_way_ends_in_peace_and_nothing_new_begins() -> None:
    with server(grace=10, pieces=20) as (process, answer):
        process.send_signal(signal.SIGTERM)
        assert answer.read().endswith(b"pieceend")
        out, err = process.communicate(timeout=PATIENCE)
    assert out == "stopped in order\n"
    assert json.loads(err)["status"] == 200
    assert process.returncode == -signal.SIGTERM  # uvicorn ends by the signal that it was sent


def test_an_answer_that_takes_longer_is_cut_off_so_that_its_client_can_tell() -> None:
    with server(grace=0, pieces=400) as (process, answer):
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        with pytest.raises(http.client.IncompleteRead):
            answer.read()
        out, err = process.communicate(timeout=PATIENCE)
    assert time.monotonic() - began < 10
    assert out == "stopped in order\n"
    lines = [json.loads(line) for line in err.splitlines()]
    assert [line.get("whole") for line in lines if line["logger"] == "genoderm.access"] == [False]
