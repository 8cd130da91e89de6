"""What the rest of a query can bind for a SERVICE block: a query for the local store, whose answer may say too much.

Each solution that the block's rows are joined with contains a solution of every part that stands beside the block as a
join: triples, VALUES, groups, UNION, GRAPH. So these parts alone, fewer of them the better, bind a superset of what the
whole binds. FILTER and BIND are taken along where all that they read is bound by those parts. OPTIONAL, MINUS and
EXISTS work on what stands before them: from within one, only that is looked at, since rows that are missing in there
would let pass what they were to extend or remove. A subquery is asked for itself (SPARQL 1.1 Query Language, 18.2).
What may have another answer the next time, such as the first five rows of some, is no help, since the rows that it
binds now need not be those that it binds in the end.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from genoderm.sparql.reading import FLEETING
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.patterns import (
    Bind,
    Block,
    Element,
    Filter,
    Graph,
    Group,
    Names,
    Other,
    Query,
    Triples,
    Union,
    Values,
    binding,
    element_certain,
    groups_of,
)
from genoderm.sparql.service_clauses import Span
from genoderm.sparql.tokens import Kind, Token

JOINED = (Triples, Block, Values, Union, Graph)
NONE: Names = frozenset()
UNSTEADY = re.compile("|".join((*FLEETING, "LIMIT", "OFFSET", "SAMPLE", "GROUP_CONCAT")), re.IGNORECASE)
EXISTS = re.compile("exists", re.IGNORECASE)  # not a matter of the variables alone
OPEN = (Union, Graph)  # a row that is lost in one of these is lost beside it, too
Part = TypeVar("Part", bound=Element)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A group pattern to evaluate here, and the variables that it tells of; one of them may be unbound in a row."""

    pattern: str
    names: Names


@dataclass(frozen=True, slots=True)
class _Level:
    """A group on the way to the block: what stands beside the way, and how the way goes in."""

    beside: tuple[Element, ...]
    way: str = ""  # "" for braces alone, or GRAPH and its name
    names: Names = NONE  # that the way binds


@dataclass(frozen=True, slots=True)
class Source:
    """A query as it was written, the rows of the blocks that were answered, and where those begin that were not.

    `services` are all its SERVICE clauses, which the structure knows by something shorter in their place; `unsteady`
    are the places, in order, of words with which a part has another answer each time.
    """

    text: str
    services: Sequence[Span]
    unsteady: Sequence[int]
    answered: Sequence[Edit]
    unanswered: Sequence[int]

    def is_open(self, element: Element) -> bool:
        """Whether rows are missing in it."""
        return any(element.start <= start < element.end for start in self.unanswered)

    def written(self, element: Element) -> str:
        """Its text, with the rows that there are."""
        end = next((span.end for span in self.services if span.start == element.start), element.end)
        return edited(self.text, self.answered, element.start, end)

    def is_steady(self, element: Element) -> bool:
        """Whether it has the same answer each time."""
        return bisect_left(self.unsteady, element.start) == bisect_left(self.unsteady, element.end)


def unsteady(found: Iterable[Token]) -> list[int]:
    """The places of words that make for another answer each time."""
    return [token.start for token in found if token.kind is Kind.WORD and UNSTEADY.search(token.text)]


def surroundings(query: Query, source: Source, start: int, wanted: Names) -> Surroundings:
    """What stands beside the block that begins at `start` and has to do with the variables that are wanted."""
    levels = list(_levels(query.group, start, query.fresh, lambda _: True))
    reached = _reached([one for level in levels for one in level.beside if _joins(one, source)], wanted)
    inner, names = "", NONE
    for level in reversed(levels):
        beside = _beside(level.beside, reached, source)
        inner = f"{{ {beside.pattern} {level.way}{inner} }}"
        names |= beside.names | level.names
    return Surroundings(inner or "{ }", names)


def _levels(group: Group, start: int, fresh: str, takes: Callable[[Element], bool]) -> Iterator[_Level]:
    """From the outermost to the innermost, with the elements that `takes` takes."""
    if group.select is not None:
        yield from _levels(group.select.where, start, fresh, takes)
        return
    element = _holding(group.elements, start)
    if element is None:
        return
    others = tuple(one for one in group.elements if one is not element and takes(one))
    inner = _holding(groups_of(element), start)
    if inner is None:
        yield _Level(() if isinstance(element, Other) else others)
        return
    shut = _shut(inner, start)
    if not isinstance(element, (*OPEN, Filter)):
        others = tuple(one for one in others if one.start < element.start)
    yield _level(element, () if shut else others, f"{fresh}{element.start}" if shut else "")
    yield from _levels(inner, start, fresh, _is_plain if isinstance(element, Filter | Bind) else takes)


def _is_plain(element: Element) -> bool:
    """Whether what it binds is the same within EXISTS, where bindings from outside reach into everything."""
    if isinstance(element, Filter):
        return True  # it is looked at later whether all that it reads is bound beside it
    return isinstance(element, JOINED) and all(
        group.select is None and not any(isinstance(one, Filter) or not _is_plain(one) for one in group.elements)
        for group in groups_of(element)
    )


def _level(element: Element, beside: tuple[Element, ...], fresh: str) -> _Level:
    """The way into an element; a graph's variable has another name where what is beyond must not see it."""
    if not isinstance(element, Graph):
        return _Level(beside)
    if element.name.variable and fresh:
        return _Level(beside, f"GRAPH ?{fresh} ")
    return _Level(beside, f"GRAPH {element.name.text} ", frozenset(filter(None, [element.name.variable])))


def _shut(group: Group, start: int) -> bool:
    """Whether the way from here to the block leads into a subquery, or into what works on that which stands before."""
    if group.select is not None:
        return True
    element = _holding(group.elements, start)
    inner = _holding(groups_of(element), start) if element else None
    if inner is None:
        return isinstance(element, Other)
    return not isinstance(element, OPEN) or _shut(inner, start)


def _holding(parts: Iterable[Part], start: int) -> Part | None:
    return next((part for part in parts if part.start <= start < part.end), None)


def _joins(element: Element, source: Source) -> bool:
    if source.is_open(element) or not source.is_steady(element):
        return False
    return isinstance(element, JOINED) or (isinstance(element, Bind) and _plain(element, source))


def _plain(element: Bind | Filter, source: Source) -> bool:
    """Whether what it tells depends on the variables in it alone."""
    return not element.groups and source.is_steady(element) and not EXISTS.search(source.written(element))


def _reached(beside: Sequence[Element], wanted: Names) -> Names:
    """The variables that are connected with those wanted, part by part."""
    reached, left = wanted, list(beside)
    while near := [element for element in left if element.mentioned & reached]:
        reached = reached.union(*(element.mentioned for element in near))
        left = [element for element in left if element not in near]
    return reached


def _beside(beside: Sequence[Element], reached: Names, source: Source) -> Surroundings:
    bound, told, pieces = NONE, NONE, list[str]()
    for element in beside:
        if not (_joins(element, source) and element.mentioned & reached):
            continue
        if isinstance(element, Bind) and not element.mentioned - {element.variable} <= bound:
            continue
        told |= binding(element)
        bound |= element_certain(element)
        pieces.append(source.written(element))
    for element in beside:
        if isinstance(element, Filter) and element.mentioned <= bound and _plain(element, source):
            pieces.append(source.written(element))
    return Surroundings(" ".join(pieces), told)
