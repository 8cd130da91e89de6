"""A proxy before an endpoint that counts what passes: requests, rows, bytes."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
from pyoxigraph import QueryResultsFormat, QuerySolutions, parse_query_results

PATIENCE = 600  # seconds for one answer
PASSED_ON = ("content-type", "accept")


@dataclass
class Passed:
    """What has passed; `address` is the proxy's."""

    address: str = ""
    requests: int = 0
    rows: int = 0
    bytes: int = 0


@contextmanager
def counting(url: str) -> Iterator[Passed]:
    """A proxy of this endpoint, for as long as the block runs."""
    passed = Passed()
    with httpx.Client(trust_env=False, timeout=PATIENCE) as client:
        handler = type("Own", (_Passing,), {"client": client, "url": url, "passed": passed})
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        passed.address = f"http://127.0.0.1:{server.server_port}/query"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield passed
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Passing(BaseHTTPRequestHandler):
    client: httpx.Client
    url: str
    passed: Passed

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""

    def do_GET(self) -> None:
        """Pass on what is in the address; without anything, a service description is asked for."""
        _, mark, asked = self.path.partition("?")
        self._pass(f"{self.url}{mark}{asked}", None)

    def do_POST(self) -> None:
        """Pass on the body."""
        self._pass(self.url, self.rfile.read(int(self.headers["Content-Length"])))

    def _pass(self, url: str, body: bytes | None) -> None:
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        answer = self.client.request(self.command, url, content=body, headers=headers)
        media_type = answer.headers.get("content-type", "").partition(";")[0]
        self.passed.requests += 1
        self.passed.rows += _rows(answer.content, media_type) if answer.is_success else 0
        self.passed.bytes += len(answer.content)
        self.send_response(answer.status_code)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)


def _rows(body: bytes, media_type: str) -> int:
    format_ = QueryResultsFormat.from_media_type(media_type)
    found = parse_query_results(body, format=format_) if format_ else None
    return sum(1 for _ in found) if isinstance(found, QuerySolutions) else 0
