"""How well an entity answers to a query, and whether it can be taken for what was meant without anybody looking.

The score is from 0 to 100: how like the query its best label is, and, where the query says what the entity has, whether
it has it. A match is only what bears the very words of the query (in any order, whatever their case and accents) or its
very code, alone among the candidates, and with nothing that speaks against it. A misspelling is never a match: the next
name may be the right one, and a wrong match is worse than none.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from genoderm.graph.text_index_vocabulary import NUMERALS
from genoderm.graph.text_index_words import code_key, code_keys, words

NAMES, HINTS = 0.7, 0.3  # what the likeness of the name counts, and what the entity has, where hints are given
UNKNOWN = 0.5  # of a property that nothing is told of: it speaks neither for nor against
SHORT = 4  # letters; a shorter name is an acronym, which others bear whom this service does not know
AMBIGUOUS = 0.02  # of likeness: a candidate that near to the best is a rival
CERTAIN = 0.94  # of likeness; a code of another system that means more or less than the entity is worth 0.92


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity that may be meant: by which label it was found, how like the query that is, and which hints agree."""

    iri: str
    likeness: float  # from 0 to 1
    label: str
    hints: Mapping[str, bool | None] = field(default_factory=dict)  # by property; None where nothing is known
    by_id: bool = False  # the query is its id

    @property
    def score(self) -> float:
        """From 0 to 100."""
        likeness = 1.0 if self.by_id else self.likeness
        if not self.hints:
            return round(100 * likeness, 2)
        told = [UNKNOWN if agrees is None else float(agrees) for agrees in self.hints.values()]
        return round(100 * (NAMES * likeness + HINTS * sum(told) / len(told)), 2)

    @property
    def contradicted(self) -> bool:
        """Whether it has something else than the query says."""
        return any(agrees is False for agrees in self.hints.values())


def ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Best first; among equals by IRI."""
    return sorted(candidates, key=lambda one: (-one.score, one.iri))


def matched(query: str, candidates: Sequence[Candidate], retired: frozenset[str]) -> str | None:
    """The IRI of the one candidate that can be taken for what is meant, of those that are ranked; None if none can."""
    if not candidates:
        return None
    best, *others = candidates
    if not _certain(query, best) or best.contradicted or best.iri in retired:
        return None
    rivals = [one for one in others if one.iri not in retired and not one.contradicted]
    return None if any(_rivals(query, one, best) for one in rivals) else best.iri


def _certain(query: str, one: Candidate) -> bool:
    return one.by_id or (one.likeness >= CERTAIN and same(query, one.label))


def _rivals(query: str, one: Candidate, best: Candidate) -> bool:
    if best.by_id:
        return one.by_id
    return _certain(query, one) or one.likeness > best.likeness - AMBIGUOUS


def same(query: str, label: str) -> bool:
    """Whether a label has the very words of the query, or is its very code.

    An acronym says too little, and so does a number without the name of its system.
    """
    key = code_key(query)
    if key and not key.isdigit() and ":" in label and key in code_keys(label):
        return True
    letters = sum(map(len, words(query)))
    return letters > SHORT and _words(query) == _words(label)


def _words(text: str) -> list[str]:
    return sorted(NUMERALS.get(word, word) for word in words(text))


def with_hints(candidate: Candidate, hints: Mapping[str, bool | None]) -> Candidate:
    """The candidate, and which hints agree with it."""
    return replace(candidate, hints=hints)


def features(candidate: Candidate, query: str, *, of_type: bool, retired: bool) -> list[dict[str, object]]:
    """What the score was made of, for clients that would rather weigh it themselves."""
    told: dict[str, object] = {
        "name_similarity": round(candidate.likeness, 4),
        "name_exact": same(query, candidate.label),
        "id_match": candidate.by_id,
        "type_match": of_type,
        "retired": retired,
    }
    agreeing = {f"{name}_match": agrees for name, agrees in candidate.hints.items() if agrees is not None}
    return [{"id": name, "value": value} for name, value in (told | agreeing).items()]
