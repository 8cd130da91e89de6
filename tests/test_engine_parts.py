"""What goes to an engine: the text of a query, its graphs, the mark; and what the settings of `[store]` may be."""

from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QuerySolutions, RdfFormat, Store, Variable

from genoderm.graph.engines.connection import Body, options
from genoderm.graph.engines.content import difference
from genoderm.graph.engines.dialects import DIALECTS
from genoderm.graph.engines.errors import EngineFailed, EngineRefused
from genoderm.graph.engines.mark import DEFAULT, Change, Held, Mark, read_mark
from genoderm.graph.ntriples import write_sorted
from genoderm.graph.settings import settings
from genoderm.graph.store_settings import Server
from genoderm.ontology.errors import BadInput
from genoderm.ontology.examples import Form
from genoderm.sparql.evaluation import WHOLE, Dataset
from genoderm.sparql.remote.answers import write_received
from genoderm.sparql.remote.binding import bound
from genoderm.sparql.remote.dataset import addressed
from genoderm.sparql.remote.native import Native, refuse_native
from genoderm.sparql.syntax import NO_GRAPH
from genoderm.sparql.workers.tasks import Route, Task, read_task, task_bytes
from tests.releases import EB, EBS, PREFIXES

JSON = "application/sparql-results+json"
GRAPHS = ("urn:x:a", "urn:x:b")
DISEASE = {"d": NamedNode("http://www.orpha.net/ORDO/Orphanet_304")}
HEAD = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>\n"
BOUND = [
    "SELECT ?d ?l WHERE { ?d skos:prefLabel ?l }",
    "SELECT DISTINCT ?l ?d { { ?d skos:prefLabel ?l } UNION { ?l skos:broader ?d } } ORDER BY ?l",
    "SELECT ?d ?b { ?d skos:broader ?b OPTIONAL { ?b skos:prefLabel ?l FILTER(?d != ?b) } }",
    "SELECT ?d (COUNT(?l) AS ?n) { { SELECT ?d ?l { ?d ?p ?l } } } GROUP BY ?d",
    "SELECT ?d ?l { ?d skos:notation ?n BIND(?d AS ?e) ?e skos:prefLabel ?l }",
    "SELECT ?d ?l { VALUES ?d { <http://www.orpha.net/ORDO/Orphanet_304> <urn:x> } ?d skos:prefLabel ?l }",
    "SELECT ?d ?l WHERE { ?d skos:prefLabel ?l FILTER(BOUND(?d)) }",
]
SERVER = '[store]\nkind = "oxigraph"\nquery = "http://127.0.0.1:1/query"\n'
WRITABLE = f'{SERVER}update = "http://127.0.0.1:1/update"\ngraph_store = "http://127.0.0.1:1/store"\n'


@pytest.mark.parametrize("query", BOUND)
def test_a_value_in_the_text_gives_what_the_engine_gives_that_binds_it(query: str) -> None:
    store = Store()
    store.load((PREFIXES + EB + EBS).encode(), format=RdfFormat.TURTLE)
    expected = store.query(HEAD + query, substitutions={Variable(name): term for name, term in DISEASE.items()})
    found = store.query(bound(HEAD + query, DISEASE))
    assert isinstance(found, QuerySolutions)
    assert isinstance(expected, QuerySolutions)
    assert [variable.value for variable in found.variables] == [variable.value for variable in expected.variables]
    rows = sorted(str([*row]) for row in found)
    assert rows == sorted(str([*row]) for row in expected) != []


