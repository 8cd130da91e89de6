"""SPARQLWrapper, with each of its methods."""

from collections import Counter
from typing import Any

from pyoxigraph import RdfFormat, parse
from SPARQLWrapper import GET, JSON, N3, POST, POSTDIRECTLY, URLENCODED, SPARQLWrapper

from tests.clients.questions import Answer, of_json

WAYS = {"GET": (GET, URLENCODED), "form": (POST, URLENCODED), "direct": (POST, POSTDIRECTLY)}


def wrapper(address: str, query: str, way: str = "GET") -> SPARQLWrapper:
    """A wrapper that is ready to ask."""
    made = SPARQLWrapper(address)
    method, request = WAYS[way]
    made.setMethod(method)
    made.setRequestMethod(request)
    made.setQuery(query)
    return made


class Wrapper:
    """The client that sends queries this way."""

    def __init__(self, way: str) -> None:
        self._way = way

    def __call__(self, address: str, query: str) -> Answer:
        made = wrapper(address, query, self._way)
        if made.queryType in {"CONSTRUCT", "DESCRIBE"}:
            made.setReturnFormat(N3)
            graph: Any = made.queryAndConvert()
            return frozenset(str(quad.triple) for quad in parse(graph, format=RdfFormat.TURTLE))
        made.setReturnFormat(JSON)
        told: Any = made.queryAndConvert()
        if "boolean" in told:
            return bool(told["boolean"])
        return Counter(map(of_json, told["results"]["bindings"]))
