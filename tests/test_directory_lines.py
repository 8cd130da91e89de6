"""What the directory tables write without pyoxigraph's objects is what pyoxigraph and its store would write."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, serialize

from genoderm.loaders.directory.cells import SOUND_WEB
from genoderm.loaders.directory.dataset import shipped
from genoderm.loaders.directory.sayings import COMMON, dated
from genoderm.loaders.directory.statements import lines, statements
from genoderm.loaders.source import Context
from genoderm.ontology.lines import about, triples

NODE = NamedNode("https://example.org/thing")


def stored(term: str) -> str:
    (triple,) = triples(about(str(NODE), [(str(NODE), term)]))
    store = Store()
    store.add(Quad(triple.subject, triple.predicate, triple.object))
    return str(next(iter(store)).object)


@given(st.dates(min_value=date(1000, 1, 1)).map(str), st.sampled_from([4, 7, 10]))
def test_dates_are_written_as_the_store_keeps_them(day: str, precise: int) -> None:
    assert stored(dated(day[:precise])) == dated(day[:precise])


@given(st.integers(0, 999_999_999))
def test_whole_numbers_are_written_as_the_store_keeps_them(number: int) -> None:
    term = COMMON["order"][1](number)
    assert stored(term) == term


@given(st.from_regex(SOUND_WEB, fullmatch=True))
def test_an_address_of_the_usual_form_is_a_sound_iri(address: str) -> None:
    assert NamedNode(address).value == address


def test_the_shipped_tables_are_written_as_pyoxigraph_writes_them() -> None:
    rows = [row for rows in shipped().entries.values() for row in rows]
    assert rows
    for row in rows:
        written = bytes(serialize(statements(row, Context()), format=RdfFormat.N_TRIPLES) or b"").decode()
        assert written == "".join(lines(row, Context()))
