"""What is asked of whom for a query, and with which bindings."""

import asyncio
from collections.abc import Callable

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat, Store

from genoderm.graph.federation_settings import ListedEndpoint
from genoderm.ontology.errors import BadInput
from genoderm.ontology.vocabularies import XSD_INTEGER
from genoderm.sparql.departures import LeavesProcess
from genoderm.sparql.federation.blocks.correlation import Correlated
from genoderm.sparql.federation.peers.endpoint import Answered, Endpoint
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.received import Rows
from genoderm.sparql.federation.sending.asking_blocks import NoEndpoint
from tests.federated import InProcess, directory, mediated
from tests.patience import PATIENCE

PEOPLE, PLACES, DEAD = (f"https://{name}.example/sparql" for name in ("people", "places", "dead"))
PREFIX = "PREFIX : <urn:x:> "
THERE = 40  # people at the endpoint
ALL = f"SERVICE <{PEOPLE}> {{ ?p :lives ?town }}"


def iri(name: str) -> NamedNode:
    return NamedNode(f"urn:x:{name}")


def filled(*triples: tuple[str, str, NamedNode | Literal]) -> Store:
    store = Store()
    for subject, predicate, told in triples:
        store.add(Quad(iri(subject), iri(predicate), told, DefaultGraph()))
    return store


HERE = filled(
    *((f"p{number}", "likes", iri(f"p{number + 1}")) for number in range(5)),
    *((f"p{number}", "age", Literal(str(30 + number), datatype=XSD_INTEGER)) for number in range(5)),
)
HERE.add(Quad(iri("p9"), iri("likes"), iri("p10"), iri("graph")))
ENDPOINTS = directory(
    {
        PEOPLE: filled(
            *((f"p{number}", "lives", iri(f"town{number % 7}")) for number in range(THERE)),
            *((f"p{number}", "age", Literal(str(30 + number % 3), datatype=XSD_INTEGER)) for number in range(THERE)),
        ),
        PLACES: filled(*((f"town{number}", "country", iri(f"c{number % 2}")) for number in range(7))),
        DEAD: None,
    }
)


def sent(where: str, head: str = "SELECT *", **bounds: int) -> list[tuple[str, int, int]]:
    """For each request the endpoint, the bindings, the rows."""
    names = {PEOPLE: "people", PLACES: "places", DEAD: "dead"}
    _, requests = mediated(f"{PREFIX}{head} {{ {where} }}", HERE, ENDPOINTS, **bounds)
    return [(names[one.url], one.bindings, one.rows) for one in requests]


def test_the_bindings_here_go_out_with_a_block() -> None:
    assert sent(f"?p :likes ?q . {ALL}") == [("people", 5, 5)]


def test_where_nothing_is_bound_a_block_is_asked_whole() -> None:
    assert sent(ALL) == [("people", 0, THERE)]


def test_where_nothing_here_can_match_nobody_is_asked() -> None:
    assert sent(f"?p :hates ?q . {ALL}") == []


def test_rows_of_one_endpoint_are_the_bindings_of_another() -> None:
    assert sent(f"?p :likes ?q . SERVICE <{PLACES}> {{ ?town :country ?c }} {ALL}") == [
        ("people", 5, 5),
        ("places", 5, 5),
    ]


def test_a_block_with_a_constant_is_asked_first() -> None:
    fixed = f"SERVICE <{PLACES}> {{ ?town :country :c1 }}"
    assert sent(f"{ALL} {fixed}") == [("places", 0, 3), ("people", 3, 17)]


def test_the_same_block_is_asked_once() -> None:
    assert sent(f"{{ ?p :likes ?q . {ALL} }} UNION {{ ?p :likes ?q . {ALL} }}") == [("people", 5, 5)]


def test_values_at_the_end_of_a_query_are_bindings() -> None:
    asked = f"{PREFIX}SELECT %s {{ {ALL} }} %s VALUES ?p {{ :p1 :p2 }}"
    _, plain = mediated(asked % ("*", ""), HERE, ENDPOINTS)
    _, grouped = mediated(asked % ("?p (COUNT(*) AS ?n)", "GROUP BY ?p"), HERE, ENDPOINTS)
    assert [(one.bindings, one.rows) for one in (*plain, *grouped)] == [(2, 2), (0, THERE)]


def test_numbers_stay_here() -> None:
    assert sent(f"?someone :age ?age . SERVICE <{PEOPLE}> {{ ?p :age ?age }}") == [("people", 0, THERE)]


def test_what_may_be_other_rows_the_next_time_binds_nothing() -> None:
    assert sent(f"{{ SELECT ?p {{ ?p :likes ?q }} LIMIT 2 }} {ALL}") == [("people", 0, THERE)]


def test_a_filter_here_makes_for_fewer_bindings() -> None:
    assert sent(f"?p :age ?age . FILTER(?age > 32) {ALL}") == [("people", 2, 2)]


def test_what_is_computed_here_is_sent() -> None:
    town = 'BIND(IRI("urn:x:town1") AS ?town)'
    assert sent(f"{town} {ALL}") == [("people", 1, 6)]


def test_of_too_many_pairs_the_variable_with_fewer_values_is_sent() -> None:
    block = f"SERVICE <{PEOPLE}> {{ ?p :lives ?town }}"
    pairs = "?p :likes ?q . VALUES ?town { :town0 :town1 }"
    assert sent(f"{pairs} {block}") == [("people", 10, 2)]
    assert sent(f"{pairs} {block}", bindings=5) == [("people", 2, 12)]


