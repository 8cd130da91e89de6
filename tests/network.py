"""Nodes of a network on loopback: homes of small nodes, and servers that are slow, or lie."""

import gzip
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from genoderm.ontology.files import VOCABULARY, ontology_file
from tests.patience import PATIENCE
from tests.releases import edition, made, turtle

EB = 'orpha:79361 a gd:Disease, gd:DisorderGroup ; skos:notation "ORPHA:79361" ; skos:prefLabel "Inherited EB"@en .'
LAND = ':country\\/{code} a gd:Country ; skos:notation "{code}" ; skos:prefLabel "{code}"@en .'
CENTRE = """
:hospital\\/{hospital} a gd:Hospital ; skos:prefLabel "Hospital {hospital}"@en ; gd:country :country\\/{land} {codes} ;
    dct:source <https://example.org/{node}> .
:centre\\/{id} a gd:Centre, gd:ExpertCentre ; skos:prefLabel "{name}"@en ;
    gd:centreKind <https://w3id.org/genoderm/ns#centre-kind/expert-centre> ; org:unitOf :hospital\\/{hospital} ;
    gd:status <https://w3id.org/genoderm/ns#status/current> ; gd:country :country\\/{land} ;
    dct:source <https://example.org/{node}> ; gd:hasExpertiseIn orpha:79361 .
:expertise\\/{node}-{id} a gd:Expertise ; gd:centre :centre\\/{id} ; gd:disease orpha:79361 ;
    gd:evidenceKind <https://w3id.org/genoderm/ns#evidence/{evidence}> ;
    gd:status <https://w3id.org/genoderm/ns#status/current> ; dct:source <https://example.org/{node}> ;
    gd:asOf "2025"^^xsd:gYear .
"""


@dataclass(frozen=True)
class Told:
    """A centre as a node tells of it."""

    id: str
    hospital: str
    name: str
    land: str = "FR"
    evidence: str = "official-designation"
    codes: str = ""  # of the hospital


def home_of(home: Path, node: str, *centres: Told) -> Path:
    """A home with a release of one node's centres."""
    lands = "\n".join(LAND.format(code=code) for code in sorted({one.land for one in centres}))
    body = "\n".join(
        CENTRE.format(node=node, id=one.id, hospital=one.hospital, name=one.name, land=one.land, codes=one.codes,
                      evidence=one.evidence)
        for one in centres
    )  # fmt: skip
    own = turtle(home / "sources" / f"{node}.ttl", f"{EB}\n{lands}\n{body}")
    made(home, edition(own), *(edition(Path(str(ontology_file(name))), "ontology") for name in VOCABULARY))
    return home


def settings_file(folder: Path, peers: Mapping[str, str], **further: str | float) -> Path:
    """A file of settings that lists these peers, on loopback."""
    lines = ["[federation]", *(f"{name} = {value!r}" for name, value in further.items())]
    for name, url in peers.items():
        lines += ["[[federation.peers]]", f'name = "{name}"', f'url = "{url}"', 'address = "127.0.0.1"']
        lines += ["bytes = 2_000_000"]
    file = folder / "genoderm.toml"
    file.write_text("\n".join(lines), "utf-8")
    return file


@dataclass
class Odd:
    """A server of odd nodes: the first part of a path is how it behaves."""

    address: str = ""
    ended: threading.Event = field(default_factory=threading.Event)
    asked: list[str] = field(default_factory=list)
    gone: bool = False  # whether the moody one has hung up
    elsewhere: str = ""

    def __getitem__(self, way: str) -> str:
        """The address of a node that behaves so."""
        return f"{self.address}/{way}"


class Exchange(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    odd: Odd

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is called there
        """Say nothing."""

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        _, way, path = split.path.split("/", 2)
        self.odd.asked.append(self.path)
        try:
            WAYS[way](self, path, dict(parse_qsl(split.query)))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        """A whole response."""
        self.send_response(status)
        for name, value in ({"Content_Type": "application/json", "Content_Length": str(len(body))} | headers).items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


Way = Callable[[Exchange, str, dict[str, str]], None]
HEALTH = {"release": "0123456789abcdef", "created": "2026-01-01T00:00:00Z"}
THING = {"iri": "https://w3id.org/genoderm/id/centre/odd", "id": "odd", "name": "Odd"}
REASON: dict[str, Any] = {
    "match": "itself", "levels": 0, "general": False,
    "via": {"iri": "http://www.orpha.net/ORDO/Orphanet_79361", "id": "79361", "name": "EB"},
    "status": "current", "score": 0.9,
    "evidence": {"kind": "press", "label": "press", "source": None, "as_of": None},
}  # fmt: skip
ITEM = THING | {
    "rank": 1, "kind": "expert-centre", "status": "current", "score": 0.9, "reasons": [REASON], "roles": [],
    "designations": [],
}  # fmt: skip


def page(**changed: Any) -> bytes:
    """A page of the finder with one centre, but for what is changed."""
    return json.dumps({"total": 1, "offset": 0, "limit": 100, "items": [ITEM], "facets": {}, **changed}).encode()


def _slow(exchange: Exchange, *_: object) -> None:
    exchange.odd.ended.wait(PATIENCE)
    exchange.close_connection = True


def _gigabytes(exchange: Exchange, *_: object) -> None:
    exchange.send_response(200)
    exchange.send_header("Content-Encoding", "gzip")
    exchange.end_headers()
    exchange.close_connection = True
    while not exchange.odd.ended.is_set():
        exchange.wfile.write(gzip.compress(bytes(1 << 24)))


def _saying(finder: bytes) -> Way:
    """A node that has a release, and answers so to everything else."""

    def way(exchange: Exchange, path: str, _: dict[str, str]) -> None:
        exchange.send(json.dumps(HEALTH).encode() if path == "health" else finder)

    return way


def _moody(exchange: Exchange, path: str, asked: dict[str, str]) -> None:
    """A good one, until it is gone."""
    if exchange.odd.gone:
        exchange.close_connection = True
    else:
        WAYS["telling"](exchange, path, asked)


def _redirecting(exchange: Exchange, *_: object) -> None:
    exchange.send(b"", 302, Location=exchange.odd.elsewhere)


def _refusing(exchange: Exchange, *_: object) -> None:
    exchange.send(b'{"detail": "limit is no parameter"}', 400)


WAYS: dict[str, Way] = {
    "slow": _slow,
    "gigabytes": _gigabytes,
    "redirecting": _redirecting,
    "refusing": _refusing,
    "telling": _saying(page()),
    "moody": _moody,
    "garbage": _saying(bytes(range(256)) * 40),
    "html": _saying(b"<!DOCTYPE html><html><body>Not here</body></html>"),
    "deep": _saying(b"[" * 100_000),
    "list": _saying(b"[]"),
    "numbers": _saying(page(items=[ITEM | {"name": 7}])),
    "script": _saying(page(items=[ITEM | {"href": "javascript:alert(1)"}])),
    "spaced": _saying(page(items=[ITEM | {"iri": "https://example.org/a b> <c"}])),
    "unranked": _saying(page(items=[ITEM | {"score": 1e999}])),
    "boasting": _saying(page(total=10**9)),
    "few": _saying(page(total=7)),
    "twice": _saying(page(total=2, items=[ITEM, ITEM])),
    "older": _saying(page(items=[{name: value for name, value in ITEM.items() if name != "reasons"}])),
}


@contextmanager
def odd_nodes() -> Iterator[Odd]:
    """The server, for as long as the block runs."""
    told = Odd()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Exchange,), {"odd": told}))
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
