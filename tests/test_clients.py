"""Clients that people use, as they come: each gets what the engine itself answers from the same release."""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.dom.minidom import Document

import pytest
from pyoxigraph import Store
from rdflib import SKOS, Graph, Literal, URIRef
from rdflib.query import ResultRow
from SPARQLWrapper import JSON
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from genoderm.graph.home import Home
from genoderm.graph.manifest import STORE
from tests.clients import comunicas, curl, rdflibs, wrapper
from tests.clients.comunicas import Job
from tests.clients.questions import DESCRIBE, MISTAKE, MISTAKEN, PROLOGUE, QUESTIONS, Answer, of_engine
from tests.serving import served

VOID = "PREFIX void: <http://rdfs.org/ns/void#>\n"
Client = Callable[[str, str], Answer]
CLIENTS: Mapping[str, Client] = {
    **{f"curl by {way}": curl.asking(arguments) for way, arguments in curl.WAYS.items()},
    **{f"SPARQLWrapper by {way}": wrapper.Wrapper(way) for way in wrapper.WAYS},
    **{f"SPARQLStore by {method}": rdflibs.Remote(method) for method in ("GET", "POST", "POST_FORM")},
}
ENGINES: Mapping[str, Callable[[str], Answer]] = {
    "Oxigraph": lambda query: of_engine(Store(), query),
    "rdflib": rdflibs.local,
}
ASKED = {name: question.query for name, question in QUESTIONS.items()} | {"describe": DESCRIBE}


@pytest.fixture(scope="module")
def endpoint(shipped_address: str) -> str:
    """The endpoint of a server that serves the shipped tables."""
    return f"{shipped_address}/sparql"


@pytest.fixture(scope="module")
def expected(shipped_home: Path) -> Mapping[str, Answer]:
    """What the engine answers, in this process."""
    store = _store(shipped_home)
    return {name: of_engine(store, query) for name, query in ASKED.items()}


@pytest.fixture(autouse=True)
def _curl_is_there(request: pytest.FixtureRequest) -> None:
    if "curl" in request.node.name and shutil.which("curl") is None:
        pytest.skip("there is no curl on this machine")


def test_the_questions_have_answers_worth_comparing(expected: Mapping[str, Answer]) -> None:
    sizes = {name: len(answer) for name, answer in expected.items() if not isinstance(answer, bool)}
    assert (expected["yes"], expected["no"]) == (True, False)
    assert sizes["large"] > 20_000
    assert min(sizes.values()) > 20
    optional = expected["optional"]
    assert not isinstance(optional, bool)
    assert {len(row) for row in optional} == {2, 3}


@pytest.mark.parametrize("question", [*ASKED])
@pytest.mark.parametrize("client", [*CLIENTS])
def test_a_client_gets_what_the_engine_answers(
    client: str, question: str, endpoint: str, expected: Mapping[str, Answer]
) -> None:
    assert CLIENTS[client](endpoint, ASKED[question]) == expected[question]


@pytest.mark.parametrize("question", [*QUESTIONS])
@pytest.mark.parametrize("engine", [*ENGINES])
def test_another_engine_gets_it_by_service(
    engine: str, question: str, endpoint: str, expected: Mapping[str, Answer]
) -> None:
    assert ENGINES[engine](QUESTIONS[question].of(endpoint)) == expected[question]


# --- curl ---


def test_curl_is_told_where_a_mistake_is_and_fails(endpoint: str) -> None:
    done = curl.run("--fail-with-body", *curl.WAYS["GET"], endpoint, query=MISTAKEN)
    assert done.returncode == 22
    assert MISTAKE in json.loads(done.stdout)["detail"]


def test_curl_keeps_a_tag_and_is_not_sent_what_it_has(endpoint: str, tmp_path: Path) -> None:
    tag, first, second = tmp_path / "tag", tmp_path / "first.json", tmp_path / "second.json"
    ask = [*curl.WAYS["GET"], endpoint]
    told = ["--write-out", "%{http_code} %{size_download}"]
    fetched = curl.run("--etag-save", str(tag), "--output", str(first), *told, *ask, query=ASKED["optional"])
    again = curl.run("--etag-compare", str(tag), "--output", str(second), *told, *ask, query=ASKED["optional"])
    assert fetched.stdout == f"200 {first.stat().st_size}"
    assert again.stdout == "304 0"


def test_curl_sees_the_head_of_an_answer_alone(endpoint: str) -> None:
    done = curl.run("--head", "--get", "--data-urlencode", "query@-", endpoint, query=ASKED["optional"])
    assert done.stdout.startswith("HTTP/1.1 200 OK")
    assert "content-type: application/sparql-results+json" in done.stdout


