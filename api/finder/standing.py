"""The parts that centres play in networks, and what they are designated as."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import Remembered
from genoderm.api.collections.names import Names, names
from genoderm.api.finder.found import Named, Role
from genoderm.sparql.composition import api_query, composed
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

REMEMBERED = 20_000  # centres
NAMED = ("network", "group", "role", "designation", "authority", "level", "scope")
Told = dict[str, str]  # a row


@dataclass(frozen=True, slots=True)
class Standing:
    """What a centre is, in the words of a language."""

    roles: tuple[Role, ...] = ()
    designations: tuple[Named, ...] = ()


STANDING = Remembered[tuple[str, str], Standing](REMEMBERED)  # by language and centre


async def standing(centres: Sequence[str], pool: Pool, language: str) -> dict[str, Standing]:
    """Of each of these centres."""
    keys = ((language, iri) for iri in centres)
    found = await STANDING.of(keys, pool, partial(_read, pool, language))
    return {iri: told for (_, iri), told in found.items()}


async def _read(pool: Pool, language: str, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], Standing]:
    centres = [iri for _, iri in keys]
    text = composed(api_query("finder-standing"), {"centre": [NamedNode(iri) for iri in centres]})
    rows: dict[str, list[Told]] = {iri: [] for iri in centres}
    for row in await pool.rows(text):
        told = _told(row)
        rows[told["centre"]].append(told)
    wanted = {row[name] for told_of in rows.values() for row in told_of for name in NAMED if name in row}
    called = await names(wanted, pool, language)
    return {(language, iri): _standing(told_of, called) for iri, told_of in rows.items()}


def _standing(rows: Sequence[Told], called: Names) -> Standing:
    designations: dict[str, list[Told]] = {}
    for row in rows:
        if "designation" in row:
            designations.setdefault(row["designation"], []).append(row)
    return Standing(
        roles=tuple(_role(row, called) for row in rows if "network" in row),
        designations=tuple(_named(iri, told_of, called) for iri, told_of in designations.items()),
    )


def _told(row: Row) -> Told:
    return {name: term.value for name, term in row.items() if isinstance(term, NamedNode | Literal)}


def _role(row: Told, called: Names) -> Role:
    return Role(
        network=called.thing(row["network"]),
        group=called.thing(row["group"]) if "group" in row else None,
        role=called.thing(row["role"]) if "role" in row else None,
    )


def _named(iri: str, rows: Sequence[Told], called: Names) -> Named:
    first = rows[0]
    return Named(
        designation=called.thing(iri),
        authority=called.thing(first["authority"]) if "authority" in first else None,
        level=called.thing(first["level"]) if "level" in first else None,
        scope=tuple(called.thing(row["scope"]) for row in rows if "scope" in row),
        labelled=first.get("labelled"),
        renewed=first.get("renewed"),
        ended=first.get("ended"),
    )
