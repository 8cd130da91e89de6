"""What the rest of a query can bind for a SERVICE block: a query for the local store, whose answer may say too much.

Each solution that the block's rows are joined with contains a solution of every part that stands beside the block as a
join: triples, VALUES, groups, UNION, GRAPH. So these parts alone, fewer of them the better, bind a superset of what the
whole binds. FILTER and BIND are taken along where all that they read is bound by those parts. OPTIONAL, MINUS and
EXISTS work on what stands before them: from within one, only that is looked at, since rows that are missing in there
would let pass what they were to extend or remove. A subquery is asked for itself (SPARQL 1.1 Query Language, 18.2).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from genoderm.sparql.reading import FLEETING_LETTERS
from genoderm.sparql.rewriting.edits import Edit, edited
from genoderm.sparql.rewriting.patterns import (
    Bind,
    Block,
    Element,
    Filter,
    Graph,
    Group,
    Minus,
    Names,
    Optional,
    Query,
    Triples,
    Union,
    Values,
    element_certain,
)

JOINED = (Triples, Block, Values, Union, Graph)
NONE: Names = frozenset()
UNLIKE = re.compile(f"exists|{FLEETING_LETTERS.pattern}", re.IGNORECASE)  # not a matter of the variables alone
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
class _Source:
    """A query's text, with the rows of the blocks that were answered, and where those begin that were not."""

    text: str
    answered: Sequence[Edit]
    unanswered: Sequence[int]

    def is_open(self, element: Element) -> bool:
        return any(element.start <= start < element.end for start in self.unanswered)

    def written(self, element: Element) -> str:
        return edited(self.text, self.answered, element.start, element.end)


def surroundings(
    query: Query, answered: Sequence[Edit], unanswered: Sequence[int], start: int, wanted: Names
) -> Surroundings:
    """What stands beside the block that begins at `start` and has to do with the variables that are wanted.

    `unanswered` are the places at which blocks begin that have no rows yet, this one among them; `answered` are the
    rows of the others.
    """
    text = _Source(query.text, answered, unanswered)
    levels = list(_levels(query.group, start, query.fresh))
    reached = _reached([one for level in levels for one in level.beside if _joins(one, text)], wanted)
    inner, names = "", NONE
    for level in reversed(levels):
        beside = _beside(level.beside, reached, text)
        inner = f"{{ {beside.pattern} {level.way}{inner} }}"
        names |= beside.names | level.names
    return Surroundings(inner or "{ }", names)


def _levels(group: Group, start: int, fresh: str) -> Iterator[_Level]:
    """From the outermost to the innermost."""
    if group.select is not None:
        yield from _levels(group.select.where, start, fresh)
        return
    element = _holding(group.elements, start)
    if element is None:
        return
    others = tuple(one for one in group.elements if one is not element)
    inner = _holding(_groups(element), start)
    if inner is None:
        yield _Level(others)
        return
    if _shut(inner, start):
        others = ()
    elif not isinstance(element, (*OPEN, Filter)):
        others = tuple(one for one in others if one.start < element.start)
    yield _level(element, others, f"{fresh}{element.start}" if _shut(inner, start) else "")
    yield from _levels(inner, start, fresh)


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
    inner = _holding(_groups(element), start) if element else None
    return inner is not None and (not isinstance(element, OPEN) or _shut(inner, start))


def _holding(parts: Iterable[Part], start: int) -> Part | None:
    return next((part for part in parts if part.start <= start < part.end), None)


def _groups(element: Element) -> Sequence[Group]:
    match element:
        case Union() | Filter() | Bind():
            return element.groups
        case Graph() | Optional() | Minus():
            return (element.group,)
    return ()


def _joins(element: Element, text: _Source) -> bool:
    if text.is_open(element):
        return False
    return isinstance(element, JOINED) or (isinstance(element, Bind) and _plain(element, text))


def _plain(element: Bind | Filter, text: _Source) -> bool:
    """Whether what it tells depends on the variables in it alone."""
    return not element.groups and not UNLIKE.search(text.written(element))


def _reached(beside: Sequence[Element], wanted: Names) -> Names:
    """The variables that are connected with those wanted, part by part."""
    reached, left = wanted, list(beside)
    while near := [element for element in left if element.mentioned & reached]:
        reached = reached.union(*(element.mentioned for element in near))
        left = [element for element in left if element not in near]
    return reached


def _beside(beside: Sequence[Element], reached: Names, text: _Source) -> Surroundings:
    bound, told, pieces = NONE, NONE, list[str]()
    for element in beside:
        if not (_joins(element, text) and element.mentioned & reached):
            continue
        if isinstance(element, Bind):
            if not element.mentioned - {element.variable} <= bound:
                continue
            told |= {element.variable}
        bound |= element_certain(element)
        pieces.append(text.written(element))
    for element in beside:
        if isinstance(element, Filter) and element.mentioned <= bound and _plain(element, text):
            pieces.append(text.written(element))
    return Surroundings(" ".join(pieces), bound | told)
