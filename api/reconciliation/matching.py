"""From a batch of queries to ranked candidates: searched together, looked up together, judged one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode

from genoderm.api.queries import Asking
from genoderm.api.reconciliation.asked import Asked
from genoderm.api.reconciliation.asking import Asker, searches
from genoderm.api.reconciliation.entities import Type, entity_iri, type_of, types_called
from genoderm.api.reconciliation.hints import Known, Told, alpha_2, answers, known_of, text, told_of
from genoderm.api.reconciliation.scoring import Candidate, features, matched, ranked, with_hints
from genoderm.api.reconciliation.things import Entity, entities
from genoderm.graph.text_index_phrase import LETTERS, WORDS
from genoderm.sparql.evaluation import Row

SEEN = 6  # candidates of a type that are looked at, however few are wanted: a rival must not go unseen
FAR = 4  # as many as are wanted, where what an entity has may bring it up from behind
LISTED = 100  # candidates where only a place is told

Found = Mapping[tuple[str, str], Sequence[Candidate]]  # by phrase and class


@dataclass(frozen=True, slots=True)
class Query:
    """One query, understood."""

    asked: Asked
    types: tuple[Type, ...]
    hints: tuple[Known, ...]

    @property
    def name(self) -> str:
        """What is asked for."""
        return (self.asked.query or "").strip()

    @property
    def phrases(self) -> list[str]:
        """What is searched for: the name, of which all words are whole, and the codes that it is known to have."""
        name = " ".join(self.name[: LETTERS - 1].split()[: WORDS // 2])
        codes = [code for hint in self.hints for code in hint.codes()]
        return [phrase for phrase in (f"{name} " if name else "", *codes) if phrase]

    @property
    def seen(self) -> int:
        """How many candidates of each type are looked at."""
        return max(SEEN, self.asked.wanted * (FAR if self.hints else 1))


@dataclass(slots=True)
class Answered:
    """The candidates of one query."""

    query: Query
    candidates: list[Candidate] = field(default_factory=list)


def understood(asked: Asked) -> Query:
    """The query with its types and properties looked up; BadInput for one that there is not."""
    return Query(asked, types_called(asked.types), tuple(known_of(asked)))


async def reconciled(batch: Mapping[str, Asked], asker: Asker) -> dict[str, object]:
    """The results of a batch, as the service answers it."""
    queries = {key: understood(asked) for key, asked in batch.items()}
    found = await _searched(queries.values(), asker)
    answered = {key: Answered(query, await _candidates(query, found, asker)) for key, query in queries.items()}
    await _weighed(answered.values(), asker)
    shown = {one.iri for each in answered.values() for one in each.candidates}
    known = await entities(shown, asker)
    return {key: {"result": _result(each, known)} for key, each in answered.items()}


async def _searched(queries: Iterable[Query], asker: Asker) -> Found:
    """All candidates of all phrases: those with the same types are searched for together."""
    together: dict[tuple[tuple[str, ...], int], list[str]] = defaultdict(list)
    for query in queries:
        classes = tuple(dict.fromkeys(kind.sought.value for kind in query.types))
        together[classes, query.seen] += query.phrases
    askings = [asking for (classes, seen), phrases in together.items() for asking in searches(phrases, classes, seen)]
    found: dict[tuple[str, str], list[Candidate]] = defaultdict(list)
    for row in await asker.all_rows(askings):
        if candidate := _candidate(row):
            found[_value(row, "phrase"), _value(row, "kind")].append(candidate)
    return found


def _candidate(row: Row) -> Candidate | None:
    thing, label = row["thing"], row["matched"]
    if not isinstance(thing, NamedNode) or not isinstance(label, Literal):
        return None
    return Candidate(thing.value, float(_value(row, "score")), label.value)


async def _candidates(query: Query, found: Found, asker: Asker) -> list[Candidate]:
    """Each entity of the types once, by its best label; that whose id the query is; those in the place that is told."""
    best: dict[str, Candidate] = {}
    for phrase in query.phrases:
        for kind in query.types:
            for one in found.get((phrase, kind.sought.value), ()):
                if type_of(one.iri, asker.iris) == kind and one.likeness >= best.get(one.iri, one).likeness:
                    best[one.iri] = one
    known = entity_iri(query.name, asker.iris) if query.name else None
    if known and type_of(known, asker.iris) in query.types:
        best[known] = Candidate(known, 1.0, query.name, by_id=True)
    if not best and not query.name:
        best = {iri: Candidate(iri, 0.0, "") for iri in await _placed(query, asker)}
    return list(best.values())


async def _placed(query: Query, asker: Asker) -> list[str]:
    """Entities in the country and the city that the query tells, where it tells no more."""
    given = {hint.property.id: [text(value) for value in hint.values] for hint in query.hints}
    country = [code for one in given.get("country", ()) if (code := alpha_2(one))]
    if not country and "city" not in given:
        return []
    told = {"kind": [kind.sought.value for kind in query.types], "limit": [str(LISTED)]}
    told |= {"country": country} if country else {}
    told |= {"city": given["city"]} if "city" in given else {}
    rows = await asker.rows(Asking("reconcile-placed", told))
    return [iri for row in rows if type_of(iri := _value(row, "thing"), asker.iris) in query.types]


async def _weighed(answered: Iterable[Answered], asker: Asker) -> None:
    """Compare candidates with what queries say that they have, rank them, and keep as many as count."""
    each = list(answered)
    told: Told = await told_of(
        {one.iri for every in each if every.query.hints for one in every.candidates},
        [hint for every in each for hint in every.query.hints],
        asker,
    )
    for one in each:
        hints = one.query.hints
        weighed = [with_hints(it, answers(hints, it.iri, told, asker.iris)) for it in one.candidates]
        one.candidates = ranked(weighed if hints else one.candidates)[: max(one.query.asked.wanted, SEEN)]


def _result(answered: Answered, known: Mapping[str, Entity]) -> list[dict[str, object]]:
    query = answered.query
    candidates = [one for one in answered.candidates if one.iri in known]
    retired = frozenset(iri for iri, entity in known.items() if entity.retired)
    sure = matched(query.name, candidates, retired)
    return [_told(one, known[one.iri], query, match=one.iri == sure) for one in candidates[: query.asked.wanted]]


def _told(candidate: Candidate, entity: Entity, query: Query, *, match: bool) -> dict[str, object]:
    of_type = not query.asked.types or entity.type in query.types
    other = candidate.label and candidate.label not in {entity.name, query.name}
    return {
        "id": entity.id,
        "name": entity.name,
        "description": f"{entity.description}; found as {candidate.label}" if other else entity.description,
        "type": entity.types,
        "score": candidate.score,
        "match": match,
        "features": features(candidate, query.name, of_type=of_type, retired=entity.retired),
    }


def _value(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""
