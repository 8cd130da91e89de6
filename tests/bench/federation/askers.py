"""Who can answer a query that asks another endpoint: our server, the engine's own SERVICE, rdflib, Fuseki, Comunica."""

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from pyoxigraph import Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse_query_results, serialize
from rdflib import Graph
from rdflib.query import ResultRow

from genoderm.graph.home import Home
from genoderm.graph.revision_bare import bare_release
from tests.bench.federation.counting import PATIENCE
from tests.bench.sparql.installing import NotInstalled
from tests.bench.sparql.peers.fuseki import FusekiInMemory
from tests.clients import comunicas
from tests.clients.comunicas import Job
from tests.serving import started

Rows = frozenset[tuple[str, ...]]
Ask = Callable[[str], Rows]  # the rows of a query, as texts
JSON = {"accept": QueryResultsFormat.JSON.media_type}
ENTRY = '[[federation.endpoints]]\nname = "{name}"\nurl = "{url}"\naddress = "127.0.0.1"\nrows = 10_000_000\n'


@contextmanager
def genoderm(quads: Iterable[Quad], urls: Iterable[str], folder: Path) -> Iterator[Ask]:
    """Our server, with these endpoints on its list."""
    home, file = folder / "home", folder / "genoderm.toml"
    home.mkdir(parents=True)
    bare_release(Home(home), quads)
    file.write_text("".join(ENTRY.format(name=f"e{at}", url=url) for at, url in enumerate(urls)), "utf-8")
    with (
        started(home, config=str(file), cache_bytes="0") as address,
        httpx.Client(base_url=address, trust_env=False, timeout=PATIENCE) as client,
    ):
        yield lambda query: _rows(client.post("/sparql", data={"query": query}, headers=JSON))


def pyoxigraph(quads: Iterable[Quad]) -> Ask:
    """The engine that is also ours, which asks endpoints itself."""
    store = Store()
    store.extend(quads)

    def ask(query: str) -> Rows:
        found = store.query(query)
        assert isinstance(found, QuerySolutions)
        return _told(found)

    return ask


def rdflib(quads: Iterable[Quad]) -> Ask:
    """rdflib, which asks for each row here."""
    graph = Graph()
    graph.parse(data=serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES), format="nt")

    def ask(query: str) -> Rows:
        rows = graph.query(query)
        return frozenset(tuple(term.n3() for term in row) for row in rows if isinstance(row, ResultRow))

    return ask


@contextmanager
def fuseki(quads: Iterable[Quad], cache: Path, folder: Path) -> Iterator[Ask]:
    """Fuseki, the rows here in its memory; NotInstalled without it."""
    data = folder / "here.nq"
    data.write_text("".join(f"{quad} .\n" for quad in quads), "utf-8")
    with (
        FusekiInMemory(cache).serve(data, folder) as server,
        httpx.Client(trust_env=False, timeout=PATIENCE) as client,
    ):
        url = f"http://127.0.0.1:{server.port}{server.path}"
        yield lambda query: _rows(client.post(url, data={"query": query}, headers=JSON))


@contextmanager
def comunica(quads: Iterable[Quad]) -> Iterator[Ask]:
    """Comunica, the rows here as its source; NotInstalled without it."""
    if lacking := comunicas.missing():
        raise NotInstalled(lacking)
    turtle = "".join(f"{quad.triple} .\n" for quad in quads)
    source = {"type": "serialized", "value": turtle, "mediaType": "text/turtle"}
    with comunicas.begun() as process:

        def ask(query: str) -> Rows:
            assert process.stdin
            assert process.stdout
            process.stdin.write(comunicas.line(Job(query, [source])))
            process.stdin.flush()
            told = json.loads(process.stdout.readline())
            assert "answer" in told, told["fault"]
            found = json.loads(told["answer"])  # with more at its end than rows
            return _parsed(json.dumps({name: found[name] for name in ("head", "results")}).encode())

        yield ask


def _rows(answer: httpx.Response) -> Rows:
    answer.raise_for_status()
    return _parsed(answer.content)


def _parsed(told: bytes) -> Rows:
    found = parse_query_results(told, format=QueryResultsFormat.JSON)
    assert isinstance(found, QuerySolutions)
    return _told(found)


def _told(found: QuerySolutions) -> Rows:
    return frozenset(tuple(map(str, row)) for row in found)
