"""The benchmark of the endpoint measures what it says: the same rows on both sides, to the last byte, targets told."""

import json
import socket
import threading
from pathlib import Path

import pytest

from genoderm.graph.home import Home
from genoderm.graph.manifest import read_manifest
from genoderm.loaders.directory.headers import recognise
from tests.bench.measures import machine
from tests.bench.sparql.answers import Content, content
from tests.bench.sparql.catalogue import Benchmark, queries
from tests.bench.sparql.client import RESULTS, Connection, Refused, request
from tests.bench.sparql.cold import Timed, own_cost
from tests.bench.sparql.data import Data
from tests.bench.sparql.findings import Column, Table
from tests.bench.sparql.session import Session
from tests.bench.sparql.synthetic import Size, write_tables
from tests.bench.sparql.tables import Run, as_json, markdown

QUERIES = 20
CODES = [str(number) for number in range(100)]


def rows(*bindings: dict[str, dict[str, str]]) -> Content:
    """An answer of these rows."""
    told = {"head": {"vars": ["a"]}, "results": {"bindings": bindings}}
    return content(json.dumps(told).encode(), RESULTS)


def timed(query: str, seconds: float, answer: Content) -> dict[str, Timed]:
    return {query: Timed(query, [seconds], content=answer)}


def answering(*pieces: bytes) -> int:
    """The port of a server that answers its first request with these pieces, and closes."""
    listening = socket.create_server(("127.0.0.1", 0))

    def answer() -> None:
        with listening, listening.accept()[0] as connection:
            connection.recv(1 << 16)
            for piece in pieces:
                connection.sendall(piece)

    threading.Thread(target=answer).start()
    port: int = listening.getsockname()[1]
    return port


def ask(*pieces: bytes) -> bytes:
    with Connection(answering(*pieces), 5) as connection:
        return connection.ask(request("/sparql", "ASK {}", RESULTS)).body


def test_there_are_twenty_queries_each_with_its_kind_and_question() -> None:
    found = queries()
    assert len(found) == QUERIES
    assert [query.name[:2] for query in found] == [f"{number:02}" for number in range(1, QUERIES + 1)]
    assert all(query.kind and query.question for query in found)


def test_rows_are_the_same_whatever_their_order_and_the_spelling_of_their_numbers() -> None:
    ours = rows(
        {"a": {"type": "uri", "value": "http://a"}},
        {"a": {"type": "literal", "value": "1.50", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}},
        {"a": {"type": "literal", "value": "x", "xml:lang": "en-GB"}},
    )
    theirs = rows(
        {"a": {"type": "literal", "value": "x", "xml:lang": "en-gb"}},
        {"a": {"type": "typed-literal", "value": "1.5", "datatype": "http://www.w3.org/2001/XMLSchema#decimal"}},
        {"a": {"type": "uri", "value": "http://a"}},
    )
    assert (ours.checksum, ours.difference(theirs)) == (theirs.checksum, "")


def test_a_row_that_comes_twice_is_a_difference() -> None:
    row = {"a": {"type": "literal", "value": "x"}}
    other = {"a": {"type": "literal", "value": "y"}}
    assert rows(row, row, other).difference(rows(row)) == "2 rows more"
    assert rows(row).difference(rows(other)) == "1 rows more, 1 rows less"


@pytest.mark.parametrize(
    ("pieces", "body"),
    [
        ((b"HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nab", b"cd"), b"abcd"),
        (
            (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", b"3\r\ncde\r\n0\r", b"\n\r\n"),
            b"abcde",
        ),
        ((b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nab", b"c"), b"abc"),
    ],
)
def test_an_answer_is_read_to_its_last_byte(pieces: tuple[bytes, ...], body: bytes) -> None:
    assert ask(*pieces) == body


def test_an_answer_that_breaks_off_is_refused() -> None:
    with pytest.raises(Refused, match="in the middle"):
        ask(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nab")


def test_the_client_itself_takes_less_than_a_lookup() -> None:
    assert 0 < own_cost() < 0.005


def test_synthetic_tables_are_the_same_each_time_and_read_as_tables_of_a_partner(tmp_path: Path) -> None:
    first, second = (write_tables(tmp_path / name, CODES, Size(10, 105)) for name in "ab")
    for name, count in (("centres", 10), ("expertise", 105)):
        lines = (first / f"{name}.csv").read_text().splitlines()
        assert lines == (second / f"{name}.csv").read_text().splitlines()
        assert len(lines) == len(set(lines)) == count + 1
        assert recognise(lines[0].split(","), name)


def test_targets_are_told_as_met_or_not() -> None:
    query = Benchmark("01-q", "Lookup", "what?", "ASK {}")
    same, other = rows({"a": {"type": "literal", "value": "x"}}), rows()
    ours = Column("Genoderm", "1", timed("01-q", 0.004, same))
    peers = [Column("slow", "2", timed("01-q", 0.009, same)), Column("fast", "3", timed("01-q", 0.002, other))]
    run = Run(machine(), 0.00002, [query], [Table("data", ours, peers, [])])
    told = markdown(run)
    assert run.missed
    assert "| 01-q (Lookup) | 1 | 4.00 | 9.00 | 2.00 | **2.00** |" in told
    assert "best peer: fast, 2.00 ms: 4.00 ms, 0.5 times faster (target: 2 times faster): **NOT MET**" in told
    assert "01-q: fast answers otherwise: 1 rows less than our 1" in told
    assert json.loads(as_json(run))["tables"][0]["servers"][1]["milliseconds"] == {"01-q": 9.0}


@pytest.mark.slow
def test_a_session_with_our_server_alone_times_and_counts_every_query(sample_home: Path, tmp_path: Path) -> None:
    manifest = read_manifest(Home(sample_home).current_release())
    session = Session(tmp_path, ("cold", "soak"), queries(), (), 1, 20, 1, 5)
    table = session.table(Data("a sample", sample_home, tmp_path / "no.nq", manifest))
    assert [timed.fault for timed in table.ours.timed.values()] == [""] * QUERIES
    assert table.ours.mean([query.name for query in queries()])
    assert table.ours.timed["08-statements"].content
    row = list(table.measured)[-1]
    assert "5 x 504" in row.note, row