def test_curl_that_is_cut_off_knows_it(endpoint: str) -> None:
    query = "SELECT * { ?s ?a ?b ; ?c ?d ; ?e ?f ; ?g ?h ; ?i ?j }"  # rows from the first moment, and hardly an end
    done = curl.run("--output", "/dev/null", *curl.WAYS["GET"], f"{endpoint}?timeout=1", query=query)
    assert done.returncode == 18
    assert "transfer closed" in done.stderr


# --- SPARQLWrapper ---


@pytest.mark.parametrize("way", [*wrapper.WAYS])
def test_sparqlwrapper_is_told_where_a_mistake_is(way: str, endpoint: str) -> None:
    with pytest.raises(QueryBadFormed, match=MISTAKE.partition(":")[0]):
        wrapper.wrapper(endpoint, MISTAKEN, way).query()


@pytest.mark.parametrize("way", [*wrapper.WAYS])
@pytest.mark.parametrize("told", ["by Accept alone", "by parameters too"])
@pytest.mark.parametrize("format_", ["json", "xml", "csv", "tsv"])
def test_sparqlwrapper_gets_rows_in_each_of_its_formats(way: str, told: str, format_: str, endpoint: str) -> None:
    made = wrapper.wrapper(endpoint, ASKED["optional"], way)
    made.setReturnFormat(format_)
    made.setOnlyConneg(told == "by Accept alone")
    answer = made.query()
    assert format_ in answer.info()["content-type"].replace("tab-separated-values", "tsv")
    assert "Orphanet_" in _text(answer.convert())


def _text(converted: object) -> str:
    match converted:
        case bytes():
            return converted.decode()
        case Document():
            return converted.toxml()
    return json.dumps(converted)


@pytest.mark.parametrize("format_", ["n3", "turtle", "rdf+xml", "xml", "json-ld"])
@pytest.mark.parametrize("query", ["construct", "describe"])
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")  # it still uses one
def test_sparqlwrapper_gets_graphs_in_each_of_its_formats(
    query: str, format_: str, endpoint: str, expected: Mapping[str, Answer]
) -> None:
    made = wrapper.wrapper(endpoint, ASKED[query])
    made.setReturnFormat(format_)
    told = made.query().convert()
    graph = told if isinstance(told, Graph) else Graph().parse(data=_text(told), format="turtle")
    asked = expected[query]
    assert not isinstance(asked, bool)
    assert len(graph) == len(asked)


