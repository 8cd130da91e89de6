"""Which format an answer comes in: a table of Accept headers."""

import pytest

from genoderm.sparql.formats import GRAPHS, RESULTS, NotAcceptable, choose

JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
CHOICES = {
    "": JSON,
    "   ": JSON,
    "*/*": JSON,
    "application/*": JSON,
    "text/*": "text/csv",
    "text/csv": "text/csv",
    "TEXT/CSV": "text/csv",
    "text/tab-separated-values": "text/tab-separated-values",
    "application/json": "application/json",
    JSON: JSON,
    XML: XML,
    "text/csv; charset=utf-8": "text/csv",
    "text/csv;header=present;q=0.5, application/sparql-results+xml;q=0.4": "text/csv",
    f"{JSON};q=0.1, text/csv;q=0.9": "text/csv",
    f"{JSON};q=0.9, text/csv;q=0.1": JSON,
    f"text/csv, {XML}": XML,
    f"{XML}, text/csv": XML,
    "*/*;q=0.1, text/csv": "text/csv",
    "text/*;q=0.5, */*;q=0.1": "text/csv",
    "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8": "application/xml",
    f"{JSON};q=0, */*": XML,
    "image/png, text/csv;q=0.001": "text/csv",
    "text/turtle, application/rdf+xml, */*;q=0.2": JSON,
}
REFUSED = ("text/html", "garbage", "text/csv;q=0", "*/*;q=0", "text/turtle", "text/csv;q=much")


@pytest.mark.parametrize(("accept", "expected"), CHOICES.items())
def test_the_client_gets_what_it_would_rather_have(accept: str, expected: str) -> None:
    assert choose(accept, RESULTS) == expected


@pytest.mark.parametrize("accept", REFUSED)
def test_what_cannot_be_had_is_refused_with_what_can(accept: str) -> None:
    with pytest.raises(NotAcceptable, match=r"application/sparql-results\+json, .*text/csv") as told:
        choose(accept, RESULTS)
    assert told.value.status == 406


@pytest.mark.parametrize("offered", [*RESULTS])
def test_every_result_format_can_be_asked_for(offered: str) -> None:
    assert choose(offered, RESULTS) == offered


@pytest.mark.parametrize("offered", [*GRAPHS])
def test_every_graph_format_can_be_asked_for(offered: str) -> None:
    assert choose(offered, GRAPHS) == offered
