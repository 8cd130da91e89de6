"""Other SPARQL servers, each installed, loaded and started in a module of the same shape."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from tests.bench.sparql.peers.fuseki import FusekiInMemory, FusekiTdb2
from tests.bench.sparql.peers.oxigraph import OxigraphInMemory, OxigraphOnDisk
from tests.bench.sparql.peers.rdflib_endpoint import RdflibEndpoint
from tests.bench.sparql.peers.virtuoso import Virtuoso
from tests.bench.sparql.running import Server


class Peer(Protocol):
    """A server that can be installed here; `memory` is what it takes for each quad, in bytes, measured."""

    name: str
    version: str
    memory: int

    def __init__(self, cache: Path) -> None:
        """Install it into a folder; NotInstalled says why that cannot be."""

    def serve(self, data: Path, folder: Path) -> AbstractContextManager[Server]:
        """Load these quads and serve them, until the block ends; NotStarted says why that cannot be."""


PEERS: Mapping[str, type[Peer]] = {
    peer.name: peer for peer in (OxigraphInMemory, OxigraphOnDisk, Virtuoso, FusekiInMemory, FusekiTdb2, RdflibEndpoint)
}
