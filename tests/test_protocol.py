"""What a request asks: the SPARQL Protocol as a function, from the request to the query or update, or to the fault."""

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store, parse

from genoderm.ontology.errors import BadInput, GenodermError
from genoderm.sparql.evaluation import Dataset
from genoderm.sparql.negotiation import NotAcceptable
from genoderm.sparql.parameters import PASSED_OVER
from genoderm.sparql.protocol import (
    FORM,
    NoSuchMethod,
    Query,
    Request,
    UnsupportedMedia,
    Update,
    read_query,
    read_update,
)
from genoderm.sparql.syntax import query_fault, update_fault
from tests.w3c.archive import Archive
from tests.w3c.exchanges import Exchange
from tests.w3c.manifests import Case, Kind, cases

ASK = "ASK { ?s ?p 'é+&=' }"
GRAPH, OTHER = "http://example.org/a", "http://example.org/b"
DIRECT, UPDATE = "application/sparql-query", "application/sparql-update"


def get(*pairs: tuple[str, str], method: str = "GET") -> Request:
    return Request(method, urlencode(pairs))


def form(*pairs: tuple[str, str], target: str = "", method: str = "POST") -> Request:
    return Request(method, target, FORM, urlencode(pairs).encode())


def direct(text: str, target: str = "", method: str = "POST", type_: str = DIRECT) -> Request:
    return Request(method, target, type_, text.encode())


def asked(request: Request) -> Query:
    """The query of a request that has one."""
    query = read_query(request)
    assert query is not None
    return query


SAME = {
    "GET": get(("query", ASK), ("default-graph-uri", GRAPH), ("default-graph-uri", OTHER)),
    "HEAD": get(("query", ASK), ("default-graph-uri", GRAPH), ("default-graph-uri", OTHER), method="HEAD"),
    "GET with raw bytes": Request(
        "GET",
        f"query={quote(ASK, safe=' {}?é')}&default-graph-uri={GRAPH}&default-graph-uri={OTHER}".encode().decode(
            "latin-1"
        ),
    ),
    "a form": form(("query", ASK), ("default-graph-uri", GRAPH), ("default-graph-uri", OTHER)),
    "a form with its dataset in the address": form(
        ("query", ASK), target=f"default-graph-uri={GRAPH}&default-graph-uri={quote(OTHER)}"
    ),
    "direct": direct(ASK, f"default-graph-uri={GRAPH}&default-graph-uri={OTHER}"),
    "direct with a charset": direct(
        ASK, f"default-graph-uri={GRAPH}&default-graph-uri={OTHER}", type_='Application/SPARQL-Query ; Charset="UTF-8"'
    ),
    "QUERY": direct(ASK, f"default-graph-uri={GRAPH}&default-graph-uri={OTHER}", method="QUERY"),
    "QUERY with a form": form(
        ("query", ASK), ("default-graph-uri", GRAPH), ("default-graph-uri", OTHER), method="QUERY"
    ),
}


@pytest.mark.parametrize("request_", SAME.values(), ids=SAME)
def test_every_way_of_asking_asks_the_same(request_: Request) -> None:
    assert read_query(request_) == Query(ASK, Dataset((GRAPH, OTHER)))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_comes_through_every_way_as_it_was(text: str) -> None:
    plain = text.replace("\\", "/")  # escapes have their own test
    ways = [get(("query", plain)), form(("query", plain)), direct(plain), direct(plain, method="QUERY")]
    assert [asked(way).text for way in ways] == [plain] * 4
    assert read_update(form(("update", plain))).text == read_update(direct(plain, type_=UPDATE)).text == plain


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_asks_nothing_gets_no_query(method: str) -> None:
    assert read_query(Request(method, "")) is None
    assert read_query(Request(method, "infer=true&_=12")) is None


def test_all_that_a_query_can_be_asked_with() -> None:
    sent = [("named-graph-uri", GRAPH), ("timeout", "2.5"), ("format", "csv"), ("query", "SELECT * {}")]
    assert read_query(get(*sent)) == Query("SELECT * {}", Dataset((), (GRAPH,)), 2.5, "text/csv")


def test_codepoint_escapes_are_resolved() -> None:
    assert asked(direct("SELECT * { SERV\\u0049CE <x> {} }")).text == "SELECT * { SERVICE <x> {} }"
    assert read_update(direct("LO\\u0041D <x>", type_=UPDATE)).text == "LOAD <x>"


