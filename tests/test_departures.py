"""A query that would leave the process never passes, however it is disguised; one that only looks so does."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, Store

from genoderm.ontology.errors import BadInput
from genoderm.sparql.departures import LeavesProcess, refuse_departure
from genoderm.sparql.evaluation import Dataset, evaluate, run, serialize

HERE = "http://127.0.0.1:1/sparql"
DISGUISES = {
    "as it is": f"SELECT * {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }}",
    "lower case": f"SELECT * {{ service <{HERE}> {{ ?s ?p ?o }} }}",
    "mixed case": f"SELECT * {{ sErViCe <{HERE}> {{ ?s ?p ?o }} }}",
    "silent": f"SELECT * {{ SERVICE SILENT <{HERE}> {{ ?s ?p ?o }} }}",
    "silent, in one word": f"SELECT * {{ SERVICESILENT<{HERE}>{{ ?s ?p ?o }} }}",
    "no space": f"SELECT*{{SERVICE<{HERE}>{{?s ?p ?o}}}}",
    "a variable": f"SELECT * {{ VALUES ?x {{ <{HERE}> }} SERVICE?x {{ ?s ?p ?o }} }}",
    "a comment between": f"SELECT * {{ SERVICE # <\n<{HERE}> {{ ?s ?p ?o }} }}",
    "a prefixed name": f"PREFIX e: <{HERE}> SELECT * {{ SERVICE e: {{ ?s ?p ?o }} }}",
    "an empty prefix at its end": f"PREFIX : <{HERE}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    "itself a prefix": f"PREFIX : <{HERE}> PREFIX SERVICE: <{HERE}> SELECT * {{ SERVICE:x {{ ?s ?p ?o }} }}",
    "what looks like an IRI": f"SELECT * {{ VALUES (?a ?b) {{ (1 2) }} FILTER(?a<?b)SERVICE#>\n<{HERE}>{{?s ?p ?o}} }}",
    "what looks like a long string": f'SELECT * {{ BIND("\\u0022" AS ?x) SERVICE <{HERE}> {{ ?s ?p "\\u0022" }} }}',
    "quotes in a comment": f"SELECT * {{ # '''\n SERVICE <{HERE}> {{ ?s ?p ?o }} # '''\n }}",
    "quotes in an IRI": f"SELECT * {{ ?s <http://example.org/'> ?o . SERVICE <{HERE}> {{ ?a ?b '' }} }}",
    "quotes in quotes": f"""SELECT * {{ VALUES (?a ?b) {{ ("'" '"') }} SERVICE <{HERE}> {{ ?s ?p "'" }} }}""",
    "a local name with an escaped quote": f"PREFIX e: <{HERE}> "
    f"SELECT * {{ VALUES ?a {{ e:\\' }} SERVICE <{HERE}> {{ ?s ?p '' }} }}",
    "deep inside": f"SELECT * {{ {{ SELECT * {{ OPTIONAL {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }} }} }} }}",
    "in EXISTS": f"ASK {{ FILTER EXISTS {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }} }}",
    "in MINUS": f"SELECT * {{ ?s ?p ?o MINUS {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }} }}",
    "in CONSTRUCT": f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }}",
    "in DESCRIBE": f"DESCRIBE ?s {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }}",
    "after a harmless one": f"PREFIX service: <{HERE}> "
    f"SELECT ?service {{ VALUES ?service {{ service:x 'SERVICE' }} SERVICE <{HERE}> {{}} }}",
}
NO_QUERY = {
    "codepoint escapes, which are resolved in strings and IRIs only": f"SELECT * {{ SERV\\u0049CE <{HERE}> {{}} }}",
    "a letter that becomes an S": f"SELECT * {{ \u017fervice <{HERE}> {{ ?s ?p ?o }} }}",
    "a dotless i": f"SELECT * {{ serv\u0131ce <{HERE}> {{ ?s ?p ?o }} }}",
    "LOAD, an update": f"LOAD <{HERE}>",
    "LOAD after a query": f"SELECT * {{ ?s ?p ?o }} ; LOAD <{HERE}>",
    "load in lower case": f"load silent <{HERE}> into graph <{HERE}>",
}
HARMLESS = {
    "no such letters": "SELECT * { ?s ?p ?o }",
    "a comment": f"SELECT * {{ ?s ?p ?o }} # SERVICE <{HERE}> {{ }}",
    "a string": f"SELECT * {{ ?s ?p 'SERVICE <{HERE}> {{ ?s ?p ?o }}' }}",
    "a long string": f"SELECT * {{ ?s ?p '''it's a\nSERVICE <{HERE}> {{ ?s ?p ?o }}''' }}",
    "a string with escaped quotes": f'SELECT * {{ ?s ?p "\\" SERVICE <{HERE}> {{ }} \\"" }}',
    "a string with escaped letters": 'SELECT * { ?s ?p "\\u0053ERVICE" }',
    "an IRI": "SELECT * { ?s <http://example.org/SERVICE> ?o }",
    "a local name": "PREFIX ex: <http://example.org/> SELECT * { ?s ex:service ?o }",
    "a prefix": "PREFIX service: <http://example.org/> SELECT * { ?s service:x ?o }",
    "a prefix and a keyword of others": "PREFIX SERVICE: <http://e/> SELECT * { GRAPH SERVICE:x { ?s ?p ?o } }",
    "a variable": "SELECT ?service ?SERVICE { ?service ?SERVICE $Service }",
    "a language tag": "SELECT * { ?s ?p 'x'@service }",
    "LOAD in a name": "PREFIX ex: <http://example.org/> SELECT ?load { ?load ex:load 'LOAD <x>' } # LOAD",
}


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that notes who calls."""
    called: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            called.append(self.path)
            self.send_error(500)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    with HTTPServer(("127.0.0.1", 0), Noting) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql", called
        server.shutdown()


