"""What a group of a query consists of (SPARQL 1.1 Query Language, 19.8, GroupGraphPattern), with where it is written.

Every element knows the part of the text that it takes, `text[start:end]`, and all variables that occur in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

Names = frozenset[str]  # of variables, without their marks
NONE: Names = frozenset()


@dataclass(frozen=True, slots=True)
class Term:
    """A subject or an object: a variable by its name, or a constant by its N-Triples form if that is known."""

    text: str
    variable: str = ""
    constant: str = ""


class Step(StrEnum):
    """What a path is at its top (SPARQL 1.1 Query Language, 9.1)."""

    LINK = "link"
    VARIABLE = "variable"
    SEQUENCE = "/"
    ALTERNATIVE = "|"
    INVERSE = "^"
    REPEATED = "+"
    REPEATED_OR_NONE = "*"
    OPTIONAL = "?"
    NEGATED = "!"


@dataclass(frozen=True, slots=True)
class Path:
    """A predicate, or a path with its parts; `iri` of a link is in angle brackets."""

    step: Step
    text: str
    iri: str = ""
    variable: str = ""
    parts: tuple["Path", ...] = ()


@dataclass(frozen=True, slots=True)
class Triple:
    """A triple pattern."""

    subject: Term
    path: Path
    object: Term

    @property
    def text(self) -> str:
        """As it can stand in a query."""
        return f"{self.subject.text} {self.path.text} {self.object.text}"

    @property
    def variables(self) -> Names:
        """All of them are bound in every solution of the pattern."""
        return frozenset(filter(None, (self.subject.variable, self.path.variable, self.object.variable)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """A part of a group."""

    start: int
    end: int
    mentioned: Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Triples(Element):
    """Triple patterns that follow one another, with the full stop behind them."""

    patterns: tuple[Triple, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block(Element):
    """Triple patterns about or with blank nodes or collections without a name, which stay as they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter(Element):
    """A FILTER; `groups` are those of EXISTS in it, `exists` is set if it is nothing but [NOT] EXISTS."""

    groups: tuple["Group", ...] = ()
    exists: bool = False
    negated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Optional(Element):
    """OPTIONAL."""

    group: "Group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minus(Element):
    """MINUS."""

    group: "Group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Union(Element):
    """Groups with UNION between them, or one group that stands alone."""

    groups: tuple["Group", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph(Element):
    """GRAPH."""

    name: Term
    group: "Group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bind(Element):
    """BIND; `groups` are those of EXISTS in its expression."""

    variable: str
    groups: tuple["Group", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Values(Element):
    """VALUES."""

    rows: int
    undefined: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Other(Element):
    """What stays as it is, wherever it is: LATERAL."""


@dataclass(frozen=True, slots=True)
class Select:
    """What a subselect makes of its group; `told` are the variables that it passes on as they are, None for all."""

    where: "Group"
    told: tuple[str, ...] | None
    made: Names
    distinct: bool
    grouped: bool
    limit: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Element):
    """From brace to brace; a subselect is a group without elements."""

    elements: tuple[Element, ...]
    select: Select | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A query whose pattern is understood; `fresh` begins a variable's name that occurs nowhere in it."""

    text: str
    group: Group
    few: bool  # whether the first rows of a pattern may be all that are wanted
    fresh: str = field(default="step")


def certain(group: Group) -> Names:
    """The variables that every solution of a group binds."""
    if group.select is not None:
        names = certain(group.select.where)
        return names if group.select.told is None else names & frozenset(group.select.told)
    return NONE.union(*(element_certain(element) for element in group.elements))


def element_certain(element: Element) -> Names:
    """The variables that an element binds in every solution; an expression may fail, so BIND is none of them."""
    match element:
        case Triples():
            return NONE.union(*(triple.variables for triple in element.patterns))
        case Block():
            return element.mentioned
        case Union():
            return frozenset.intersection(*map(certain, element.groups))
        case Graph():
            return certain(element.group) | frozenset(filter(None, [element.name.variable]))
        case Values() if not element.undefined:
            return element.mentioned
    return NONE


def every_triple(group: Group) -> Iterator[Triple]:
    """The triple patterns of a group, and of all groups in it."""
    if group.select is not None:
        yield from every_triple(group.select.where)
    for element in group.elements:
        if isinstance(element, Triples):
            yield from element.patterns
        for inner in groups_of(element):
            yield from every_triple(inner)


def groups_of(element: Element) -> tuple[Group, ...]:
    """The groups that an element consists of."""
    match element:
        case Union() | Filter() | Bind():
            return element.groups
        case Graph() | Optional() | Minus():
            return (element.group,)
    return ()


def binding(element: Element) -> Names:
    """The variables that an element may bind."""
    match element:
        case Filter() | Minus():
            return NONE
        case Bind():
            return frozenset([element.variable])
    return element.mentioned
