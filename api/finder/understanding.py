"""Which disease somebody means: an ORPHA code in any spelling, a code of another system, or a name.

A code that a new one took the place of leads to that. Where several diseases are meant equally well, nobody guesses:
`SeveralDiseases` names them.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import Remembered
from genoderm.api.collections.names import names
from genoderm.api.collections.things import Thing
from genoderm.api.collections.words import WORDS
from genoderm.api.finder.found import Understood
from genoderm.api.queries import Asking
from genoderm.api.resolving.reading import Read, Reading, read
from genoderm.ontology.errors import BadInput, NotFound, shown
from genoderm.ontology.terms import Iris, disease_iri
from genoderm.ontology.values import ORPHA
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

REMEMBERED = 20_000  # diseases: more than Orphanet has
SURE = 0.97  # a label itself, or a synonym: what the text search gives them
CLEAR = 0.05  # by how much the best of several names must be better than the next to be taken for what is meant


class UnknownDisease(NotFound):
    """No disease, current or retired, goes by this code or name."""

    def __init__(self, asked: str) -> None:
        """With what was asked."""
        super().__init__(
            f"{shown(asked)} is no code and no name of a disease of this release; "
            "ORPHA:79361, OMIM:226600 and epidermolysis bullosa are"
        )


class SeveralDiseases(BadInput):
    """A code or a name that means several diseases."""

    def __init__(self, asked: str, choices: Sequence[Thing]) -> None:
        """With those that it may mean, the likeliest first."""
        told = ", ".join(f"{thing.code} {thing.name}" for thing in choices)
        super().__init__(f"{shown(asked)} means several diseases; ask for one of {told}")
        self.choices = tuple(choices)

    @property
    def members(self) -> dict[str, object]:
        """What a problem document tells of it beside the sentence."""
        told = [{"iri": thing.iri, "id": thing.id, "code": thing.code, "name": thing.name} for thing in self.choices]
        return {"choices": told}


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a disease: its rank ("" of a retired code), what took its place, whether it is general."""

    rank: str
    replacements: tuple[str, ...]
    general: bool


@dataclass(frozen=True, slots=True)
class Meant:
    """A disease that a text means, how it was found, and how well."""

    iri: str
    how: str
    precision: str
    label: str | None
    score: float


ABOUT = Remembered[str, About | None](REMEMBERED)


async def understand(written: str, pool: Pool, language: str) -> Understood:
    """The disease that is meant; UnknownDisease if there is none, SeveralDiseases if there are several."""
    meant = await _meant(written.strip(), pool)
    best = _best(meant)
    if not best:
        raise UnknownDisease(written)
    if len(best) > 1:
        raise SeveralDiseases(written, await _things([one.iri for one in meant], pool, language))
    return await _told(written, best[0], [one.iri for one in meant[1:]], pool, language)


async def _meant(text: str, pool: Pool) -> list[Meant]:
    """What the text may mean, the likeliest first."""
    codes = read(text)
    if digits := _orpha(text, codes):
        iri = disease_iri(digits).value
        return [Meant(iri, "orpha", "exact", None, 1.0)] if await _about(iri, pool) else []
    found = await _by_code(codes.readings, pool) if codes.readings else []
    is_code = bool(found) or (codes.told and any(map(str.isdigit, text)))
    return found if is_code else await _by_name(text, pool)


def _orpha(text: str, codes: Read) -> str:
    """The digits of an ORPHA code, "" if it is none; a number that stands alone is one."""
    if bare := ORPHA.fullmatch(text):
        return str(int(bare[1]))
    return next((one.code for one in codes.readings if codes.told and one.system == "ORPHA"), "")


def _best(meant: Sequence[Meant]) -> Sequence[Meant]:
    """Those that are meant equally well."""
    if not meant:
        return []
    first = meant[0]
    if first.how == "code":
        return [one for one in meant if one.precision == first.precision]
    need = 1e-9 if first.score >= SURE else CLEAR
    return [one for one in meant if one.score > first.score - need]


async def _by_code(codes: Sequence[Reading], pool: Pool) -> list[Meant]:
    curies = [reading.curie for reading in codes]
    rows = await pool.rows(Asking("finder-code", {"code": curies}).text(Iris(pool.manifest.base)))
    found: dict[str, Meant] = {}
    for row in rows:
        iri, precision, code = (_text(row, name) for name in ("disease", "precision", "code"))
        found.setdefault(iri, Meant(iri, "code", precision, code, 1.0))
    return list(found.values())


async def _by_name(text: str, pool: Pool) -> list[Meant]:
    rows = await pool.rows(Asking("finder-name", {"q": (text,)}).text(Iris(pool.manifest.base)))
    return [
        Meant(_text(row, "disease"), "name", "exact", _text(row, "label"), float(_text(row, "score"))) for row in rows
    ]


async def _told(written: str, best: Meant, others: Collection[str], pool: Pool, language: str) -> Understood:
    about = await _about(best.iri, pool)
    if about is None:
        raise UnknownDisease(written)
    if not about.rank and len(about.replacements) > 1:
        raise SeveralDiseases(written, await _things(about.replacements, pool, language))
    if not about.rank and about.replacements:
        successor = replace(best, iri=about.replacements[0], how="retired")
        return await _told(written, successor, others, pool, language)
    disease, *rest = await _things([best.iri, *others], pool, language)
    return Understood(
        asked=written,
        disease=disease,
        rank=about.rank,
        how=best.how,
        precision=best.precision,
        label=best.label,
        general=about.general,
        others=tuple(rest),
    )


async def _things(iris: Collection[str], pool: Pool, language: str) -> list[Thing]:
    called = await names(iris, pool, language)
    return [called.thing(iri) for iri in iris]


async def _about(iri: str, pool: Pool) -> About | None:
    """What is known of a disease; None if it is none."""
    return (await about([iri], pool))[iri]


async def about(iris: Collection[str], pool: Pool) -> dict[str, About | None]:
    """What is known of diseases, by IRI."""
    return await ABOUT.of(iris, pool, partial(_read, pool))


async def _read(pool: Pool, iris: Collection[str]) -> dict[str, About | None]:
    rows = await pool.rows(Asking("finder-understanding", {"disease": iris}).text(Iris(pool.manifest.base)))
    by_disease: dict[str, list[Row]] = {iri: [] for iri in iris}
    for row in rows:
        by_disease[_text(row, "disease")].append(row)
    return {iri: _told_of(told) for iri, told in by_disease.items()}


def _told_of(rows: Sequence[Row]) -> About | None:
    if not rows:
        return None
    ranks = [WORDS[value] for value in _all(rows, "class") if value in WORDS]
    retired = "true" in _all(rows, "deprecated")
    return About(
        rank="" if retired or not ranks else ranks[0],
        replacements=tuple(dict.fromkeys(_all(rows, "replacement"))),
        general="true" in _all(rows, "general"),
    )


def _all(rows: Iterable[Row], name: str) -> list[str]:
    return [text for row in rows if (text := _text(row, name))]


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""
