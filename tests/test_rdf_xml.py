"""What RDF/XML cannot say is refused, and all that is written can be read."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse, serialize
from rdflib import Graph

from genoderm.sparql.evaluation import Asked, write_answer
from genoderm.sparql.negotiation import NotAcceptable
from genoderm.sparql.rdf_xml import writable

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
THING = NamedNode("http://x/thing")
endings = st.text(st.sampled_from("aZ_0-9./:;(é文·²ª"), max_size=8)


def statement(predicate: str, value: str = "é <&> ]]>\n") -> Triple:
    return Triple(THING, NamedNode(predicate), Literal(value))


def written(*triples: Triple) -> list[Triple]:
    """As they come back from the engine's reader, once another's has read as many."""
    told = serialize(writable(triples), format=RdfFormat.RDF_XML) or b""
    assert len(Graph().parse(data=told, format="xml")) == len(triples)
    return [quad.triple for quad in parse(told, format=RdfFormat.RDF_XML)]


@pytest.mark.parametrize(
    "predicate", ["http://x/a1", "http://x/1a", "http://x/_1", "http://x#文", "urn:x:y", "http://x/%20a", f"{RDF}_1"]
)
def test_a_property_with_a_name_at_its_end_is_written(predicate: str) -> None:
    assert written(statement(predicate)) == [statement(predicate)]


@pytest.mark.parametrize(
    "predicate", ["http://x/1", "http://x/", "http://x#", "http://x/a(b)", "http://x/%41", "urn:y:1"]
)
def test_a_property_without_one_is_refused_by_its_name(predicate: str) -> None:
    with pytest.raises(NotAcceptable, match=r"no name for the property <.*>; text/turtle"):
        written(statement("http://x/a"), statement(predicate))


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\ufffe"])
def test_characters_that_xml_does_not_have_are_refused(character: str) -> None:
    with pytest.raises(NotAcceptable, match="XML has not all characters"):
        written(statement("http://x/a", f"a{character}b"))


@given(endings, st.text(st.characters(codec="utf-8", exclude_characters="\r")))
def test_whatever_is_written_is_read_again(ending: str, value: str) -> None:
    said = statement(f"http://x/{ending}", value)
    try:
        told = written(said)
    except NotAcceptable:
        return
    assert told == [said]


@pytest.mark.parametrize(
    ("pattern", "media_type", "told"),
    [
        (f"<{RDF}li> 1", "application/rdf+xml", "reserved"),
        ("<http://x/p> <<( <http://x/s> <http://x/p> 1 )>>", "application/ld+json", "JSON-LD"),
    ],
)
def test_what_the_engine_cannot_write_is_not_acceptable_in_that_format(
    pattern: str, media_type: str, told: str
) -> None:
    asked = Asked(f"CONSTRUCT {{ <http://x/s> {pattern} }} WHERE {{}}")
    with pytest.raises(NotAcceptable, match=told):
        write_answer(Store(), asked, media_type, BytesIO())
