"""What the making of a record needs beside its rows: names in the language asked for, addresses, sources."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict, TypeVar

from genoderm.api.addresses import address
from genoderm.api.records.naming import Called, called
from genoderm.api.records.parts import Card, Edition, Named, Source, Stated
from genoderm.graph.manifest import Graph, Manifest
from genoderm.ontology.terms import CODES, GD, Iris
from genoderm.ontology.vocabularies import ORDO
from genoderm.sparql.workers.pool import Pool

READERS = 16  # languages, addresses of this server and shapes for which what was made of a thing is kept
T = TypeVar("T")
GENERAL = {f"{GD}Centre", f"{GD}Resource", f"{GD}Disease"}  # classes of many kinds of things
KNOWN_AS = {"ORPHA", "HP", "HGNC"}  # systems whose terms go by their codes here


class Fields(TypedDict):
    """The fields of `Named`."""

    iri: str
    id: str
    name: str
    href: str | None
    code: str | None
    name_language: str | None


class CardFields(Fields):
    """The fields of `Card`."""

    kind: str | None
    countries: tuple[str, ...]
    city: str | None
    year: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who a record is made for: the language of names, and the address of the server as the reader knows it."""

    language: str
    base: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Names things and sources for one record."""

    reader: Reader
    manifest: Manifest
    called: Mapping[str, Called]

    @property
    def iris(self) -> Iris:
        """Of this deployment."""
        return Iris(self.manifest.base)

    @property
    def edition(self) -> Edition:
        """The release."""
        return Edition(id=self.manifest.id, created=self.manifest.created)

    def href(self, iri: str) -> str | None:
        """The address of its page here."""
        path = address(iri, self.iris)
        return self.reader.base + path if path else None

    def named(self, iri: str) -> Named:
        """Another thing."""
        return self._kept("named", iri, lambda: Named(**self.fields(iri)))

    def fields(self, iri: str) -> Fields:
        """What is told of every other thing."""
        return self._kept("fields", iri, lambda: self._fields(iri))

    def stated(self, iri: str, graphs: Iterable[str]) -> Stated:
        """Another thing, and who says so."""
        return Stated(**self.fields(iri), stated_by=self.stated_by(graphs))

    def card(self, iri: str) -> Card:
        """Another thing as in a list."""
        return self._kept("card", iri, lambda: Card(**self.card_fields(iri)))

    def card_fields(self, iri: str) -> CardFields:
        """What a list shows of another thing."""
        return self._kept("card fields", iri, lambda: self._card_fields(iri))

    def _kept(self, what: str, iri: str, make: Callable[[], T]) -> T:
        """What was made of a thing for such a reader before."""
        if (known := self.called.get(iri)) is None:
            return make()
        key = (what, self.reader.language, self.reader.base)
        if key not in known.told:
            if len(known.told) >= READERS:
                known.told.clear()
            known.told[key] = make()
        made: T = known.told[key]
        return made

    def _fields(self, iri: str) -> Fields:
        name, language = self.name(iri)
        return Fields(iri=iri, id=id_of(iri), name=name, href=self.href(iri), code=code_of(iri), name_language=language)

    def _card_fields(self, iri: str) -> CardFields:
        known = self.called.get(iri, Called())
        kinds = [self.class_name(one) for one in known.classes if one.startswith(GD)]
        return CardFields(
            **self.fields(iri),
            kind=min((kind for kind in kinds if kind), default=None),
            countries=tuple(country.rpartition("/")[2] for country in known.countries),
            city=known.city or None,
            year=known.year or None,
        )

    def full_name(self, iri: str) -> str | None:
        """The name of what goes by a symbol."""
        names = self.called.get(iri, Called()).names
        return names.get(self.reader.language) or names.get("en")

    def class_name(self, iri: str) -> str | None:
        """The word for a class, unless that is one of many kinds of things."""
        return None if iri in GENERAL else self.name(iri)[0]

    def name(self, iri: str) -> tuple[str, str | None]:
        """Its name, and the language of that where it is another than was asked for."""
        known = self.called.get(iri, Called()).name(self.reader.language)
        return known or (CODES.compress(iri) or id_of(iri), None)

    def stated_by(self, graphs: Iterable[str]) -> tuple[str, ...]:
        """The ids of these graphs."""
        return _ids(frozenset(graphs), self.manifest.base)

    def sources(self, graphs: Iterable[str]) -> tuple[Source, ...]:
        """What is told of these graphs, by their ids."""
        known = {graph.iri: graph for graph in self.manifest.graphs}
        return tuple(self._source(known[iri]) for iri in sorted(set(graphs)) if iri in known)

    def _source(self, graph: Graph) -> Source:
        return Source(
            id=graph.name,
            iri=graph.iri,
            href=self.href(graph.iri) or graph.iri,
            title=graph.title,
            publisher=graph.publisher,
            version=max(graph.versions, default=None),
            licence=graph.licence or None,
            homepage=graph.homepage or None,
            attribution=graph.attribution or None,
        )


async def desk_for(things: Iterable[str], reader: Reader, pool: Pool) -> Desk:
    """With the names of these things, and of the classes that they are of."""
    found = await called(things, pool)
    classes = {one for known in found.values() for one in known.classes if one.startswith(GD)}
    return Desk(reader, pool.manifest, found | await called(classes, pool))


def id_of(iri: str) -> str:
    """What parameters and addresses take: `79361`, `fr-necker-magec`, `FR`, `press`, `0008066`."""
    if iri.startswith(ORDO):
        return iri.removeprefix(ORDO)
    return (code_of(iri) or iri.rstrip("/")).replace("#", "/").rpartition("/")[2].rpartition(":")[2]


@lru_cache(maxsize=1 << 10)
def _ids(graphs: frozenset[str], base: str) -> tuple[str, ...]:
    return tuple(sorted(Iris(base).graph_name(graph) for graph in graphs))


@lru_cache(maxsize=1 << 14)
def code_of(iri: str) -> str | None:
    """`ORPHA:79361`, `HP:0008066` of what goes by such a code."""
    code = CODES.compress(iri)
    return code if code and code.partition(":")[0] in KNOWN_AS else None
