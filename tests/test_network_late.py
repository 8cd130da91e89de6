"""Nodes of a network that are late, at whichever moment: the answer is that of the others, and says so."""

import asyncio
from collections.abc import Callable, Mapping

import pytest
from pyoxigraph import NamedNode, Quad, QueryResultsFormat, Store

from genoderm.graph.federation_settings import Federation
from genoderm.sparql.evaluation import WHOLE
from genoderm.sparql.federation.peers.endpoint import Answered
from genoderm.sparql.federation.peers.errors import EndpointFailed
from genoderm.sparql.federation.peers.received import Rows
from genoderm.sparql.federation.sending.local import Question
from genoderm.sparql.network.errand import NetworkErrand
from genoderm.sparql.network.sources import Memory, Source
from tests.federated import InProcess, asking
from tests.federated_network import InNetwork, filled, merged
from tests.patience import PATIENCE
from tests.test_federation_oracle import told

P, Q = NamedNode("urn:x:p"), NamedNode("urn:x:q")
FORMAT = QueryResultsFormat.JSON
JOIN = "SELECT * { ?a <urn:x:p> ?b . ?b <urn:x:q> ?c }"
NOBODY = "SELECT * { ?a <urn:x:p> ?b FILTER NOT EXISTS { ?b <urn:x:q> ?c } }"


def node(name: str) -> Store:
    """Each leads to itself, and to what others have."""
    here, there = NamedNode(f"urn:x:{name}"), NamedNode("urn:x:all")
    return filled([Quad(here, P, here), Quad(here, P, there), Quad(here, Q, there), Quad(there, Q, here)])


class Late(InNetwork):
    """A node that does not tell what it holds in time."""

    async def memory(self, until: float) -> Memory:  # noqa: ARG002
        await asyncio.sleep(PATIENCE)
        raise AssertionError("nobody waits for that long")


class Failing(InProcess):
    """An endpoint that answers some requests, and then does not, or too late."""

    def __init__(self, inner: InProcess, answers: int, *, late: bool) -> None:
        super().__init__(inner.listed, inner._store, FORMAT)
        self._left, self._late = answers, late

    async def ask(self, query: str, until: float, read: Callable[[bytes], Rows]) -> Answered:
        self._left -= 1
        if self._left >= 0:
            return await super().ask(query, until, read)
        if self._late:
            await asyncio.sleep(PATIENCE)
        raise EndpointFailed(self.name, "has had enough")


def failing(name: str, answers: int, *, late: bool) -> InNetwork:
    """A node whose endpoint is such a one."""
    made = InNetwork(name, node(name), FORMAT)
    assert isinstance(made.endpoint, InProcess)
    made.endpoint = Failing(made.endpoint, answers, late=late)
    return made


def asked(query: str, sources: Mapping[str, Source], deadline: float) -> tuple[str, NetworkErrand]:
    """The query that asks nobody, and its errand."""
    errand = NetworkErrand(Question(query, WHOLE), sources, Federation(), deadline)
    return asyncio.run(errand.run(asking(node("here")))), errand


@pytest.mark.parametrize("query", [JOIN, NOBODY])
def test_who_is_late_at_the_first_question_is_left_out(query: str) -> None:
    sources = {
        "b": InNetwork("b", node("b"), QueryResultsFormat.XML),
        "c": Late("c", node("c"), QueryResultsFormat.TSV),
    }
    text, errand = asked(query, sources, 2.0)
    assert told(node("here").query(text)) == told(merged(node("here"), node("b")).query(query))
    assert [one.why is None for one in errand.standings] == [True, False]
    assert "took more than" in (errand.standings[1].why or "")
    assert not errand.complete


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("answers", range(3))
@pytest.mark.parametrize("query", [JOIN, NOBODY])
def test_who_fails_halfway_is_left_out_of_everything(query: str, answers: int, late: bool) -> None:  # noqa: FBT001
    sources: dict[str, Source] = {name: InNetwork(name, node(name), FORMAT) for name in ("b", "d")}
    sources["c"] = failing("c", answers, late=late)
    text, errand = asked(query, sources, 1.0 if late else PATIENCE)
    left = [node(one.name) for one in errand.standings if one.why is None]
    assert told(node("here").query(text)) == told(merged(node("here"), *left).query(query))
    assert errand.complete is (len(left) == len(sources))
    assert errand.complete or [one.name for one in errand.standings if one.why] == ["c"]


def test_who_has_blank_nodes_is_left_out_since_nobody_can_ask_about_them_again() -> None:
    store = Store()
    store.update("INSERT DATA { <urn:x:c> <urn:x:p> [ <urn:x:q> <urn:x:d> ] }")
    text, errand = asked(JOIN, {"c": InNetwork("c", store, FORMAT)}, PATIENCE)
    assert told(node("here").query(text)) == told(node("here").query(JOIN))
    assert "blank nodes" in (errand.standings[0].why or "")
