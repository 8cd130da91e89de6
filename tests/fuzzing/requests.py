"""What strangers may send: addresses, headers, bodies."""

import re
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from tests.fuzzing.exchanges import Sent

PATHS = [
    *[b"/sparql"] * 8, b"/sparql/", b"/sparql/description", b"/sparql/examples.json", b"/sparql/prefixes.json",
    b"/sparql/assets/x.js", b"/update", b"/graphs", b"/graphs/x", b"/health", b"/health/ready", b"/metrics",
    b"/.well-known/void", b"/conformance", b"/examples/centres-for-disease.rq", b"/dump.nq",
    b"/api/v1/diseases/ORPHA:79361/centres", b"/api/openapi.json", b"/", b"*", b"//", b"/%00", b"/%2e%2e/%2e%2e/x",
]  # fmt: skip
HOSTS = [b"localhost"] * 5 + [b"[", b"[::1", b"a b", b"%", b"<x>", b"x:99999", b"x:y", b"a@b", b"\xe9", b"", b"x/../y?"]
NAMES = [
    b"query",
    b"update",
    b"default-graph-uri",
    b"named-graph-uri",
    b"using-graph-uri",
    b"graph",
    b"default",
    b"timeout",
    b"format",
    b"output",
    b"lang",
    b"qery",
    b"",
    b"results",
    b"version",
]
VALUES = [
    b"", b"ASK{}", b"SELECT * { ?s ?p ?o } LIMIT 3", b"CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", b"DESCRIBE <http://x/>",
    b"http://example.org/", b"urn:x", b"json", b"csv", b"text/turtle", b"1", b"0", b"-1", b"1e999", b"0.1", b"NaN",
    b"9" * 400, "٣".encode(), b"\x00", b"\xff\xfe", b"%", b"%zz", b"+", b"\r\nX-Injected: 1", "é🧬".encode(),
    b"a" * 3000, b"INSERT DATA {}", b"LOAD <http://127.0.0.1:1/>", b"SELECT * { SERVICE <http://127.0.0.1:1/> {} }",
]  # fmt: skip
HEADERS = {
    b"Accept": [
        b"*/*", b"text/html", b"text/turtle;q=0.5, */*;q=0.1", b"text/csv;q=2", b"application/json;q=-1", b"a" * 2000,
        b"*", b"/", b";", b",,,,", b"text/*;q=1e9", b"application/openmetrics-text;version=x", b"q=.5", b'a/b;c="',
        b"\xff",
    ],
    b"Content-Type": [
        b"application/sparql-query", b"application/x-www-form-urlencoded", b"application/sparql-update", b"text/turtle",
        b"application/sparql-query; charset=utf-16", b'application/sparql-query; charset="', b"application/json",
        b"multipart/form-data; boundary=", b"multipart/form-data; boundary=x", b"", b";", b"\xff/\xff", b"a" * 5000,
        b"x*=utf-9''%ff",
    ],
    b"Accept-Language": [b"fr", b"*;q=0", b"x" * 3000, b"fr;q=abc", b"\xe9"],
    b"Accept-Encoding": [b"gzip", b"gzip;q=0", b"*", b"\xff"],
    b"If-None-Match": [b"*", b'W/"x"', b'"', b"," * 500, b"\xff"],
    b"Cache-Control": [b"no-cache", b"max-age=99999999999999999999", b"\xff"],
    b"Authorization": [b"Bearer", b"Bearer x", b"Basic \xff", b"Bearer " + b"a" * 5000, b"\xff"],
    b"Forwarded": [b"for=127.0.0.1", b'for="[::', b"for=_x;host=\xff"],
    b"X-Forwarded-For": [b"::1%lo", b"1.2.3.4:99999", b"\xff", b", " * 500],
    b"X-Forwarded-Host": [b"evil\x7f", b"[", b"\xff"],
    b"Origin": [b"null", b"http://\xff", b"https://example.org"],
    b"Access-Control-Request-Method": [b"QUERY", b"\xff", b""],
    b"Expect": [b"100-continue", b"200-ok"],
    b"Upgrade": [b"h2c", b"websocket"],
    b"Range": [b"bytes=0-1", b"bytes=-", b"bytes=9-1", b"bytes=0-0,0-0", b"x"],
    b"Content-Encoding": [b"gzip", b"identity"],
    b"Cookie": [b"\xff=\xfe"],
}  # fmt: skip
METHODS = [b"GET", b"POST", b"HEAD", b"OPTIONS", b"QUERY", b"PUT", b"DELETE", b"PATCH", b"TRACE", b"PROPFIND"]

octets = st.binary(max_size=40)
values = st.sampled_from(VALUES) | octets
pairs = st.lists(st.tuples(st.sampled_from(NAMES) | octets, values), max_size=4)


def _encoded(found: list[tuple[bytes, bytes]]) -> bytes:
    return b"&".join(quote_from_bytes(name).encode() + b"=" + quote_from_bytes(value).encode() for name, value in found)


def _raw(found: list[tuple[bytes, bytes]]) -> bytes:
    """As nobody should write it: only what would end the line is encoded."""
    return re.sub(
        rb"[\x00-\x20\x7f]", lambda octet: b"%%%02x" % octet[0][0], b"&".join(b"=".join(pair) for pair in found)
    )


queries = pairs.map(_encoded) | pairs.map(_raw)
paths = st.sampled_from(PATHS) | octets.map(lambda path: b"/" + quote_from_bytes(path).encode())
targets = st.builds(lambda path, query: path + (b"?" + query if query else b""), paths, queries)
headers = st.lists(
    st.sampled_from([(name, value) for name, known in HEADERS.items() for value in known]), max_size=5
).map(tuple)
bodies = queries | values | pairs.map(lambda found: b"\r\n".join(b"--x\r\n" + b"\r\n\r\n".join(pair) for pair in found))
framings = st.sampled_from(["length", "chunks", "none"])
requests = st.builds(Sent, st.sampled_from(METHODS), targets, headers, bodies, framings, st.sampled_from(HOSTS))
