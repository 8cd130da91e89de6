"""Search in all labels and codes of a release: ranked, forgiving of misspellings, in all languages and scripts."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode
from tantivy import Occur, Query

from genoderm.graph.text_index_labels import Labels
from genoderm.graph.text_index_memory import Lines, Rows
from genoderm.graph.text_index_phrase import REMEMBERED, Phrase, read_phrase
from genoderm.graph.text_index_ranking import ROLES
from genoderm.graph.text_index_things import FEW, Things
from genoderm.graph.text_index_vocabulary import Vocabulary
from genoderm.graph.text_index_words import code_key

BARE = 0.95  # a code without the name of its system
BEGUN, BEGINNING = 0.7, 5  # what the beginning of a code is worth, and the letters from which it is looked for
LOOKED_AT, LEAST = 3, 40  # labels to rank for each thing that is wanted, since a thing has several; and at least
HELD = 0.75  # of what the best label holds of the phrase, how much another must hold to be a hit
SHARED = 800  # labels that are sorted by class, for a phrase that is sought in several
MISSES = 50  # labels in a row that hold too little, after which no better one comes
MOST = 10_000  # things that one search gives


# A label that may be a hit: how much of the phrase it holds, how like it that is, its row. A search has a hundred.
Candidate = tuple[float, float, int]


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
    again: bool = False  # whether the phrase is sought in other classes, too, so that it is better sought in all

    @property
    def one_class(self) -> bool:
        """Whether a single class is the only condition."""
        return len(self.classes) == 1 and not (self.languages or self.kinds or self.thing)


EVERYTHING = Only()


@dataclass(frozen=True, slots=True, eq=False)
class TextIndex:
    """The index of one release."""

    things: Things
    labels: Lines
    ranked: Labels
    rows: Rows
    vocabulary: Vocabulary
    worths: Sequence[float]  # by the sorts of the things

    def search(self, text: str, only: Only = EVERYTHING, *, prefer: str = "en", limit: int = 100) -> list[Hit]:
        """The things whose labels are most like a phrase, each by its best label, best first.

        The last word may be unfinished. Of equal labels of a thing, the one in the language to `prefer` is told.
        BadInput for a phrase that is too long.
        """
        phrase = read_phrase(text, self.vocabulary)
        most = max(LEAST, LOOKED_AT * limit)
        found = [*self._labels(phrase, only, most), *self._codes(phrase, only, most)]
        worths, sorts = self.worths, self.things.sorted
        scored = [
            (-round(like * worths[sorts[thing]], 4), thing, row)
            for thing, (like, _, row) in self._best_of_each(found, prefer).items()
        ]  # things are in the order of their IRIs
        return [self._hit(-score, row) for score, _, row in sorted(scored)[:limit]]

    def _best_of_each(self, found: Sequence[Candidate], prefer: str) -> Mapping[int, tuple[float, bool, int]]:
        """By things, of those that hold enough, the best label: how like it is, whether in that language, its row."""
        bearers, roles, languages = self.ranked.bearers, self.ranked.roles, self.ranked.languages
        enough = HELD * max(found)[0] if found else 0.0
        best: dict[int, tuple[float, bool, int]] = {}
        for held, like, row in found:
            if held >= enough:
                told = like * ROLES[roles[row]], languages[row] == prefer, row
                known = best.get(bearers[row])
                if known is None or told[:2] > known[:2]:
                    best[bearers[row]] = told
        return best

    def _labels(self, phrase: Phrase, only: Only, most: int) -> Iterator[Candidate]:
        best, misses = 0.0, 0
        for row in self._best(phrase, only, most):
            held, like = phrase.likeness(row, self.ranked)
            yield held, like, row
            if held >= HELD * best:
                best, misses = max(best, held), 0
                continue
            misses += 1
            if misses == MISSES:
                return

    def _best(self, phrase: Phrase, only: Only, most: int) -> Sequence[int]:
        """The rows of the labels to rank, likeliest first.

        A phrase that is sought in one class after another is sought once among all, and its labels sorted by class.
        """
        if only.one_class and (phrase.sought_again() or only.again):
            [number] = self.things.class_numbers(only.classes)
            for shared in _shared(self, phrase, number):
                if len(found := shared.of_class(number, most)) >= most or shared.whole:
                    return found
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
            _, _, _, text = self.labels[row]
            bare = code_key(text.rpartition(":")[2]).startswith(phrase.code)
            yield like, like * BARE if bare else like, row

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

    def among_few(self, query: Query) -> Query:
        """The query, among the things of small classes."""
        return Query.boolean_query([(Occur.Must, query), (Occur.Must, self._one_of("class", (FEW,)))])

    def _one_of(self, field: str, values: Iterable[str]) -> Query:
        """Any of these values; a set of terms would be looked up whole, which takes longer than the search itself."""
        terms = [Query.term_query(self.rows.schema, field, value, index_option="basic") for value in values]
        among = terms[0] if len(terms) == 1 else Query.boolean_query([(Occur.Should, term) for term in terms])
        return Query.const_score_query(among, 0.0)

    def _hit(self, score: float, row: int) -> Hit:
        thing, _, language, text = self.labels[row]
        return Hit(NamedNode(self.things.iri(thing)), Literal(text, language=language or None), score)


@dataclass(frozen=True, slots=True)
class _Shared:
    """The likeliest labels of all, by the sorts of their things with their ranks; whether they are all there are."""

    things: Things
    rows: Sequence[int]
    ranks: Mapping[int, Sequence[int]]
    whole: bool

    def of_class(self, number: int, most: int) -> Sequence[int]:
        """Those of a class, likeliest first."""
        sorts = self.things.sorts
        ranks = [rank for sort, told in self.ranks.items() if number in sorts[sort].classes for rank in told[:most]]
        return [self.rows[rank] for rank in sorted(ranks)[:most]]


def _shared(index: TextIndex, phrase: Phrase, number: int) -> Iterator[_Shared]:
    """Where labels of this class may be: among the likeliest of all, and if it is a small one, of all small ones."""
    yield _of_all(index, phrase)
    if number in index.things.few:
        yield _of_few(index, phrase)


@lru_cache(maxsize=REMEMBERED)
def _of_all(index: TextIndex, phrase: Phrase) -> _Shared:
    return _by_class(index, phrase.query(index.rows))


@lru_cache(maxsize=REMEMBERED)
def _of_few(index: TextIndex, phrase: Phrase) -> _Shared:
    return _by_class(index, index.among_few(phrase.query(index.rows)))


def _by_class(index: TextIndex, query: Query) -> _Shared:
    found = index.rows.find(query, SHARED)
    sorts, bearers = index.things.sorted, index.ranked.bearers
    ranks: dict[int, list[int]] = defaultdict(list)
    for rank, row in enumerate(found):
        ranks[sorts[bearers[row]]].append(rank)
    return _Shared(index.things, found, ranks, len(found) < SHARED)
