import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from genoderm.ontology.lines import about, literal, resource, tagged, triples, typed
from genoderm.ontology.vocabularies import XSD_DATE, XSD_GYEAR, XSD_INTEGER

NODE = NamedNode("https://example.org/thing")
TEXT = st.text(st.characters(exclude_categories=["Cs"])) | st.text('a"\\\n\r\t\x00\x0b\x7f\x85\u2028\ufffe\uffff')
IRI = st.text("abcé/#?=&;~.-_0", max_size=20).map(lambda path: f"https://example.org/{path.replace('#', '')}")


def written(triple: Triple) -> str:
    return bytes(serialize([triple], format=RdfFormat.N_TRIPLES) or b"").decode()


@given(TEXT)
def test_a_literal_is_written_as_pyoxigraph_writes_it(text: str) -> None:
    assert about(str(NODE), [(str(NODE), literal(text))]) == [written(Triple(NODE, NODE, Literal(text)))]


@given(TEXT, st.sampled_from(["fr", "pt-BR", "zh-Hant", "und"]))
def test_a_literal_in_a_language_is_written_as_pyoxigraph_writes_it(text: str, language: str) -> None:
    triple = Triple(NODE, NODE, Literal(text, language=language))
    assert about(str(NODE), [(str(NODE), tagged(text, language))]) == [written(triple)]


@given(TEXT, st.sampled_from([XSD_DATE, XSD_GYEAR, XSD_INTEGER, NODE]))
def test_a_literal_of_a_datatype_is_written_as_pyoxigraph_writes_it(text: str, datatype: NamedNode) -> None:
    triple = Triple(NODE, NODE, Literal(text, datatype=datatype))
    assert about(str(NODE), [(str(NODE), typed(text, datatype))]) == [written(triple)]


@given(IRI)
def test_an_iri_is_written_as_pyoxigraph_writes_it(iri: str) -> None:
    assert about(resource(iri), [(str(NODE), resource(iri))]) == [written(Triple(NamedNode(iri), NODE, NamedNode(iri)))]


@given(st.lists(TEXT))
def test_lines_read_back_are_the_triples_they_say(texts: list[str]) -> None:
    said = [Triple(NODE, NODE, Literal(text, language="fr")) for text in texts]
    assert list(triples(about(str(NODE), [(str(NODE), tagged(text, "fr")) for text in texts]))) == said


@pytest.mark.parametrize("sign", [chr(code) for code in (*range(0x180), 0x2028, 0xFFFE, 0xFFFF, 0x1F600)])
def test_every_sign_that_could_need_an_escape_is_tried(sign: str) -> None:
    assert literal(sign) == str(Literal(sign))
