"""Gaps counted: a row for each disease, country or region."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from genoderm.api.collections.asked import MOST
from genoderm.api.collections.choosing import word
from genoderm.api.collections.chosen import chosen
from genoderm.api.collections.names import Names, names
from genoderm.api.collections.things import Thing
from genoderm.api.finder.understanding import understand
from genoderm.api.gaps.asked import By, Gap, Gaps, GapsAsked
from genoderm.api.gaps.coverage import COVERAGE, Cover, Coverage
from genoderm.api.gaps.regions import NOBODY, REGIONS, regions_of
from genoderm.api.queries import Asking
from genoderm.loaders.directory.vocabulary import EVIDENCE, REGION
from genoderm.ontology.terms import concept_iri
from genoderm.sparql.workers.pool import Pool

USUAL = 20
ORDERS: dict[str, Callable[[Gap], int]] = {
    "centres": lambda gap: gap.centres,
    "-centres": lambda gap: -gap.centres,
    "diseases": lambda gap: gap.diseases,
    "-diseases": lambda gap: -gap.diseases,
    "name": lambda _: 0,
}


async def gaps(asked: GapsAsked, pool: Pool, language: str) -> Gaps:
    """The rows that are asked for, a page of them; BadInput names what is wrong."""
    everything = await all_gaps(asked, pool, language)
    limit = min(asked.limit or USUAL, MOST)
    return replace(everything, rows=everything.rows[asked.offset : asked.offset + limit], limit=limit)


async def all_gaps(asked: GapsAsked, pool: Pool, language: str) -> Gaps:
    """The same with all rows from the offset on, for a table or a chart."""
    coverage = await COVERAGE.of(pool)
    among = await _diseases(asked, coverage, pool, language)
    countries = _countries(asked, coverage)
    counts = _counter(asked, countries)
    covers = [cover for cover in coverage.covers if cover.disease in among and counts(cover)]
    things = _by(asked.by, countries or _inhabited(coverage), coverage, among)
    rows = _rows(asked.by, things, covers, await names(things, pool, language))
    kept = [row for row in rows if asked.most is None or row.centres <= asked.most]
    kept.sort(key=lambda gap: (ORDERS[asked.sort](gap), gap.thing.name.casefold(), gap.thing.iri))
    return Gaps(
        by=asked.by,
        total=len(kept),
        offset=asked.offset,
        limit=max(1, len(kept)),
        rows=tuple(kept),
        diseases=len(among),
        covered=len({cover.disease for cover in covers if cover.sees_patients}),
        without=sum(row.centres == 0 for row in rows),
    )


async def _diseases(asked: GapsAsked, coverage: Coverage, pool: Pool, language: str) -> frozenset[str]:
    """The rare skin diseases, or those of a group."""
    if not asked.disease:
        return coverage.diseases
    code = (await understand(asked.disease, pool, language)).disease.code or ""
    below = await chosen(Asking("list-diseases", {"disease": (code,), "lang": ("en",)}), pool)
    return coverage.diseases.intersection(below)


def _countries(asked: GapsAsked, coverage: Coverage) -> frozenset[str]:
    """The codes of the countries that are asked for; none for all."""
    regions = [word("region", region, REGION) for region in asked.region]
    return frozenset(asked.country).union(*(REGIONS.get(region, coverage.countries.keys()) for region in regions))


def _inhabited(coverage: Coverage) -> frozenset[str]:
    return frozenset(coverage.countries) - NOBODY


def _counter(asked: GapsAsked, countries: frozenset[str]) -> Callable[[Cover], bool]:
    """Whether a cover is of the evidence and of the countries that are asked for."""
    kinds = {word("evidence", kind, EVIDENCE) for kind in asked.evidence}
    return lambda cover: (not kinds or cover.evidence in kinds) and (not countries or cover.country in countries)


def _by(by: By, countries: frozenset[str], coverage: Coverage, among: Iterable[str]) -> Mapping[str, Sequence[str]]:
    """The things of the rows, by what tells them apart in a cover: diseases, or countries of a region."""
    match by:
        case "disease":
            return {disease: (disease,) for disease in among}
        case "country":
            return {iri: (code,) for code, iri in coverage.countries.items() if code in countries}
        case "region":
            kept = {region: sorted(codes & countries) for region, codes in REGIONS.items()}
            return {concept_iri("world-region", region).value: codes for region, codes in kept.items() if codes}


def _rows(by: By, things: Mapping[str, Sequence[str]], covers: Iterable[Cover], called: Names) -> list[Gap]:
    """A row for each thing; a thing that no cover tells of has a row all the same."""
    found: dict[str, list[Cover]] = {}
    for cover in covers:
        found.setdefault(cover.disease if by == "disease" else cover.country, []).append(cover)
    return [
        _row(called.thing(iri), by, [cover for key in keys for cover in found.get(key, ())], keys)
        for iri, keys in things.items()
    ]


def _row(thing: Thing, by: By, covers: Sequence[Cover], keys: Sequence[str]) -> Gap:
    seeing = [cover for cover in covers if cover.sees_patients]
    itself = {cover.centre for cover in seeing if cover.itself}
    centres = {cover.centre for cover in seeing}
    kinds = {(cover.evidence, cover.centre) for cover in seeing}
    evidence = Counter(kind for kind, _ in kinds)
    return Gap(
        thing=thing,
        centres=len(centres),
        by_itself=len(itself),
        by_group=len(centres - itself),
        laboratories=len({cover.centre for cover in covers if not cover.sees_patients}),
        countries=len({cover.country for cover in seeing if cover.country}),
        diseases=len({cover.disease for cover in seeing}),
        regions=tuple(regions_of(keys[0])) if by == "country" else (),
        evidence={kind: evidence[kind] for kind in EVIDENCE.terms if kind in evidence},
    )
