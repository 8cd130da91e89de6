"""The search index of a release, opened once for all tests; and what people do to names when they type them."""

import random
import re
import time
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import httpx
from pyoxigraph import QuerySolution, QuerySolutions, Store

from genoderm.graph.home import Home
from genoderm.graph.serving import open_release
from genoderm.sparql.departures import refuse_departure
from genoderm.sparql.virtual.rewriting import rewrite
from genoderm.sparql.virtual.searcher import Searcher, open_searcher
from tests.patience import PATIENCE

PREFIXES = """PREFIX gd: <https://w3id.org/genoderm/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX geo: <http://www.opengis.net/ont/geosparql#>
PREFIX geof: <http://www.opengis.net/def/function/geosparql/>
PREFIX uom: <http://www.opengis.net/def/uom/OGC/1.0/>
PREFIX orpha: <http://www.orpha.net/ORDO/Orphanet_>
"""
Garble = Callable[[str, random.Random], str]


@lru_cache
def searcher_of(home: Path) -> Searcher:
    return open_searcher(Home(home).current_release())


@lru_cache
def store_of(home: Path) -> Store:
    return open_release(Home(home).current_release()).store


def rewritten(home: Path, query: str) -> str:
    return rewrite(PREFIXES + query, searcher_of(home))


def asked(home: Path, query: str) -> list[QuerySolution]:
    """The rows of a query with our services in it."""
    answered = rewritten(home, query)
    refuse_departure(answered)  # the engine would ask the hosts of whatever is left
    found = store_of(home).query(answered)
    assert isinstance(found, QuerySolutions)
    return list(found)


def await_search(address: str) -> None:
    """Wait until a server that has just begun searches: from the disk, each worker reads the index when it is asked."""
    until = time.monotonic() + PATIENCE
    while httpx.get(f"{address}/health").json()["held"] != "memory":
        assert time.monotonic() < until, f"{address} does not hold its release in memory"
        time.sleep(0.2)
    while httpx.get(f"{address}/api/v1/search", params={"q": "a"}, timeout=PATIENCE).status_code != 200:
        assert time.monotonic() < until, f"{address} does not search"


def mistyped(text: str, chance: random.Random) -> str:
    """One letter of a word of at least five left out, put in twice, changed, or swapped with the next."""
    words = list(re.finditer(r"[^\W\d_]{5,}", text))
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(word.start(), word.end() - 1)
    other = chance.choice(word[0])
    return chance.choice(
        (
            text[:at] + text[at + 1 :],
            text[:at] + other + text[at:],
            text[:at] + other + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        )
    )


def reordered(text: str, chance: random.Random) -> str:
    words = text.split()
    chance.shuffle(words)
    return " ".join(words)


def unaccented(text: str, _: random.Random) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter)).lower()