FORMATS = {
    (("format", "json"),): "application/sparql-results+json",
    (("output", "xml"),): "application/sparql-results+xml",
    (("format", "text/csv"),): "text/csv",
    (("format", "json"), ("output", "json"), ("results", "json")): None,  # SPARQLWrapper, which sends Accept as well
    (("format", "turtle"), ("output", "turtle"), ("results", "turtle")): None,
    (("results", "whatever"),): None,
    (): None,
}


@pytest.mark.parametrize(("pairs", "media_type"), FORMATS.items(), ids=str)
def test_a_format_in_the_address_goes_before_accept(pairs: tuple[tuple[str, str], ...], media_type: str | None) -> None:
    assert asked(get(("query", "SELECT * {}"), *pairs)).media_type == media_type


def test_a_format_of_what_is_no_query_is_left_to_the_engine() -> None:
    assert asked(get(("query", "SELCT * {}"), ("format", "csv"))).media_type is None


@pytest.mark.parametrize("name", PASSED_OVER)
def test_what_other_engines_clients_send_is_passed_over(name: str) -> None:
    assert asked(get(("query", ASK), (name, "1"))) == Query(ASK, Dataset())
    assert read_update(form(("update", "CLEAR ALL"), (name, "1"))).text == "CLEAR ALL"


@pytest.mark.parametrize("rows", ["10000000", "9" * 79])
def test_as_many_rows_as_virtuoso_asks_for_are_no_bound(rows: str) -> None:
    assert asked(get(("query", ASK), ("maxrows", rows))) == Query(ASK, Dataset())


