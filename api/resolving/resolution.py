"""Codes resolved: what each can mean, and what the release says of that. A batch is asked in a few queries."""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from genoderm.api.resolving.diseases import Disease, known_diseases
from genoderm.api.resolving.precision import Precision
from genoderm.api.resolving.reading import Read, read
from genoderm.api.resolving.spellings import codes_of_diseases, near
from genoderm.api.resolving.statements import Known, Statement, known_codes
from genoderm.sparql.workers.pool import Pool

AT_ONCE = 25  # codes that are told of before somebody else has a turn: some milliseconds
TOGETHER = 250  # codes asked in one query: the engine looks up each; with many more it would rather read all there are


@dataclass(frozen=True, slots=True)
class Wishes:
    """How codes are resolved: names in this language; only these precisions, if any; bare codes of these systems."""

    language: str = "en"
    precision: tuple[Precision, ...] = ()
    context: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Meaning:
    """A code that was meant and is known: what it says of diseases, and how much of that nobody wished for."""

    system: str
    code: str  # CURIE
    iri: str
    deprecated: bool
    statements: tuple[Statement, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of one code."""

    asked: str
    meanings: tuple[Meaning, ...]
    tried: tuple[str, ...]  # CURIEs, where the release knows none of them
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Some:
    """Some codes of a batch, and the diseases that they mean."""

    items: tuple[Resolved, ...]
    diseases: Mapping[str, Disease]


async def resolved(codes: Sequence[str], wishes: Wishes, pool: Pool) -> AsyncIterator[Some]:
    """The codes in their order, some at a time; between them the server can see to others."""
    for start in range(0, len(codes), TOGETHER):
        some = codes[start : start + TOGETHER]
        reads = [read(code, wishes.context) for code in some]
        meanings = await _known(reads, wishes, pool)
        spellings = () if all(meanings) else await codes_of_diseases(pool)
        diseases = await _diseases(meanings, wishes, pool)
        told = [*zip(some, reads, meanings, strict=True)]
        for first in range(0, len(told), AT_ONCE):
            few = told[first : first + AT_ONCE]
            yield Some(tuple(_resolved(*one, wishes, spellings) for one in few), diseases)
            await asyncio.sleep(0)


async def _known(reads: Iterable[Read], wishes: Wishes, pool: Pool) -> list[tuple[Meaning, ...]]:
    """What each of these can mean, of which the release knows something."""
    known: dict[str, Known] = {}
    wanted = list(dict.fromkeys(reading.iri for told in reads for reading in told.readings))
    for start in range(0, len(wanted), TOGETHER):
        known |= await known_codes(wanted[start : start + TOGETHER], pool)
    return [tuple(_meanings(told, known, wishes)) for told in reads]


async def _diseases(meanings: Iterable[tuple[Meaning, ...]], wishes: Wishes, pool: Pool) -> Mapping[str, Disease]:
    told = (statement.disease for each in meanings for meaning in each for statement in meaning.statements)
    iris, found = list(dict.fromkeys(told)), dict[str, Disease]()
    for start in range(0, len(iris), TOGETHER):
        found |= await known_diseases(iris[start : start + TOGETHER], wishes.language, pool)
    return found


def _resolved(
    code: str, told: Read, meanings: tuple[Meaning, ...], wishes: Wishes, spellings: Collection[str]
) -> Resolved:
    if meanings:
        return Resolved(code, meanings, (), ())
    return Resolved(code, (), tuple(reading.curie for reading in told.readings), near(code, spellings, wishes.context))


def _meanings(told: Read, known: Mapping[str, Known], wishes: Wishes) -> Iterator[Meaning]:
    for reading in told.readings:
        if found := known.get(reading.iri):
            kept = tuple(one for one in found.statements if _wished(one.precision, wishes))
            left_out = len(found.statements) - len(kept)
            yield Meaning(reading.system, reading.curie, reading.iri, found.deprecated, kept, left_out)


def _wished(precision: Precision, wishes: Wishes) -> bool:
    """A disease's own code is as precise as anybody can wish."""
    return not wishes.precision or precision is Precision.ITSELF or precision in wishes.precision