def test_the_graphs_that_a_query_names_are_those_that_bindings_are_from() -> None:
    assert sent(f"?p :likes ?q . {ALL}", "SELECT * FROM :graph") == [("people", 1, 1)]


def test_from_within_optional_only_what_it_works_on_binds() -> None:
    block = f"OPTIONAL {{ ?p :age ?age OPTIONAL {{ {ALL} }} }}"
    assert sent(f"?p :likes :p1 . {block}") == [("people", 5, 5)]
    assert sent(f"?p :likes :p1 . OPTIONAL {{ {ALL} }}") == [("people", 1, 1)]


@pytest.mark.parametrize("head", ["ASK", "CONSTRUCT { ?p :in ?town } WHERE", "DESCRIBE ?town WHERE", "SELECT ?q"])
def test_every_form_of_query_asks(head: str) -> None:
    assert sent(f"?p :likes ?q . {ALL}", head) == [("people", 5, 5)]


def test_who_is_asked_may_be_told_by_a_variable() -> None:
    told = f"VALUES ?e {{ <{PEOPLE}> <{PLACES}> }} SERVICE ?e {{ ?s :country|:lives ?o }}"
    assert sorted(sent(told)) == [("people", 0, THERE), ("places", 0, 7)]


def test_a_variable_that_tells_who_is_not_listed_is_refused() -> None:
    with pytest.raises(LeavesProcess, match="SERVICE to <https://other"):
        sent("VALUES ?e { <https://other.example/> } SERVICE ?e { ?s ?p ?o }")


@pytest.mark.parametrize("rest", ["", " { ?s ?p ?o", " { { ?s ?p ?o }", " { ?s ?p '}' "])
def test_a_group_that_does_not_end_is_told_as_such(rest: str) -> None:
    with pytest.raises(LeavesProcess, match=r"line 2, column 3: .* expected the address of an endpoint and a group"):
        mediated(f"SELECT * {{\n  SERVICE <{PEOPLE}>{rest}", HERE, ENDPOINTS)


@pytest.mark.parametrize("told", ["", 'VALUES ?e { "text" }', "VALUES ?e { UNDEF }"])
def test_a_variable_that_tells_nobody_is_refused(told: str) -> None:
    with pytest.raises(NoEndpoint, match=r"line 1, column \d+: \?e is"):
        sent(f"{told} SERVICE ?e {{ ?s ?p ?o }}")


def test_a_block_that_would_need_each_row_of_the_query_is_refused() -> None:
    block = f"SERVICE <{PEOPLE}> {{ ?p :lives ?town FILTER(?town != ?q) }}"
    with pytest.raises(Correlated, match=r"reads \?q"):
        sent(f"?p :likes ?q FILTER EXISTS {{ {block} }}")


def test_more_blocks_than_can_be_looked_at_are_refused() -> None:
    with pytest.raises(BadInput, match="17 SERVICE blocks ask others, expected at most 16"):
        sent(" ".join(f"SERVICE <{PEOPLE}> {{ ?p{number} :lives ?town }}" for number in range(17)))


def test_a_query_too_long_to_be_looked_at_is_refused() -> None:
    with pytest.raises(BadInput, match="expected at most 65,536 characters"):
        sent(f"VALUES ?p {{ {':p1 ' * 20_000} }} {ALL}")


def test_more_rows_than_a_query_may_fetch_are_refused() -> None:
    with pytest.raises(EndpointFailed, match="sends more rows than may be fetched"):
        sent(ALL, rows=THERE - 1)
    assert sent(ALL, rows=THERE) == [("people", 0, THERE)]


def test_blocks_that_have_nothing_to_do_with_each_other_are_asked_side_by_side() -> None:
    """Each waits for the other's request."""
    both = asyncio.Barrier(2)

    class Waiting(InProcess):
        async def ask(self, query: str, until: float, read: Callable[[bytes], Rows]) -> Answered:
            async with asyncio.timeout(PATIENCE):
                await both.wait()
            return await super().ask(query, until, read)

    endpoints: dict[str, Endpoint] = {
        url: Waiting(ListedEndpoint(name="one", url=url), HERE, QueryResultsFormat.JSON) for url in (PEOPLE, PLACES)
    }
    blocks = f"SERVICE <{PEOPLE}> {{ ?a :likes ?b }} SERVICE <{PLACES}> {{ ?c :likes ?d }}"
    _, requests = mediated(f"{PREFIX}SELECT * {{ {blocks} }}", HERE, endpoints)
    assert [one.rows for one in requests] == [5, 5]


def test_a_silent_block_that_fails_is_told_of() -> None:
    text, requests = mediated(f"SELECT * {{ SERVICE SILENT <{DEAD}> {{ ?s ?p ?o }} }}", HERE, ENDPOINTS)
    assert text == "SELECT * { { } }"
    assert [one.error for one in requests] == ["is dead"]


def test_lines_keep_their_numbers() -> None:
    text, _ = mediated(f"SELECT * {{\n SERVICE <{PLACES}> {{\n ?s\n ?p\n ?o }} }}", HERE, ENDPOINTS)
    assert text.count("\n") == 4
