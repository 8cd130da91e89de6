"""Search in all labels and codes of a release: ranked, forgiving of misspellings, in all languages and scripts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode
from tantivy import Occur, Query

from genoderm.graph.text_index_memory import Lines, Rows
from genoderm.graph.text_index_phrase import REMEMBERED, Phrase, read_phrase
from genoderm.graph.text_index_ranking import ROLES
from genoderm.graph.text_index_things import Things
from genoderm.graph.text_index_vocabulary import Vocabulary
from genoderm.graph.text_index_words import code_key

BARE = 0.95  # a code without the name of its system
BEGUN, BEGINNING = 0.7, 5  # what the beginning of a code is worth, and the letters from which it is looked for
LOOKED_AT, LEAST = 3, 40  # labels to rank for each thing that is wanted, since a thing has several; and at least
HELD = 0.75  # of what the best label holds of the phrase, how much another must hold to be a hit
SHARED = 800  # labels that are sorted by class, for a phrase that is sought in several
MISSES = 50  # labels in a row that hold too little, after which no better one comes
MOST = 10_000  # things that one search gives


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing that was found, by which of its labels, and how well: 1 is the label itself."""

    thing: NamedNode
    label: Literal
    score: float


@dataclass(frozen=True, slots=True)
class Only:
    """What to look at; an empty condition is none."""

    languages: Collection[str] = ()  # the label in one of these; "fr" takes "fr-CA", too
    kinds: Collection[str] = ()  # the thing of one of these classes, by IRI
    classes: Collection[str] = ()  # the thing of all of these
    thing: str = ""  # this thing alone

    @property
    def one_class(self) -> bool:
        """Whether a single class is the only condition."""
        return len(self.classes) == 1 and not (self.languages or self.kinds or self.thing)


EVERYTHING = Only()


class Candidate(NamedTuple):
    """A label that may be a hit: how much of the phrase it holds, and how like the phrase it is."""

    held: float
    like: float
    thing: int
    role: str
    language: str
    text: str


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """The index of one release."""

    things: Things
    labels: Lines
    rows: Rows
    vocabulary: Vocabulary
    worths: Sequence[float]  # by the sorts of the things
    bearers: Sequence[int]  # of each label the thing

    def search(self, text: str, only: Only = EVERYTHING, *, prefer: str = "en", limit: int = 100) -> list[Hit]:
        """The things whose labels are most like a phrase, each by its best label, best first.

        The last word may be unfinished. Of equal labels of a thing, the one in the language to `prefer` is told.
        BadInput for a phrase that is too long.
        """
        phrase = read_phrase(text, self.vocabulary)
        most = max(LEAST, LOOKED_AT * limit)
        found = [*self._labels(phrase, only, most), *self._codes(phrase, only, most)]
        enough = HELD * max((candidate.held for candidate in found), default=0.0)
        best: dict[int, tuple[float, bool, Candidate]] = {}
        for candidate in found:
            if candidate.held >= enough:
                told = candidate.like * ROLES[candidate.role], candidate.language == prefer, candidate
                best[candidate.thing] = max(best.get(candidate.thing, told), told, key=lambda one: one[:2])
        worths, sorts = self.worths, self.things.sorted
        scored = ((round(like * worths[sorts[thing]], 4), thing, told) for thing, (like, _, told) in best.items())
        ranked = nsmallest(limit, scored, key=lambda one: (-one[0], one[1]))  # things are in the order of their IRIs
        return [self._hit(score, candidate) for score, _, candidate in ranked]

    def _labels(self, phrase: Phrase, only: Only, most: int) -> Iterator[Candidate]:
        best, misses = 0.0, 0
        for row in self._best(phrase, only, most):
            thing, role, language, text = self.labels[row]
            held, like = phrase.likeness(text)
            yield Candidate(held, like, thing, role, language, text)
            best = max(best, held)
            misses = 0 if held >= HELD * best else misses + 1
            if misses == MISSES:
                return

    def _best(self, phrase: Phrase, only: Only, most: int) -> Sequence[int]:
        """The rows of the labels to rank, likeliest first.

        A phrase that is sought in one class after another is sought once among all, and its labels sorted by class.
        """
        if only.one_class and phrase.sought_again():
            [number] = self.things.class_numbers(only.classes)
            shared = _by_class(self, phrase)
            if len(found := shared.rows.get(number, ())) >= most or shared.whole:
                return found[:most]
        return self.rows.find(self._among(phrase.query(self.rows), only), most)

    def _codes(self, phrase: Phrase, only: Only, most: int) -> Iterator[Candidate]:
        if not phrase.code:
            return
        query = Query.term_query(self.rows.schema, "code", phrase.code, index_option="freq")
        rows, like = self.rows.find(self._among(query, only), most), 1.0
        if not rows and len(phrase.code) >= BEGINNING:
            query = Query.fuzzy_term_query(self.rows.schema, "code", phrase.code, distance=0, prefix=True)
            rows, like = self.rows.find(self._among(query, only), most), BEGUN
        for row in rows:
            thing, role, language, text = self.labels[row]
            bare = code_key(text.rpartition(":")[2]).startswith(phrase.code)
            yield Candidate(like, like * BARE if bare else like, thing, role, language, text)

    def _among(self, query: Query, only: Only) -> Query:
        """The query, with what it is to look at; conditions choose and do not rank."""
        conditions = [self._one_of("class", (str(number),)) for number in self.things.class_numbers(only.classes)]
        if only.kinds:
            conditions.append(self._one_of("class", map(str, self.things.class_numbers(only.kinds))))
        if only.languages:
            conditions.append(self._one_of("language", (language.lower() for language in only.languages)))
        if only.thing:
            conditions.append(self._one_of("thing", (only.thing,)))
        return Query.boolean_query([(Occur.Must, query), *((Occur.Must, condition) for condition in conditions)])

    def _one_of(self, field: str, values: Iterable[str]) -> Query:
        """Any of these values; a set of terms would be looked up whole, which takes longer than the search itself."""
        terms = [Query.term_query(self.rows.schema, field, value, index_option="basic") for value in values]
        among = terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])
        return Query.const_score_query(among, 0.0)

    def _hit(self, score: float, candidate: Candidate) -> Hit:
        label = Literal(candidate.text, language=candidate.language or None)
        return Hit(NamedNode(self.things[candidate.thing].iri), label, score)


class _Shared(NamedTuple):
    """The likeliest labels of all, by the numbers of classes; whether they are all that there are."""

    rows: Mapping[int, Sequence[int]]
    whole: bool


@lru_cache(maxsize=REMEMBERED)
def _by_class(index: TextIndex, phrase: Phrase) -> _Shared:
    found = index.rows.find(phrase.query(index.rows), SHARED)
    rows: dict[int, list[int]] = defaultdict(list)
    for row in found:
        for number in index.things.sorts[index.things.sorted[index.bearers[row]]].classes:
            rows[number].append(row)
    return _Shared(rows, len(found) < SHARED)
