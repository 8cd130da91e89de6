"""What this node holds to be the same as centres and hospitals of others: asked a few at a time, until the deadline."""

import asyncio
from collections.abc import Sequence
from itertools import chain

from pyoxigraph import NamedNode

from genoderm.api.network.identity import Pair
from genoderm.api.network.shares import Share
from genoderm.ontology.terms import GD
from genoderm.ontology.vocabularies import OWL, SKOS_EXACT_MATCH
from genoderm.sparql.workers.pool import Pool

SAME = f"{SKOS_EXACT_MATCH}|<{GD}sameThingAs>|<{OWL}sameAs>"
AT_ONCE = 500  # things of one query, which is some 30 kB long


async def registered(shares: Sequence[Share], pool: Pool, until: float) -> tuple[list[Pair], int]:
    """The pairs, and how many things there was no time left for; nobody is asked if no other node told of any."""
    pairs: list[Pair] = []
    things = _things(shares) if any(one.centres for one in shares[1:]) else []
    for start in range(0, len(things), AT_ONCE):
        try:
            async with asyncio.timeout_at(until):
                pairs += await _same(things[start : start + AT_ONCE], pool)
        except TimeoutError:
            return pairs, len(things) - start
    return pairs, 0


def _things(shares: Sequence[Share]) -> list[str]:
    centres = chain.from_iterable(one.centres for one in shares)
    return sorted({iri for one in centres for iri in (one.iri, one.hospital.iri if one.hospital else one.iri)})


async def _same(things: Sequence[str], pool: Pool) -> list[Pair]:
    values = " ".join(f"<{iri}>" for iri in things)
    rows = await pool.rows(f"SELECT ?one ?same {{ VALUES ?one {{ {values} }} ?one {SAME} ?same }}")
    pairs = ((row["one"], row["same"]) for row in rows)
    return [(a.value, b.value) for a, b in pairs if isinstance(a, NamedNode) and isinstance(b, NamedNode)]
