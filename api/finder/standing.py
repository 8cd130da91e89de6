"""The parts that centres play in networks, and what they are designated as."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from cachetools import LRUCache
from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import PerRelease
from genoderm.api.collections.names import Names
from genoderm.api.finder.found import Named, Role
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

REMEMBERED = 20_000  # centres
NAMED = ("network", "group", "role", "designation", "authority", "level", "scope")
Told = dict[str, str]  # a row


@dataclass(slots=True)
class Standing:
    """The rows about a centre."""

    roles: list[Told] = field(default_factory=list)
    designations: dict[str, list[Told]] = field(default_factory=dict)

    def named(self) -> Iterable[str]:
        """What has to have a name."""
        rows = [*self.roles, *(row for rows in self.designations.values() for row in rows)]
        return {row[name] for row in rows for name in NAMED if name in row}


Known = LRUCache[str, Standing]


async def _nothing(_: Pool) -> Known:
    return LRUCache(REMEMBERED)


KNOWN = PerRelease(_nothing)


async def standing(centres: Sequence[str], pool: Pool) -> dict[str, Standing]:
    """Of each of these centres."""
    known = await KNOWN.of(pool)
    if missing := [iri for iri in centres if iri not in known]:
        known.update(await _read(missing, pool))
    return {iri: known.get(iri) or Standing() for iri in centres}


async def _read(centres: Collection[str], pool: Pool) -> dict[str, Standing]:
    found = {iri: Standing() for iri in centres}
    text = composed(api_query("finder-standing"), {"centre": [NamedNode(iri) for iri in centres]})
    for row in await pool.rows(text):
        told = _told(row)
        one = found[told["centre"]]
        if "designation" in told:
            one.designations.setdefault(told["designation"], []).append(told)
        else:
            one.roles.append(told)
    return found


def _told(row: Row) -> Told:
    return {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}


def roles(one: Standing, called: Names) -> tuple[Role, ...]:
    """The parts that a centre plays."""
    return tuple(
        Role(
            network=called.thing(row["network"]),
            group=called.thing(row["group"]) if "group" in row else None,
            role=called.thing(row["role"]) if "role" in row else None,
        )
        for row in one.roles
    )


def designations(one: Standing, called: Names) -> tuple[Named, ...]:
    """What a centre is designated as."""
    return tuple(
        Named(
            designation=called.thing(iri),
            authority=called.thing(rows[0]["authority"]) if "authority" in rows[0] else None,
            level=called.thing(rows[0]["level"]) if "level" in rows[0] else None,
            scope=tuple(called.thing(row["scope"]) for row in rows if "scope" in row),
            labelled=rows[0].get("labelled"),
            renewed=rows[0].get("renewed"),
            ended=rows[0].get("ended"),
        )
        for iri, rows in one.designations.items()
    )
