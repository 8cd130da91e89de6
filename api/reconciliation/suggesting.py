"""Suggestions while somebody types: entities, types, properties (Reconciliation API 0.2, 6)."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from pyoxigraph import NamedNode

from genoderm.api.reconciliation.asking import Asker, searches
from genoderm.api.reconciliation.entities import TYPES, Type, entity_iri, type_of
from genoderm.api.reconciliation.properties import PROPERTIES, properties_of
from genoderm.api.reconciliation.things import entities
from genoderm.api.search.shown import text
from genoderm.graph.text_index_phrase import LETTERS
from genoderm.graph.text_index_words import fold, words

PAGE = 10  # suggestions of one answer
DEEPEST = 100  # suggestions that can be paged through


class Named(Protocol):
    """A type or a property."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def name(self) -> str:
        """What it is called."""


async def suggested(
    prefix: str, types: Sequence[Type], skipped: int, limit: int, asker: Asker
) -> list[dict[str, object]]:
    """Entities whose names begin like this, best first."""
    classes = list(dict.fromkeys(kind.sought.value for kind in types))
    rows = await asker.all_rows(searches([prefix[:LETTERS]], classes, min(skipped + limit, DEEPEST)))
    scores: dict[str, float] = {}
    for row in rows:
        thing = row["thing"]
        if isinstance(thing, NamedNode) and type_of(thing.value, asker.iris) in types:
            scores[thing.value] = float(text(row, "score") or 0)
    if (known := entity_iri(prefix, asker.iris)) and type_of(known, asker.iris) in types:
        scores[known] = 2.0
    best = sorted(scores, key=lambda iri: (-scores[iri], iri))[skipped : skipped + limit]
    found = await entities(best, asker)
    return [
        {"id": one.id, "name": one.name, "description": one.description, "notable": one.types}
        for iri in best
        if (one := found.get(iri))
    ]


def suggested_types(prefix: str) -> list[dict[str, object]]:
    """Types that are called so, or something like it."""
    return [one.told() for one in TYPES if _begun(prefix, one)]


def suggested_properties(prefix: str, types: Sequence[Type]) -> list[dict[str, str]]:
    """Properties that are called so, of entities of these types; those of all, without any."""
    known = properties_of(types) if types else PROPERTIES
    return [one.told() for one in known if _begun(prefix, one)]


def _begun(prefix: str, one: Named) -> bool:
    """Whether each word typed begins a word of the name, or the id begins like it."""
    return fold(one.id).startswith(fold(prefix.strip())) or all(
        any(word.startswith(typed) for word in _names(one)) for typed in words(prefix)
    )


def _names(one: Named) -> Iterable[str]:
    return words(one.name)
