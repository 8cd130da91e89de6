"""A query as the engine should see it."""

import re
from collections.abc import Collection

from cachetools import LRUCache
from pyoxigraph import Store

from genoderm.sparql.rewriting.counts import Counts
from genoderm.sparql.rewriting.cursor import NotUnderstood
from genoderm.sparql.rewriting.edits import edited
from genoderm.sparql.rewriting.gains import WORTH, Gain
from genoderm.sparql.rewriting.groups import read_query
from genoderm.sparql.rewriting.planner import Planner

LONG = 1 << 16  # characters; a longer text is taken as it is
REMEMBERED = 512  # texts, each of 8 kB at most
SHORT = 1 << 13
NUMBER = re.compile(r"\d+")
BASE = "http://localhost/"  # of no consequence, but that relative IRIs can be read
EMPTY = Store()


class Rewriter:
    """Rewrites queries to one release, and remembers the texts that it has seen."""

    def __init__(self, counts: Counts) -> None:
        """For a release with these counts."""
        self._counts = counts
        self._texts: LRUCache[tuple[str, Collection[str]], str] = LRUCache(REMEMBERED)
        self._left: LRUCache[tuple[str, Collection[str]], bool] = LRUCache(REMEMBERED)

    def plan(self, query: str, bound: Collection[str] = ()) -> str:
        """The same question, or the same text if it is good as it is, or is not understood wholly.

        `bound` are variables, by name, to which the engine is given values. A text that differs from one that is good
        as it is by numbers only, such as codes of diseases, is good too, if the numbers are none of frequent values.
        """
        if len(query) > SHORT:
            return plan(query, self._counts, bound)
        text, shape = (query, frozenset(bound)), (NUMBER.sub(self._number, query), frozenset(bound))
        if shape in self._left:
            return query
        if text not in self._texts:
            planned = plan(query, self._counts, bound)
            if planned == query:
                self._left[shape] = True
                return query
            self._texts[text] = planned
        return self._texts[text]

    def _number(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self._counts.numbers else "0"


def plan(query: str, counts: Counts, bound: Collection[str] = (), worth: Gain = WORTH) -> str:
    """The same question, rewritten where that is worth it."""
    if len(query) > LONG:
        return query
    try:
        read = read_query(query)
        planned = edited(query, Planner(read, counts, frozenset(bound), worth).edits())
    except (NotUnderstood, RecursionError):
        return query
    return planned if planned == query or (_is_query(query) and _is_query(planned)) else query


def _is_query(text: str) -> bool:
    try:
        EMPTY.query(text, base_iri=BASE)
    except (SyntaxError, ValueError, RuntimeError):  # which the engine tells best of the text that was sent
        return False
    return True
