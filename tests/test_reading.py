"""What a text tells of itself before any engine has seen it."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.ontology.examples import Form
from genoderm.ontology.questions import catalogue
from genoderm.sparql.reading import LONG, Glance, Operation, glance, position, read
from genoderm.sparql.service_clauses import Service, Span
from genoderm.sparql.syntax import query_fault
from tests.effort import rounds

GD = "PREFIX gd: <https://w3id.org/genoderm/ns#> "
FORMS = {
    "SELECT * {}": Form.SELECT,
    "select * {}": Form.SELECT,
    "SELECTDISTINCT*{}": Form.SELECT,
    "# ASK {}\nCONSTRUCT WHERE {}": Form.CONSTRUCT,
    "BASE <http://e/> PREFIX select: <x> DESCRIBE <ask>": Form.DESCRIBE,
    "PREFIX:<http://e/>ASK{}": Form.ASK,
    "VERSION '1.2' ASK {}": Form.ASK,
    "ASK { { SELECT * {} } }": Form.ASK,
    "prefix ask: <http://e/> # SELECT\nask{}": Form.ASK,
}
NO_QUERIES = [
    "",
    "# ASK {}",
    "CLEAR ALL",
    "INSERT DATA {}",
    "'ASK {}'",
    "?ask {}",
    "ask:x {}",
    "ELECT * {}",
]
FLEETING = [
    "SELECT (NOW() AS ?t) {}",
    "SELECT * {} ORDER BY rand()",
    "SELECT*{}ORDERBYRAND()",
    "ASK { FILTER(STR(UUID()) > STRUUID()) }",
    "SELECT * { BIND(BNODE() AS ?b) }",
    "SELECT * { { SELECT (bnode('a') AS ?b) {} } }",
]
STEADY = [
    "SELECT ?now { ?now ?rand $UUID }",
    "PREFIX now: <http://e/> SELECT * { now:rand :now 'NOW()' } # RAND()",
    "SELECT * { ?s <http://e/UUID()> 'x'@now }",
    "SELECT * { FILTER(isBLANK(?x)) }",
    "ASK {}",
]
DATASETS = {
    "SELECT * FROM <http://e/> {}": True,
    "ASKFROM<http://e/>{}": True,
    "SELECT * FROM NAMED <http://e/> {}": True,
    "SELECT ?from { ?from :from 'FROM <http://e/>' } # FROM": False,
    "DELETE {} USING <http://e/> WHERE {}": True,
    "WITH <http://e/> DELETE {} WHERE {}": True,
    "INSERT DATA { :a :b 'USING <http://e/>' }": False,
    "DELETE WHERE { GRAPH ?using { ?with ?p ?o } }": False,
}
OPERATIONS = {
    "CLEAR ALL": [("CLEAR", 0)],
    "PREFIX : <http://e/> LOAD <x> INTO GRAPH :g ; LOAD SILENT <y>": [("LOAD", 21), ("LOAD", 46)],
    "INSERT DATA { :a :b 1 ; :c 2 } ; BASE <http://e/> DELETE WHERE { ?s ?p ?o }": [("INSERT", 0), ("DELETE", 50)],
    "WITH <g> DELETE { ?s ?p 1 } INSERT { ?s ?p 2 } WHERE { ?s ?p 1 } ;": [("DELETE", 0)],
    "create graph <g>; drop silent default; add <a> to <b>; move <a> to <b>; copy <a> to <b>": [
        ("CREATE", 0),
        ("DROP", 18),
        ("ADD", 39),
        ("MOVE", 55),
        ("COPY", 72),
    ],
    "CLEARALL;INSERTDATA{}": [("CLEAR", 0), ("INSERT", 9)],
    "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o . FILTER(?o = 'a;b') } # ; LOAD <x>": [("DELETE", 0)],
    "SELECT * {}": [],
    "": [],
}


@pytest.mark.parametrize(("text", "form"), FORMS.items())
def test_the_form_is_the_first_word_after_the_declarations(text: str, form: Form) -> None:
    assert read(text).form is form


@pytest.mark.parametrize("text", NO_QUERIES)
def test_what_is_no_query_has_no_form(text: str) -> None:
    assert read(text).form is None


@pytest.mark.parametrize("text", FLEETING)
def test_an_answer_that_may_change_by_itself_is_fleeting(text: str) -> None:
    assert query_fault(text) is None
    assert read(text).fleeting


@pytest.mark.parametrize("text", STEADY)
def test_the_names_of_those_functions_elsewhere_are_nothing(text: str) -> None:
    assert not read(text).fleeting


@pytest.mark.parametrize(("text", "expected"), DATASETS.items())
def test_a_dataset_in_the_text_is_seen(text: str, expected: bool) -> None:  # noqa: FBT001
    assert read(text).dataset is expected


@pytest.mark.parametrize(("text", "expected"), OPERATIONS.items())
def test_the_operations_of_an_update_are_told_in_their_order(text: str, expected: list[tuple[str, int]]) -> None:
    assert read(text).operations == tuple(Operation(name, start) for name, start in expected)


def test_the_declarations_are_read_and_resolved() -> None:
    read_ = read("BASE <http://e/a/> PREFIX x: <b#> PREFIX : <http://f/> PREFIX y: <../c> ASK {}")
    assert read_.base == "http://e/a/"
    assert read_.prefixes == {"x": "http://e/a/b#", "": "http://f/", "y": "http://e/c"}


def clauses(text: str) -> list[tuple[str, str]]:
    """Each clause and its group as they are in the text."""
    spans = [(service.clause, service.group) for service in read(text).services]
    return [(text[a.start : a.end], text[b.start : b.end]) for a, b in spans if a and b]


def test_a_service_is_told_with_its_endpoint_and_its_spans() -> None:
    text = GD + "SELECT * { ?d a gd:Disease . SERVICE gd:textSearch { ?d gd:matches 'bulle}use' } ?d ?p ?o }"
    start = text.index("SERVICE")
    iri = "https://w3id.org/genoderm/ns#textSearch"
    group = text[text.index("{ ?d gd:m") : text.index(" ?d ?p")]
    end = start + len(f"SERVICE gd:textSearch {group}")
    expected = Service(start, iri=iri, clause=Span(start, end), group=Span(end - len(group), end))
    assert read(text).services == (expected,)


def test_services_within_services_are_told_from_outside_to_inside() -> None:
    inner = "{ ?a ?b ?c FILTER(?c > 1) { } }"
    outer = f"{{ {{ ?x ?y '}}' }} service <http://b/> {inner} OPTIONAL {{}} }}"
    text = f"SELECT * {{ SERVICE SILENT <http://a/> {outer} SERVICE ?c {{}} }}"
    assert clauses(text) == [
        (f"SERVICE SILENT <http://a/> {outer}", outer),
        (f"service <http://b/> {inner}", inner),
        ("SERVICE ?c {}", "{}"),
    ]
    told = [(service.silent, service.iri, service.variable) for service in read(text).services]
    assert told == [(True, "http://a/", None), (False, "http://b/", None), (False, None, "?c")]


ENDPOINTS = {
    "SERVICE gd:nearby {}": "https://w3id.org/genoderm/ns#nearby",
    "SERVICE<https://w3id.org/genoderm/ns#nearby>{}": "https://w3id.org/genoderm/ns#nearby",
    "SERVICE <rel> {}": "rel",
    "SERVICE gd:a\\.b {}": "https://w3id.org/genoderm/ns#a.b",
    "SERVICESILENT gd:nearby {}": "https://w3id.org/genoderm/ns#nearby",
    "SERVICE unknown:nearby {}": None,
    "SERVICE ?x {}": None,
}


@pytest.mark.parametrize(("clause", "iri"), ENDPOINTS.items())
def test_an_endpoint_is_resolved_by_the_declarations(clause: str, iri: str | None) -> None:
    (service,) = read(f"{GD} SELECT * {{ {clause} }}").services
    assert (service.iri, service.clause is None) == (iri, False)


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE",
        "SERVICE {}",
        "SERVICE <a>",
        "SERVICE <a> { ",
        "SERVICE SILENT SILENT <a> {}",
        "?s ?p trueSERVICE<a>{}",
    ],
)
def test_a_service_that_is_not_as_it_should_be_is_told_without_spans(clause: str) -> None:
    (service,) = read(f"SELECT * {{ {clause}").services
    assert (service.clause, service.group, service.iri, service.variable) == (None, None, None, None)


@given(st.integers(0, 3), st.integers(0, 3), st.sampled_from(["", "'}'", "# }\n", "{}", "?a ?b ?c ."]))
def test_replacing_every_group_by_its_span_leaves_a_query(before: int, after: int, content: str) -> None:
    text = f"SELECT * {{ {'{} ' * before} SERVICE <http://a/> {{ {content} }} {'OPTIONAL {} ' * after} }}"
    (service,) = read(text).services
    assert service.clause is not None
    replaced = text[: service.clause.start] + "{ VALUES ?x { 1 } }" + text[service.clause.end :]
    assert query_fault(replaced) is None
    assert "SERVICE" not in replaced


@given(st.text(st.sampled_from("SERVICE{}<>a:?'\" \n.;ASKLOD")))
def test_no_text_is_too_odd_to_be_read(text: str) -> None:
    for service in read(text).services:
        assert re.match(r"\w*service", text[service.start :], re.IGNORECASE)


def test_lines_and_columns_count_from_one() -> None:
    assert [position("a\nbé\n\nc", start) for start in (0, 1, 2, 3, 6)] == [(1, 1), (1, 2), (2, 1), (2, 2), (4, 1)]


def test_a_reading_is_remembered_and_that_of_a_long_text_is_not() -> None:
    long = "ASK {" + " " * LONG + "}"
    assert read("ASK { ?remembered ?p ?o }") is read("ASK { ?remembered ?p ?o }")
    assert read(long) == read(long)
    assert read(long) is not read(long)


@pytest.mark.parametrize("query", sorted(known.text for known in catalogue().values()))
def test_a_glance_at_a_long_text_tells_its_form(query: str) -> None:
    assert glance(query + "\n# and so on" * LONG).form == glance(query).form == read(query).form


pieces = st.sampled_from(
    [
        "SELECT",
        "ask",
        "?",
        "x",
        "0",
        "12",
        "1e5",
        "NOW",
        "()",
        "RAND(",
        "#",
        "\n",
        "<",
        ">",
        "'",
        "%4",
        "\\u00",
        ":",
        "_",
    ]
)


@given(st.lists(st.one_of(pieces, st.sampled_from([" ", "BNODE", "@en-1", "."])), max_size=12).map("".join))
def test_a_glance_tells_what_reading_tells_whatever_the_numbers_are(text: str) -> None:
    known = read(text)
    assert glance(text) == Glance(known.form, known.fleeting, bool(known.services))


def test_a_glance_is_wary_of_what_may_be_fleeting() -> None:
    assert glance("SELECT (NOW() AS ?x) {}").fleeting
    assert not glance("SELECT ?now {}").fleeting
    assert glance("SELECT ?now {}" + " " * LONG).fleeting
    assert not glance("SELECT ?then {}" + " " * LONG).fleeting


@pytest.mark.parametrize("piece", ["(", "{", "\\", "@", "%", "a.", "BASE<a>", "<", '"'])
def test_a_glance_at_a_megabyte_of_anything_takes_a_moment(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    assert glance(text).form is None
    assert rounds(lambda: glance(text)) < 50
