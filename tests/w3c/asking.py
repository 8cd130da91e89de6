"""Servers that are asked the cases, for the tests and for the command that writes the conformance page's tables."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from pydantic import SecretStr

from genoderm.api.app import create
from genoderm.graph.home import Home
from genoderm.graph.settings import Settings
from tests.serving import served
from tests.w3c import queries, updates
from tests.w3c.archive import Archive
from tests.w3c.conversations import Request, Send, held, over_socket, within_process
from tests.w3c.corpus import Datasets, corpus
from tests.w3c.descriptions import described
from tests.w3c.manifests import Kind, State, cases
from tests.w3c.outcomes import Verdict, wrong

Ask = Callable[[str], Verdict]  # by the IRI of a case
TOKEN = "invented-for-the-tests"
MEMORY = Path("/dev/shm")  # noqa: S108 - TemporaryDirectory makes a folder of its own there
KEPT = 1000  # releases made by writes: as many as these cases make
PATIENCE = 30  # seconds: two cores may be busy with other tests


@contextmanager
def query_cases(archive: Archive) -> Iterator[Ask]:
    """A server of all the data files, asked query and syntax cases."""
    known = {case.iri: case for case in cases(archive)}
    with (
        _datasets(archive, corpus(archive, known.values())) as datasets,
        served(datasets.home.path) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        yield lambda iri: queries.asked(known[iri], archive, client)


@contextmanager
def update_cases(archive: Archive) -> Iterator[Ask]:
    """A server that lets itself be written to, asked update cases and their syntax."""
    authorised = {"authorization": f"Bearer {TOKEN}"}
    with (
        _datasets(archive, State()) as datasets,
        served(datasets.home.path, token=TOKEN, kept_writes=str(KEPT)) as address,
        httpx.Client(base_url=address, timeout=PATIENCE, headers=authorised) as client,
    ):
        yield _updating(archive, datasets, *updates.over_http(client, datasets.home))


@contextmanager
def update_cases_within_process(archive: Archive) -> Iterator[Ask]:
    """The same without a server, which would start two processes for each of them."""
    with _datasets(archive, State()) as datasets:
        yield _updating(archive, datasets, *updates.within_process(datasets.home, KEPT))


def _updating(archive: Archive, datasets: Datasets, write: updates.Write, read: updates.Read) -> Ask:
    known = {case.iri: case for case in cases(archive)}

    def ask(iri: str) -> Verdict:
        datasets.serve(known[iri].given)
        return updates.updated(known[iri], archive, write, read)

    return ask


@contextmanager
def protocol_cases(archive: Archive) -> Iterator[Ask]:
    """A server that lets itself be written to, asked protocol cases over a real socket."""
    with (
        _datasets(archive, _protocol_data(archive)) as datasets,
        served(datasets.home.path, token=TOKEN, kept_writes=str(KEPT)) as address,
    ):
        yield _conversing(archive, datasets, over_socket(address))


@contextmanager
def protocol_cases_within_process(archive: Archive) -> Iterator[Ask]:
    """The same cases without a socket."""
    with _datasets(archive, _protocol_data(archive)) as datasets:
        settings = Settings(home=datasets.home.path, token=SecretStr(TOKEN), kept_writes=KEPT)
        with within_process(create(settings)) as send:
            yield _conversing(archive, datasets, send)


def _conversing(archive: Archive, datasets: Datasets, send: Send) -> Ask:
    """Ask these cases of a server: some read what is there, some write on it, updates clear all before."""
    known = {case.iri: case for case in cases(archive)}
    data = _protocol_data(archive)

    def ask(iri: str) -> Verdict:
        case = known[iri]
        if case.kind is Kind.DESCRIPTION:
            return wrong(described(case, send))
        if case.kind is Kind.GRAPH_STORE:
            datasets.serve(data)
        elif case.given != State():
            updates.await_release(datasets.serve(data), lambda: _release(send))
        return wrong(held(case, send, TOKEN))

    return ask


def _release(send: Send) -> str:
    response = send(Request("localhost", "GET", "/health", (), b""))
    return str(json.loads(response.body)["release"])


def _protocol_data(archive: Archive) -> State:
    return corpus(archive, (case for case in cases(archive) if case.kind is Kind.PROTOCOL))


@contextmanager
def _datasets(archive: Archive, state: State) -> Iterator[Datasets]:
    """A home that serves a dataset at first; in memory where the system has a folder there, since it need not last."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        datasets = Datasets(Home(Path(folder) / "home"), archive)
        datasets.serve(state)
        yield datasets


QUERIES = ("query-1.0", "syntax-1.0", "query", "query-syntax", "results-json", "results-csv-tsv", "federated-query")
ASKED: Mapping[tuple[str, ...], Callable[[Archive], AbstractContextManager[Ask]]] = {
    (*QUERIES, "entailment"): query_cases,
    ("update", "update-syntax"): update_cases,
    ("protocol", "graph-store-protocol", "service-description"): protocol_cases,
}
