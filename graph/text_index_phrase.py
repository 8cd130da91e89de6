"""A phrase that is sought: which words of labels its words may stand for, and how like it a label is."""

from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import count

from tantivy import Occur, Query, Schema

from genoderm.graph.text_index_labels import Labels
from genoderm.graph.text_index_memory import Rows
from genoderm.graph.text_index_vocabulary import Vocabulary
from genoderm.graph.text_index_words import code_key, words
from genoderm.ontology.errors import BadInput

REMEMBERED = 128  # phrases: one is sought in several classes, one after the other
LETTERS, WORDS = 500, 40  # of a phrase; the longest label of all has 250 letters and 35 words
FEW = 4  # words; in more of them one that is known is hardly meant as another, and each look costs 0.3 ms
JOINED = 0.98  # "palmo plantar" is like "palmoplantar"
MOVED = 0.995  # the same words in another order
SHORT = 0.6  # what a label is worth that holds the phrase among very much else; 1 is the phrase alone
WHOLE = 4.0  # the label itself must be among those that are looked at, however common its words
UNKNOWN = -1  # the number of a word that no label has

Meaning = tuple[int, float, int]  # the place of a word in the phrase, how like it another is, and the number of that


@dataclass(frozen=True, slots=True, eq=False)
class Phrase:
    """Words in their order, the variants of each with how like it they are, and how much each tells."""

    words: Sequence[str]
    variants: Sequence[Mapping[str, float]]
    weights: Sequence[float]
    total: float  # of the weights
    numbers: "array[int]"  # of the words
    meanings: Mapping[int, Sequence[Meaning]]  # by the numbers of words of labels
    code: str  # as which it is sought among codes; "" if it is none
    vocabulary: Vocabulary
    searches: "count[int]" = field(default_factory=count, repr=False)
    measured: dict[tuple[int, ...], tuple[float, float]] = field(default_factory=dict, repr=False)  # by words met

    def sought_again(self) -> bool:
        """Count a search for it; whether there was one before."""
        return next(self.searches) > 0

    def query(self, rows: Rows) -> Query:
        """Labels that hold at least half of the words, those first that hold rarer words and few others."""
        return _query(self, rows)

    def likeness(self, row: int, labels: Labels) -> tuple[float, float]:
        """How much of the phrase a label holds, and how like the phrase it is, both from 0 to 1."""
        found, meanings, known = labels.words_of(row), self.meanings, self.measured
        words = found + labels.compounds[row] if row in labels.compounds else found
        met = tuple([word for word in words if word in meanings])
        held, tells = known[met] if met in known else self._measured(met)
        like = held * (SHORT + (1 - SHORT) * min(1.0, tells / labels.totals[row])) if met else 0.0
        return held, like if found == self.numbers else like * MOVED

    def _measured(self, met: tuple[int, ...]) -> tuple[float, float]:
        """How much of the phrase these words hold, and what they tell, each once; many labels have the same of them."""
        held, told = 0.0, self.vocabulary.weights
        best = _best(meaning for word in met for meaning in self.meanings[word])
        for place, like, _ in best:
            held += self.weights[place] * like
        tells = sum([told[word] for word in {word for _, _, word in best}])
        return self.measured.setdefault(met, (held / self.total, tells))


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
        if (joined := typed[at] + typed[at + 1]) in vocabulary:
            variants[at].setdefault(joined, JOINED)
            variants[at + 1].setdefault(joined, JOINED)
    weights = [_weight(word, told, vocabulary) for word, told in zip(typed, variants, strict=True)]
    numbers = array("i", (vocabulary.numbers.get(word, UNKNOWN) for word in typed))
    meanings = _meanings(variants, vocabulary)
    return Phrase(typed, variants, weights, sum(weights), numbers, meanings, code_key(text), vocabulary)


def _best(met: Iterable[Meaning]) -> Collection[Meaning]:
    """For each place, from the first, the likeliest word."""
    return {meaning[0]: meaning for meaning in sorted(met)}.values()


def _meanings(variants: Iterable[Mapping[str, float]], vocabulary: Vocabulary) -> Mapping[int, Sequence[Meaning]]:
    found: dict[int, list[Meaning]] = defaultdict(list)
    for place, told in enumerate(variants):
        for word, like in told.items():
            number = vocabulary.numbers[word]
            found[number].append((place, like, number))
    return dict(found)


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