@pytest.mark.parametrize(
    ("query", "default", "named", "text"),
    [
        ("SELECT * { ?s ?p ?o }", (DEFAULT.value,), GRAPHS, "SELECT * { ?s ?p ?o }"),
        ("SELECT * FROM <urn:x:a> { ?s ?p ?o }", ("urn:x:a",), (NO_GRAPH,), "SELECT * { ?s ?p ?o }"),
        ("SELECT * FROM NAMED <urn:x:b> { ?s ?p ?o }", (NO_GRAPH,), ("urn:x:b",), "SELECT * { ?s ?p ?o }"),
        (
            "PREFIX x: <urn:x:> ASK FROM x:a FROM NAMED x:b { GRAPH ?g { ?from ?p 'FROM <urn:x:c>' } }",
            ("urn:x:a",),
            ("urn:x:b",),
            "PREFIX x: <urn:x:> ASK { GRAPH ?g { ?from ?p 'FROM <urn:x:c>' } }",
        ),
        ("SELECT * FROM <urn:genoderm:store:default> { ?s ?p ?o }", (NO_GRAPH,), (NO_GRAPH,), "SELECT * { ?s ?p ?o }"),
    ],
)
def test_the_graphs_of_a_query_are_named(query: str, default: object, named: object, text: str) -> None:
    told = addressed(query, WHOLE, GRAPHS)
    assert (tuple(told.default), tuple(told.named), " ".join(told.text.split())) == (default, named, text)


def test_the_graphs_of_a_request_stand_above_those_of_its_query() -> None:
    told = addressed("SELECT * FROM <urn:x:a> { ?s ?p ?o }", Dataset(named=("urn:x:b",)), GRAPHS)
    assert (tuple(told.default), tuple(told.named), " ".join(told.text.split())) == (
        (NO_GRAPH,),
        ("urn:x:b",),
        "SELECT * { ?s ?p ?o }",
    )


@pytest.mark.parametrize(
    "query",
    [
        "PREFIX bif: <bif:> SELECT (bif:http_get('http://x.example/') AS ?x) {}",
        "SELECT (<SQL:exec>('x') AS ?x) {}",
        "PREFIX j: <java:java.lang.> SELECT (j:System(1) AS ?x) {}",
    ],
)
def test_what_is_for_the_engine_alone_does_not_reach_it(query: str) -> None:
    with pytest.raises(Native, match=r"line 1, column \d+: '<"):
        refuse_native(query)


def test_a_text_that_only_mentions_it_does() -> None:
    refuse_native('SELECT ?s { ?s ?p "bif:x" } # <sql:>')


def test_a_task_keeps_its_route() -> None:
    task = Task("ASK {}", JSON, route=Route((1, 0), 7, doubtful=True))
    assert read_task(task_bytes(task)) == task


def test_a_mark_is_read_as_it_was_told() -> None:
    mark = Mark(
        release="0123456789abcdef",
        sequence=3,
        graphs={DEFAULT.value: Held(triples=2, sha256="x"), "urn:x:a": Held(triples=1, sha256="y")},
        changes=(Change(graph="urn:x:a", gained="urn:x:g", lost=""),),
    )
    store = Store()
    for told in (mark.model_copy(update={"sequence": 2}), mark):
        store.update(told.told())
    (quad,) = store
    assert isinstance(quad.object, Literal)
    assert read_mark(quad.object.value, "one") == mark
    assert mark.named == ["urn:x:a"]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 2}', '{"format": 1}'])
def test_a_mark_that_is_none_is_told(text: str) -> None:
    with pytest.raises(EngineFailed, match="the mark on the engine one"):
        read_mark(text, "one")


@given(before=st.sets(st.binary(min_size=1, max_size=2)), after=st.sets(st.binary(min_size=1, max_size=2)))
def test_a_difference_is_what_one_has_and_the_other_has_not(
    tmp_path_factory: pytest.TempPathFactory, before: set[bytes], after: set[bytes]
) -> None:
    folder = tmp_path_factory.mktemp("difference")
    one, other = ({line.hex().encode() + b"\n" for line in lines} for lines in (before, after))
    files = [write_sorted(folder / f"{name}.nt", sorted(lines)).path for name, lines in (("a", one), ("b", other))]
    found = difference(files[0], files[1], folder / "d")
    assert set(found.gained.path.read_bytes().splitlines(keepends=True)) == other - one
    assert set(found.lost.path.read_bytes().splitlines(keepends=True)) == one - other


