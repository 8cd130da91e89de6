"""What is wrong with a text, told in words for its writer, with the place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from genoderm.sparql.syntax import query_fault, syntax_fault, update_fault

TOLD = {
    "SELECT * { ?s ?p }": (1, 19, "at its end the text is still wrong"),
    "SELECT * {\n  ?s ?p ?o ?q ?r\n}": (3, 2, "at its end the text is still wrong"),
    "ASK {\n  ?s foaf:name ?o\n}": (2, 6, "the prefix 'foaf:' is not declared"),
    "ASK { ?s :p ?o }": (1, 10, "the prefix ':' is not declared"),
    "ASK {": (1, 5, "the '{' that begins here is not closed"),
    "SELECT * { FILTER(?x > (1 + 2) }": (1, 18, "the '(' that begins here is not closed"),
    "SELECT * {\n ?s ?p 'it's' }": (2, 13, "the string that begins here does not end"),
    'SELECT * { ?s ?p "a\\qb" }': (1, 18, "has a backslash that means nothing"),
    "": (1, 1, "there is nothing in it"),
    "# only a comment": (1, 1, "there is nothing in it"),
    "SELECT ?x (COUNT(?y) AS ?n) { ?x ?p ?y }": (1, 41, "neither in GROUP BY nor inside an aggregate"),
    "SELECT ?x ?x { }": (1, 17, "SELECT names a variable twice"),
    "PREFIX a: <http://e/> ASK { ?s a:b <http://[/> }": (1, 47, "has a character that no IRI has"),
    "SELECT * { OPTIONAL FILTER(?x) }": (1, 21, "'FILTER' does not fit here, expected \"{\""),
    "ASK { 'é👪' ?p ?o } }": (1, 20, "this '}' closes nothing"),
    "ASK { ?s ?p ?o } " + "x" * 100: (1, 18, "xxx…' does not fit here"),
}


@pytest.mark.parametrize(("text", "expected"), TOLD.items())
def test_a_fault_is_told_with_its_place(text: str, expected: tuple[int, int, str]) -> None:
    fault = query_fault(text)
    assert fault is not None
    assert str(fault).startswith(f"line {fault.line}, column {fault.column}: ")
    assert (fault.line, fault.column, expected[2] in str(fault)) == (*expected[:2], True), str(fault)
    assert fault.status == 400


def test_the_engines_own_fault_is_told_the_same() -> None:
    text = "ASK {\n  ?s foaf:name ?o\n}"
    with pytest.raises(SyntaxError) as raised:
        Store().query(text)
    assert str(syntax_fault(text, raised.value)) == str(query_fault(text))


def test_a_fault_without_a_place_is_told_in_its_own_words() -> None:
    assert str(syntax_fault("ASK {}", SyntaxError("out of luck"))) == "line 1, column 1: out of luck"


@pytest.mark.parametrize("text", ["ASK {}", "SELECT * { ?s <p> ?o }", "ASK { SERVICE <http://127.0.0.1:1/> {} }"])
def test_what_is_right_has_no_fault_and_goes_nowhere(text: str) -> None:
    assert query_fault(text) is None


UPDATES = {
    "INSERT DATA { <http://e/a> <http://e/b> }": (1, 41),
    "PREFIX e: <http://e/>\nINSERT DATA { e:a e:b f:c }": (2, 23),
    "PREFIX e: <http://e/>\nCLEAR ALL ;\nDELETE DATA { e:a e:b ?c }": (3, 27),
    "PREFIX e: <http://e/> CLEAR": (1, 28),
    "nothing of the kind": (1, 1),
}


@pytest.mark.parametrize(("text", "place"), UPDATES.items())
def test_a_fault_of_an_update_is_told_where_it_is_in_the_update(text: str, place: tuple[int, int]) -> None:
    fault = update_fault(text)
    assert fault is not None
    assert (fault.line, fault.column) == place, str(fault)


EAGER = ["LOAD:x ; CREATE GRAPH :a", "LOAD:x", "LOAD :x ; CLEAR ALL", "CLEAR ALL ; LOAD :x", "CLEAR DEFAULT;LOAD:x"]


@pytest.mark.parametrize("operations", EAGER)
@pytest.mark.parametrize(
    "declarations", ["PREFIX : <http://127.0.0.1:1/>", "BASE <http://e/> PREFIX : <http://127.0.0.1:1/>"]
)
def test_nothing_of_an_update_is_carried_out(declarations: str, operations: str) -> None:
    """The engine knows that nobody serves at port 1, and raises OSError instead of calling there."""
    text = f"{declarations} {operations}"
    with pytest.raises(OSError, match="port 1"):
        Store().update(text)
    assert update_fault(text) is None


@given(
    st.lists(
        st.sampled_from(
            ["SELECT", "*", "{", "}", "(", ")", "?x", "'", '"', "e:x", "<", ">", "\n", "é", "#", ";", "INSERT"]
        )
    )
)
def test_every_fault_has_a_place_in_its_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for fault in (query_fault(text), update_fault(text)):
        if fault is not None:
            lines = text.split("\n")
            assert 1 <= fault.line <= len(lines)
            assert 1 <= fault.column <= len(lines[fault.line - 1]) + 1
