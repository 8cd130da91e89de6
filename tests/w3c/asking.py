"""Servers that are asked the cases, for the tests and for the command that writes the conformance page's tables."""

import json
import time
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
from tests.w3c.corpus import corpus, release_of
from tests.w3c.descriptions import described
from tests.w3c.manifests import Kind, State, cases
from tests.w3c.outcomes import Verdict, wrong

Ask = Callable[[str], Verdict]  # by the IRI of a case
TOKEN = "invented-for-the-tests"
MEMORY = Path("/dev/shm")  # noqa: S108 - TemporaryDirectory makes a folder of its own there
PATIENCE = 30  # seconds: two cores may be busy with other tests


@contextmanager
def query_cases(archive: Archive) -> Iterator[Ask]:
    """A server of all the data files, asked query and syntax cases."""
    known = {case.iri: case for case in cases(archive)}
    with (
        _home(archive, corpus(archive, known.values())) as home,
        served(home.path) as address,
        httpx.Client(base_url=address, timeout=PATIENCE) as client,
    ):
        yield lambda iri: queries.asked(known[iri], archive, client)


@contextmanager
def update_cases(archive: Archive) -> Iterator[Ask]:
    """A server that lets itself be written to, asked update cases and their syntax."""
    authorised = {"authorization": f"Bearer {TOKEN}"}
    with (
        _home(archive, State()) as home,
        served(home.path, token=TOKEN) as address,
        httpx.Client(base_url=address, timeout=PATIENCE, headers=authorised) as client,
    ):
        yield _updating(archive, home, *updates.over_http(client))


@contextmanager
def update_cases_within_process(archive: Archive) -> Iterator[Ask]:
    """The same without a server, which would start two processes for each of them."""
    with _home(archive, State()) as home:
        yield _updating(archive, home, *updates.within_process(home))


def _updating(archive: Archive, home: Home, write: updates.Write, read: updates.Read) -> Ask:
    known = {case.iri: case for case in cases(archive)}

    def ask(iri: str) -> Verdict:
        release_of(home, archive, known[iri].given)
        return updates.updated(known[iri], archive, write, read)

    return ask


@contextmanager
def protocol_cases(archive: Archive) -> Iterator[Ask]:
    """A server that lets itself be written to, asked protocol cases over a real socket."""
    with _home(archive, _protocol_data(archive)) as home, served(home.path, token=TOKEN) as address:
        yield _conversing(archive, home, over_socket(address))


@contextmanager
def protocol_cases_within_process(archive: Archive) -> Iterator[Ask]:
    """The same cases without a socket."""
    with _home(archive, _protocol_data(archive)) as home, within_process(create(_settings(home))) as send:
        yield _conversing(archive, home, send)


def _settings(home: Home) -> Settings:
    return Settings(home=home.path, token=SecretStr(TOKEN))


def _conversing(archive: Archive, home: Home, send: Send) -> Ask:
    """Ask these cases of a server whose release is the first again whenever a case has written."""
    known = {case.iri: case for case in cases(archive)}
    first = home.current_release().name

    def ask(iri: str) -> Verdict:
        if home.current_release().name != first:
            release_of(home, archive, _protocol_data(archive))
        if known[iri].kind is Kind.DESCRIPTION:
            return wrong(described(known[iri], send))
        if known[iri].given != State():
            _await(first, send)
        return wrong(held(known[iri], send, TOKEN))

    return ask


def _await(release: str, send: Send) -> None:
    """Servers look for a new release several times a second; one that they write themselves they know at once."""
    until = time.monotonic() + PATIENCE
    while json.loads(send(Request("localhost", "GET", "/health", (), b"")).body)["release"] != release:
        assert time.monotonic() < until, f"{release} is not served"
        time.sleep(0.02)


def _protocol_data(archive: Archive) -> State:
    return corpus(archive, (case for case in cases(archive) if case.kind is Kind.PROTOCOL))


@contextmanager
def _home(archive: Archive, state: State) -> Iterator[Home]:
    """A home for as long as the cases run, in memory where the system has a folder there: it need not outlive them."""
    with TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        home = Home(Path(folder) / "home")
        release_of(home, archive, state)
        yield home


QUERIES = ("query-1.0", "syntax-1.0", "query", "query-syntax", "results-json", "results-csv-tsv", "federated-query")
ASKED: Mapping[tuple[str, ...], Callable[[Archive], AbstractContextManager[Ask]]] = {
    (*QUERIES, "entailment"): query_cases,
    ("update", "update-syntax"): update_cases,
    ("protocol", "graph-store-protocol", "service-description"): protocol_cases,
}
