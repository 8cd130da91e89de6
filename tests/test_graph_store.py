"""Graphs at /graphs: which one a request is about, what state it has to be in, and what becomes of it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from genoderm.graph.home import Home
from genoderm.graph.lock import locked
from genoderm.graph.revision_bare import bare_release
from genoderm.ontology.errors import BadInput
from genoderm.ontology.terms import DEFAULT_BASE
from genoderm.sparql.formats import GRAPHS
from genoderm.sparql.graph_store import (
    DEFAULT,
    Place,
    Target,
    check_method,
    entity_tag,
    media_type,
    readable,
    tags,
    target,
)
from genoderm.sparql.protocol import NoSuchMethod, UnsupportedMedia
from tests.revisions import manifest, said, whole
from tests.writing import ADDRESS, TURTLE, UPDATE, Client, client

PLACE = Place("http://example.org/graphs", DEFAULT_BASE)
OURS = f"{DEFAULT_BASE}graph/"
ONE, TWO = "<urn:a> <urn:p> <urn:b>", "<urn:a> <urn:p> <urn:c>"


# Which graph


@pytest.mark.parametrize(
    ("path", "query", "graph"),
    [
        ("", "", None),
        ("/", "", None),
        ("", "default", DEFAULT),
        ("", "default=", DEFAULT),
        ("", "graph=http%3A%2F%2Fexample.org%2Fg%23x", "http://example.org/g#x"),
        ("", "graph=urn:g", "urn:g"),
        ("", "graph=http://example.org/%31", "http://example.org/1"),
        ("", "graph=http://example.org/%2531", "http://example.org/%31"),
        ("/hpo", "", f"{OURS}hpo"),
        ("/person/%31.ttl", "", f"{OURS}person/%31.ttl"),
        ("", "graph=http://example.org/graphs/hpo", f"{OURS}hpo"),
        ("", "graph=http://example.org/graphs/", "http://example.org/graphs/"),
    ],
)
def test_a_graph_is_named_by_the_address_or_by_a_parameter(path: str, query: str, graph: str | None) -> None:
    assert target(path, query, PLACE) == Target(graph)


@pytest.mark.parametrize(
    ("path", "query", "told"),
    [
        ("/hpo", "default", "expected one of them"),
        ("", "default&graph=urn:g", "more than one graph"),
        ("", "graph=urn:g&graph=urn:h", "more than one graph"),
        ("", "default=yes", "expected no value"),
        ("", "graph=", "no absolute IRI"),
        ("", "graph=g", "no absolute IRI"),
        ("", "graph=http://a b/", "no absolute IRI"),
        ("", "graf=urn:g", "'graf' is no parameter"),
        ("", "graph=%FF", "cannot be read"),
        ("/a b", "", "no absolute IRI"),
    ],
)
def test_a_graph_that_is_not_clearly_named_is_bad_input(path: str, query: str, told: str) -> None:
    with pytest.raises(BadInput, match=told):
        target(path, query, PLACE)


@given(path=st.text(), query=st.text())
def test_no_address_is_too_odd_to_be_told_from_a_graph(path: str, query: str) -> None:
    with suppress(BadInput):
        graph = target(path, query, PLACE).graph
        assert graph is None or graph == DEFAULT or NamedNode(graph).value == graph


@pytest.mark.parametrize(
    ("graph", "address"),
    [
        (f"{OURS}hpo", "http://example.org/graphs/hpo"),
        (f"{OURS}person/%31.ttl", "http://example.org/graphs/person/%31.ttl"),
        ("urn:g#x", "http://example.org/graphs?graph=urn%3Ag%23x"),
        (f"{OURS}é", f"http://example.org/graphs?graph={'https%3A%2F%2Fw3id.org%2Fgenoderm%2Fid%2Fgraph%2F%C3%A9'}"),
        (DEFAULT, "http://example.org/graphs?default"),
    ],
)
def test_the_address_of_a_graph_leads_back_to_it(graph: str, address: str) -> None:
    assert PLACE.address(graph) == address
    path, _, query = address.removeprefix(PLACE.store).partition("?")
    assert target(path, query, PLACE) == Target(graph)


def test_methods_that_do_not_fit_are_refused_with_those_that_do() -> None:
    with pytest.raises(NoSuchMethod) as caught:
        check_method("PUT", Target(None))
    assert caught.value.allow == "GET, HEAD, POST, OPTIONS"
    for method in ("GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"):
        check_method(method, Target("urn:g"))


@pytest.mark.parametrize(
    ("sent", "name", "kind"),
    [
        ("text/turtle; charset=UTF-8", "", "text/turtle"),
        ("Application/LD+JSON", "", "application/ld+json"),
        ("application/octet-stream", "a.NT", "application/n-triples"),
        ("", "people.owl", "application/rdf+xml"),
        ("text/xml", "", "application/rdf+xml"),
    ],
)
def test_the_format_is_told_by_the_type_or_by_the_name(sent: str, name: str, kind: str) -> None:
    assert media_type(sent, name) == kind


@pytest.mark.parametrize("sent", ["", "text/html", "text/turtle; charset=latin-1", "application/octet-stream"])
def test_a_format_that_is_no_rdf_is_refused(sent: str) -> None:
    with pytest.raises(UnsupportedMedia):
        media_type(sent, "people.xlsx")


def test_tags_name_a_state_whatever_the_format() -> None:
    assert tags("") == ()
    assert tags('"abc.ttl", W/"def.nt" ,*') == ("abc", "def", "*")
    assert tags(entity_tag("0123", "text/turtle")) == ("0123",)
    with pytest.raises(BadInput, match="no list of entity tags"):
        tags("abc")


# Over HTTP, on a dataset of graphs that are apart


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    home = tmp_path_factory.mktemp("graphs")
    bare_release(Home(home), ())
    with client(home, max_upload=20_000) as known:
        yield known


def test_a_graph_is_made_replaced_added_to_and_gone(ask: Client) -> None:
    assert ask("GET", "/graphs/one").status_code == 404
    assert ask("HEAD", "/graphs/one").status_code == 404
    made = ask("PUT", "/graphs/one", content=f"{ONE} .", headers=TURTLE)
    assert (made.status_code, made.headers["location"]) == (201, f"{ADDRESS}/graphs/one")
    assert made.json() == {"release": made.headers["genoderm-release"], "fresh": True, "added": 1, "removed": 0}
    assert ask("PUT", "/graphs/one", content=f"{TWO} .", headers=TURTLE).status_code == 200
    assert ask("POST", "/graphs/one", content=f"{ONE} .", headers=TURTLE).status_code == 200
    read = ask("GET", "/graphs/one", token=None, headers={"Accept": "application/n-triples"})
    assert sorted(read.text.splitlines()) == [f"{ONE} .", f"{TWO} ."]
    assert ask("DELETE", "/graphs/one").status_code == 200
    assert ask("DELETE", "/graphs/one").status_code == 404


def test_a_graph_has_one_state_at_all_its_addresses(ask: Client) -> None:
    ask("PUT", "/graphs/a/b", content=f"{ONE} .", headers=TURTLE)
    addresses = (
        "/graphs/a/b",
        f"/graphs?graph={OURS}a/b",
        f"/graphs?graph={ADDRESS}/graphs/a/b",
        "/genoderm/id/graph/a/b",
    )
    assert {ask("GET", address).text for address in addresses} == {f"{ONE} .\n"}
    assert ask("GET", "/graphs/a/%62").status_code == 404


def test_what_is_posted_to_the_store_becomes_a_graph_that_location_names(ask: Client) -> None:
    made = ask("POST", "/graphs", content=f"{ONE} .", headers=TURTLE)
    assert made.status_code == 201
    assert ask("GET", made.headers["location"]).text == f"{ONE} .\n"
    told = ask("GET", "/graphs")
    assert (told.status_code, told.headers["location"]) == (303, f"{ADDRESS}/sparql/description")
    refused = ask("PUT", "/graphs", content="", headers=TURTLE)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")


def test_the_default_graph_is_put_posted_read_and_emptied(ask: Client) -> None:
    assert ask("PUT", "/graphs?default", content=f"{ONE} .", headers=TURTLE).status_code == 200
    assert ask("POST", "/graphs?default", content=f"{TWO} .", headers=TURTLE).status_code == 200
    assert len(ask("GET", "/graphs?default", headers={"Accept": "text/plain"}).text.splitlines()) == 2
    assert ask("DELETE", "/graphs?default").status_code == 200
    assert ask("GET", "/graphs?default").text == ""


@pytest.mark.parametrize("kind", readable())
def test_what_is_read_in_a_format_can_be_put_in_it(ask: Client, kind: str) -> None:
    ask("PUT", "/graphs/formats", content='<urn:a> <urn:p> "café\\n"@fr, 1.5, <urn:b> .', headers=TURTLE)
    first = ask("GET", "/graphs/formats", headers={"Accept": kind})
    assert first.headers["content-type"].partition(";")[0] == kind
    again = ask("PUT", "/graphs/formats", content=first.content, headers={"Content-Type": kind})
    assert again.json()["fresh"] is False


def test_a_format_that_there_is_not_is_not_acceptable(ask: Client) -> None:
    ask("PUT", "/graphs/formats", content=f"{ONE} .", headers=TURTLE)
    refused = ask("GET", "/graphs/formats", headers={"Accept": "text/html"})
    assert refused.status_code == 406
    assert all(kind in refused.json()["detail"] for kind in GRAPHS)


def test_several_documents_come_in_one_body(ask: Client) -> None:
    files = {
        "one": ("one.ttl", f"_:x <urn:p> <urn:b> . {ONE} .", "text/turtle"),
        "two": ("two.nt", f"_:x <urn:p> <urn:c> .\n{TWO} .", "application/octet-stream"),
    }
    assert ask("POST", "/graphs/several", files=files).status_code == 201
    read = ask("GET", "/graphs/several", headers={"Accept": "application/n-triples"}).text.splitlines()
    assert len({line.split()[0] for line in read}) == 3  # a label means another node in each document
    field = ask("POST", "/graphs/several", data={"note": "x"}, files=files)
    assert field.status_code == 400
    assert "'note' is no file" in field.json()["detail"]
    assert ask("POST", "/graphs/several", files={"one": ("one.xlsx", b"PK")}).status_code == 415


def test_a_bad_document_is_told_by_name_line_and_column(ask: Client) -> None:
    files = {"one": ("one.ttl", f"{ONE} .\n\n<urn:a> <urn:p> .", "text/turtle")}
    refused = ask("POST", "/graphs/bad", files=files)
    assert refused.status_code == 400
    told = refused.json()
    assert (told["line"], told["column"]) == (3, 17)
    assert told["detail"].startswith("one.ttl is no Turtle: ")
    assert ask("GET", "/graphs/bad").status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/csv"}, 415),
        ({}, 415),
        ({"Content-Type": "text/turtle; charset=utf-16"}, 415),
        ({"Content-Type": "text/turtle", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "multipart/form-data"}, 400),
    ],
)
def test_a_body_that_is_no_rdf_is_refused(ask: Client, headers: dict[str, str], status: int) -> None:
    assert ask("PUT", "/graphs/bad", content=f"{ONE} .", headers=headers).status_code == status


def test_an_empty_body_empties_a_graph(ask: Client) -> None:
    ask("PUT", "/graphs/emptied", content=f"{ONE} .", headers=TURTLE)
    assert ask("PUT", "/graphs/emptied", content=b"", headers={"Content-Length": "0"}).status_code == 200
    assert ask("GET", "/graphs/emptied").status_code == 404


def test_a_graph_is_patched_by_an_update_of_its_own(ask: Client) -> None:
    ask("PUT", "/graphs/patched", content=f"{ONE} . _:x <urn:p> 1 .", headers=TURTLE)
    text = "PREFIX : <urn:> DELETE { ?s :p :b } INSERT { ?s :p :c } WHERE { ?s :p :b } ; INSERT DATA { <x> :p 2 }"
    assert ask("PATCH", "/graphs/patched", content=text, headers=UPDATE).json()["added"] == 2
    read = ask("GET", "/graphs/patched", headers={"Accept": "application/n-triples"}).text
    assert f"{TWO} ." in read
    assert f"<{OURS}x> <urn:p>" in read
    for text, status in (
        ("INSERT DATA { GRAPH <urn:g> { <urn:a> <urn:b> 1 } }", 422),
        ("DROP GRAPH <urn:g>", 409),
        ("INSERT DATA {", 400),
        ("LOAD <http://127.0.0.1/>", 403),
    ):
        assert ask("PATCH", "/graphs/patched", content=text, headers=UPDATE).status_code == status
    assert ask("PATCH", "/graphs/nowhere", content=text, headers=UPDATE).status_code in {403, 404}
    assert ask("PATCH", "/graphs/patched", content=text, headers=TURTLE).status_code == 415


def test_edits_that_cross_are_refused_and_reads_that_know_it_all_are_short(ask: Client) -> None:
    only_new = TURTLE | {"If-None-Match": "*"}
    assert ask("PUT", "/graphs/shared", content=f"{ONE} .", headers=only_new).status_code == 201
    assert ask("PUT", "/graphs/shared", content=f"{TWO} .", headers=only_new).status_code == 412
    read = ask("GET", "/graphs/shared")
    known = {"If-None-Match": read.headers["etag"]}
    assert ask("GET", "/graphs/shared", headers=known).status_code == 304
    for other in ('"other"', "abc", ""):
        assert ask("GET", "/graphs/shared", headers={"If-None-Match": other}).status_code == 200
    mine = TURTLE | {"If-Match": read.headers["etag"]}
    assert ask("PUT", "/graphs/shared", content=f"{TWO} .", headers=mine).status_code == 200
    assert ask("DELETE", "/graphs/shared", headers=mine).status_code == 412
    assert ask("PUT", "/graphs/shared", content="", headers=TURTLE | {"If-Match": "abc"}).status_code == 400
    assert ask("GET", "/graphs/shared").text == f"{TWO} .\n"


def test_writes_that_come_together_are_all_done(ask: Client) -> None:
    told = ask.together(*[("POST", "/graphs/together", f"<urn:a> <urn:p> {n} .".encode()) for n in range(4)])
    assert sorted(response.status_code for response in told) == [200, 200, 200, 201]
    assert len(ask("GET", "/graphs/together", headers={"Accept": "text/plain"}).text.splitlines()) == 4


def test_a_graph_that_is_longer_than_the_settings_allow_is_refused(ask: Client) -> None:
    refused = ask("PUT", "/graphs/long", content=f"{ONE} .\n" * 2000, headers=TURTLE)
    assert refused.status_code == 413
    assert ask("GET", "/graphs/long").status_code == 404


def test_who_writes_needs_a_token_and_who_reads_none(ask: Client) -> None:
    for method in ("PUT", "POST", "DELETE", "PATCH"):
        refused = ask(method, "/graphs/one", token=None, content=b"")
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, 'Bearer realm="genoderm"')
        assert ask(method, "/graphs/one", token="another", content=b"").status_code == 401
    assert ask("GET", "/graphs?default", token=None).status_code == 200


# On a release of ours


def test_a_partner_who_puts_a_graph_finds_it_and_its_release_is_whole(home: Path) -> None:
    with client(home) as ask:
        body = f"{ONE} . [] <urn:p> 1 ."
        told = ask("PUT", "/graphs/partner", content=body, headers=TURTLE)
        assert told.status_code == 201
        assert manifest(home).id == told.json()["release"]
        assert ONE in said(home)
        refused = ask("PUT", "/graphs/derived", content=f"{ONE} .", headers=TURTLE)
        assert (refused.status_code, refused.json()["title"]) == (403, "WorkedOut")
        body = 'orpha:304 <http://www.w3.org/2004/02/skos/core#prefLabel> "Another"@en .'
        body = f"@prefix orpha: <http://www.orpha.net/ORDO/Orphanet_> . {body}"
        refused = ask("POST", "/graphs/partner", content=body, headers=TURTLE)
        assert (refused.status_code, refused.json()["title"]) == (400, "InvalidRelease")
        assert str(home) not in refused.text
        with locked(home, "build"):
            busy = ask("DELETE", "/graphs/partner")
        assert (busy.status_code, busy.json()["title"], busy.headers["retry-after"]) == (409, "Held", "10")
        assert str(home) not in busy.text
    assert json.loads((home / "current" / "manifest.json").read_text())["write"]["by"] == "operator"
    assert whole(home)
