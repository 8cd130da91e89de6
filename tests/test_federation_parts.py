"""The parts of federation that decide and receive: addresses, packed and cut answers, terms, a circuit breaker."""

import asyncio
import gc
import gzip
import weakref
from collections.abc import AsyncIterator
from ipaddress import ip_network

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode

from genoderm.ontology.vocabularies import XSD_INTEGER
from genoderm.sparql.federation.peers.addresses import may_be_reached
from genoderm.sparql.federation.peers.breaker import FAILURES, REST, Breaker, State
from genoderm.sparql.federation.peers.errors import AnswerCut, EndpointFailed, Name, shed
from genoderm.sparql.federation.peers.received import read_rows, unpacked
from genoderm.sparql.federation.peers.terms import Received, can_be_sent, cell

PEER = Name("peer", "https://peer.example/sparql")
JSON = b'{"head":{"vars":["a"]},"results":{"bindings":[{"a":{"type":"bnode","value":"b"}},{}]}}'
XML = (
    b'<sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="a"/></head><results><result>'
    b'<binding name="a"><uri>urn:x</uri></binding></result></results></sparql>'
)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "169.254.169.254", "224.0.0.1", "::1", "fe80::1", "fd00::1", "ff02::1"),
        *("::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"),
    ],
)
def test_an_address_that_is_not_public_is_refused_unless_it_is_listed(address: str) -> None:
    assert not may_be_reached(address, ())
    assert may_be_reached(address, (ip_network(address),))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700:4700::1111"])
def test_a_public_address_may_be_reached(address: str) -> None:
    assert may_be_reached(address, ())


def received(body: bytes, encoding: str, most: int) -> bytes:
    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 1000):
            yield body[at : at + 1000]

    return asyncio.run(unpacked(pieces(), encoding, most, PEER))


def test_a_packed_answer_is_unpacked() -> None:
    assert received(gzip.compress(JSON * 1000), "gzip", 1 << 20) == JSON * 1000


def test_a_small_answer_that_unpacks_to_more_than_may_be_fetched_is_refused() -> None:
    with pytest.raises(AnswerCut, match="more than 1,048,576 bytes"):
        received(gzip.compress(bytes(1 << 26)), "gzip", 1 << 20)


def test_a_packed_answer_that_breaks_off_is_told_as_cut() -> None:
    with pytest.raises(AnswerCut, match="broke off"):
        received(gzip.compress(JSON * 1000)[:-20], "gzip", 1 << 20)


@pytest.mark.parametrize("body", [JSON, XML, b"?a\n<urn:x>\n\n"], ids=["json", "xml", "tsv"])
def test_rows_are_read_whatever_the_format(body: bytes) -> None:
    assert read_rows(body, PEER, "<urn:{}>".format, 10).names == ("a",)


@pytest.mark.parametrize("document", [JSON, XML], ids=["json", "xml"])
def test_no_cut_document_passes_for_a_whole_one(document: bytes) -> None:
    for end in range(1, len(document)):
        with pytest.raises(EndpointFailed):
            read_rows(document[:end], PEER, "<urn:{}>".format, 10)


@pytest.mark.parametrize(
    ("body", "told"), [(b"<!DOCTYPE html><p>", "a page"), (b"a,b\r\n1,2\r\n", "CSV"), (b"\0\1", "no SPARQL results")]
)
def test_what_is_no_result_is_named(body: bytes, told: str) -> None:
    with pytest.raises(EndpointFailed, match=told):
        read_rows(body, PEER, "<urn:{}>".format, 10)


def test_more_rows_than_may_be_fetched_are_refused() -> None:
    with pytest.raises(EndpointFailed, match="more rows"):
        read_rows(JSON, PEER, "<urn:{}>".format, 1)


def test_only_terms_that_are_the_same_elsewhere_are_sent() -> None:
    sent: list[Received] = [NamedNode("urn:x"), Literal("x"), Literal("x", language="en")]
    kept: list[Received] = [BlankNode("b"), Literal("1", datatype=XSD_INTEGER), Literal("x", language="en-GB")]
    assert [can_be_sent(term) for term in sent] == [True] * 3
    assert [can_be_sent(term) for term in kept] == [False] * 3


def test_a_row_never_looks_like_a_service() -> None:
    assert cell(NamedNode("http://e/SERVICE/service"), str) == "<http://e/SERVIC\\u0045/servic\\u0065>"


def test_a_breaker_opens_after_failures_and_lets_one_request_try_later() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES):
        assert breaker.admit()
        breaker.failed()
    assert breaker.seconds == REST
    assert not breaker.admit()
    now[0] = REST
    assert [breaker.admit(), breaker.admit()] == [True, False]
    assert breaker.seconds == 0
    breaker.succeeded()
    assert breaker.state is State.CLOSED


def test_requests_that_took_all_the_time_put_an_endpoint_in_doubt_and_open_nothing() -> None:
    breaker = Breaker(lambda: 0.0)
    for _ in range(FAILURES):
        assert not breaker.doubted
        breaker.timed_out()
    assert (breaker.doubted, breaker.state) == (True, State.CLOSED)
    breaker.succeeded()
    assert not breaker.doubted
    for _ in range(FAILURES):
        breaker.timed_out()
    breaker.gave_no_sign()
    assert (breaker.doubted, breaker.state, breaker.seconds) == (False, State.OPEN, REST)


def test_a_trial_that_takes_all_the_time_has_failed() -> None:
    now = [0.0]
    breaker = Breaker(lambda: now[0])
    for _ in range(FAILURES):
        breaker.failed()
    now[0] = REST
    assert breaker.admit()
    breaker.timed_out()
    assert (breaker.state, breaker.seconds) == (State.OPEN, 2 * REST)


class Body:
    """What an endpoint sent, as long as anybody holds it."""


def _read(held: "list[weakref.ref[Body]]") -> None:
    body = Body()
    held.append(weakref.ref(body))
    raise ValueError("nonsense")


def _failed(held: "list[weakref.ref[Body]]") -> EndpointFailed:
    try:
        _read(held)
    except ValueError as nonsense:
        fault = EndpointFailed(PEER, "sends nonsense")
        fault.__cause__ = nonsense
        return fault
    raise AssertionError("it is nonsense")


def test_a_fault_lets_go_of_what_was_read_on_the_way_to_it_though_it_is_kept_itself() -> None:
    held: list[weakref.ref[Body]] = []
    gc.disable()
    try:
        kept = _failed(held)
        assert held[0]() is not None
        shed(kept)
        assert held[0]() is None
        assert isinstance(kept.__cause__, ValueError)
    finally:
        gc.enable()
