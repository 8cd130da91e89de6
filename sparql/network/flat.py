"""Triple patterns without sequences, alternatives and inverses: each pattern left is one of a triple, or a closure.

By SPARQL 1.1 Query Language, 18.2.2.4, a sequence is a join over a new variable, an alternative a union, an inverse the
same the other way round, all with the same number of solutions. Closures (`+`, `*`, `?`) and negated properties are not
made of triple patterns, and stay as they are.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from genoderm.sparql.rewriting.patterns import Path, Step, Term, Triple
from genoderm.sparql.rewriting.unnamed import named

SIMPLE = {Step.LINK, Step.VARIABLE}
NONE_LONG = {Step.REPEATED_OR_NONE, Step.OPTIONAL}  # paths that may lead from a node to itself
Fresh = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Either:
    """Ways of an alternative, each a join of parts."""

    ways: tuple[tuple["Part", ...], ...]


Part = Triple | Either


def flattened(triples: Iterable[Triple], fresh: Fresh) -> Iterator[Part]:
    """The parts that these patterns are a join of."""
    for triple in triples:
        yield from _flat(triple, fresh)


def _flat(triple: Triple, fresh: Fresh) -> Iterator[Part]:
    path = triple.path
    match path.step:
        case Step.INVERSE:
            yield from _flat(Triple(triple.object, path.parts[0], triple.subject), fresh)
        case Step.SEQUENCE:
            middle = [named(fresh()) for _ in path.parts[1:]]
            ends: Sequence[Term] = [triple.subject, *middle, triple.object]
            for at, part in enumerate(path.parts):
                yield from _flat(Triple(ends[at], part, ends[at + 1]), fresh)
        case Step.ALTERNATIVE:
            yield Either(tuple(tuple(_flat(replace(triple, path=part), fresh)) for part in path.parts))
        case _:
            yield triple


def every(parts: Iterable[Part]) -> Iterator[Triple]:
    """All patterns in them."""
    for part in parts:
        if isinstance(part, Triple):
            yield part
        else:
            for way in part.ways:
                yield from every(way)


def links(path: Path) -> Iterator[str]:
    """The properties in a path, in angle brackets."""
    if path.iri:
        yield path.iri
    for part in path.parts:
        yield from links(part)


def may_stay(path: Path) -> bool:
    """Whether it may lead from a node to itself, be it in a part."""
    return path.step in NONE_LONG or any(map(may_stay, path.parts))


def is_negated(path: Path) -> bool:
    """Whether it leads along all properties but some."""
    return path.step is Step.NEGATED or any(map(is_negated, path.parts))
