"""What ranking needs of each label, by its row, so that only of those that are told the text is read."""

from array import array
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from sys import intern

from genoderm.graph.text_index_vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Labels:
    """Whose each label is, its role, its language, and its words by their numbers in a vocabulary; codes have none."""

    bearers: "array[int]" = field(default_factory=lambda: array("I"))
    roles: list[str] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    starts: "array[int]" = field(default_factory=lambda: array("I", [0]))
    words: "array[int]" = field(default_factory=lambda: array("i"))
    compounds: "dict[int, array[int]]" = field(default_factory=dict)  # of the few labels that have some
    totals: "array[float]" = field(default_factory=lambda: array("d"))  # what its words tell together, each once

    def words_of(self, row: int) -> "array[int]":
        """The words of a label, in their order."""
        return self.words[self.starts[row] : self.starts[row + 1]]


class Reader:
    """Takes labels one by one, counts their words, and then numbers these as a vocabulary does."""

    def __init__(self) -> None:
        """There are none yet."""
        self.frequencies: Counter[str] = Counter()
        self._labels = Labels()
        self._numbers: dict[str, int] = {}  # as words come

    def take(self, bearer: int, role: str, language: str, words: Sequence[str], compounds: Sequence[str]) -> None:
        """The next label."""
        labels = self._labels
        if words:
            self.frequencies.update({*words, *compounds})
        if compounds:
            labels.compounds[len(labels.roles)] = array("i", self._numbered(compounds))
        labels.bearers.append(bearer)
        labels.roles.append(role)
        labels.languages.append(intern(language))
        labels.words.extend(self._numbered(words))
        labels.starts.append(len(labels.words))

    def labels(self, vocabulary: Vocabulary) -> Labels:
        """All that were taken; `vocabulary` has all of their words."""
        told, labels = [vocabulary.numbers[word] for word in self._numbers], self._labels
        labels.words[:] = array("i", map(told.__getitem__, labels.words))
        for row, words in labels.compounds.items():
            labels.compounds[row] = array("i", map(told.__getitem__, words))
        weights = vocabulary.weights
        labels.totals.extend(
            sum(weights[word] for word in dict.fromkeys(labels.words_of(row))) for row in range(len(labels.roles))
        )
        return labels

    def _numbered(self, words: Sequence[str]) -> Iterator[int]:
        return (self._numbers.setdefault(word, len(self._numbers)) for word in words)
