"""What a release says of codes: which are known, and which diseases each of them means."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import NamedNode

from genoderm.api.collections.memory import Remembered
from genoderm.api.mappings.sources import source_name
from genoderm.api.queries import Asking
from genoderm.api.resolving.precision import ORDER, Precision, of_inverse, of_relation
from genoderm.loaders.mapping_chain import CHAIN_SET
from genoderm.ontology.terms import CODES, Iris
from genoderm.ontology.vocabularies import ORDO
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

QUERY = "resolve"
REMEMBERED = 20_000  # codes, of half a kilobyte each, those of which nothing is known among them
Link = tuple[str, str]  # code and disease, by IRI


@dataclass(frozen=True, slots=True)
class Statement:
    """That a code means a disease: how precisely, who says so, and the term or code that it was found through."""

    disease: str  # IRI
    precision: Precision
    source: str
    through: str | None = None  # CURIE

    @property
    def order(self) -> tuple[bool, int, str]:
        """What a source says itself before what follows from it; the most precise first."""
        return self.source == CHAIN_SET, ORDER[self.precision], self.source


@dataclass(frozen=True, slots=True)
class Known:
    """A code that the release knows."""

    deprecated: bool  # in its own system
    statements: tuple[Statement, ...]


@dataclass(slots=True)
class Told:
    """The rows of an answer, sorted by kind."""

    notations: dict[str, bool] = field(default_factory=dict)  # code -> whether it is deprecated
    links: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    sets: dict[tuple[str, str, str, str], set[str]] = field(default_factory=lambda: defaultdict(set))
    through: dict[Link, str] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """Put a row where it belongs."""
        code, disease = _text(row, "code"), _text(row, "disease")
        if row["notation"] is not None:
            self.notations[code] = self.notations.get(code, False) or row["deprecated"] is not None
        elif row["graph"] is not None:
            self.links[code].append(row)
        elif row["set"] is not None:
            self.sets[code, disease, _text(row, "relation"), _text(row, "records")].add(_text(row, "set"))
        if row["through"] is not None:
            self.through[code, disease] = min(_text(row, "through"), self.through.get((code, disease), "~"))


CODES_KNOWN = Remembered[str, Known | None](REMEMBERED)


def asking(codes: Iterable[str]) -> Asking:
    """The query for the codes of these IRIs."""
    return Asking(QUERY, {"code": list(codes)})


async def known_codes(codes: Sequence[str], pool: Pool) -> Mapping[str, Known]:
    """What the release knows of codes, by IRI; an ORPHA code means its own disease."""
    found = await CODES_KNOWN.of(codes, pool, partial(_read, pool))
    return {code: known for code, known in found.items() if known is not None}


async def _read(pool: Pool, codes: Collection[str]) -> dict[str, Known | None]:
    """Of these codes; None of what is none."""
    iris, told = Iris(pool.manifest.base), Told()
    for row in await pool.rows(asking(codes).text(iris)):
        told.take(row)
    known = {code: Known(gone, _statements(code, told, iris)) for code, gone in told.notations.items()}
    return {code: known.get(code) for code in codes}


def _statements(code: str, told: Told, iris: Iris) -> tuple[Statement, ...]:
    own = [Statement(code, Precision.ITSELF, "")] if code.startswith(ORDO) else []
    found = {statement for row in told.links.get(code, ()) for statement in _of_row(row, told, iris)}
    said = {(one.disease, one.source) for one in found if one.precision is not Precision.NOT_TOLD}
    kept = (one for one in found if one.precision is not Precision.NOT_TOLD or (one.disease, one.source) not in said)
    return (*own, *sorted(kept, key=lambda one: (one.order, one.disease, one.through or "")))


def _of_row(row: Row, told: Told, iris: Iris) -> Iterable[Statement]:
    """A statement for each source; a reference beside what the same source says precisely adds nothing."""
    code, disease, graph = _text(row, "code"), _text(row, "disease"), _text(row, "graph")
    precision = _precision(row)
    records = told.sets.get((code, disease, _text(row, "relation"), f"{graph}-mappings"), ())
    for source in {source_name(graph, [one], iris) for one in records} or {source_name(graph, (), iris)}:
        yield Statement(disease, precision, source, _through(row, source, told))


def _precision(row: Row) -> Precision:
    if isinstance(inverse := row["inverse"], NamedNode):
        return of_inverse(inverse)
    relation = row["relation"]
    if not isinstance(relation, NamedNode):
        raise TypeError(f"{QUERY}.rq has a row with neither ?relation nor ?inverse")
    return of_relation(relation)


def _through(row: Row, source: str, told: Told) -> str | None:
    """The foundation id of an ICD-11 code; the term of a chain."""
    same = row["same"]
    between = same.value if isinstance(same, NamedNode) else None
    if between is None and source == CHAIN_SET:
        between = told.through.get((_text(row, "code"), _text(row, "disease")))
    return CODES.compress(between) if between else None


def _text(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode) else ""
