"""A query that would leave the process never passes, however it is disguised; one that only looks so does."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Quad, QueryBoolean, QuerySolutions, QueryTriples, Store

from genoderm.sparql.departures import LeavesProcess, refuse_departing_update, refuse_departure
from genoderm.sparql.syntax import SyntaxFault, query_fault, update_fault
from genoderm.sparql.tokens import unescape
from tests.effort import rounds

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
    "after what begins like a long string": f"SELECT * {{ VALUES ?x {{ '''a'}} SERVICE <{HERE}> {{}} }}",
    "in one word with what is before it": f"SELECT * {{ VALUES ?x {{ 1 }} FILTER(?x!=2) {{}}SERVICE<{HERE}>{{}} }}",
    "a codepoint escape": f"SELECT * {{ SERV\\u0049CE <{HERE}> {{ ?s ?p ?o }} }}",
    "a long codepoint escape": f"SELECT * {{ \\U00000053ervice <{HERE}> {{ ?s ?p ?o }} }}",
    "after a harmless one": f"PREFIX service: <{HERE}> "
    f"SELECT ?service {{ VALUES ?service {{ service:x 'SERVICE' }} SERVICE <{HERE}> {{}} }}",
}
NO_QUERY = {
    "an escape of an escape": f"SELECT * {{ SERV\\u005cu0049CE <{HERE}> {{}} }}",
    "no group": "SELECT ?service",
    "a letter that becomes an S": f"SELECT * {{ \u017fervice <{HERE}> {{ ?s ?p ?o }} }}",
    "a dotless i": f"SELECT * {{ serv\u0131ce <{HERE}> {{ ?s ?p ?o }} }}",
}
LEAVING_UPDATES = {
    "LOAD": f"LOAD <{HERE}>",
    "in lower case": f"load silent <{HERE}> into graph <{HERE}>",
    "in one word": f"LOADSILENT<{HERE}>",
    "a prefixed name": f"PREFIX e: <{HERE}> LOAD e:",
    "what looks like one": f"PREFIX : <{HERE}> LOAD:x",
    "what looks like one, later": f"PREFIX : <{HERE}> CREATE GRAPH :a ; LOAD:x",
    "what looks like one, earlier": f"PREFIX : <{HERE}> LOAD:x ; CREATE GRAPH :a",
    "after another": f"INSERT DATA {{ <http://e/a> <http://e/b> 1 }} ; LOAD <{HERE}>",
    "a codepoint escape": f"LO\\u0041D <{HERE}>",
    "SERVICE in WHERE": f"INSERT {{ ?s ?p ?o }} WHERE {{ SERVICE <{HERE}> {{ ?s ?p ?o }} }}",
    "SERVICE, hidden": f"PREFIX : <{HERE}> DELETE {{ ?s ?p ?o }} WHERE {{ SERVICE:x {{ ?s ?p ?o }} }}",
}
HARMLESS_UPDATES = {
    "data": "INSERT DATA { <http://e/LOAD> <http://e/service> 'LOAD <x>' }",
    "names": "PREFIX load: <http://e/> DELETE WHERE { ?load load:SERVICE ?service } # LOAD",
    "with": "PREFIX load: <http://e/> WITH load:g INSERT { load:a load:b 1 } WHERE {}",
    "nothing": "CLEAR ALL",
    "only a comment": "# LOAD",
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
        try:  # a thread whose socket is closed under it would turn for as long as the tests run
            yield f"http://127.0.0.1:{server.server_port}/sparql", called
        finally:
            server.shutdown()


@pytest.mark.parametrize("query", DISGUISES.values(), ids=DISGUISES)
def test_a_disguised_departure_is_refused(query: str) -> None:
    with pytest.raises(LeavesProcess, match="not allowed here") as told:
        refuse_departure(unescape(query))
    assert told.value.status == 403


def test_every_disguise_would_have_left() -> None:
    """Else the table proves nothing: the engine, asked as it is, calls for each of them."""
    store, reached = Store(), []
    store.add(Quad(*[NamedNode("http://example.org/'")] * 3))
    with listening() as (url, called):
        for disguise, query in DISGUISES.items():
            before = len(called)
            with suppress(OSError, RuntimeError):  # the server answers with a fault
                whole(store.query(unescape(query.replace(HERE, url))))
            reached += [disguise] * (len(called) > before)
    assert set(DISGUISES) - set(reached) == {"a variable"}, "the engine does not bind it; a later one may"


def whole(answer: QuerySolutions | QueryBoolean | QueryTriples) -> None:
    """Have all of an answer, or whether there is one, evaluated."""
    if not isinstance(answer, QueryBoolean):
        list(answer)


@pytest.mark.parametrize("query", NO_QUERY.values(), ids=NO_QUERY)
def test_what_is_no_query_is_refused_as_none(query: str) -> None:
    if "service" in unescape(query).lower():
        with pytest.raises(SyntaxFault):
            refuse_departure(unescape(query))
    else:
        assert query_fault(unescape(query))


@pytest.mark.parametrize("query", HARMLESS.values(), ids=HARMLESS)
def test_a_harmless_query_passes(query: str) -> None:
    refuse_departure(unescape(query))
    assert query_fault(unescape(query)) is None


@pytest.mark.parametrize("update", LEAVING_UPDATES.values(), ids=LEAVING_UPDATES)
def test_an_update_that_leaves_is_refused(update: str) -> None:
    hidden = "LOAD:" in update or "SERVICE:" in update
    with pytest.raises(SyntaxFault if hidden else LeavesProcess, match=r"LOAD|SERVICE"), listening() as (url, called):
        refuse_departing_update(unescape(update.replace(HERE, url)))
    assert called == []


def test_every_one_of_them_would_have_left() -> None:
    reached = []
    with listening() as (url, called):
        for disguise, update in LEAVING_UPDATES.items():
            before = len(called)
            with suppress(OSError, RuntimeError):
                Store().update(unescape(update.replace(HERE, url)))
            reached += [disguise] * (len(called) > before)
    assert reached == [*LEAVING_UPDATES]


@pytest.mark.parametrize("update", HARMLESS_UPDATES.values(), ids=HARMLESS_UPDATES)
def test_a_harmless_update_passes(update: str) -> None:
    refuse_departing_update(update)
    Store().update(update)


def test_an_update_that_is_none_is_told_where() -> None:
    with pytest.raises(SyntaxFault) as told:
        refuse_departing_update("INSERT DATA { <http://e/load> <http://e/b> }")
    assert (told.value.line, told.value.column) == (1, 44)


def test_the_place_of_the_keyword_is_told() -> None:
    with pytest.raises(LeavesProcess, match="line 2, column 3: SERVICE") as told:
        refuse_departure(f"SELECT * {{ # service\n  SERVICE <{HERE}> {{}} }}")
    assert (told.value.line, told.value.column) == (2, 3)


GD = "https://w3id.org/genoderm/ns#"
LOCAL = {f"{GD}textSearch", f"{GD}nearby"}
SEARCH = f"PREFIX gd: <{GD}> SELECT * {{ SERVICE gd:textSearch {{ ?d gd:matches 'service' }} %s }}"


def test_a_service_that_is_answered_here_passes() -> None:
    refuse_departure(SEARCH % "", LOCAL)
    refuse_departure(SEARCH % f"SERVICE <{GD}nearby> {{ ?c gd:distance ?service }} # SERVICE\n", LOCAL)


@pytest.mark.parametrize(
    "other",
    [
        f"SERVICE <{HERE}> {{}}",
        "SERVICE gd:other {}",
        "SERVICE gd:textsearch {}",
        "SERVICE ?gd {}",
        "SERVICE:x {}",
        f"?s ?p trueSERVICE<{HERE}> {{}}",
        f"FILTER(?a<?b)SERVICE#>\n<{HERE}>{{}}",
        f"SERVICE gd:nearby {{ SERVICE <{HERE}> {{}} }}",
    ],
)
def test_another_beside_it_does_not(other: str) -> None:
    with pytest.raises(LeavesProcess):
        refuse_departure("PREFIX : <http://e/> " + SEARCH % other, LOCAL)


def test_without_the_list_it_is_refused_too() -> None:
    with pytest.raises(LeavesProcess):
        refuse_departure(SEARCH % "")


def test_nothing_is_evaluated_on_the_way() -> None:
    """A product of 27 million rows would take five seconds, and these are products of 27 thousand of them."""
    values = " ".join(f"VALUES ?{name} {{ {' '.join(map(str, range(300)))} }}" for name in "abcde")
    query = f"ASK {{ {values} FILTER(?a + ?b + ?c + ?d + ?e < 0) }} # service"
    update = f"DELETE {{}} WHERE {{ {values} FILTER(?a + ?b + ?c + ?d + ?e < 0) }} # service"
    assert rounds(lambda: refuse_departure(query)) < 25
    assert rounds(lambda: refuse_departing_update(update)) < 25
    assert query_fault("ASK {}") is None
    assert update_fault("CLEAR ALL") is None


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
    with pytest.raises((LeavesProcess, SyntaxFault)):
        refuse_departure(query)


@given(SPACES, WORDS, TRIPLES, TRIPLES)
def test_the_word_in_a_string_a_comment_a_variable_or_a_name_always_passes(
    space: str, word: str, before: str, after: str
) -> None:
    group = f"{before} {space} ?{word} e:{word} '{word} <{HERE}> {{}}' . # {word} <{HERE}> {{ }}\n {after}"
    query = f"PREFIX e: <{HERE}> SELECT * {{ {group} }}"
    refuse_departure(query)
    assert query_fault(query) is None
