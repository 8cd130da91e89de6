"""Codes resolved: what each can mean, and what the release says of that. A batch is asked in a few queries."""

from collections.abc import AsyncIterator, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from genoderm.api.resolving.diseases import Disease, known_diseases
from genoderm.api.resolving.precision import Precision
from genoderm.api.resolving.reading import Read, read
from genoderm.api.resolving.spellings import codes_of_diseases, near
from genoderm.api.resolving.statements import Known, Statement, known_codes
from genoderm.sparql.workers.pool import Pool

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
    tried: tuple[str, ...]  # CURIEs of which the release knows none
    near: tuple[str, ...]

    @property
    def diseases(self) -> Iterator[str]:
        """IRIs of the diseases that it means, each once."""
        told = (statement.disease for meaning in self.meanings for statement in meaning.statements)
        yield from dict.fromkeys(told)


@dataclass(frozen=True, slots=True)
class Some:
    """Some codes of a batch, and the diseases that they mean."""

    items: tuple[Resolved, ...]
    diseases: Mapping[str, Disease]


async def resolved(codes: Sequence[str], wishes: Wishes, pool: Pool) -> AsyncIterator[Some]:
    """The codes in their order, some at a time."""
    for start in range(0, len(codes), TOGETHER):
        yield await _some(codes[start : start + TOGETHER], wishes, pool)


async def _some(codes: Sequence[str], wishes: Wishes, pool: Pool) -> Some:
    reads = [read(code, wishes.context) for code in codes]
    known: dict[str, Known] = {}
    wanted = list(dict.fromkeys(reading.iri for told in reads for reading in told.readings))
    for start in range(0, len(wanted), TOGETHER):
        known |= await known_codes(wanted[start : start + TOGETHER], pool)
    lost = [not any(reading.iri in known for reading in told.readings) for told in reads]
    spellings = await codes_of_diseases(pool) if any(lost) else ()
    items = tuple(_resolved(*each, known, wishes, spellings) for each in zip(codes, reads, strict=True))
    return Some(items, await _diseases(items, wishes, pool))


async def _diseases(items: Iterable[Resolved], wishes: Wishes, pool: Pool) -> Mapping[str, Disease]:
    iris = list(dict.fromkeys(iri for item in items for iri in item.diseases))
    found: dict[str, Disease] = {}
    for start in range(0, len(iris), TOGETHER):
        found |= await known_diseases(iris[start : start + TOGETHER], wishes.language, pool)
    return found


def _resolved(
    code: str, told: Read, known: Mapping[str, Known], wishes: Wishes, spellings: Collection[str]
) -> Resolved:
    meanings = tuple(_meanings(told, known, wishes))
    tried = tuple(reading.curie for reading in told.readings if reading.iri not in known)
    return Resolved(code, meanings, tried, () if meanings else near(code, spellings, wishes.context))


def _meanings(told: Read, known: Mapping[str, Known], wishes: Wishes) -> Iterator[Meaning]:
    for reading in told.readings:
        if found := known.get(reading.iri):
            kept = tuple(one for one in found.statements if _wished(one.precision, wishes))
            left_out = len(found.statements) - len(kept)
            yield Meaning(reading.system, reading.curie, reading.iri, found.deprecated, kept, left_out)


def _wished(precision: Precision, wishes: Wishes) -> bool:
    """A disease's own code is as precise as anybody can wish."""
    return not wishes.precision or precision is Precision.ITSELF or precision in wishes.precision
