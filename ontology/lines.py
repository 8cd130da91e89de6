"""Statements as lines of N-Triples, byte for byte as pyoxigraph writes them, without an object for each.

For tables of many rows: making a triple and serializing it takes ten times as long as joining three texts. Whatever is
not plain text between quotation marks (signs to escape, language tags, datatypes) is written by pyoxigraph itself.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

ESCAPED = re.compile(r'[\x00-\x1f"\\\x7f\ufffe\uffff]')


def about(subject: str, said: Iterable[tuple[str, str]]) -> list[str]:
    """The statements of one subject: its properties and their terms, each as N-Triples write it."""
    return [f"{subject} {predicate} {thing} .\n" for predicate, thing in said]


def resource(iri: str) -> str:
    """An IRI that is known to be sound: `<https://…>`."""
    return f"<{iri}>"


def literal(text: str) -> str:
    """A plain literal: `"text"`."""
    return str(Literal(text)) if ESCAPED.search(text) else f'"{text}"'


def tagged(text: str, language: str) -> str:
    """A literal in a language: `"texte"@fr`."""
    return literal(text) + _tag(language)


def typed(text: str, datatype: NamedNode) -> str:
    """A literal of a datatype: `"2016"^^<…gYear>`."""
    return literal(text) + _type(datatype)


def triples(lines: Iterable[str]) -> Iterator[Triple]:
    """What the lines say."""
    for quad in parse("".join(lines), format=RdfFormat.N_TRIPLES):
        yield quad.triple


@lru_cache(maxsize=1 << 10)
def _tag(language: str) -> str:
    return str(Literal("", language=language)).removeprefix('""')


@lru_cache(maxsize=1 << 8)
def _type(datatype: NamedNode) -> str:
    return str(Literal("", datatype=datatype)).removeprefix('""')
