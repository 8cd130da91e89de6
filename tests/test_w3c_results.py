"""How results are compared: a judge that lets everything pass would make a fine conformance page."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from tests.w3c.solutions import Solutions, Triples, answer, reduced, same
from tests.w3c.statements import Node

JSON = "application/sparql-results+json"
NAMES = ("x", "y")
TERMS: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from([NamedNode("urn:a"), NamedNode("urn:b"), Literal("a"), Literal("1"), Literal("a", language="en")]),
    st.integers(0, 2).map(lambda number: BlankNode(f"n{number}")),
)
ROWS = st.lists(st.dictionaries(st.sampled_from(NAMES), TERMS), max_size=6)
LABELS = st.permutations([f"m{number}" for number in range(3)])


def solutions(rows: list[dict[str, Node]], *, ordered: bool = False) -> Solutions:
    return Solutions(frozenset(NAMES), tuple(rows), ordered)


def renamed(term: Node, labels: list[str]) -> Node:
    return BlankNode(labels[int(term.value[1:])]) if isinstance(term, BlankNode) else term


@given(ROWS, LABELS, st.randoms())
def test_the_order_of_rows_and_the_labels_of_blank_nodes_make_no_difference(
    rows: list[dict[str, Node]], labels: list[str], chance: Random
) -> None:
    other = [{name: renamed(term, labels) for name, term in row.items()} for row in rows]
    chance.shuffle(other)
    assert same(solutions(rows), solutions(other))


@given(ROWS.filter(len))
def test_a_row_that_is_missing_or_comes_twice_makes_a_difference(rows: list[dict[str, Node]]) -> None:
    assert not same(solutions(rows), solutions(rows[1:]))
    assert not same(solutions(rows), solutions([*rows, rows[0]]))


def test_blank_nodes_that_are_one_are_not_the_same_as_two() -> None:
    one, two = BlankNode("one"), BlankNode("two")
    assert not same(solutions([{"x": one}, {"x": one}]), solutions([{"x": one}, {"x": two}]))


def test_the_order_counts_where_the_expected_result_is_ordered() -> None:
    rows: list[dict[str, Node]] = [{"x": Literal("1")}, {"x": Literal("2")}]
    assert same(solutions(rows), solutions(rows[::-1]))
    assert not same(solutions(rows, ordered=True), solutions(rows[::-1]))
    assert same(solutions(rows, ordered=True), solutions(rows))


def test_another_head_a_lexical_form_a_language_and_a_type_make_a_difference() -> None:
    told = solutions([{"x": Literal("1")}])
    assert not same(told, replace(told, variables=frozenset("x")))
    for other in (Literal("01"), Literal("1", language="en"), Literal(1), NamedNode("urn:1")):
        assert not same(told, solutions([{"x": other}]))


def test_reduced_allows_fewer_duplicates_and_nothing_else() -> None:
    one: dict[str, Node] = {"x": Literal("1")}
    other: dict[str, Node] = {"x": Literal("2")}
    wanted = solutions([one, one, other])
    assert reduced(wanted, solutions([one, other]))
    assert reduced(wanted, wanted)
    assert not reduced(wanted, solutions([one]))
    assert not reduced(wanted, solutions([one, other, other]))
    assert not reduced(wanted, solutions([one, other, {}]))


def test_kinds_of_results_are_told_apart() -> None:
    triple = Quad(BlankNode("a"), NamedNode("urn:p"), BlankNode("b"))
    loop = Quad(BlankNode("a"), NamedNode("urn:p"), BlankNode("a"))
    assert same(Triples((triple,)), Triples((Quad(BlankNode("c"), NamedNode("urn:p"), BlankNode("d")),)))
    assert not same(Triples((triple,)), Triples((loop,)))
    assert not same(Triples(()), solutions([]))
    yes, no = answer(b'{"head": {}, "boolean": true}', JSON), answer(b'{"head": {}, "boolean": false}', JSON)
    assert same(yes, yes)
    assert not same(yes, no)
    assert not same(yes, solutions([]))


def test_csv_tells_an_empty_row_from_none() -> None:
    assert answer(b"x,y\r\n", "text/csv") == solutions([])
    empty: dict[str, Node] = {"x": Literal(""), "y": Literal("")}
    assert answer(b"x,y\r\n,\r\n", "text/csv") == solutions([empty])


def test_what_is_no_format_of_results_is_not_taken_for_one() -> None:
    with pytest.raises(AssertionError, match="text/html"):
        answer(b"<p>", "text/html")
