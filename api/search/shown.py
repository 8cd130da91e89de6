"""What is shown of a thing that was found: read of a release once, since whoever types finds the same things again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import Remembered
from genoderm.api.queries import Asking
from genoderm.ontology.terms import Iris
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

QUERY = "search-shown"
REMEMBERED = 20_000  # things in a language, of half a kilobyte each; those that people look for are fewer
Key = tuple[str, str]  # language and thing


@dataclass(frozen=True, slots=True)
class Shown:
    """The name in the language asked for, else in English, else in any, and what tells things of one name apart."""

    name: Literal | None
    code: str | None
    countries: tuple[str, ...]
    city: str | None
    retired: bool


NOTHING = Shown(None, None, (), None, retired=False)
SHOWN = Remembered[Key, Shown](REMEMBERED)


async def shown(things: Iterable[str], language: str, pool: Pool) -> Mapping[str, Shown]:
    """What is shown of each of these things, by IRI."""
    known = await SHOWN.of(((language, thing) for thing in things), pool, partial(_read, pool))
    return {thing: told for (_, thing), told in known.items()}


async def _read(pool: Pool, keys: Collection[Key]) -> dict[Key, Shown]:
    [language] = {language for language, _ in keys}
    asking = Asking(QUERY, {"thing": [thing for _, thing in keys], "language": [language]})
    rows: dict[str, list[Row]] = {}
    for row in await pool.rows(asking.text(Iris(pool.manifest.base))):
        rows.setdefault(text(row, "thing") or "", []).append(row)
    return {key: _shown(rows[key[1]]) if key[1] in rows else NOTHING for key in keys}


def _shown(rows: Sequence[Row]) -> Shown:
    first = rows[0]
    countries = dict.fromkeys(country for row in rows if (country := text(row, "country")))
    retired = text(first, "retired") == "true"
    return Shown(_name(rows), text(first, "code"), tuple(countries), text(first, "city"), retired=retired)


def _name(rows: Sequence[Row]) -> Literal | None:
    others = [name for row in rows if (name := literal(row, "other"))]
    return literal(rows[0], "asked") or min(others, key=lambda name: name.language != "en", default=None)


def literal(row: Row, name: str) -> Literal | None:
    """The literal that a variable is bound to; None where it is not bound."""
    term = row[name]
    return term if isinstance(term, Literal) else None


def text(row: Row, name: str) -> str | None:
    """The value of a variable; None where it is not bound."""
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else None
