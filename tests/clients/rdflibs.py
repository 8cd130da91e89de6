"""rdflib: a graph that is an endpoint, and its own engine, which asks others by SERVICE."""

from collections import Counter

from pyoxigraph import Literal, NamedNode
from rdflib import Graph, URIRef
from rdflib import Literal as RdflibLiteral
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from rdflib.query import Result

from tests.clients.questions import Answer, row


class Remote:
    """A graph whose statements are at an endpoint."""

    def __init__(self, method: str, format_: str = "xml") -> None:
        self._method, self._format = method, format_

    def graph(self, address: str) -> Graph:
        return Graph(SPARQLStore(address, method=self._method, returnFormat=self._format))

    def __call__(self, address: str, query: str) -> Answer:
        return answer(self.graph(address).query(query))


def local(query: str) -> Answer:
    """rdflib's own engine, over no statements at all."""
    return answer(Graph().query(query))


def answer(told: Result) -> Answer:
    if told.type == "ASK":
        return bool(told.askAnswer)
    if told.graph is not None:
        return frozenset(" ".join(str(term(part)) for part in triple) for triple in told.graph)
    return Counter(row({str(name): term(value) for name, value in found.items()}) for found in told.bindings)


def term(known: object) -> NamedNode | Literal:
    if isinstance(known, URIRef):
        return NamedNode(str(known))
    assert isinstance(known, RdflibLiteral)
    if known.language:
        return Literal(str(known), language=known.language)
    return Literal(str(known), datatype=NamedNode(str(known.datatype)) if known.datatype else None)