WRONG = {
    "no query": (form(), 400, "no query was sent"),
    "no query by GET": (get(("default-graph-uri", GRAPH)), 400, "no query was sent"),
    "two queries": (get(("query", ASK), ("query", ASK)), 400, "sent 2 times"),
    "two, one in the body": (direct(ASK, "query=ASK{}"), 400, "sent 2 times"),
    "two, one in the form": (form(("query", ASK), target="query=ASK{}"), 400, "sent 2 times"),
    "two times": (get(("query", ASK), ("timeout", "1"), ("timeout", "1")), 400, "sent 2 times"),
    "a slip of the pen": (get(("qery", ASK)), 400, "is 'query' meant?"),
    "another slip": (get(("query", ASK), ("default-graph-url", GRAPH)), 400, "is 'default-graph-uri' meant?"),
    "a stranger": (get(("query", ASK), ("limit", "10")), 400, "there are query, default-graph-uri"),
    "too few rows": (get(("query", ASK), ("maxrows", "9999999")), 400, "a LIMIT in the query says how many rows"),
    "rows without number": (get(("query", ASK), ("maxrows", "")), 400, "'maxrows' is no parameter of a query"),
    "an update": (
        form(("update", "CLEAR ALL")),
        400,
        "'update' is no parameter of a query; updates are sent to /update",
    ),
    "an update by GET": (get(("update", "CLEAR ALL")), 400, "updates are sent to /update"),
    "a relative graph": (
        get(("query", ASK), ("default-graph-uri", "a")),
        400,
        "default-graph-uri is 'a', expected an abso",
    ),
    "an empty graph": (
        get(("query", ASK), ("named-graph-uri", "")),
        400,
        "named-graph-uri is '', expected an absolute",
    ),
    "a graph with a space": (get(("query", ASK), ("named-graph-uri", "http://a/ b")), 400, "expected an absolute IRI"),
    "no time": (get(("query", ASK), ("timeout", "0")), 400, "timeout is '0', expected a number of seconds"),
    "less than no time": (get(("query", ASK), ("timeout", "-1")), 400, "timeout is '-1'"),
    "no number": (get(("query", ASK), ("timeout", "nan")), 400, "timeout is 'nan'"),
    "for ever": (get(("query", ASK), ("timeout", "9" * 400)), 400, "expected a number of seconds"),
    "another number": (get(("query", ASK), ("timeout", "٣")), 400, "timeout is '٣'"),
    "an unknown format": (get(("query", ASK), ("format", "jsn")), 400, "format is 'jsn', expected json"),
    "a format that cannot be": (get(("query", ASK), ("format", "csv")), 406, "application/sparql-results+json"),
    "no UTF-8 in the address": (Request("GET", "query=%FF"), 400, "the address is not UTF-8"),
    "no UTF-8 in the raw address": (Request("GET", "query=\xff"), 400, "the address is not UTF-8"),
    "no UTF-8 in the form": (Request("POST", "", FORM, b"query=%C3"), 400, "the body is not UTF-8"),
    "no UTF-8 in the body": (Request("POST", "", DIRECT, b"\xff\xfe"), 400, "the body is not UTF-8"),
    "another charset": (
        Request("POST", "", f"{DIRECT};charset=UTF-16", ASK.encode("utf-16")),
        415,
        "utf-16, expected UTF",
    ),
    "another charset of a form": (Request("POST", "", f"{FORM}; charset=latin1", b"query=ASK"), 415, "expected UTF-8"),
    "another type": (Request("POST", "", "text/plain", b"ASK {}"), 415, f"text/plain, expected {DIRECT} or {FORM}"),
    "no type": (Request("POST", "", "", b"ASK {}"), 415, "of no type"),
    "an update in the body": (direct("CLEAR ALL", type_=UPDATE), 415, f"is {UPDATE}, expected"),
    "another method": (get(("query", ASK), method="PUT"), 405, "no query comes by PUT"),
    "a method of nobody's": (Request("BREW", ""), 405, "no query comes by BREW"),
    "a thousand graphs": (get(*[("named-graph-uri", GRAPH)] * 1001), 400, "more than 1000 parameters"),
}
WRONG_UPDATES = {
    "by GET": (get(("update", "CLEAR ALL")), 405, "expected POST"),
    "by QUERY": (direct("CLEAR ALL", method="QUERY", type_=UPDATE), 405, "expected POST"),
    "none": (form(), 400, "no update was sent"),
    "two": (form(("update", "CLEAR ALL"), ("update", "CLEAR ALL")), 400, "sent 2 times"),
    "a query": (form(("query", ASK)), 400, "'query' is no parameter of an update; queries are sent to /sparql"),
    "a query in the body": (direct(ASK), 415, f"is {DIRECT}, expected {UPDATE}"),
    "the dataset of a query": (form(("update", "CLEAR ALL"), ("default-graph-uri", GRAPH)), 400, "queries are sent to"),
    "a relative graph": (direct("CLEAR ALL", "using-graph-uri=a", type_=UPDATE), 400, "expected an absolute IRI"),
    "a dataset beside WITH": (
        direct("WITH <http://a/> DELETE {} WHERE {}", f"using-graph-uri={GRAPH}", type_=UPDATE),
        400,
        "must not name another",
    ),
    "a dataset beside USING": (
        direct("DELETE {} USING NAMED <http://a/> WHERE {}", f"using-named-graph-uri={GRAPH}", type_=UPDATE),
        400,
        "must not name another",
    ),
    "another charset": (Request("POST", "", f"{UPDATE}; charset=UTF-16", b""), 415, "expected UTF-8"),
}


@pytest.mark.parametrize(("request_", "status", "told"), WRONG.values(), ids=WRONG)
def test_a_request_that_asks_nothing_right_is_told_why(request_: Request, status: int, told: str) -> None:
    with pytest.raises(GenodermError) as fault:
        read_query(request_)
    assert told in str(fault.value)
    assert fault.value.status == status


@pytest.mark.parametrize(("request_", "status", "told"), WRONG_UPDATES.values(), ids=WRONG_UPDATES)
def test_a_request_for_no_update_is_told_why(request_: Request, status: int, told: str) -> None:
    with pytest.raises(GenodermError) as fault:
        read_update(request_)
    assert told in str(fault.value)
    assert fault.value.status == status


def test_a_wrong_method_is_told_those_that_there_are() -> None:
    with pytest.raises(NoSuchMethod) as of_queries:
        read_query(Request("PATCH", ""))
    with pytest.raises(NoSuchMethod) as of_updates:
        read_update(Request("GET", ""))
    assert (of_queries.value.allow, of_updates.value.allow) == ("GET, HEAD, POST, QUERY, OPTIONS", "POST, OPTIONS")


