"""A phrase that is sought: which words of labels its words may stand for, and how like it a label is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from tantivy import Occur, Query, Schema

from genoderm.graph.text_index_memory import Rows
from genoderm.graph.text_index_vocabulary import Vocabulary
from genoderm.graph.text_index_words import code_key, compounds, words
from genoderm.ontology.errors import BadInput

REMEMBERED = 128  # phrases: one is sought in several classes, one after the other
LABELS = 1 << 13  # that are looked at, at a kilobyte each: who types on meets the same ones again
LETTERS, WORDS = 500, 40  # of a phrase; the longest label of all has 250 letters and 35 words
FEW = 4  # words; in more of them one that is known is hardly meant as another, and each look costs 0.3 ms
JOINED = 0.98  # "palmo plantar" is like "palmoplantar"
MOVED = 0.995  # the same words in another order
SHORT = 0.6  # what a label is worth that holds the phrase among very much else; 1 is the phrase alone
WHOLE = 4.0  # the label itself must be among those that are looked at, however common its words


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """Words in their order, the variants of each with how like it they are, and how much each tells."""

    words: Sequence[str]
    variants: Sequence[Mapping[str, float]]
    weights: Sequence[float]
    total: float  # of the weights
    code: str  # as which it is sought among codes; "" if it is none
    vocabulary: Vocabulary
    searches: "count[int]" = field(default_factory=count, repr=False)

    def sought_again(self) -> bool:
        """Count a search for it; whether there was one before."""
        return next(self.searches) > 0

    def query(self, rows: Rows) -> Query:
        """Labels that hold at least half of the words, those first that hold rarer words and few others."""
        return _query(self, rows)

    def likeness(self, label: str) -> tuple[float, float]:
        """How much of the phrase a label holds, and how like the phrase it is, both from 0 to 1."""
        found, weights, total = _weighed(label, self.vocabulary)
        held, met = self._met(weights)
        share = min(1.0, sum(weights[word] for word in met) / total) if total else 0.0
        like = held * (SHORT + (1 - SHORT) * share)
        return held, like if found == self.words else like * MOVED

    def _met(self, weights: Mapping[str, float]) -> tuple[float, set[str]]:
        held, met = 0.0, set()
        for variants, weight in zip(self.variants, self.weights, strict=True):
            if both := variants.keys() & weights.keys():
                like, word = max((variants[word], word) for word in both)
                held += weight * like
                met.add(word)
        return held / self.total, met


@lru_cache(maxsize=REMEMBERED)
def read_phrase(text: str, vocabulary: Vocabulary) -> Phrase:
    """Read what somebody typed; its last word may be unfinished. BadInput for one that is too long."""
    typed = words(text)
    if len(text) > LETTERS or len(typed) > WORDS:
        raise BadInput(
            f"the phrase {text[:40]!r}… has {len(text)} characters and {len(typed)} words, "
            f"expected at most {LETTERS} and {WORDS}"
        )
    unfinished = text[-1:].isalnum()
    last = len(typed) - 1
    variants = [
        vocabulary.variants(word, unfinished=unfinished and at == last, trusted=len(typed) > FEW)
        for at, word in enumerate(typed)
    ]
    for at in range(last):
        if (joined := typed[at] + typed[at + 1]) in vocabulary.weights:
            variants[at].setdefault(joined, JOINED)
            variants[at + 1].setdefault(joined, JOINED)
    weights = [_weight(word, told, vocabulary) for word, told in zip(typed, variants, strict=True)]
    return Phrase(typed, variants, weights, sum(weights), code_key(text), vocabulary)


@lru_cache(maxsize=LABELS)
def _weighed(label: str, vocabulary: Vocabulary) -> tuple[Sequence[str], Mapping[str, float], float]:
    """The words of a label, what each of them tells, compounds too, and what all words tell together."""
    found = words(label)
    weights = {word: vocabulary.weight(word) for word in found}
    total = sum(weights.values())
    return found, weights | {compound: vocabulary.weight(compound) for compound in compounds(label)}, total


@lru_cache(maxsize=REMEMBERED)
def _query(phrase: Phrase, rows: Rows) -> Query:
    found = [(Occur.Should, _any(rows.schema, variants)) for variants in phrase.variants if variants]
    if not found:
        return Query.empty_query()
    least = Query.boolean_query(found, minimum_number_should_match=max(1, len(found) // 2))
    whole = Query.term_query(rows.schema, "whole", "".join(phrase.words), index_option="freq")
    return Query.boolean_query([(Occur.Must, least), (Occur.Should, Query.boost_query(whole, WHOLE))])


def _weight(word: str, variants: Mapping[str, float], vocabulary: Vocabulary) -> float:
    """What the likeliest of the variants tells."""
    return vocabulary.weight(max(variants, key=lambda variant: variants[variant], default=word))


def _any(schema: Schema, variants: Mapping[str, float]) -> Query:
    terms = [
        Query.boost_query(Query.term_query(schema, "words", word, index_option="freq"), like**2)
        for word, like in variants.items()
    ]
    return terms[0] if len(terms) == 1 else Query.disjunction_max_query(terms)
