"""What is told of a disease that a code means: its name, and what became of it if its code was retired."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from pyoxigraph import Literal, NamedNode

from genoderm.api.collections.memory import Remembered
from genoderm.api.queries import Asking
from genoderm.ontology.terms import Iris
from genoderm.ontology.vocabularies import ORDO
from genoderm.sparql.evaluation import Row
from genoderm.sparql.workers.pool import Pool

QUERY = "resolved-diseases"
REMEMBERED = 20_000  # diseases: all, in two languages, of some hundred bytes each
Key = tuple[str, str]  # language and disease
GENERATIONS = 4  # of successors of successors that are named; no source has as many


@dataclass(slots=True)
class Disease:
    """A disease of the release; what is not known is empty."""

    iri: str
    code: str = ""
    names: dict[str, str] = field(default_factory=dict)  # by language
    retired_by: str = ""  # the graph that says that the code is retired, by IRI
    last_version: str = ""  # the last edition of the source that had the code
    successors: list[str] = field(default_factory=list)  # IRIs

    @property
    def id(self) -> str:
        """What addresses take: the digits of the code."""
        return self.iri.removeprefix(ORDO)

    def name(self, language: str) -> tuple[str, str]:
        """The name in this language, else in English, else any that there is, and the language that it is in."""
        for told in (language, "en", *self.names):
            if told in self.names:
                return self.names[told], told
        return self.code, ""


DISEASES = Remembered[Key, Disease | None](REMEMBERED)


def asking(diseases: Iterable[str], language: str) -> Asking:
    """The query for the diseases of these IRIs."""
    return Asking(QUERY, {"disease": list(diseases), "language": [language]})


async def known_diseases(iris: Sequence[str], language: str, pool: Pool) -> Mapping[str, Disease]:
    """What the release tells of diseases, and of those that took their places, by IRI."""
    found: dict[str, Disease] = {}
    wanted = dict.fromkeys(iris)
    for _ in range(GENERATIONS):
        if not wanted:
            break
        read = await DISEASES.of(((language, iri) for iri in wanted), pool, partial(_read, pool, language))
        found |= {iri: told for (_, iri), told in read.items() if told is not None}
        later = (successor for iri in wanted if iri in found for successor in found[iri].successors)
        wanted = dict.fromkeys(successor for successor in later if successor not in found)
    return found


async def _read(pool: Pool, language: str, keys: Collection[Key]) -> dict[Key, Disease | None]:
    """Of these diseases; None of what is none."""
    found: dict[str, Disease] = {}
    for row in await pool.rows(asking((iri for _, iri in keys), language).text(Iris(pool.manifest.base))):
        _take(found.setdefault(_iri(row, "disease"), Disease(_iri(row, "disease"))), row)
    return {key: found.get(key[1]) for key in keys}


def successors(disease: Disease, known: Mapping[str, Disease]) -> Iterator[Disease]:
    """What took its place."""
    yield from (known[iri] for iri in disease.successors if iri in known)


def standing(disease: Disease, known: Mapping[str, Disease]) -> tuple[Disease, ...]:
    """What stands at the end of the successors of a retired one, each once; successors that go round end nowhere."""
    found: dict[str, Disease] = {}
    seen, waiting = {disease.iri}, list(successors(disease, known))
    while waiting:
        one = waiting.pop(0)
        if one.iri not in seen:
            seen.add(one.iri)
            waiting.extend(successors(one, known))
            if not one.retired_by:
                found[one.iri] = one
    return tuple(found.values())


def _take(disease: Disease, row: Row) -> None:
    if isinstance(name := row["name"], Literal):
        disease.names[name.language or ""] = name.value
        disease.code = _literal(row, "notation")
    if row["graph"] is not None:
        disease.retired_by = _iri(row, "graph")
        disease.last_version = max(disease.last_version, _literal(row, "lastVersion"))
    if row["successor"] is not None and _iri(row, "successor") not in disease.successors:
        disease.successors.append(_iri(row, "successor"))


def _iri(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode) else ""


def _literal(row: Row, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, Literal) else ""
