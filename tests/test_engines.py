"""Engines behind the API, as the programs they are: each gives the answers of the embedded store, but where the page
names what it makes of a query, and what to ask instead."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, Store

from genoderm.graph.engines.connection import Connection
from genoderm.graph.engines.mark import DEFAULT
from genoderm.graph.engines.publishing import publish, rollback, status
from genoderm.graph.home import Home
from genoderm.graph.store_settings import StoreSettings
from genoderm.ontology.errors import GenodermError
from genoderm.ontology.examples import Form, examples
from genoderm.ontology.questions import catalogue
from genoderm.ontology.terms import Iris
from genoderm.ontology.values import bound
from genoderm.sparql.remote.engine import RemoteEngine
from genoderm.sparql.workers.tasks import Task
from genoderm.sparql.workers.worker import Embedded, Engine
from tests import engines
from tests.clients.engines.servers import answer_in
from tests.clients.questions import Answer
from tests.releases import copied, names

pytestmark = pytest.mark.slow
JSON, N_TRIPLES = "application/sparql-results+json", "application/n-triples"
PAGES = ("engines.md", "engines.fr.md")
ROW = re.compile(r"^\| (?P<engine>\w+) \| (?P<what>[^|]+) \| (?P<queries>`[^|]+`) \| (?P<instead>[^|]+) \|$", re.M)
DATASETS = {
    "default": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "named": "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "from": "SELECT (COUNT(*) AS ?n) FROM <%s> { ?s ?p ?o }",
    "from named": "SELECT ?g (COUNT(*) AS ?n) FROM NAMED <%s> { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "both": "SELECT (COUNT(*) AS ?n) FROM <%s> FROM NAMED <%s> { ?s ?p ?o . GRAPH ?g { ?s ?p ?o } }",
    "neither": "SELECT (COUNT(*) AS ?n) FROM NAMED <%s> { ?s ?p ?o }",
    "described": "DESCRIBE <http://www.orpha.net/ORDO/Orphanet_79408>",
}


@dataclass(frozen=True, slots=True)
class Both:
    """An engine with a release, and the same release embedded."""

    name: str
    store: StoreSettings
    engine: RemoteEngine
    embedded: Embedded


@pytest.fixture(scope="module", params=engines.NAMES)
def both(request: pytest.FixtureRequest, sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    name: str = request.param
    if lacking := engines.missing(name):
        pytest.skip(lacking)
    folder = tmp_path_factory.mktemp("engine")
    home = copied(sample_home, folder)
    with engines.engine(name, folder) as store:
        publish(Home(home), store, tell=lambda _: None, wait=lambda _: None)
        with engines.remote(store, home) as engine:
            yield Both(name, store, engine, engines.embedded(home))


def test_every_example_has_the_answer_of_the_embedded_store(both: Both) -> None:
    queries: dict[str, tuple[str, Form, Mapping[str, str]]] = {
        name: (one.query, one.form, {}) for name, one in examples(Iris()).items()
    }
    assert _different(both, queries) == _told(both.name)


def test_every_competency_question_has_the_answer_of_the_embedded_store_its_values_bound(both: Both) -> None:
    queries: dict[str, tuple[str, Form, Mapping[str, str]]] = {}
    for name, one in catalogue().items():
        values = bound(one, {told.name: told.example for told in one.parameters}, Iris())
        queries[name] = one.text, Form.SELECT, {name: str(term) for name, term in values.items()}
    assert _different(both, queries) <= _told(both.name)


def test_the_dataset_is_what_the_query_says(both: Both, sample_home: Path) -> None:
    graph = Iris().graph("sample").value
    for query in DATASETS.values():
        text, form = query.replace("%s", graph), Form.DESCRIBE if "DESCRIBE" in query else Form.SELECT
        assert _answer(both.engine, text, form) == _answer(both.embedded, text, form), text


def test_the_dataset_is_what_the_request_says(both: Both) -> None:
    graph = Iris().graph("sample").value
    for given in ((graph,), ()), ((), (graph,)), ((graph,), (graph,)), (("urn:x:none",), ()):
        for query in (DATASETS["default"], DATASETS["named"], DATASETS["from"].replace("%s", "urn:x:other")):
            task = Task(query, JSON, engines.Dataset(*given))
            assert engines.answered(both.engine, task) == engines.answered(both.embedded, task), task


def test_another_release_follows_there_and_back(both: Both, home: Path, tmp_path: Path) -> None:
    """The last of an engine, which has others from here on."""
    place, (first, second) = Home(home), names(home)
    for release in (first, second):
        place.switch(place.release(release))
        (told,) = publish(place, both.store, tell=lambda _: None, wait=lambda _: None)
        assert (told.release, status(both.store)[0].faults) == (release, ())
    assert rollback(place, both.store, wait=lambda _: None)[0].release == first
    assert status(both.store)[0].faults == ()
    with Connection(both.store, both.store.kind, 60) as connection:
        back = connection.fetch(DEFAULT, tmp_path / "back.nt")
    place.switch(place.release(first))
    store = engines.embedded(home).stores.whole
    whole = store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""
    assert back.path.read_bytes().splitlines() == sorted(whole.splitlines())


def test_the_pages_tell_the_same_in_both_languages() -> None:
    tables = [[(row["engine"], row["queries"]) for row in ROW.finditer(_page(page))] for page in PAGES]
    assert tables[0] == tables[1] != []
    assert {engine for engine, _ in tables[0]} <= set(engines.NAMES)


def _different(both: Both, queries: Mapping[str, tuple[str, Form, Mapping[str, str]]]) -> set[str]:
    return {
        name
        for name, (query, form, values) in queries.items()
        if _answer(both.engine, query, form, values) != _answer(both.embedded, query, form, values)
    }


def _answer(engine: Engine, query: str, form: Form, values: Mapping[str, str] | None = None) -> Answer | str:
    media_type = N_TRIPLES if form in {Form.CONSTRUCT, Form.DESCRIBE} else JSON
    try:
        told = answer_in(engines.answered(engine, Task(query, media_type, values=values or {})).decode())
    except GenodermError as fault:
        return type(fault).__name__
    if isinstance(told, Counter):
        rows: Counter[frozenset[tuple[str, str]]] = Counter()
        for row, times in told.items():
            rows[frozenset((name, _canonical(term, name)) for name, term in row)] += times
        return rows
    return told


@lru_cache(maxsize=10_000)
def _canonical(term: str, name: str) -> str:
    """A term as the embedded engine has it: 1.50 as 1.5; a list that GROUP_CONCAT made, in order."""
    store = Store()
    store.load(f"<urn:s> <urn:p> {term} .", format=RdfFormat.N_TRIPLES)
    (quad,) = store
    return str(sorted(str(quad.object).strip('"').split(", "))) if name == "keywords" else str(quad.object)


def _page(name: str) -> str:
    return (files("genoderm.api.pages") / "data" / name).read_text("utf-8")


def _told(engine: str) -> set[str]:
    rows = [row for row in ROW.finditer(_page(PAGES[0])) if row["engine"] == engine]
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row["queries"])}
