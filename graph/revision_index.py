"""The search index of a revised release: that of before, and anew what the write touched of it.

To make it from nothing, every label of the release is read. What it tells of a thing is what the queries of
`text_index` ask for: statements with their properties, those of the code or the geometry that the thing leads to, and
its classes.
"""

import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from genoderm.graph.revision_derivation import named_in
from genoderm.graph.text_index import FILES, NAME, read_told, told_of, write_index, write_told
from genoderm.ontology.vocabularies import GEO_AS_WKT, RDF_TYPE, SKOS_NOTATION

QUESTIONS = "indexed"  # the folder of the queries
LED_TO = {SKOS_NOTATION, GEO_AS_WKT}  # properties of a code and of a geometry, told of the things that lead to them
MANY = 1000  # things; from about here on it is quicker to ask for all


def index_again(store: Store, staged: Path, release: Path, changed: Iterable[bytes]) -> None:
    """Have `staged` hold the index of this store, made of `release` by changing these lines of its default graph."""
    things = _some(_touched(store, changed))
    if len(things) == MANY or not all((release / name).is_file() for name in FILES):
        write_index(store, staged)
    elif things:
        before, about = read_told(release), {thing.value for thing in things}
        write_told(before.amended(told_of(store, things), about), staged)
    else:
        (staged / NAME).mkdir()
        for name in FILES:
            os.link(release / name, staged / name)


def _some(things: Iterable[NamedNode]) -> set[NamedNode]:
    """The things, but no more than MANY."""
    found: set[NamedNode] = set()
    for thing in things:
        found.add(thing)
        if len(found) == MANY:
            break
    return found


@lru_cache(maxsize=1)
def indexed_properties() -> frozenset[NamedNode]:
    """The properties, and some classes, that the queries of the index name."""
    texts = (file.read_text("utf-8") for file in (files(__package__) / QUESTIONS).iterdir())
    return frozenset(iri for text in texts for iri in named_in(text)) - {RDF_TYPE}


def _touched(store: Store, changed: Iterable[bytes]) -> Iterator[NamedNode]:
    """The things of which the index may tell otherwise now; some come more than once."""
    for quad in parse(b"".join(changed), format=RdfFormat.N_TRIPLES):
        thing = quad.subject
        if not isinstance(thing, NamedNode):
            continue
        if quad.predicate in indexed_properties() or (quad.predicate == RDF_TYPE and _is_told(store, thing)):
            yield thing
        if quad.predicate in LED_TO:
            yield from _leading_to(store, thing)


def _leading_to(store: Store, thing: NamedNode) -> Iterator[NamedNode]:
    for quad in store.quads_for_pattern(None, None, thing, DefaultGraph()):
        if isinstance(quad.subject, NamedNode):
            yield quad.subject


def _is_told(store: Store, thing: NamedNode) -> bool:
    """Whether a thing has a statement that the index tells."""
    found = (store.quads_for_pattern(thing, property_, None, DefaultGraph()) for property_ in indexed_properties())
    return any(any(islice(quads, 1)) for quads in found)
