"""Which media type an answer comes in: a table of Accept headers (RFC 9110, 12.5.1)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from genoderm.ontology.examples import Form
from genoderm.sparql.formats import OFFERED
from genoderm.sparql.negotiation import NotAcceptable, choose

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CSV, TSV = "text/csv", "text/tab-separated-values"
TURTLE, TRIPLES = "text/turtle", "application/n-triples"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
CHROME = (
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,image/apng,*/*;q=0.8,"
    "application/signed-exchange;v=b3;q=0.7"
)
JAVA = "text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2"
JENA = (
    "application/sparql-results+json, application/sparql-results+xml;q=0.9, text/tab-separated-values;q=0.7, "
    "text/csv;q=0.5, application/json;q=0.2, application/xml;q=0.2, */*;q=0.1"
)
RDF4J = "application/sparql-results+json;q=0.8, application/x-binary-rdf-results-table, text/tab-separated-values;q=0.8"
COMUNICA = (
    "application/n-quads,application/trig;q=0.95,application/ld+json;q=0.9,application/n-triples;q=0.8,"
    "text/turtle;q=0.6,application/rdf+xml;q=0.5,text/n3;q=0.35,application/xml;q=0.3,image/svg+xml;q=0.3"
)
ROWS = {
    "": JSON,
    "   ": JSON,
    "*/*": JSON,
    "*": JSON,
    "application/*": JSON,
    "text/*": CSV,
    CSV: CSV,
    "TEXT/CSV": CSV,
    TSV: TSV,
    "application/json": "application/json",
    JSON: JSON,
    XML: XML,
    "text/csv; charset=utf-8": CSV,
    "application/sparql-results+json; version=1.2": JSON,
    "text/csv;header=present;q=0.5, application/sparql-results+xml;q=0.4": CSV,
    "text/csv;header=present;q=0.3, application/sparql-results+xml;q=0.4": XML,
    f"{JSON};q=0.1, text/csv;q=0.9": CSV,
    f"{JSON};q=0.9, text/csv;q=0.1": JSON,
    f"text/csv, {XML}": XML,
    f"{XML}, text/csv": XML,
    "*/*;q=0.1, text/csv": CSV,
    "text/csv, */*": CSV,
    "text/*, */*": CSV,
    "text/csv;q=0.5, */*": JSON,
    "text/*;q=0.5, */*;q=0.1": CSV,
    "text/csv;q=0.1, text/*;q=0.9": TSV,
    "text/csv;q=0, text/*": TSV,
    "text/*;q=0, */*": JSON,
    f"{JSON};q=0, */*": XML,
    f"*/*, {JSON};q=0, {XML};q=0": CSV,
    f"application/*;q=0.2, {XML};q=0.1, */*;q=0.1": JSON,
    f"{JSON};q=0.000, text/csv;q=0.001": CSV,
    "image/png, text/csv;q=0.001": CSV,
    "text/csv;q=0.2, text/csv;q=0.8, application/sparql-results+xml;q=0.5": CSV,
    "text/csv ;  Q = 0.3 ,\tapplication/json;q=0.2": CSV,
    "application/json, text/plain, */*": "application/json",
    "text/turtle, application/rdf+xml, */*;q=0.2": JSON,
    "text/csv,,": CSV,
    "text/csv;q=much, application/sparql-results+xml;q=0.1": XML,
    'text/csv;note="a,b;q=0", image/png': CSV,
    "application/xml": "application/xml",
    FIREFOX: JSON,
    CHROME: JSON,
    JAVA: JSON,
    JENA: JSON,
    RDF4J: JSON,
}
NO_ROWS = (
    "text/html",
    "garbage",
    "text/csv;q=0",
    "*/*;q=0",
    "text/turtle",
    "text/csv;q=much",
    "text/csv;q=1.5",
    "text/csv;q=-1",
    "text/csv;q=nan",
    f"{JSON};q=0, application/*;q=0",
    ",",
    'text/csv, "',
    "csv",
)
YES_OR_NO = {
    "*/*": JSON,
    XML: XML,
    f"{CSV}, {XML};q=0.1": XML,
    FIREFOX: JSON,
    "text/*;q=0.9, application/*;q=0.1": JSON,
}
GRAPHS = {
    "": TURTLE,
    "*/*": TURTLE,
    "text/*": TURTLE,
    "application/*": TRIPLES,
    "application/rdf+xml;q=0.9, text/turtle;q=0.8": "application/rdf+xml",
    f"{JSON}, application/ld+json;q=0.1": "application/ld+json",
    "text/plain": "text/plain",
    "application/trig, text/turtle;q=0.9": "application/trig",
    FIREFOX: TURTLE,
    CHROME: TURTLE,
    COMUNICA: "application/n-quads",
}


def test_the_table_has_forty_cases_and_more() -> None:
    assert len(ROWS) + len(NO_ROWS) >= 40


@pytest.mark.parametrize(("accept", "expected"), ROWS.items())
def test_rows_come_as_the_client_would_rather_have_them(accept: str, expected: str) -> None:
    assert choose(accept, OFFERED[Form.SELECT]) == expected


@pytest.mark.parametrize("accept", NO_ROWS)
def test_what_cannot_be_had_is_refused_with_what_can(accept: str) -> None:
    with pytest.raises(NotAcceptable, match=r"application/sparql-results\+json, .*text/csv") as told:
        choose(accept, OFFERED[Form.SELECT])
    assert told.value.status == 406


@pytest.mark.parametrize(("accept", "expected"), YES_OR_NO.items())
def test_a_yes_or_no_comes_in_no_table(accept: str, expected: str) -> None:
    assert choose(accept, OFFERED[Form.ASK]) == expected


def test_a_yes_or_no_as_a_table_only_is_refused() -> None:
    with pytest.raises(NotAcceptable):
        choose("text/csv, text/tab-separated-values;q=0.5", OFFERED[Form.ASK])


@pytest.mark.parametrize(("accept", "expected"), GRAPHS.items())
def test_a_graph_comes_as_the_client_would_rather_have_it(accept: str, expected: str) -> None:
    assert choose(accept, OFFERED[Form.CONSTRUCT]) == choose(accept, OFFERED[Form.DESCRIBE]) == expected


@pytest.mark.parametrize(
    ("form", "media_type"), [(form, media_type) for form, offered in OFFERED.items() for media_type in offered]
)
def test_every_format_on_offer_can_be_asked_for(form: Form, media_type: str) -> None:
    assert choose(media_type, OFFERED[form]) == media_type


@given(st.lists(st.sampled_from([*'ab,;=/*". ', "q=", "text/csv", "0.5", "é", "\x00"]), max_size=30).map("".join))
def test_no_header_is_too_odd_for_an_answer_or_a_406(accept: str) -> None:
    try:
        assert choose(accept, OFFERED[Form.SELECT]) in OFFERED[Form.SELECT]
    except NotAcceptable:
        assert accept.strip()


@given(st.dictionaries(st.sampled_from(OFFERED[Form.SELECT]), st.integers(0, 1000), min_size=1))
def test_the_chosen_type_has_the_highest_quality(qualities: dict[str, int]) -> None:
    accept = ", ".join(f"{name};q={quality / 1000:.3f}" for name, quality in qualities.items())
    if max(qualities.values()) == 0:
        with pytest.raises(NotAcceptable):
            choose(accept, OFFERED[Form.SELECT])
    else:
        assert qualities[choose(accept, OFFERED[Form.SELECT])] == max(qualities.values())


def test_a_header_longer_than_any_client_sends_is_read_all_the_same() -> None:
    assert choose("text/html, " * 1000 + "text/csv", OFFERED[Form.SELECT]) == CSV