@pytest.mark.parametrize(
    ("form", "media_type", "body"),
    [
        (Form.SELECT, JSON, b"<html>"),
        (Form.SELECT, JSON, b'{"head":{"vars":["s"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn'),
        (Form.CONSTRUCT, "text/turtle", b"<urn:a> <urn:b> <ur"),
    ],
)
def test_what_is_no_answer_is_told(form: Form, media_type: str, body: bytes) -> None:
    with pytest.raises(EngineRefused, match="sends what is no answer"):
        write_received(BytesIO(body), form, media_type, BytesIO())


def test_a_graph_is_told_once_though_an_engine_repeats_itself() -> None:
    written = BytesIO()
    write_received(BytesIO(2 * b"<urn:a> <urn:b> <urn:c> .\n"), Form.CONSTRUCT, "application/n-triples", written)
    assert written.getvalue() == b"<urn:a> <urn:b> <urn:c> .\n"


def test_yes_may_be_told_by_a_row() -> None:
    told = (
        b'{"head":{"vars":["__ask_retval"]},"results":{"bindings":[{"__ask_retval":{"type":"literal","value":"1"}}]}}'
    )
    written = BytesIO()
    write_received(BytesIO(told), Form.ASK, JSON, written)
    assert b'"boolean":true' in written.getvalue()


@pytest.mark.parametrize(
    ("told", "wrong"),
    [
        ('[store]\nkind = "graphdb"\n', "store.kind is 'graphdb'"),
        ('[store]\nquery = "http://127.0.0.1/query"\n', "store is .*kind is embedded, which has no addresses"),
        (SERVER, "kind is oxigraph, expected query, update and graph_store"),
        (f'{SERVER}update = "http://127.0.0.1:1/update"\n', "first has one of update and graph_store"),
        (WRITABLE.replace("1/query", "x/query"), "store.query is not what it should be: .*expected an address such as"),
        (WRITABLE.replace("//", "//user:secret@"), "expected an address such as .*without user and password"),
        (f'{WRITABLE}ca = "missing.pem"\n', "ca of first is .*missing.pem, expected a file of certificates"),
        (f"{WRITABLE}timeout = 0\n", "store.timeout is 0"),
        (f'{WRITABLE}quary = "x"\n', "store.quary"),
        (
            f'{WRITABLE}[[store.replicas]]\nname = "first"\nquery = "http://127.0.0.1/q"\n',
            "the name first stands twice",
        ),
        (f'{WRITABLE}[[store.replicas]]\nname = "second"\n', "store.replicas.0.query"),
        (
            WRITABLE.replace("127.0.0.1", "engine.example") + 'credentials = "LOGIN"\n',
            "credentials would go to first unencrypted",
        ),
    ],
)
def test_a_store_that_cannot_be_is_told_by_name(
    told: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "genoderm.toml").write_text(told)
    with pytest.raises(BadInput, match=wrong) as raised:
        settings()
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("value", ["", "nobody"])
def test_credentials_that_are_none_are_told_by_their_variable(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN", value)
    with pytest.raises(BadInput, match=r"the environment variable LOGIN, which .store. names for first, is not set"):
        options(Server(credentials="LOGIN"), DIALECTS["sparql"])


def test_a_whole_authorization_is_sent_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGIN", "Bearer abc")
    assert options(Server(credentials="LOGIN"), DIALECTS["sparql"])["headers"]["Authorization"] == "Bearer abc"


def test_a_body_is_read_in_any_sizes() -> None:
    class Pieces:
        @staticmethod
        def iter_bytes() -> object:
            return iter([b"ab", b"cde", b"f"])

    body = Body(Pieces(), "one", DIALECTS["sparql"])  # type: ignore[arg-type]
    assert [body.read(1), body.read(4), body.read(), body.read(3)] == [b"a", b"b", b"cdef", b""]