@pytest.mark.parametrize("query", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_departure_is_refused(query: str) -> None:
    with pytest.raises(LeavesProcess, match="SERVICE is not allowed here"):
        refuse_departure(query)


def test_every_disguise_would_have_left() -> None:
    """Else the table proves nothing: the engine, asked as it is, calls for each of them."""
    store, reached = Store(), []
    store.add(Quad(*[NamedNode("http://example.org/'")] * 3))
    with listening() as (url, called):
        for disguise, query in DISGUISES.items():
            before = len(called)
            with suppress(OSError, RuntimeError):  # the server answers with a fault
                serialize(run(store, query.replace(HERE, url), Dataset()), "")
            reached += [disguise] * (len(called) > before)
    assert set(DISGUISES) - set(reached) == {"a variable"}, "the engine does not bind it; a later one may"


@pytest.mark.parametrize("query", NO_QUERY.values(), ids=NO_QUERY)
def test_what_is_no_query_of_the_engine_is_answered_as_none(query: str) -> None:
    with pytest.raises((BadInput, LeavesProcess)):
        evaluate(Store(), query)


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_query_passes(query: str) -> None:
    assert evaluate(Store(), query).body


SPACES = st.text(st.sampled_from(" \t\n\r"), max_size=2) | st.text(st.sampled_from("ab'\"<>{}"), max_size=6).map(
    "#{}\n".format
)
WORDS = st.tuples(*(st.sampled_from([letter, letter.lower()]) for letter in "SERVICE")).map("".join)
TRIPLES = st.sampled_from(
    ["", "?s ?p 'x' .", '?s ?p "\\u0022" .', "?s ?p '''a'b''' .", "?s <http://e/'> ?o .", "FILTER(?a<?b)", "?s ?p 1 ."]
)
PLACES = st.sampled_from([f"<{HERE}>", ":x", "e:x", "?x", "$x"])


@given(st.tuples(TRIPLES, SPACES, WORDS, SPACES, st.sampled_from(["", " SILENT "]), PLACES, SPACES), TRIPLES)
def test_a_query_with_a_service_never_passes(parts: tuple[str, ...], after: str) -> None:
    query = f"PREFIX : <{HERE}> PREFIX e: <{HERE}> SELECT * {{ {''.join(parts)}{{ ?s ?p ?o }} {after} }}"
    with pytest.raises((LeavesProcess, BadInput)):
        evaluate(Store(), query)


@given(SPACES, WORDS, TRIPLES, TRIPLES)
def test_the_word_in_a_string_a_comment_a_variable_or_a_name_always_passes(
    space: str, word: str, before: str, after: str
) -> None:
    group = f"{before} {space} ?{word} e:{word} '{word} <{HERE}> {{}}' . # {word} <{HERE}> {{ }}\n {after}"
    assert evaluate(Store(), f"PREFIX e: <{HERE}> SELECT * {{ {group} }}").body
