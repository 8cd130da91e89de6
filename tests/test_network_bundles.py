"""What a node is asked at the same time goes out as one request, and apart where it does not take that."""

from collections.abc import Callable, Iterator

import pytest
from pyoxigraph import BlankNode, NamedNode, Quad, QueryResultsFormat, Store

from genoderm.sparql.federation.peers.endpoint import Answered
from genoderm.sparql.federation.peers.errors import Rejected
from genoderm.sparql.federation.peers.received import Rows
from genoderm.sparql.network.sources import Source
from tests.federated import InProcess
from tests.federated_network import InNetwork, distributed, filled, merged
from tests.test_federation_oracle import told

STAR = "SELECT * { ?a <urn:x:p> <urn:x:one> ; <urn:x:q> ?b ; <urn:x:r> ?c }"
CHAIN = "SELECT * { ?a <urn:x:p> <urn:x:one> . ?a <urn:x:q> ?b . ?b <urn:x:q> ?c . ?c <urn:x:q> ?d }"


def quads(own: str) -> Iterator[Quad]:
    """More than are asked for as they are, of which few join."""
    for at in range(200):
        thing, following = (NamedNode(f"urn:x:{own}{number}") for number in (at, at + 1))
        yield Quad(thing, NamedNode("urn:x:q"), following)
        yield Quad(thing, NamedNode("urn:x:r"), following)
    yield Quad(NamedNode(f"urn:x:{own}1"), NamedNode("urn:x:p"), NamedNode("urn:x:one"))


class Noted(InProcess):
    """An endpoint that notes what it is asked, and may refuse unions."""

    def __init__(self, inner: InProcess, refused: int) -> None:
        super().__init__(inner.listed, inner._store, QueryResultsFormat.JSON)
        self.queries: list[str] = []
        self._refused = refused

    async def ask(self, query: str, until: float, read: Callable[[bytes], Rows]) -> Answered:
        self.queries.append(query)
        if self._refused and "UNION" in query:
            raise Rejected(self.name, "is asked too much", self._refused)
        return await super().ask(query, until, read)


def noted(name: str, refused: int = 0, space: str = "") -> tuple[InNetwork, Noted]:
    """A node, and its endpoint."""
    node = InNetwork(name, filled(quads(name + space)), QueryResultsFormat.JSON)
    assert isinstance(node.endpoint, InProcess)
    node.endpoint = endpoint = Noted(node.endpoint, refused)
    return node, endpoint


@pytest.mark.parametrize(("refused", "requests"), [(0, 3), (500, 5)])
def test_the_arms_of_a_star_are_one_request(refused: int, requests: int) -> None:
    """Of one that refuses unions, one request more, and each arm for itself; the first tells which nodes have `p`."""
    (one, endpoint), (other, _) = noted("a", refused), noted("b")
    nodes: dict[str, Source] = {"a": one, "b": other}
    text, errand = distributed(STAR, Store(), nodes)
    assert errand.complete
    assert told(Store().query(text)) == told(merged(filled(quads("a")), filled(quads("b"))).query(STAR))
    assert len(endpoint.queries) == requests


def test_what_is_far_along_a_chain_waits_for_what_leads_there() -> None:
    nodes: dict[str, Source] = {"a": noted("a")[0], "b": noted("b")[0]}
    text, errand = distributed(CHAIN, Store(), nodes)
    assert told(Store().query(text)) == told(merged(filled(quads("a")), filled(quads("b"))).query(CHAIN))
    assert sum(sent.rows for sent in errand.sent) < 20


def test_a_slow_node_is_asked_once_for_all_that_it_has_little_of() -> None:
    (slow, endpoint), (quick, _) = noted("a"), noted("b")
    slow.endpoint.health.answered(2.0)
    text, errand = distributed(CHAIN, Store(), {"a": slow, "b": quick})
    assert errand.complete
    assert told(Store().query(text)) == told(merged(filled(quads("a")), filled(quads("b"))).query(CHAIN))
    assert len(endpoint.queries) == 2  # what it has of the first pattern; and everything


def test_who_tells_of_other_things_is_asked_nothing_about_these() -> None:
    """The subjects of `a` begin otherwise than those of `b`: what an answer names, one of them alone may know."""
    (one, endpoint), (other, another) = noted("a", space=":"), noted("b", space=":")
    nodes: dict[str, Source] = {"a": one, "b": other}
    query = "SELECT * { ?a <urn:x:q> <urn:x:a:5> . ?a <urn:x:r> ?b . OPTIONAL { ?b <urn:x:q> ?c } }"
    text, errand = distributed(query, Store(), nodes)
    assert errand.complete
    assert told(Store().query(text)) == told(merged(filled(quads("a:")), filled(quads("b:"))).query(query))
    assert len(endpoint.queries) == 3  # who has the constant; the star; what is optional
    assert len(another.queries) == 1


def test_things_of_which_blank_nodes_tell_are_not_left_out() -> None:
    blank = Quad(BlankNode(), NamedNode("urn:x:q"), NamedNode("urn:x:a:5"))
    (one, _), other = noted("a", space=":"), InNetwork("b", filled([*quads("b:"), blank]), QueryResultsFormat.JSON)
    _, errand = distributed("SELECT * { ?a <urn:x:q> <urn:x:a:5> ; <urn:x:r> ?b }", Store(), {"a": one, "b": other})
    assert not errand.complete
