"""All words of all labels, and which of them a typed word may stand for."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from math import log

import tantivy

from genoderm.graph.text_index_memory import Rows, hold
from genoderm.graph.text_index_words import UNSPACED_LETTER

WORD = "word"
NEAR = 32  # words that a misspelling may stand for; the most frequent ones
BEGINNINGS = 64  # words that an unfinished word may become; the most frequent ones
ONE, TWO = 4, 6  # letters from which a word may have one error, and two
UNFINISHED = 0.75  # how like a word its beginning is, the shorter the less
NUMERALS = {str(at): name for at, name in enumerate(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"), 1)}
SAME = NUMERALS | {name: digit for digit, name in NUMERALS.items()}  # "type 2" and "type II"
SAME_LIKE = 0.95
REMEMBERED = 1 << 12  # words that were typed
DIGITS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words with their weights: the rarer a word, the more it tells."""

    weights: Mapping[str, float]
    frequent: Sequence[str]  # by their rows: the most frequent first
    alphabetical: Sequence[str]
    rows: Rows

    def weight(self, word: str) -> float:
        """How much a word tells; one that no label has tells as much as the rarest."""
        return self.weights.get(word) or (self.weights[self.frequent[-1]] if self.frequent else 1.0)

    def variants(self, word: str, *, unfinished: bool, trusted: bool) -> dict[str, float]:
        """The words of labels that a typed word may stand for, each with how like it is, at most 1.

        One that is `trusted` is a misspelling only if no label has it.
        """
        found = {} if trusted and word in self.weights else dict(_near(self, word))
        if unfinished:
            found = self._beginnings(word) | found
        if SAME.get(word, word) in self.weights:
            found[SAME.get(word, word)] = SAME_LIKE
        if word in self.weights:
            found[word] = 1.0
        return found

    def within(self, word: str, distance: int) -> dict[str, float]:
        """The words that are at most so many letters away, added, left out, changed or swapped; digits stay."""
        query = tantivy.Query.fuzzy_term_query(self.rows.schema, WORD, word, distance=distance)
        found = (self.frequent[row] for row in self.rows.find(query, NEAR))
        return {near: 1 - distance / len(word) for near in found if DIGITS.findall(near) == DIGITS.findall(word)}

    def _beginnings(self, word: str) -> dict[str, float]:
        end = word + "\U0010ffff"
        found = self.alphabetical[bisect_left(self.alphabetical, word) : bisect_left(self.alphabetical, end)]
        if not found and len(word) >= ONE and word.isalpha():
            return self._misspelt_beginnings(word)
        if len(found) > BEGINNINGS:
            found = nsmallest(BEGINNINGS, found, key=self.weights.__getitem__)  # the most frequent tell least
        return {longer: _begun(word, longer) for longer in found}

    def _misspelt_beginnings(self, word: str) -> dict[str, float]:
        query = tantivy.Query.fuzzy_term_query(self.rows.schema, WORD, word, distance=1, prefix=True)
        found = [self.frequent[row] for row in self.rows.find(query, NEAR)]
        return {longer: _begun(word, longer) * (1 - 1 / len(word)) for longer in found}


def _begun(word: str, longer: str) -> float:
    """How like a word its beginning is."""
    return UNFINISHED + (1 - UNFINISHED) * min(1.0, len(word) / len(longer))


@lru_cache(maxsize=REMEMBERED)
def _near(vocabulary: Vocabulary, word: str) -> Mapping[str, float]:
    """The words that one may be a misspelling of; remembered, since who types asks again for the words before."""
    if len(word) < ONE or UNSPACED_LETTER.search(word):
        return {}
    found = vocabulary.within(word, 1)
    if not found and word not in vocabulary.weights and len(word) >= TWO:
        found = vocabulary.within(word, 2)
    return found


def vocabulary(frequencies: Counter[str], labels: int) -> Vocabulary:
    """The vocabulary of so many labels, of which so many have each word."""
    frequent = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    weights = {word: log(1 + labels / frequencies[word]) for word in frequent}
    return Vocabulary(
        weights, frequent, sorted(frequent), hold([WORD], ((at, {WORD: word}) for at, word in enumerate(frequent)))
    )