def test_an_update_has_its_dataset_from_the_request() -> None:
    target = f"using-graph-uri={GRAPH}&using-named-graph-uri={OTHER}"
    expected = Update("DELETE WHERE { ?s ?p ?o }", Dataset((GRAPH,), (OTHER,)))
    assert read_update(direct(expected.text, target, type_=UPDATE)) == expected
    assert read_update(form(("update", expected.text), target=target)) == expected


NAMES = st.sampled_from(
    ["query", "update", "timeout", "format", "default-graph-uri", "named-graph-uri", "infer", "x", ""]
)
VALUES = st.text(max_size=8) | st.sampled_from([ASK, GRAPH, "1", "csv", "json", "SELECT * {}", "%", "\udcff"])
TARGETS = st.text(st.characters(max_codepoint=255), max_size=20) | st.lists(st.tuples(NAMES, VALUES)).map(
    lambda pairs: urlencode(pairs, errors="surrogatepass")
)
REQUESTS = st.builds(
    Request,
    st.sampled_from(["GET", "HEAD", "POST", "QUERY", "PUT", "", "get"]),
    TARGETS,
    st.sampled_from([FORM, DIRECT, UPDATE, "", f"{DIRECT};charset=x", ";", "é", f"{FORM};;=", "a/b"])
    | st.text(max_size=5),
    st.binary(max_size=20) | TARGETS.map(lambda target: target.encode("latin-1")),
)


@given(REQUESTS)
def test_no_request_is_too_odd_for_an_answer_or_a_fault_of_the_client(request_: Request) -> None:
    for reads in (read_query, read_update):
        with suppress(BadInput, NoSuchMethod, UnsupportedMedia, NotAcceptable):
            reads(request_)


@pytest.fixture(scope="module")
def protocol(w3c: Archive) -> list[Case]:
    """The protocol cases of the W3C, as their manifest has them."""
    return [case for case in cases(w3c) if case.kind is Kind.PROTOCOL]


def request_of(exchange: Exchange) -> Request:
    headers = {name.lower(): value for name, value in exchange.headers}
    return Request(exchange.method, exchange.target.partition("?")[2], headers.get("content-type", ""), exchange.body)


def outcome(store: Store, exchange: Exchange, *, of_update: bool) -> tuple[int, str]:
    """The status, and the kind of answer, as the functions and the engine decide it."""
    request = request_of(exchange)
    try:
        if of_update and DIRECT not in request.content_type:
            fault = update_fault(read_update(request).text)
            return (fault.status if fault else HTTPStatus.NO_CONTENT), ""
        query = asked(request)
        return (HTTPStatus.BAD_REQUEST, "") if query_fault(query.text) else (HTTPStatus.OK, answered(store, query))
    except GenodermError as fault:
        return fault.status, ""


def answered(store: Store, query: Query) -> str:
    dataset = query.dataset
    match store.query(
        query.text,
        base_iri="http://www.example/sparql/",
        default_graph=None if dataset == Dataset() else [NamedNode(name) for name in dataset.default],
        named_graphs=None if dataset == Dataset() else [NamedNode(name) for name in dataset.named],
    ):
        case QueryBoolean() as told:
            return str(bool(told)).lower()
        case QuerySolutions():
            return "tabular"
        case QueryTriples():
            return "RDF"


def given_of(archive: Archive, case: Case) -> Iterator[Quad]:
    for name, file in case.given.named:
        for quad in parse(path=archive.file(file)):
            yield Quad(quad.subject, quad.predicate, quad.object, NamedNode(name))


def test_the_w3c_has_34_protocol_cases(protocol: list[Case]) -> None:
    assert len({case.name for case in protocol}) == len(protocol) == 34


def test_every_protocol_case_of_the_w3c_is_decided_right(w3c: Archive, protocol: list[Case]) -> None:
    """What an update leaves, and whether a graph of the store is asked, is for the tests of those."""
    wrong = []
    for case in protocol:
        store, of_update = Store(), "update" in case.name
        store.extend(given_of(w3c, case))
        for exchange in case.exchanges:
            status, told = outcome(store, exchange, of_update=of_update)
            expected = exchange.boolean if not of_update and exchange.boolean else ""
            shape = exchange.format if exchange.format != "boolean" else ""
            if not exchange.expects(status) or (expected or shape) not in {"", told}:
                wrong.append((case.name, status, told))
    assert wrong == []
