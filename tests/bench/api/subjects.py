"""What is asked of the API: the finder, the resolver, a page as Turtle, the search, each of many different things."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from pyoxigraph import QuerySolutions, Store

SEED = 20_260_101
MOST = 5000  # addresses of a kind; all are different
SKIN = """PREFIX gd: <https://w3id.org/genoderm/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?code ?label WHERE { ?disease gd:inSkinSet true ; skos:notation ?code ; skos:prefLabel ?label }
ORDER BY ?code ?label"""
CODES = """PREFIX gd: <https://w3id.org/genoderm/ns#> PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT DISTINCT ?code WHERE {
  ?disease a gd:Disease ; skos:exactMatch ?node . ?node skos:notation ?code ; gd:codeSystem ?system .
  FILTER(?system IN ("OMIM", "MONDO", "UMLS", "MESH"))
} ORDER BY ?code"""


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of question: its addresses, and the headers that go with them."""

    name: str
    addresses: Sequence[str]
    headers: Mapping[str, str]


def subjects(store: Store) -> Iterator[Subject]:
    """Those of this release."""
    shuffled = random.Random(SEED)  # noqa: S311 - for a benchmark
    skin = [(row["code"].value, row["label"].value) for row in _rows(store, SKIN)]
    codes, labels = sorted({code for code, _ in skin}), sorted({label for _, label in skin})
    others = [row["code"].value for row in _rows(store, CODES)]
    for each in (codes, labels, others):
        shuffled.shuffle(each)
    json = {"Accept": "application/json"}
    yield Subject("finder", [f"/api/v1/diseases/{quote(code)}/centres" for code in codes], json)
    yield Subject("resolver", [f"/api/v1/resolve/{quote(code)}" for code in others[:MOST]], json)
    pages = [f"/disease/{code.removeprefix('ORPHA:')}" for code in codes]
    yield Subject("a page as Turtle", pages, {"Accept": "text/turtle"})
    typed = (label[: shuffled.randint(4, max(4, len(label)))] for label in labels)
    yield Subject("search", [f"/api/v1/search?q={quote(text)}" for text in dict.fromkeys(typed)][:MOST], json)


def _rows(store: Store, query: str) -> QuerySolutions:
    rows = store.query(query)
    if not isinstance(rows, QuerySolutions):
        raise TypeError("no SELECT query")
    return rows
