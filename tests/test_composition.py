"""The queries of the API: each runs as it stands and has an answer; a request takes the parts that it asks for."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, QueryBoolean, Store

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.ontology.questions import Question, UnknownQuestion, read_question
from genoderm.ontology.values import KINDS
from genoderm.sparql.composition import BadQuery, api_query, composed, queries
from genoderm.sparql.evaluation import Asked
from genoderm.sparql.preparation import Preparation
from genoderm.sparql.tokens import tokens

FILES = Path(__file__).resolve().parents[1] / "sparql" / "queries"
LISTED = """\
# Which centres are there?
# country (country) e.g. FR
SELECT ?centre WHERE {
  ?centre a <urn:Centre> .
  # if country region
  VALUES ?country { <urn:FR> }
  ?centre <urn:country> ?country .
  # end
  # unless country
  ?centre <urn:status> "current" .
  # end
}
LIMIT 20
OFFSET 0
"""
QUESTION = read_question("listed", LISTED)
FR, BE = NamedNode("urn:x-FR"), NamedNode("urn:x-BE")
Run = Callable[[str], int]


@pytest.fixture(scope="module")
def run(shipped_home: Path) -> Run:
    """Counts the rows or triples of a query on the shipped release."""
    release = Home(shipped_home).current_release()
    store: Store = open_release(release).store
    prepare = Preparation(release).prepare

    def counted(text: str) -> int:
        found = store.query(prepare(Asked(text)))
        assert not isinstance(found, QueryBoolean)
        return sum(1 for _ in found)

    return counted


def test_every_file_is_a_query() -> None:
    assert sorted(queries()) == sorted(file.stem for file in FILES.glob("*.rq"))


@pytest.mark.parametrize("query", queries().values(), ids=lambda query: query.name)
def test_a_query_of_the_api_runs_as_it_stands_and_has_an_answer(query: Question, run: Run) -> None:
    assert run(query.text) > 0


@pytest.mark.parametrize("query", queries().values(), ids=lambda query: query.name)
def test_a_query_of_the_api_says_what_it_asks_and_names_parameters_of_known_kinds(query: Question) -> None:
    assert query.english.endswith("?")
    assert query.french.endswith("\N{NO-BREAK SPACE}?")
    assert {parameter.kind for parameter in query.parameters} <= KINDS.keys()


def test_what_is_given_takes_the_place_of_the_example_and_keeps_its_part() -> None:
    text = composed(QUESTION, {"country": [FR, BE]})
    assert "VALUES ?country { <urn:x-FR> <urn:x-BE> }" in text
    assert "urn:status" not in text


def test_a_part_for_what_is_not_given_is_left_out() -> None:
    text = composed(QUESTION, {})
    assert "urn:country" not in text
    assert "urn:status" in text


def test_a_part_stays_if_any_of_its_names_is_asked_for() -> None:
    assert "VALUES ?country { <urn:FR> }" in composed(QUESTION, {}, {"region"})


def test_a_window_takes_the_numbers_that_are_given() -> None:
    text = composed(QUESTION, {"limit": [Literal("5")], "offset": [Literal("10")]})
    assert text.endswith("LIMIT 5\nOFFSET 10\n")
    with pytest.raises(ValueError, match="invalid literal"):
        composed(QUESTION, {"limit": [Literal("5 } DROP ALL")]})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("# if a\n?s ?p ?o", "without # end"),
        ("?s ?p ?o\n# end", "without # if"),
        ("# if a\n# if b\n# end\n# end", "do not nest"),
    ],
)
def test_a_part_that_is_not_closed_or_not_opened_is_a_fault(text: str, told: str) -> None:
    with pytest.raises(BadQuery, match=told):
        composed(read_question("faulty", text), {})


def test_a_query_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(UnknownQuestion, match=r"there is no query 'centre'.*list-centres"):
        api_query("centre")


@given(st.text())
def test_whatever_text_is_given_it_stays_one_literal(text: str) -> None:
    """No text of a client's can become a part of a query."""
    try:
        literal = Literal(text)
    except ValueError:
        return
    values = composed(QUESTION, {"country": [literal]}).partition("VALUES ?country")[2]
    inside = [token.text for token in tokens(values)]
    assert inside[0] == "{"
    assert inside[2] == "}"
