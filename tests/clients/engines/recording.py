"""A small proxy on loopback between an engine and our server, which keeps what the engine asked and how."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from tests.patience import PATIENCE

OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "content-length", "host"}  # RFC 9110, 7.6.1


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it came, and the status and media type of its answer."""

    method: str
    target: str
    headers: Message
    body: bytes
    status: int
    answered: str

    @property
    def way(self) -> str:
        """The method; with how the query is written into the body, if it is."""
        kind = self.headers.get_content_type()
        match self.method, kind:
            case "POST", "application/x-www-form-urlencoded":
                return "POST, form"
            case "POST", _:
                return f"POST, {kind}"
        return self.method

    @property
    def wanted(self) -> str:
        """The media type that it asks for first: of the highest quality, as it lists them."""
        accept = parse_accept_header(", ".join(self.headers.get_all("Accept", [])), MIMEAccept)
        return accept.best or "nothing"

    @property
    def query(self) -> str:
        """The query, "" where there is none: a service description, a document."""
        if self.headers.get_content_type() == "application/sparql-query":
            return self.body.decode()
        told = dict(parse_qsl(urlsplit(self.target).query)) | dict(parse_qsl(self.body.decode("latin-1")))
        return told.get("query", "")


@dataclass(slots=True)
class Recorder:
    """Where the engine finds us, and what it has asked."""

    address: str = ""
    asked: list[Asked] = field(default_factory=list)


class Exchange(BaseHTTPRequestHandler):
    """One connection of an engine."""

    protocol_version = "HTTP/1.1"
    recorder: Recorder
    behind: str

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""

    def _forward(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        connection = HTTPConnection(self.behind, timeout=PATIENCE)
        sent = {name: value for name, value in self.headers.items() if name.lower() not in OF_THE_CONNECTION}
        connection.request(self.command, self.path, body, sent)
        answer = connection.getresponse()
        told = answer.read()
        connection.close()
        kept = Asked(self.command, self.path, self.headers, body, answer.status, answer.getheader("Content-Type", ""))
        self.recorder.asked.append(kept)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    do_GET = do_POST = _forward  # noqa: N815 - as they are called there


@contextmanager
def recording(address: str) -> Iterator[Recorder]:
    """The proxy before the server at this address, for as long as the block runs."""
    told = Recorder()
    handler = type("Own", (Exchange,), {"recorder": told, "behind": urlsplit(address).netloc})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