def test_sparqlwrapper_names_graphs_and_a_time_limit(endpoint: str) -> None:
    made = wrapper.wrapper(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
    made.setReturnFormat(JSON)
    whole = made.queryAndConvert()
    made.addDefaultGraph("https://w3id.org/genoderm/id/graph/orphanet-vanished")
    made.addParameter("timeout", "10")
    part = made.queryAndConvert()
    assert 0 < _number(part) < _number(whole)


def _number(told: Any) -> int:
    return int(told["results"]["bindings"][0]["n"]["value"])


# --- rdflib ---

EB = URIRef("http://www.orpha.net/ORDO/Orphanet_79361")


@pytest.mark.parametrize("format_", ["xml", "json"])
def test_sparqlstore_is_a_graph_like_any_other(format_: str, endpoint: str) -> None:
    graph = rdflibs.Remote("GET", format_).graph(endpoint)
    assert (EB, SKOS.notation, Literal("ORPHA:79361")) in graph
    assert str(graph.value(EB, SKOS.notation)) == "ORPHA:79361"
    assert {str(broader).rpartition("_")[0] for broader in graph.objects(EB, SKOS.broader)} == {
        str(EB).rpartition("_")[0]
    }
    assert len(graph) > 200_000


def test_sparqlstore_binds_what_it_is_given(endpoint: str) -> None:
    graph = rdflibs.Remote("POST").graph(endpoint)
    query = "SELECT ?code WHERE { ?disease skos:notation ?code }"
    rows = graph.query(query, initNs={"skos": SKOS}, initBindings={"disease": EB})
    assert [row.asdict() for row in rows if isinstance(row, ResultRow)] == [{"code": Literal("ORPHA:79361")}]


def test_sparqlstore_turns_pages(endpoint: str) -> None:
    graph = rdflibs.Remote("GET").graph(endpoint)
    pages: list[list[str]] = []
    for offset in (0, 5, 10):
        graph.LIMIT, graph.OFFSET, graph.ORDERBY = 5, offset, "?s"  # type: ignore[attr-defined]  # as its manual has it
        pages.append([str(code) for code in graph.objects(None, SKOS.notation)])
    assert [len(page) for page in pages] == [5, 5, 5]
    assert len(set().union(*pages)) == 15


def test_sparqlstore_says_that_a_query_is_mistaken(endpoint: str) -> None:
    with pytest.raises(ValueError, match="something wrong"):
        rdflibs.Remote("GET").graph(endpoint).query("SELECT * WHERE { ?s :unknown ?o }")


# --- by SERVICE ---


def test_an_engine_that_calls_us_hears_of_a_mistake(endpoint: str) -> None:
    query = f"SELECT * {{ SERVICE <{endpoint}?nonsense=1> {{ ?s ?p ?o }} }}"
    with pytest.raises(OSError, match="400"):
        of_engine(Store(), query)
    silent = query.replace("SERVICE", "SERVICE SILENT")
    assert of_engine(Store(), silent) == Counter([frozenset()])


# --- Comunica ---

NOTHING = {
    "type": "serialized",
    "value": "",
    "mediaType": "text/turtle",
}  # it wants a source, even where SERVICE is all
BOTH = "SELECT DISTINCT ?disease ?label WHERE { ?disease skos:notation 'ORPHA:79361' ; skos:prefLabel ?label }"
ENDLESS = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
CLASSES = "SELECT ?class WHERE { ?part void:class ?class . ?disease skos:notation 'ORPHA:79361' ; a ?class }"


@pytest.fixture(scope="module")
def told(endpoint: str, sample_home: Path) -> Iterator[Mapping[str, Answer | str]]:
    """What Comunica says to all that it is asked here."""
    if lacking := comunicas.missing():
        pytest.skip(lacking)
    known = {"type": "sparql", "value": endpoint}
    with served(sample_home, timeout="1") as other:
        jobs = {
            **{f"{name}, found out": Job(query, [endpoint]) for name, query in ASKED.items()},
            **{f"{name}, told": Job(query, [known]) for name, query in ASKED.items()},
            **{f"{name}, SERVICE": Job(question.of(endpoint), [NOTHING]) for name, question in QUESTIONS.items()},
            "two endpoints": Job(PROLOGUE + BOTH, [endpoint, f"{other}/sparql"]),
            "an endpoint and a document": Job(
                VOID + PROLOGUE + CLASSES, [endpoint, f"{endpoint[:-7]}/.well-known/void"]
            ),
            "endless": Job(ENDLESS, [{"type": "sparql", "value": f"{other}/sparql"}]),
        }
        yield dict(zip(jobs, comunicas.asked([*jobs.values()]), strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("question", [*ASKED])
@pytest.mark.parametrize("way", ["found out", "told"])
def test_comunica_gets_what_the_engine_answers(
    way: str, question: str, told: Mapping[str, Answer | str], expected: Mapping[str, Answer]
) -> None:
    assert told[f"{question}, {way}"] == expected[question]


@pytest.mark.slow
@pytest.mark.parametrize("question", [*QUESTIONS])
def test_comunica_gets_it_by_service(
    question: str, told: Mapping[str, Answer | str], expected: Mapping[str, Answer]
) -> None:
    assert told[f"{question}, SERVICE"] == expected[question]


@pytest.mark.slow
def test_comunica_asks_two_endpoints_at_once(
    told: Mapping[str, Answer | str], shipped_home: Path, sample_home: Path
) -> None:
    both = [of_engine(_store(home), PROLOGUE + BOTH) for home in (shipped_home, sample_home)]
    assert all(isinstance(one, Counter) and one for one in both)
    assert both[0] != both[1]
    assert told["two endpoints"] == both[0] | both[1]  # type: ignore[operator]


@pytest.mark.slow
def test_comunica_joins_an_endpoint_with_our_void(told: Mapping[str, Answer | str]) -> None:
    classes = told["an endpoint and a document"]
    assert isinstance(classes, Counter)
    assert frozenset({("class", "<https://w3id.org/genoderm/ns#Disease>")}) in classes


@pytest.mark.slow
def test_comunica_hears_that_a_query_was_ended(told: Mapping[str, Answer | str]) -> None:
    fault = told["endless"]
    assert isinstance(fault, str)
    assert "HTTP status 504" in fault
    assert "time limit" in fault


def _store(home: Path) -> Store:
    return Store.read_only(str(Home(home).current_release() / STORE))
