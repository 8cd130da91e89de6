"""All words of all labels, and which of them a typed word may stand for."""

import re
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
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
NO_LETTERS: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """Words by their numbers, with their weights: the rarer a word, the more it tells."""

    words: Sequence[str]  # by their numbers: in alphabetical order
    numbers: Mapping[str, int]
    weights: "array[float]"  # by their numbers
    ranks: "array[int]"  # by their numbers: the most frequent is 0
    frequent: Sequence[str]  # by their ranks, which are their rows, too
    rows: Rows
    neighbours: "Neighbours"

    def __contains__(self, word: str) -> bool:
        return word in self.numbers

    def weight(self, word: str) -> float:
        """How much a word tells; one that no label has tells as much as the rarest."""
        if word in self.numbers:
            return self.weights[self.numbers[word]]
        return self.weights[self.numbers[self.frequent[-1]]] if self.frequent else 1.0

    def variants(self, word: str, *, unfinished: bool, trusted: bool) -> dict[str, float]:
        """The words of labels that a typed word may stand for, each with how like it is, at most 1.

        One that is `trusted` is a misspelling only if no label has it.
        """
        found = {} if trusted and word in self else dict(_near(self, word))
        if unfinished:
            found = {**_beginnings(self, word), **found}
        if SAME.get(word, word) in self:
            found[SAME.get(word, word)] = SAME_LIKE
        if word in self:
            found[word] = 1.0
        return found

    def within(self, word: str, distance: int) -> dict[str, float]:
        """The words that are at most so many letters away, added, left out, changed or swapped; digits stay."""
        found = (self.frequent[rank] for rank in (self._one_off(word) if distance == 1 else self._off(word, distance)))
        return {near: 1 - distance / len(word) for near in found if DIGITS.findall(near) == DIGITS.findall(word)}

    def _off(self, word: str, distance: int) -> list[int]:
        query = tantivy.Query.fuzzy_term_query(self.rows.schema, WORD, word, distance=distance)
        return self.rows.find(query, NEAR)

    def _one_off(self, word: str) -> list[int]:
        """The same for one error: looking up each spelling takes a fifth of the time of an automaton's walk."""
        near = self.numbers.keys() & self.neighbours.one_off(word)
        return sorted(self.ranks[self.numbers[found]] for found in near)[:NEAR]

    def longer(self, word: str) -> dict[str, float]:
        """The words that an unfinished one may become."""
        first = bisect_left(self.words, word)
        end = bisect_left(self.words, word + "\U0010ffff", first)
        if first == end and len(word) >= ONE and word.isalpha():
            return self._misspelt_beginnings(word)
        found = self.words[first:end]
        if len(found) > BEGINNINGS:
            found = [self.frequent[rank] for rank in sorted(self.ranks[first:end])[:BEGINNINGS]]
        return {longer: _begun(word, longer) for longer in found}

    def _misspelt_beginnings(self, word: str) -> dict[str, float]:
        query = tantivy.Query.fuzzy_term_query(self.rows.schema, WORD, word, distance=1, prefix=True)
        found = [self.frequent[row] for row in self.rows.find(query, NEAR)]
        return {longer: _begun(word, longer) * (1 - 1 / len(word)) for longer in found}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Which letters stand behind which, and before which, in any word; "" is the beginning of a word, and its end."""

    behind: Mapping[str, AbstractSet[str]]
    before: Mapping[str, AbstractSet[str]]

    def one_off(self, word: str) -> set[str]:
        """The word with a letter added, left out, changed or swapped; but for spellings that no word can have."""
        found = {word}
        for at in range(len(word) + 1):
            start, end, rest = word[:at], word[at:], word[at + 1 :]
            found.update([start + letter + end for letter in self._between(start[-1:], end[:1])])
            if end:
                found.add(start + rest)
                found.add(start + rest[:1] + end[:1] + rest[1:])
                found.update([start + letter + rest for letter in self._between(start[-1:], rest[:1])])
        return found

    def _between(self, one: str, other: str) -> AbstractSet[str]:
        return self.behind.get(one, NO_LETTERS) & self.before.get(other, NO_LETTERS)


def _neighbours(words: Sequence[str]) -> Neighbours:
    behind, before = defaultdict(set), defaultdict(set)
    for one, other in {pair for word in words for pair in pairwise(["", *word, ""])}:
        behind[one].add(other)
        before[other].add(one)
    return Neighbours(dict(behind), dict(before))


def _begun(word: str, longer: str) -> float:
    """How like a word its beginning is."""
    return UNFINISHED + (1 - UNFINISHED) * min(1.0, len(word) / len(longer))


@lru_cache(maxsize=REMEMBERED)
def _beginnings(vocabulary: Vocabulary, word: str) -> Mapping[str, float]:
    """The words that one may become; remembered, since of few letters there are few, and thousands of words to each."""
    return vocabulary.longer(word)


@lru_cache(maxsize=REMEMBERED)
def _near(vocabulary: Vocabulary, word: str) -> Mapping[str, float]:
    """The words that one may be a misspelling of; remembered, since who types asks again for the words before."""
    if len(word) < ONE or UNSPACED_LETTER.search(word):
        return {}
    found = vocabulary.within(word, 1)
    if not found and word not in vocabulary and len(word) >= TWO:
        found = vocabulary.within(word, 2)
    return found


def vocabulary(frequencies: Counter[str], labels: int) -> Vocabulary:
    """The vocabulary of so many labels, of which so many have each word."""
    frequent = sorted(frequencies, key=lambda word: (-frequencies[word], word))
    ranks = {word: rank for rank, word in enumerate(frequent)}
    words = sorted(frequent)
    return Vocabulary(
        words=words,
        numbers={word: number for number, word in enumerate(words)},
        weights=array("d", (log(1 + labels / frequencies[word]) for word in words)),
        ranks=array("I", map(ranks.__getitem__, words)),
        frequent=frequent,
        rows=hold([WORD], ((at, {WORD: word}) for at, word in enumerate(frequent))),
        neighbours=_neighbours(words),
    )
