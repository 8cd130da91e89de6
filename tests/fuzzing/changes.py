"""What someone with a token may write."""

from hypothesis import strategies as st

from genoderm.sparql.formats import GRAPHS
from tests.fuzzing.exchanges import Sent
from tests.fuzzing.requests import octets

TOKEN = "a-token-of-this-test-alone-" + "x" * 16
CHANGES = [
    b"", b"INSERT DATA {", b"INSERT DATA { <a> <b> 1 }", b"12", b"CLEAR ALL", b"LOAD <http://127.0.0.1:1/>",
    b"{" * 5000, b"INSERT DATA { <a> <b> " + b"(" * 3000 + b")" * 3000 + b" }",
    b"DELETE WHERE { ?s ?p ?o . ?a ?b ?c . ?d ?e ?f }",
]  # fmt: skip
DOCUMENTS = [
    b"", b"<a> <b> <c> .", b"<a> <b> " + b"(" * 9000, b"<a> <b> " + b"[" * 9000, b"{", b"[" * 9000, b"<", b"\x00",
    b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><x>&b;</x>", b'{"@context": "http://127.0.0.1:1/"}',
    b"<?xml version='1.0'?><rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'/>", b"\xff\xfe",
]  # fmt: skip
TYPES = [
    *[media_type.encode() for media_type in GRAPHS], b"application/sparql-update", b"text/turtle; charset=latin-1", b"",
    b"multipart/form-data; boundary=x", b"multipart/form-data", b"application/octet-stream",
]  # fmt: skip
GRAPH_TARGETS = [
    b"/update", b"/update?using-graph-uri=x", b"/graphs", b"/graphs?default", b"/graphs?graph=", b"/graphs?graph=x",
    b"/graphs?graph=urn:x", b"/graphs/x", b"/graphs/%00", b"/graphs/a%2Fb", b"/graphs/../x",
    b"/graphs?graph=urn:x&default", b"/graphs/statistics", b"/graphs/derived",
    b"/genoderm/id/graph/x", b"/graphs?nonsense",
]  # fmt: skip
conditions = st.sampled_from([(), ((b"If-Match", b"*"),), ((b"If-None-Match", b"*"),), ((b"If-Match", b"x"),)])
multipart = st.lists(st.sampled_from(DOCUMENTS), max_size=3).map(
    lambda found: (
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="f"; filename="f.ttl"\r\n\r\n%s\r\n' % document
            for document in found
        )
        + b"--x--\r\n"
    )
)
changes = st.builds(
    lambda method, target, type_, condition, body, framing: Sent(
        method,
        target,
        ((b"Authorization", b"Bearer " + TOKEN.encode()), (b"Content-Type", type_), *condition),
        body,
        framing,
    ),
    st.sampled_from([b"PUT", b"POST", b"PATCH", b"DELETE"]),
    st.sampled_from(GRAPH_TARGETS),
    st.sampled_from(TYPES),
    conditions,
    st.sampled_from([*CHANGES, *DOCUMENTS]) | multipart | octets,
    st.sampled_from(["length", "chunks"]),
)
