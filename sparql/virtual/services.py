"""The services, by their IRIs: what each takes, what it tells, how it finds."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from pyoxigraph import Literal, NamedNode

from genoderm.graph.text_index import point
from genoderm.graph.text_index_search import Only
from genoderm.ontology import terms
from genoderm.ontology.errors import BadInput
from genoderm.ontology.vocabularies import GEO_WKT_LITERAL, RDF_TYPE, XSD_DECIMAL, XSD_DOUBLE, XSD_INTEGER
from genoderm.sparql.virtual.arguments import Arguments, wrong
from genoderm.sparql.virtual.searcher import Searcher

LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
PHRASE = 'a phrase such as "epidermolyse bulleuse"'
TAG = 'the tag of a language such as "fr"'
POINT = 'a point, longitude first, such as "POINT(2.35 48.85)"^^geo:wktLiteral'
KILOMETRES = "kilometres such as 100"
REMEMBERED = 10_000  # literals of numbers; scores have four digits


@dataclass(frozen=True, slots=True)
class Found:
    """A thing, and what is told of it."""

    thing: NamedNode
    told: Mapping[NamedNode, Literal]


@dataclass(frozen=True, slots=True)
class Service:
    """A virtual service: the properties that it takes constants of, and those that it tells in variables."""

    takes: frozenset[NamedNode]
    tells: frozenset[NamedNode]
    find: Callable[[Arguments, Searcher], Iterable[Found]]


def search_text(arguments: Arguments, searcher: Searcher) -> Iterable[Found]:
    """Things by what they are called, best first."""
    phrase = arguments.text(terms.matches, PHRASE)
    classes, again = arguments.classes(), RDF_TYPE in arguments.varied
    only = Only(languages=_languages(arguments), classes=classes, thing=arguments.thing, again=again)
    hits = searcher.text.search(phrase.value, only, prefer=phrase.language or "en", limit=arguments.limit())
    for rank, hit in enumerate(hits, 1):
        told = {terms.score: _score(hit.score), terms.rank: _rank(rank), terms.matchedLabel: hit.label}
        yield Found(hit.thing, told)


def _languages(arguments: Arguments) -> list[str]:
    values = arguments.told.get(terms.inLanguage, ())
    for value in values:
        if not isinstance(value, Literal) or not LANGUAGE.fullmatch(value.value):
            raise wrong(terms.inLanguage, value, TAG)
    return [value.value for value in values]


def find_nearby(arguments: Arguments, searcher: Searcher) -> Iterable[Found]:
    """Things by their distance, nearest first."""
    longitude, latitude = _place(arguments)
    within = arguments.number(terms.within, KILOMETRES)
    if within is not None and within < 0:
        raise BadInput(f"gd:within is {within:g}, expected {KILOMETRES}")
    found = searcher.places.nearest(
        latitude,
        longitude,
        classes=arguments.classes(),
        thing=arguments.thing,
        within=inf if within is None else within,
        limit=arguments.limit(),
    )
    for rank, near in enumerate(found, 1):
        kilometres = Literal(repr(near.kilometres), datatype=XSD_DOUBLE)
        yield Found(near.thing, {terms.distance: kilometres, terms.rank: _rank(rank)})


def _place(arguments: Arguments) -> tuple[float, float]:
    told = arguments.one(terms.near)
    latitude = arguments.number(terms.latitude, "degrees from -90 to 90")
    longitude = arguments.number(terms.longitude, "degrees from -180 to 180")
    match told, latitude, longitude:
        case Literal(), None, None if told.datatype == GEO_WKT_LITERAL and (place := point(told.value)):
            return place
        case None, float(), float() if place := point(f"POINT({longitude:f} {latitude:f})"):
            return longitude, latitude
        case None, _, _:
            raise BadInput(
                f"the place is missing or not on the globe, expected gd:near, {POINT}, or gd:latitude and gd:longitude"
            )
        case _, None, None:
            raise wrong(terms.near, told, POINT)
    raise BadInput("the place is told twice, expected either gd:near, or gd:latitude and gd:longitude")


@lru_cache(maxsize=REMEMBERED)
def _score(score: float) -> Literal:
    return Literal(f"{score:.4f}", datatype=XSD_DECIMAL)


@lru_cache(maxsize=REMEMBERED)
def _rank(rank: int) -> Literal:
    return Literal(str(rank), datatype=XSD_INTEGER)


BOTH_TAKE = {RDF_TYPE, terms.limit}
SERVICES: Mapping[str, Service] = {
    terms.textSearch.value: Service(
        takes=frozenset({terms.matches, terms.inLanguage} | BOTH_TAKE),
        tells=frozenset({terms.score, terms.rank, terms.matchedLabel}),
        find=search_text,
    ),
    terms.nearby.value: Service(
        takes=frozenset({terms.near, terms.latitude, terms.longitude, terms.within} | BOTH_TAKE),
        tells=frozenset({terms.distance, terms.rank}),
        find=find_nearby,
    ),
}
