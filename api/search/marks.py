"""Which parts of a label answer to what was typed."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import lru_cache

from genoderm.graph.text_index_vocabulary import SAME
from genoderm.graph.text_index_words import UNSPACED_LETTER, WORD, fold, words

LIKE = 0.7  # of two words, how much they share if one may be a misspelling of the other
CLOSE = 2  # letters by which their lengths may differ
SHORTEST = 4  # letters; a shorter word is hardly recognised once it is misspelt

Mark = tuple[int, int]  # characters from, and to but not with


def marks(typed: str, label: str) -> list[Mark]:
    """Where the words typed stand in the label, from left to right; the last one may be unfinished."""
    sought = tuple(words(typed))
    begun = sought[-1] if sought and typed[-1:].isalnum() else ""
    found = [mark for word in WORD.finditer(label) for mark in _of_word(word, sought, begun)]
    return found or _of_code(typed, label)


def _of_word(word: "re.Match[str]", sought: tuple[str, ...], begun: str) -> Iterator[Mark]:
    folded = fold(word[0])
    if UNSPACED_LETTER.search(folded):
        yield from _of_pairs(word, sought)
    elif folded in sought or SAME.get(folded) in sought:
        yield word.span()
    elif begun and folded.startswith(begun) and len(folded) == len(word[0]):
        yield word.start(), word.start() + len(begun)
    elif any(_alike(folded, one) or (one == begun and folded.startswith(one)) for one in sought):
        yield word.span()


def _of_pairs(word: "re.Match[str]", sought: tuple[str, ...]) -> Iterator[Mark]:
    """In a script without spaces: each run of letters that was typed; words are sought there by two letters each."""
    at = word.start()
    while at < word.end():
        end = at
        while any(fold(word.string[end : end + len(one)]) == one for one in sought if len(one) > 1):
            end += 1
        if end > at:
            yield at, min(end + 1, word.end())  # folding may have made two letters of the last one
        at = end + 1


def _of_code(typed: str, label: str) -> list[Mark]:
    """A code that was typed with another prefix, or without one."""
    digits = re.search(r"\d[\w.]*", typed)
    at = label.lower().find(digits[0].lower()) if digits else -1
    return [(at, at + len(digits[0]))] if digits and at >= 0 else []


@lru_cache(maxsize=1 << 12)
def _alike(one: str, other: str) -> bool:
    """Whether one of two words may be a misspelling of the other."""
    if min(len(one), len(other)) < SHORTEST or abs(len(one) - len(other)) > CLOSE:
        return False
    compared = SequenceMatcher(None, one, other, autojunk=False)
    return compared.quick_ratio() >= LIKE and compared.ratio() >= LIKE
