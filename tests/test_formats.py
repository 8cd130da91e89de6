"""Which formats an answer can be written in, and by which names they are asked for in the address."""

import pytest
from pyoxigraph import Store

from genoderm.ontology.errors import BadInput
from genoderm.ontology.examples import Form
from genoderm.sparql.formats import GRAPHS, NAMES, OFFERED, RESULTS, TABULAR, named_format
from genoderm.sparql.negotiation import NotAcceptable

QUERIES = {
    Form.SELECT: "SELECT ?x { VALUES ?x { 1 } }",
    Form.ASK: "ASK {}",
    Form.CONSTRUCT: "CONSTRUCT { <http://example.org/a> <http://example.org/b> 1 } {}",
    Form.DESCRIBE: "DESCRIBE <http://example.org/a>",
}
NAMED = {
    ("json", Form.SELECT): "application/sparql-results+json",
    ("json", Form.ASK): "application/sparql-results+json",
    ("json", Form.CONSTRUCT): "application/ld+json",
    ("xml", Form.SELECT): "application/sparql-results+xml",
    ("xml", Form.DESCRIBE): "application/rdf+xml",
    ("csv", Form.SELECT): "text/csv",
    ("TSV", Form.SELECT): "text/tab-separated-values",
    ("ttl", Form.CONSTRUCT): "text/turtle",
    ("nt", Form.CONSTRUCT): "application/n-triples",
    ("nq", Form.CONSTRUCT): "application/n-quads",
    ("trig", Form.CONSTRUCT): "application/trig",
    ("rdf", Form.CONSTRUCT): "application/rdf+xml",
    ("jsonld", Form.CONSTRUCT): "application/ld+json",
    ("text/csv", Form.SELECT): "text/csv",
    ("Application/JSON", Form.CONSTRUCT): "application/json",
}


@pytest.mark.parametrize(
    ("form", "media_type"), [(form, media_type) for form, offered in OFFERED.items() for media_type in offered]
)
def test_the_engine_writes_every_form_in_every_format_that_is_offered_for_it(form: Form, media_type: str) -> None:
    formats = GRAPHS if form in {Form.CONSTRUCT, Form.DESCRIBE} else RESULTS
    assert Store().query(QUERIES[form]).serialize(format=formats[media_type]) is not None  # type: ignore[arg-type]


@pytest.mark.parametrize("media_type", sorted(TABULAR))
def test_a_table_is_not_offered_for_a_yes_or_no_which_the_standard_has_no_table_for(media_type: str) -> None:
    assert media_type not in OFFERED[Form.ASK]


@pytest.mark.parametrize(("asked", "expected"), NAMED.items(), ids=str)
def test_a_short_name_is_the_format_that_holds_the_answer(asked: tuple[str, Form], expected: str) -> None:
    assert named_format(*asked) == expected


def test_every_name_stands_for_a_format_of_some_form() -> None:
    offered = {media_type for types in OFFERED.values() for media_type in types}
    assert {media_type for types in NAMES.values() for media_type in types} == offered


@pytest.mark.parametrize(("name", "form"), [("csv", Form.ASK), ("csv", Form.CONSTRUCT), ("ttl", Form.SELECT)])
def test_a_format_that_cannot_hold_the_answer_is_refused_with_those_that_can(name: str, form: Form) -> None:
    with pytest.raises(NotAcceptable, match=OFFERED[form][0].replace("+", r"\+")):
        named_format(name, form)


@pytest.mark.parametrize(("name", "told"), [("cvs", "expected csv"), ("turtel", "expected turtle"), ("?", "json, xml")])
def test_an_unknown_name_is_told_the_nearest(name: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        named_format(name, Form.SELECT)
