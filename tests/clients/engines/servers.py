"""Engines that are servers, as the benchmark starts them: each a function from a query to the engine's answer."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx
from pyoxigraph import RdfFormat, parse

from tests.bench.sparql.peers import Peer
from tests.bench.sparql.peers.fuseki import FusekiInMemory
from tests.bench.sparql.peers.oxigraph import OxigraphInMemory
from tests.bench.sparql.peers.virtuoso import Virtuoso
from tests.bench.sparql.running import Server
from tests.clients.engines.install import CACHE, FUSEKI_JAR
from tests.clients.questions import Answer, of_json
from tests.patience import PATIENCE

Ask = Callable[[str], Answer]
LOCAL = '<urn:x:a> <urn:x:code> "ORPHA:79361" <urn:x:own> .\n'  # what an engine holds itself, in a graph: Virtuoso
GRANTS = (  # without them its endpoint calls nobody; Virtuoso's manual, "SPARQL-FED"
    'grant select on DB.DBA.SPARQL_SINV_2 to "SPARQL"',
    'grant execute on DB.DBA.SPARQL_SINV_IMP to "SPARQL"',
)


class SmallVirtuoso(Virtuoso):
    """With memory for a test."""

    buffers = 4000

    @contextmanager
    def serve(self, data: Path, folder: Path) -> Iterator[Server]:
        """Load the quads and serve them, to ask others too."""
        with super().serve(data, folder) as server:
            told = (folder / "virtuoso" / "virtuoso.ini").read_text()
            found = re.search(r"\[Parameters\]\nServerPort = (\S+)", told)
            assert found
            for grant in GRANTS:
                isql = (str(self._root / "usr/bin/isql-vt"), found[1], "dba", "dba", f"exec={grant};")
                subprocess.run(isql, check=True, capture_output=True, timeout=PATIENCE)
            yield server


SERVERS: Mapping[str, tuple[type[Peer], Path]] = {  # and the file that is there once it is installed
    "Oxigraph": (OxigraphInMemory, CACHE / "oxigraph" / "ready"),
    "Virtuoso": (SmallVirtuoso, CACHE / "virtuoso" / "root"),
    "Fuseki": (FusekiInMemory, FUSEKI_JAR),
}


def missing(name: str) -> str:
    """What is not here that this server needs; "" if it is all there."""
    if name == "Fuseki" and shutil.which("java") is None:
        return "there is no Java here"
    return "" if SERVERS[name][1].exists() else f"{name} is not installed here: `make engines` does it"


@contextmanager
def started(name: str, folder: Path) -> Iterator[Ask]:
    """The server, for as long as the block runs."""
    data = folder / "data" / "local.nq"
    data.parent.mkdir()
    data.write_text(LOCAL)
    with SERVERS[name][0](CACHE).serve(data, folder) as server, httpx.Client(trust_env=False, timeout=PATIENCE) as http:

        def ask(query: str) -> Answer:
            graph = "CONSTRUCT" in query
            accept = "application/n-triples" if graph else "application/sparql-results+json"
            address = f"http://127.0.0.1:{server.port}{server.path}"
            told = http.post(address, data={"query": query}, headers={"Accept": accept})
            assert told.status_code == 200, told.text
            answer = answer_in(told.text)
            if "ASK" in query and isinstance(answer, Counter):  # Virtuoso: a row for yes and none for no
                return bool(answer)
            return answer

        yield ask


def answer_in(told: str) -> Answer:
    """What stands in an answer, JSON or N-Triples."""
    if not told.lstrip().startswith("{"):
        return frozenset(str(quad.triple) for quad in parse(told, format=RdfFormat.N_TRIPLES))
    results = json.loads(told)
    if "boolean" in results:
        return bool(results["boolean"])
    return Counter(map(of_json, results["results"]["bindings"]))
