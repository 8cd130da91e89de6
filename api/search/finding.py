"""A search: the hits by a query whose only new value is the phrase, then what is shown of those worth it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal

from genoderm.api.queries import BOUND, Asking
from genoderm.api.search.answers import Context, Hits, hits, worthy
from genoderm.api.search.asked import FEW
from genoderm.api.search.shown import shown
from genoderm.ontology.terms import Iris
from genoderm.sparql.workers.pool import Pool

QUERY = "search"
HITS = BOUND | {"hits"}  # the part of the query that a phrase decides
REMEMBERED = 256  # texts of the query


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a search looks for: classes by IRI, or all; things of each; names in a language; labels in one, or all."""

    classes: tuple[str, ...]
    each: int
    language: str
    written: str | None = None

    @property
    def given(self) -> Mapping[str, Sequence[str]]:
        """As the parameters of the query, but for the phrase."""
        return {
            "kind": self.classes,  # none: all, as the query has it
            "each": [str(self.each)] if self.each != FEW else [],
            "language": [self.language],
            "written": [self.written] if self.written else [],
        }


def asking(typed: str, wanted: Wanted) -> Asking:
    """The whole query, for whoever wants to ask it elsewhere."""
    return Asking(QUERY, {"phrase": [str(Literal(typed, language=wanted.language))], **wanted.given})


async def found(wanted: Wanted, context: Context, pool: Pool) -> Hits:
    """The things found for what was typed; BadInput for a phrase that is too long."""
    iris = Iris(pool.manifest.base)
    phrase = Literal(context.typed, language=wanted.language)
    groups = worthy(await pool.rows(_text(wanted, iris), {"phrase": phrase}), iris)
    known = await shown((thing.iri for things in groups for thing in things), wanted.language, pool)
    return hits(groups, known, context)


@lru_cache(maxsize=REMEMBERED)
def _text(wanted: Wanted, iris: Iris) -> str:
    """The query for the hits, without the phrase, which the engine binds: a text that workers understand but once."""
    return Asking(QUERY, wanted.given, HITS).text(iris)
