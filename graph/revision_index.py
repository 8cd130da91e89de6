"""The search index of a revised release: made anew where the write touched what it tells, else that of before.

To make it, every label of the release is read. What it tells is what the queries of `text_index` ask for: statements
with their properties, and the classes of things that have any of these.
"""

import os
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from genoderm.graph.revision_derivation import named_in
from genoderm.graph.text_index import FILES, NAME, write_index
from genoderm.ontology.vocabularies import RDF_TYPE

QUESTIONS = "indexed"  # the folder of the queries


def index_again(store: Store, staged: Path, release: Path, changed: Iterable[bytes]) -> None:
    """Have `staged` hold the index of this store, made of `release` by changing these lines of its default graph."""
    if _matters(store, changed) or not all((release / name).is_file() for name in FILES):
        write_index(store, staged)
        return
    (staged / NAME).mkdir()
    for name in FILES:
        os.link(release / name, staged / name)


@lru_cache(maxsize=1)
def _properties() -> frozenset[NamedNode]:
    texts = (file.read_text("utf-8") for file in (files(__package__) / QUESTIONS).iterdir())
    return frozenset(iri for text in texts for iri in named_in(text)) - {RDF_TYPE}


def _matters(store: Store, changed: Iterable[bytes]) -> bool:
    classified: set[NamedNode] = set()
    for quad in parse(b"".join(changed), format=RdfFormat.N_TRIPLES):
        if quad.predicate in _properties():
            return True
        if quad.predicate == RDF_TYPE and isinstance(quad.subject, NamedNode):
            classified.add(quad.subject)
    return any(_is_told(store, thing) for thing in classified)


def _is_told(store: Store, thing: NamedNode) -> bool:
    """Whether a thing has a statement that the index tells."""
    found = (store.quads_for_pattern(thing, property_, None, DefaultGraph()) for property_ in _properties())
    return any(any(islice(quads, 1)) for quads in found)
