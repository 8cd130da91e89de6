"""Engines that call us by SERVICE, as the programs they are: each gets our answer, and the page tells how it asks."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest
from pyoxigraph import Store

from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE
from tests.clients import comunicas, rdflibs
from tests.clients.comunicas import Job
from tests.clients.engines import rdf4js, servers
from tests.clients.engines.recording import Asked, Recorder, recording
from tests.clients.questions import PROLOGUE, QUESTIONS, Answer, of_engine
from tests.serving import served

pytestmark = pytest.mark.slow
NOTHING = {"type": "serialized", "value": "", "mediaType": "text/turtle"}  # Comunica wants a source
JOINED = "?disease a gd:Disease ; skos:notation ?code ; skos:prefLabel ?label"
EB = "?disease skos:notation 'ORPHA:79361' ; skos:prefLabel ?label"
BOTH = f"{PROLOGUE}SELECT DISTINCT ?disease ?label WHERE {{ {EB} }}"
OWN = "GRAPH <urn:x:own> { <urn:x:a> <urn:x:code> ?code }"
ASKED = {name: question for name, question in QUESTIONS.items() if name != "large"}  # that takes seconds, in Java too
PAGES = ("sparql.md", "sparql.fr.md")
ROW = re.compile(r"^\| (?P<name>\w+) \| (?P<way>`[^|]+) \| (?P<types>`[^|]+) \| (?P<reads>[^|`]+) \|$", re.M)
READS = {"la description du service": "the service description", "rien": "nothing"}
TARGETS = {"/sparql": "the service description"}


@dataclass(frozen=True, slots=True)
class Told:
    """What an engine answered to each question, and what it asked of us for that."""

    answers: Mapping[str, Answer]
    asked: Sequence[Asked]


@pytest.fixture(scope="module")
def recorder(shipped_address: str) -> Iterator[Recorder]:
    with recording(shipped_address) as told:
        yield told


@pytest.fixture(scope="module")
def store(shipped_home: Path) -> Store:
    return _store(shipped_home)


def _store(home: Path) -> Store:
    return Store.read_only(str(Home(home).current_release() / STORE))


@pytest.fixture(scope="module")
def queries(recorder: Recorder) -> Mapping[str, str]:
    """The questions, for an engine that is to ask us."""
    return {name: question.of(f"{recorder.address}/sparql") for name, question in ASKED.items()}


@pytest.fixture(scope="module", params=[*servers.SERVERS])
def server(
    request: pytest.FixtureRequest,
    recorder: Recorder,
    queries: Mapping[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[str, Told, Answer]:
    """An engine that is a server, what it told, and its join of our rows with its own."""
    name: str = request.param
    if lacking := servers.missing(name):
        pytest.skip(lacking)
    recorder.asked.clear()
    with servers.started(name, tmp_path_factory.mktemp("engine")) as ask:
        answers = {question: ask(query) for question, query in queries.items()}
        told = Told(answers, tuple(recorder.asked))
        service = f"SERVICE <{recorder.address}/sparql> {{ {JOINED} }}"
        joined = ask(f"{PROLOGUE}SELECT ?disease ?label WHERE {{ {OWN} {service} }}")
    return name, told, joined


@pytest.fixture(scope="module")
def java(
    recorder: Recorder, queries: Mapping[str, str], sample_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Told, Told]:
    """What RDF4J told, and FedX over two of our endpoints."""
    if lacking := rdf4js.missing():
        pytest.skip(lacking)
    recorder.asked.clear()
    plain = {name: question.query for name, question in QUESTIONS.items() if name in {"optional", "yes", "no"}}
    with served(sample_home) as other, recording(other) as second:
        members = [f"{recorder.address}/sparql", f"{second.address}/sparql"]
        folder = tmp_path_factory.mktemp("rdf4j")
        by_service, by_fedx = rdf4js.asked(folder, queries, plain | {"both": BOTH}, members)
        return Told(by_service, tuple(recorder.asked)), Told(by_fedx, tuple(second.asked))


def test_a_server_gets_by_service_what_the_engine_answers(server: tuple[str, Told, Answer], store: Store) -> None:
    assert server[1].answers == _expected(store)


def test_a_server_joins_our_rows_with_its_own(server: tuple[str, Told, Answer], store: Store) -> None:
    expected = of_engine(store, BOTH)
    assert isinstance(expected, Counter)
    assert server[2] == expected != Counter()


def test_a_server_asks_as_the_page_tells(server: tuple[str, Told, Answer]) -> None:
    assert _told(server[0]) == _observed(server[1])


def test_rdf4j_gets_by_service_what_the_engine_answers(java: tuple[Told, Told], store: Store) -> None:
    assert java[0].answers == _expected(store)


def test_rdf4j_asks_as_the_page_tells(java: tuple[Told, Told]) -> None:
    assert _told("RDF4J") == _observed(java[0])


def test_fedx_joins_over_two_of_our_endpoints(java: tuple[Told, Told], shipped_home: Path, sample_home: Path) -> None:
    union = [of_engine(_store(home), BOTH) for home in (shipped_home, sample_home)]
    assert all(isinstance(one, Counter) and one for one in union)
    assert java[1].answers["both"] == union[0] | union[1]  # type: ignore[operator]
    assert (java[1].answers["yes"], java[1].answers["no"]) == (True, False)


def test_fedx_asks_as_the_page_tells(java: tuple[Told, Told]) -> None:
    assert _told("FedX") == _observed(java[1])


def test_rdflib_asks_as_the_page_tells(recorder: Recorder, queries: Mapping[str, str], store: Store) -> None:
    recorder.asked.clear()
    answers = {name: rdflibs.local(query) for name, query in queries.items()}
    assert answers == _expected(store)
    assert _told("rdflib") == _observed(Told(answers, tuple(recorder.asked)))


def test_comunica_asks_as_the_page_tells(recorder: Recorder, queries: Mapping[str, str], store: Store) -> None:
    if lacking := comunicas.missing():
        pytest.skip(lacking)
    recorder.asked.clear()
    answers = dict(zip(queries, comunicas.asked([Job(query, [NOTHING]) for query in queries.values()]), strict=True))
    assert answers == _expected(store)
    assert _told("Comunica") == _observed(Told({}, tuple(recorder.asked)))


def test_every_engine_has_its_row_in_both_languages() -> None:
    named = [[row["name"] for row in ROW.finditer(_page(page))] for page in PAGES]
    assert named[0] == named[1] == ["Oxigraph", "Virtuoso", "Fuseki", "RDF4J", "FedX", "Comunica", "rdflib"]


def _expected(store: Store) -> Mapping[str, Answer]:
    return {name: of_engine(store, question.query) for name, question in ASKED.items()}


def _page(name: str) -> str:
    return (files("genoderm.api.pages") / "data" / name).read_text("utf-8")


def _told(engine: str) -> list[tuple[str, str, str]]:
    """The row of each page: how it sends queries, what it asks for, what else it reads of us."""
    rows = [row for page in PAGES for row in ROW.finditer(_page(page)) if row["name"] == engine]
    told = [(row["way"], row["types"], READS.get(row["reads"], row["reads"])) for row in rows]
    return [(way.replace("`", ""), types.replace("`", ""), reads) for way, types, reads in told]


def _observed(told: Told) -> list[tuple[str, str, str]]:
    """The same as it came; all was answered, in the type that was wanted."""
    assert {asked.status for asked in told.asked} == {200}
    assert [asked.answered.partition(";")[0] for asked in told.asked] == [asked.wanted for asked in told.asked]
    queries = [asked for asked in told.asked if asked.query]
    ways, types = (
        ", ".join(sorted(kinds)) for kinds in ({one.way for one in queries}, {one.wanted for one in queries})
    )
    reads = {TARGETS.get(asked.target, asked.target) for asked in told.asked if not asked.query}
    return [(ways, types, ", ".join(sorted(reads)) or "nothing")] * len(PAGES)
