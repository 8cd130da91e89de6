"""Who covers what: current statements of expertise against the rare skin diseases, joined once for each release."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import PerRelease
from genoderm.sparql.composition import api_query
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool


@dataclass(frozen=True, slots=True)
class Cover:
    """That a centre covers a disease: by itself or by a group of it, and by which kind of evidence."""

    disease: str
    centre: str
    itself: bool
    sees_patients: bool
    country: str  # its code, "" if nobody tells
    evidence: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """All rare skin diseases, all countries (their IRIs by code), and who covers what."""

    diseases: frozenset[str]
    groups: Mapping[str, frozenset[str]]  # the diseases of the groups that somebody is expert in
    countries: Mapping[str, str]
    covers: tuple[Cover, ...]


async def _read(pool: Pool) -> Coverage:
    countries = {_text(row, "code"): _text(row, "country") for row in await _rows("gaps-countries", pool)}
    diseases, groups = set(), dict[str, set[str]]()
    for row in await _rows("gaps-diseases", pool):
        diseases.add(_text(row, "disease"))
        groups.setdefault(_text(row, "group"), set()).add(_text(row, "disease"))
    codes = {iri: code for code, iri in countries.items()}
    covers = [cover for row in await _rows("gaps-statements", pool) for cover in _covers(row, diseases, groups, codes)]
    return Coverage(
        diseases=frozenset(diseases),
        groups={group: frozenset(below) for group, below in groups.items() if group},
        countries=countries,
        covers=tuple(covers),
    )


COVERAGE = PerRelease(_read)


def _covers(row: Row, diseases: set[str], groups: Mapping[str, set[str]], codes: Mapping[str, str]) -> Iterable[Cover]:
    """A statement covers the disease that it is about, and all below it."""
    via = _text(row, "via")
    for disease in {via} & diseases | groups.get(via, set()):
        yield Cover(
            disease=disease,
            centre=_text(row, "centre"),
            itself=disease == via,
            sees_patients=_text(row, "seeing") == "true",
            country=codes.get(_text(row, "country"), ""),
            evidence=_text(row, "evidence"),
        )


async def _rows(query: str, pool: Pool) -> list[Row]:
    return await pool.rows(api_query(query).text)


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode | Literal) else ""
