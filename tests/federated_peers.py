"""SPARQL endpoints on loopback, as they are found in the world: each path of a server behaves in another way."""

import gzip
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from pyoxigraph import QueryResultsFormat, QuerySolutions, Store

from tests.patience import PATIENCE

JSON, XML, TSV = QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.TSV
HTML = b"<!DOCTYPE html><html><body>Not here</body></html>"
DEEP = 20_000  # triple terms within each other
PACKED = gzip.compress(bytes(1 << 24))
PIECE = b" " * (1 << 16)


@dataclass
class Peer:
    """A server at work: what it answers from, how often each path was asked, what was asked last."""

    store: Store
    address: str = ""
    elsewhere: str = ""  # where its redirects lead
    asked: Counter[str] = field(default_factory=Counter)
    queries: list[str] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)
    left: threading.Event = field(default_factory=threading.Event)  # a client has closed before its answer was whole


class Exchange(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    peer: Peer

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""

    def do_GET(self) -> None:
        self._answer(parse_qs(urlsplit(self.path).query).get("query", [""])[0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        direct = self.headers["Content-Type"] == "application/sparql-query"
        self._answer(body if direct else parse_qs(body).get("query", [""])[0])

    def _answer(self, query: str) -> None:
        name = urlsplit(self.path).path.strip("/")
        self.peer.asked[name] += 1
        self.peer.queries.append(query)
        try:
            WAYS[name](self, query)
        except (BrokenPipeError, ConnectionResetError):
            self.peer.left.set()
            self.close_connection = True

    def results(self, query: str, format_: QueryResultsFormat = JSON, type_: str = "") -> None:
        """What the store answers."""
        try:
            found = self.peer.store.query(query)
        except SyntaxError as fault:
            self.send(400, str(fault).encode(), "text/plain")
            return
        assert isinstance(found, QuerySolutions)
        self.send(200, found.serialize(format=format_) or b"", type_ or format_.media_type)

    def send(self, status: int, body: bytes, type_: str, **headers: str) -> None:
        """A whole response."""
        self.send_response(status)
        self.send_header("Content-Type", type_)
        self.send_header("Content-Length", headers.pop("length", str(len(body))))
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def endless(self, first: bytes, piece: bytes, **headers: str) -> None:
        """A response that goes on until the client has enough."""
        self.send_response(200)
        self.send_header("Content-Type", JSON.media_type)
        for header, value in headers.items():
            self.send_header(header.replace("_", "-"), value)
        self.end_headers()
        self.close_connection = True
        self.wfile.write(first)
        while not self.peer.ended.is_set():
            self.wfile.write(piece)


Way = Callable[[Exchange, str], None]
WAYS: dict[str, Way] = {}


def way(name: str) -> Callable[[Way], Way]:
    """A path and how it behaves."""

    def named(function: Way) -> Way:
        WAYS[name] = function
        return function

    return named


@way("sparql")
def _sparql(exchange: Exchange, query: str) -> None:
    exchange.results(query)


@way("xml")
def _xml(exchange: Exchange, query: str) -> None:
    exchange.results(query, XML)


@way("tsv")
def _tsv(exchange: Exchange, query: str) -> None:
    exchange.results(query, TSV)


@way("lying")
def _lying(exchange: Exchange, query: str) -> None:
    exchange.results(query, JSON, "text/html")


@way("get-only")
def _get_only(exchange: Exchange, query: str) -> None:
    if exchange.command == "POST":
        exchange.send(405, b"", "text/plain")
    else:
        exchange.results(query)


@way("no-values")
def _no_values(exchange: Exchange, query: str) -> None:
    if "VALUES" in query:
        exchange.send(400, b"line 1: VALUES not supported", "text/plain")
    else:
        exchange.results(query)


@way("no-bindings")
def _no_bindings(exchange: Exchange, query: str) -> None:
    if "VALUES" in query or "FILTER" in query:
        exchange.send(500, b"internal error", "text/plain")
    else:
        exchange.results(query)


@way("few-at-once")
def _few_at_once(exchange: Exchange, query: str) -> None:
    if len(query) > 600:
        exchange.send(413, b"", "text/plain")
    else:
        exchange.results(query)


@way("cutting")
def _cutting(exchange: Exchange, query: str) -> None:
    found = exchange.peer.store.query(f"SELECT * {{ {{ {query} }} }} LIMIT 20")
    assert isinstance(found, QuerySolutions)
    exchange.send(200, found.serialize(format=JSON) or b"", JSON.media_type, X_SPARQL_MaxRows="20")


@way("in-part")
def _in_part(exchange: Exchange, query: str) -> None:
    body = b'{"head":{"vars":["o","t"]},"results":{"bindings":[]}}'
    exchange.send(200, body, JSON.media_type, X_SQL_State="S1TAT", X_SQL_Message="timeout")


@way("html")
def _html(exchange: Exchange, query: str) -> None:
    exchange.send(200, HTML, "text/html")


@way("csv")
def _csv(exchange: Exchange, query: str) -> None:
    exchange.results(query, QueryResultsFormat.CSV)


@way("garbage")
def _garbage(exchange: Exchange, query: str) -> None:
    exchange.send(200, bytes(range(256)) * 40, JSON.media_type)


@way("empty")
def _empty(exchange: Exchange, query: str) -> None:
    exchange.send(200, b"", JSON.media_type)


@way("yes")
def _yes(exchange: Exchange, query: str) -> None:
    exchange.send(200, b'{"head":{},"boolean":true}', JSON.media_type)


@way("deep")
def _deep(exchange: Exchange, query: str) -> None:
    iri = b'{"type":"uri","value":"urn:x:a"}'
    begin = b'{"type":"tri\\u0070le","value":{"subject":' + iri + b',"predicate":' + iri + b',"object":'
    body = b'{"head":{"vars":["o"]},"results":{"bindings":[{"o":' + begin * DEEP + iri + b"}}" * DEEP + b"}]}}"
    exchange.send(200, body, JSON.media_type)


@way("cut")
def _cut(exchange: Exchange, query: str) -> None:
    exchange.send(200, b'{"head":{"vars":["o"', JSON.media_type, length="5000")
    exchange.close_connection = True


@way("cut-between")
def _cut_between(exchange: Exchange, query: str) -> None:
    """The connection ends as it should, and the document does not."""
    exchange.send(200, b'{"head":{"vars":["o","t"]},"results":{"bindings":[', JSON.media_type)


@way("silent-end")
def _silent_end(exchange: Exchange, query: str) -> None:
    exchange.close_connection = True


@way("forgetful")
def _forgetful(exchange: Exchange, query: str) -> None:
    """Every other connection ends without a word, as those do that were kept open for too long."""
    if exchange.peer.asked["forgetful"] % 2:
        exchange.close_connection = True
    else:
        exchange.results(query)


@way("gigabytes")
def _gigabytes(exchange: Exchange, query: str) -> None:
    exchange.endless(b'{"head":{"vars":["o"]},', PIECE)


@way("packed-gigabytes")
def _packed_gigabytes(exchange: Exchange, query: str) -> None:
    exchange.endless(b"", PACKED, Content_Encoding="gzip")


@way("packed-and-more")
def _packed_and_more(exchange: Exchange, query: str) -> None:
    """A whole answer, and no end of what is behind it."""
    found = exchange.peer.store.query(query)
    assert isinstance(found, QuerySolutions)
    exchange.endless(gzip.compress(found.serialize(format=JSON) or b""), PACKED, Content_Encoding="gzip")


@way("slow")
def _slow(exchange: Exchange, query: str) -> None:
    exchange.peer.ended.wait(PATIENCE)
    exchange.close_connection = True


@way("heavy")
def _heavy(exchange: Exchange, query: str) -> None:
    """At once where it is asked whether it is there; never else."""
    if query == "ASK {}":
        exchange.send(200, b'{"head": {}, "boolean": true}', JSON.media_type)
    else:
        _slow(exchange, query)


@way("dripping")
def _dripping(exchange: Exchange, query: str) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Type", JSON.media_type)
    exchange.end_headers()
    exchange.close_connection = True
    while not exchange.peer.ended.wait(0.05):
        exchange.wfile.write(b" ")


@way("busy-once")
def _busy_once(exchange: Exchange, query: str) -> None:
    if exchange.peer.asked["busy-once"] % 2:
        exchange.send(503, b"", "text/plain", Retry_After="0")
    else:
        exchange.results(query)


@way("busy")
def _busy(exchange: Exchange, query: str) -> None:
    exchange.send(429, b"one moment", "text/plain", Retry_After="3600")


@way("moved")
def _moved(exchange: Exchange, query: str) -> None:
    exchange.send(307, b"", "text/plain", Location="/sparql")


@way("moved-away")
def _moved_away(exchange: Exchange, query: str) -> None:
    exchange.send(302, b"", "text/plain", Location=exchange.peer.elsewhere)


@way("moving")
def _moving(exchange: Exchange, query: str) -> None:
    exchange.send(308, b"", "text/plain", Location="/moving")


@way("nowhere")
def _nowhere(exchange: Exchange, query: str) -> None:
    exchange.send(404, HTML, "text/html")


@contextmanager
def peer(store: Store, elsewhere: str = "") -> Iterator[Peer]:
    """A server, for as long as the block runs."""
    told = Peer(store, elsewhere=elsewhere)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Exchange,), {"peer": told}))
    server.daemon_threads = True
    told.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield told
    finally:
        told.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
